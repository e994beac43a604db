"""Where an English text negates, and whether a Chinese one may."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

# What nearly every negation holds, for a first look. Led by a letter it takes half the time of
# as many `in`.
_HINT = re.compile(r"n(?:ot|'t|ever|(?<= n)o )")
# Words that deny. `not only`, `no less than`, `more often than not` and their like do not.
_NOT = r"""(?<!than\s{0})(?<!if\s{0})(?<!or\s{0})(?<!why\s{0})(?![A-Za-z-])
    (?!\s(?:only|just|merely|simply|solely|least|necessarily|to\smention|limited\sto|until
      |surprising|uncommon|unusual|unlike|without|all|every|always|so|yet))"""
_NO = r"(?![A-Za-z.-])(?!\s(?:less|more|fewer|longer|sooner|later|matter|doubt|wonder|[0-9]|one))"
# Each is led by a literal: all five search an abstract in 4 µs, a choice of them takes 13.
_NEGATIONS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"""n(?:(?<![A-Za-z-]n)(?:
              ot{_NOT.format("not")}
             |ever(?!theless|[A-Za-z-])|either(?![A-Za-z-])|othing(?![A-Za-z-])(?!\sbut)
             |one(?![A-Za-z-])(?!theless)
             |o(?<!~no){_NO})
            |(?<=[a-z]n)'t(?![A-Za-z]))""",
        rf"cannot(?<![A-Za-z-]cannot){_NOT.format('cannot')}",
        rf"No(?<![A-Za-z~-]No){_NO}",
        r"""without(?<![A-Za-z-]without)(?<!no[nt]\swithout)(?![A-Za-z-])
            (?!\s(?:loss|a\sdoubt|doubt|question))""",
    )
)
# Signs and words by which Chinese denies, fails, lacks, avoids, ignores or excepts.
_CHINESE = regex.compile(
    r"[不没无未非否勿别莫免缺反难避失少拒禁防零毫仅只独甚]|除了|除外|以外|之外|而是|才能|忽略|忽视|摆脱"
    r"|首次|罕见|跳过|省去|省略|脱离|停止|空白|放弃|排除|替代|取代|低于|超出|裸"
)


def may_negate(text: str) -> bool:
    """Whether an English text may negate: the first look."""
    return _HINT.search(text) is not None or "without" in text


def negations(text: str) -> list[int]:
    """Where words of `text`, a text in English, deny something, in order."""
    return sorted(match.start() for pattern in _NEGATIONS for match in pattern.finditer(text))


def lost_negations(
    source: str,
    target: str,
    ours: Sequence[Span],
    theirs: Sequence[Span],
    denied: Sequence[int],
) -> list[tuple[Span, Span]]:
    """Negations of an English text whose sentence in Chinese has nothing that may render them.

    Args:
        source: The English text.
        target: Its translation.
        ours: The sentences of the source.
        theirs: Those of the target, as many, which are taken to correspond in order.
        denied: `negations(source)`.

    Returns:
        The first such negation of each sentence, and the sentence of the target.
    """
    found = []
    for (start, end), there in zip(ours, theirs, strict=True):
        place = bisect_left(denied, start)
        if place == len(denied) or denied[place] >= end or not may_negate(source[start:end]):
            continue
        negation = _first_negation(source, start, end)
        if negation is not None and _CHINESE.search(target, there.start, there.end) is None:
            found.append((negation, there))
    return found


def _first_negation(text: str, start: int, end: int) -> Span | None:
    """The first word in `text[start:end]` that denies something."""
    found = (pattern.search(text, start, end) for pattern in _NEGATIONS)
    return min((Span(*match.span()) for match in found if match is not None), default=None)
