"""How the placeholders of a translation depart from those of its source."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.icu import may_be_icu
from audit.text.placeholders import (
    BRACES,
    MASK,
    PERCENT,
    Placeholder,
    may_be_of_source,
    may_have_placeholders,
    of_source,
    placeholders,
)
from audit.text.verbatim import FORMULA, URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A word in the braces of LaTeX.
_WORD = regex.compile(r"\{\p{L}++\}")
_COMMAND = regex.compile(r"\\[A-Za-z]")
# A source of more words is prose, in which LaTeX groups words; so 15 of 16,000 abstracts do, and
# the longest of 1,441 strings of interfaces with a name in braces has 29 words.
_PROSE_WORDS = 40
_COUNTS = regex.compile(
    r"%(?:\d\$)?l{0,2}[diu]|\{\{?(?:0|n|num|number|\w{0,20}[Cc]ount)\}\}?|%n|:count"
)
_ONE = regex.compile(r"(?<![\d.,])1(?![\d.,]*\d)|\b(?:one|an?|single)\b", regex.IGNORECASE)
_MOST = 200  # differences that are looked into
_COMPARED = 20  # of them, each with each
_FEW_WORDS = 12  # of a form of a number in an interface; longer texts are no forms
_INNER = regex.compile(r"[\p{L}\p{N}_.-]++")


class Change(StrEnum):
    """The kinds of difference."""

    LOST = "lost"
    EXTRA = "extra"
    OTHER = "other"  # another name, another conversion
    STYLE = "style"  # the same name in other signs
    WIDE = "wide"  # the same in full-width signs
    MOVED = "moved"  # another argument goes in


class Difference(NamedTuple):
    """The first placeholder that differs, and how many do."""

    change: Change
    source: Placeholder | None
    target: Placeholder | None
    differing: int


def may_differ(source: str, target: str) -> bool:
    """Whether either text has a sign that every placeholder has, which is found at once."""
    return (
        may_have_placeholders(target) or may_have_placeholders(source) or may_be_of_source(source)
    )


def difference(source: str, target: str) -> Difference | None:
    """The difference of the placeholders of two texts, compared as multisets; None for none."""
    some = of_source(source)
    ours, theirs = (placeholders(text, of_source=some) for text in (source, target))
    if [it.argument for it in ours] == [it.argument for it in theirs]:
        return None
    ours, theirs = _outside(source, ours), _outside(target, theirs)
    if may_be_icu(source) or may_be_icu(target):  # whose forms repeat them, in each language
        ours, theirs = _once(ours), _once(theirs)
    lost, added = _apart(ours, theirs, source, target)
    if not (lost or added):
        ours, theirs = ([it for it in own if it.kind == PERCENT] for own in (ours, theirs))
        lost, added = _beyond(ours, theirs, _argument), _beyond(theirs, ours, _argument)
        moved = lost and added and _conversions(ours) == _conversions(theirs)
        return Difference(Change.MOVED, lost[0], added[0], len(lost)) if moved else None
    count = max(len(lost), len(added))
    if not lost:
        return Difference(Change.EXTRA, None, added[0], count)
    if not added:
        return Difference(Change.LOST, lost[0], None, count)
    return Difference(*_likest(lost, added), count)


def _apart(
    ours: list[Placeholder], theirs: list[Placeholder], source: str, target: str
) -> tuple[list[Placeholder], list[Placeholder]]:
    """The placeholders of `source` that `target` lacks, and those that only `target` has."""
    lost = [it for it in _beyond(ours, theirs, _conversion) if not _is_bare(it, target)]
    if lost and _is_prose(source):
        lost = [it for it in lost if not _WORD.fullmatch(it.key)]
    added = [
        it
        for it in _beyond(theirs, ours, _conversion)
        if _more(target[it.span.start : it.span.end], target, source)
        or any(it.key in one.key for one in lost)
    ]
    if added and not lost:
        added = [it for it in added if not _is_explained(it, source, target)]
        if len(added) == 1 and _is_form(added[0], source):
            added = []
    return lost, added


def _more(written: str, target: str, source: str) -> bool:
    return target.count(written) > source.count(written)


def _likest(
    lost: list[Placeholder], added: list[Placeholder]
) -> tuple[Change, Placeholder, Placeholder]:
    """A lost placeholder and the one that stands for it: the same but for its signs, if any is."""
    likenesses: tuple[tuple[Change, Callable[[Placeholder], str]], ...] = (
        (Change.WIDE, lambda it: it.plain),
        (Change.STYLE, lambda it: it.name),
        (Change.OTHER, lambda it: it.style if it.name else ""),
    )
    for change, likeness in likenesses:
        for one in lost[:_COMPARED]:
            for other in added[:_COMPARED]:
                if likeness(one) and likeness(one) == likeness(other):
                    return change, one, other
    return Change.OTHER, lost[0], added[0]


def _argument(it: Placeholder) -> str:
    return it.argument


def _conversion(it: Placeholder) -> str:
    return it.conversion


def _conversions(some: Iterable[Placeholder]) -> Counter[str]:
    return Counter(it.conversion for it in some)


def _once(some: list[Placeholder]) -> list[Placeholder]:
    return list({it.key: it for it in reversed(some)}.values())[::-1]


def _outside(text: str, found: list[Placeholder]) -> list[Placeholder]:
    """The ones of `found` that are in no URL, and, if in braces, in no formula."""
    links = URL.find(text)
    formulae = FORMULA.find(text) if any(it.kind == BRACES or "$" in it.key for it in found) else []
    return [
        it
        for it in found
        if not it.span.begins_inside(links)
        and not ((it.kind == BRACES or it.key.startswith("$")) and it.span.begins_inside(formulae))
    ]


def _beyond(
    own: list[Placeholder], others: list[Placeholder], key: Callable[[Placeholder], str]
) -> list[Placeholder]:
    """The ones of `own` beyond as many of the same key as `others` have, the first of them."""
    left = Counter(map(key, others))
    found = []
    for it in own:
        if left[key(it)]:
            left[key(it)] -= 1
        else:
            found.append(it)
    return found[:_MOST]


def _is_bare(it: Placeholder, target: str) -> bool:
    """Whether the braces alone are lost, which keep the capitals of a title in BibTeX."""
    inner = it.key.strip("{}")
    return it.kind == BRACES and inner.isupper() and len(inner) > 1 and inner in target


def _is_prose(source: str) -> bool:
    """Whether a word in braces may be one that LaTeX groups."""
    return source.count(" ") >= _PROSE_WORDS or _COMMAND.search(source) is not None


def _is_explained(it: Placeholder, source: str, target: str) -> bool:
    """Whether the source has what was put into the signs of a placeholder, or the very signs.

    Transcripts have (PERSON1) beside [PERSON1], and of LaTeX the braces may be left alone.
    """
    if it.kind == BRACES:
        return source.count("{") >= target.count("{") or "\\" in source
    inner = _INNER.search(it.key)
    return it.kind == MASK and inner is not None and inner[0] in source and it.key not in source


def _is_form(it: Placeholder, source: str) -> bool:
    """Whether a number was put for the "one" of a text that has another form for more."""
    return (
        _COUNTS.fullmatch(it.key) is not None
        and source.count(" ") < _FEW_WORDS
        and _ONE.search(source) is not None
    )
