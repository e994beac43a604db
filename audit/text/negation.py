"""Where an English text negates, and whether a Chinese one may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

# What nearly every negation of `_NEGATION` holds, for a first look.
_HINTS = ("not", "n't", " no ", "never", "without")

# Words that deny. `not only`, `no less than`, `more often than not` and their like do not.
_NEGATION = regex.compile(
    r"""(?<![A-Za-z-])(?:
      (?<!(?:than|if|or|why)\s)(?:can)?not(?![A-Za-z-])
        (?!\s(?:only|just|merely|simply|solely|least|necessarily|to\smention|limited\sto|until
          |surprising|uncommon|unusual|unlike|without|all|every|always|so|yet))
     |never(?!theless|[A-Za-z-])|neither(?![A-Za-z-])|nothing(?![A-Za-z-])(?!\sbut)
     |none(?![A-Za-z-])(?!theless)
     |(?<!no[nt]\s)without(?![A-Za-z-])(?!\s(?:loss|a\sdoubt|doubt|question))
     |(?<!~)[Nn]o(?![A-Za-z.-])(?!\s(?:less|more|fewer|longer|sooner|later|matter|doubt|wonder|[0-9]|one)))
    |(?<=[a-z])n't(?![A-Za-z])""",
    regex.VERBOSE,
)
# Signs and words by which Chinese denies, fails, lacks, avoids, ignores or excepts.
_CHINESE = regex.compile(
    r"[不没无未非否勿别莫免缺反难避失少拒禁防零毫仅只独甚]|除了|除外|以外|之外|而是|才能|忽略|忽视|摆脱"
    r"|首次|罕见|跳过|省去|省略|脱离|停止|空白|放弃|排除|替代|取代|低于|超出|裸"
)


def may_negate(text: str) -> bool:
    """Whether an English text may negate: the first look."""
    return any(hint in text for hint in _HINTS)


def lost_negations(
    source: str, target: str, ours: Sequence[Span], theirs: Sequence[Span]
) -> list[tuple[Span, Span]]:
    """Negations of an English text whose sentence in Chinese has nothing that may render them.

    Args:
        source: The English text.
        target: Its translation.
        ours: The sentences of the source.
        theirs: Those of the target, as many, which are taken to correspond in order.

    Returns:
        The first such negation of each sentence, and the sentence of the target.
    """
    found = []
    for here, there in zip(ours, theirs, strict=True):
        if _CHINESE.search(target, there.start, there.end) is not None:
            continue
        if may_negate(source[here.start : here.end]):
            negation = _NEGATION.search(source, here.start, here.end)
            if negation is not None:
                found.append((Span(*negation.span()), there))
    return found
