"""How a text ends: with its last sentence, or in the middle of it."""

from __future__ import annotations

from enum import Enum

import regex

_CLOSERS = "\"'”’»)]}）］｝】」』》〉*_ \t\r\n\u3000"
_END_MARKS = "。！？.!?．｡"
_PAUSES = "，,、：:；;—–"
_OPENERS = "(（[［【{「『《〈“‘«"
_DOTS = ".…。⋯"
# Marks that open a quotation, and that many a keyboard gives for the closing one too.
_QUOTES = {"“": '“”"', "‘": "‘’", "«": "«»"}
_ELLIPSIS = regex.compile(rf"(?:…|\.\.\.|。。。|⋯)[{_DOTS}]*+$")

# Words after which an English sentence goes on …
_ENGLISH_GOES_ON = regex.compile(
    r"""(?:^|[\s(])(?:a|an|the|of|and|or|to|in|for|with|by|from|that|which|than|as|at|on|into|via|is|
    are|was|were|be|been|has|have|our|its|their|these|this|such|between|through|while|when|where|
    using|based\son|due\sto|e\.g\.,?|i\.e\.,?|not|but|we|can|may|both|most|more|very|under|over|
    available(?:\s(?:at|from|here|on|via|in|under|through))?|found\s(?:at|here|in)|see)$""",
    regex.VERBOSE | regex.IGNORECASE,
)
# … and characters and words after which a Chinese one does.
_CHINESE_GOES_ON = regex.compile(
    r"""(?:[的和与及或在对将被把从向为是且并以由但而使让其该此]|因为|由于|通过|基于|以及|例如|包括|比如|利用
    |使用|采用|我们|能够|可以|一个|一种|这些|以便|从而|如果|虽然|然而|因此|此外|并且|特别是|尤其是)$""",
    regex.VERBOSE,
)


class Ending(Enum):
    """The ending of a text."""

    MARK = "an end mark"
    ELLIPSIS = "an ellipsis"
    PAUSE = "a comma, a colon or an open bracket"
    GOES_ON = "a word after which the sentence goes on"
    ASIDE = "an address, a formula, a bracket or a quotation"
    BARE = "no end mark"


def ending(text: str, masked: str) -> Ending | None:
    """The ending of `text`; None for a text without any.

    Args:
        text: The text.
        masked: It without addresses, formulae and code; see `mask`.
    """
    bare = text.rstrip()
    if not bare:
        return None
    dotted = bare[-1] in _DOTS and (bare[-1] in "…⋯" or bare[-2:-1] in _DOTS)  # a first look
    if dotted and _ELLIPSIS.search(bare, len(bare) - min(len(bare), 12)):
        return Ending.ELLIPSIS
    end = len(bare) - _closes_wrong_way(bare)
    core = bare[max(0, len(bare) - _READ) : end].rstrip(_CLOSERS)
    last = core[-1:]
    if last and last in _END_MARKS:
        return Ending.MARK
    if end < len(bare):
        return Ending.ASIDE
    if bare[-1] in _OPENERS or bare[-1] in _PAUSES or _opens_quotation(bare):
        return Ending.PAUSE
    if masked[len(bare) - 1 : len(bare)].isspace() or len(core) < len(bare[-_READ:]):
        return Ending.ASIDE
    goes_on = _CHINESE_GOES_ON if last >= "\u2e80" else _ENGLISH_GOES_ON
    return Ending.GOES_ON if goes_on.search(core) else Ending.BARE


def _opens_quotation(text: str) -> bool:
    """Whether the straight quotation mark that ends `text` opens a quotation."""
    return text[-1] == '"' and text[-2:-1].isspace() and text.count('"') % 2 == 1


def _closes_wrong_way(text: str) -> bool:
    """Whether the last mark of `text` opens a quotation by its shape and closes one by its place.

    It stands behind an end mark, or there is a quotation for it to close.
    """
    marks = _QUOTES.get(text[-1])
    if marks is None:
        return False
    before = text[:-1].rstrip()[-1:]
    return (before != "" and before in _END_MARKS) or sum(map(text.count, marks)) % 2 == 0


_READ = 40  # code points; no closing marks go on for longer
