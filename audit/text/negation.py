"""Where an English text negates, and whether a Chinese one may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.text.alignment import Alignment

# What nearly every negation holds, for a first look. Led by a letter it takes half the time of
# as many `in`.
_HINT = re.compile(r"n(?:ot|'t|ever|(?<= n)o )")
# Words that deny. `not only`, `no less than`, `more often than not` and their like do not.
_NOT = r"""(?<!than\s{0})(?<!if\s{0})(?<!or\s{0})(?<!why\s{0})(?<!or\smay\s{0})(?![A-Za-z-])
    (?!\s(?:only|just|merely|simply|solely|least|necessarily|to\smention|limited\sto|until
      |surprising|uncommon|unusual|unlike|without|all|every|always|so|yet)
      |[^.;]{{0,80}}\suntil\s)"""
_NO = r"""(?![A-Za-z.-])(?!\s(?:less|more|fewer|longer|sooner|later|matter|doubt|wonder|problem|idea
    |[0-9]|one))"""
# Each is led by a literal: all five search an abstract in 4 µs, a choice of them takes 13.
_NEGATIONS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"""n(?:(?<![A-Za-z-]n)(?:
              ot{_NOT.format("not")}
             |ever(?!theless|[A-Za-z-])|either(?![A-Za-z-])|othing(?![A-Za-z0-9-])(?!\s(?:but|short\sof))
             |one(?![A-Za-z-])(?!theless)
             |o(?<!~no){_NO})
            |(?<=[a-z]n)'t(?![A-Za-z])(?![^.;]{{0,80}}\suntil\s))""",
        rf"cannot(?<![A-Za-z-]cannot){_NOT.format('cannot')}",
        rf"No(?<![A-Za-z~-]No){_NO}",
        r"""without(?<![A-Za-z-]without)(?<!no[nt]\swithout)(?![A-Za-z-])
            (?!\s(?:loss|a\sdoubt|doubt|question))""",
    )
)
# Signs and words by which Chinese denies, fails, lacks, avoids, ignores or excepts.
_CHINESE = regex.compile(
    r"[不没无未非否勿别莫免缺反难避失少拒禁防阻零毫仅只独甚忘]|错的|除了|除外|以外|之外|而是|才能|忽略|忽视|摆脱"
    r"|有待|才会|才可|仍有|前提|轻松|较低|太慢|受限|代价|首次|罕见|跳过|省去|省略|脱离|停止|空白|放弃|排除|替代|取代|低于|超出|裸"
)

_COVERED = 0.55  # share of a sentence's information


def may_negate(text: str) -> bool:
    """Whether an English text may negate: the first look."""
    return _HINT.search(text) is not None or "without" in text


def negations(text: str) -> list[int]:
    """The words of `text`, a text in English, that deny something, in order."""
    return sorted(match.start() for pattern in _NEGATIONS for match in pattern.finditer(text))


def lost_negations(
    source: str,
    target: str,
    sentences: tuple[Sequence[Span], Sequence[Span]],
    aligned: Alignment,
) -> Iterator[tuple[Span, Span]]:
    """Negations of an English text that nothing may render where it is translated into Chinese.

    Args:
        source: The English text.
        target: Its translation.
        sentences: Of the source and of the target.
        aligned: Which of them translate which. A sentence of which the other side has less than
            `_COVERED`, or none, says nothing of its negations: it may be missing.

    Returns:
        The first such negation of each sentence, and where it is translated.
    """
    ours, theirs = sentences
    for group in aligned.groups:
        if group.target_start == group.target_end:
            continue
        there = Span(theirs[group.target_start].start, theirs[group.target_end - 1].end)
        for place in range(group.source_start, group.source_end):
            start, end = ours[place]
            covered = aligned.source.aligned[place] >= _COVERED * aligned.source.information[place]
            if not covered or not may_negate(source[start:end]):
                continue
            negation = _first_negation(source, start, end)
            if negation is not None and _CHINESE.search(target, *there) is None:
                yield negation, there


def _first_negation(text: str, start: int, end: int) -> Span | None:
    """The first word in `text[start:end]` that denies something."""
    found = (pattern.search(text, start, end) for pattern in _NEGATIONS)
    return min((Span(*match.span()) for match in found if match is not None), default=None)
