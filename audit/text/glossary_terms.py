"""Terms of the user's glossary that a translation renders by none of their targets."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from audit.schema import Span
from audit.text.forms import has_form
from audit.text.masking import mask
from audit.text.phrases import lower, words_of
from audit.text.renderings import different
from audit.text.replaced_terms import (
    LONGEST_TRANSLATION,
    name_instead,
    stands_instead,
    words_around,
)
from audit.text.term_base import Entry, Place, begins_word, term_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.glossary import Glossary
    from audit.text.replaced_terms import TermsInText

MOST_PLACES = 200  # places of a text whose sentences are looked at, as in the term base
_SHORT = 2  # characters of a form that may stand within another word by accident: 内核 has 核
_HYPHENS = "‐‑–-"
_LONGEST_NAME = 20  # characters that a name has beside the term
_NAME_END = re.compile(rf"[^\W_][\w{_HYPHENS}]*\Z")
_NAME_START = re.compile(rf"[\w{_HYPHENS}]+")


class Unrendered(NamedTuple):
    """A term that is not rendered as the glossary has it."""

    number: int  # of the term
    source: Span
    target: Span | None  # what stands instead, where that can be told


class GlossaryUse(NamedTuple):
    """The use of a glossary in n pairs."""

    terms: int  # of the glossary
    met: int  # of them, that stand in some source
    left_out: int  # pairs of its files that are no terms
    entries: int  # whose source has a term
    uses: int  # terms in entries, each counted once an entry
    rendered: int  # of them, that the target has as the glossary says


def glossary_use(glossary: Glossary, pairs: Iterable[tuple[str, str]]) -> GlossaryUse:
    """The use of `glossary`: how many terms sources have, and how many targets as it says."""
    met: set[int] = set()
    entries = uses = rendered = 0
    for source, target in pairs:
        places = glossary_places(glossary, source, mask(source), target)
        numbers = {place.number for place in places}
        met |= numbers
        entries += bool(numbers)
        uses += len(numbers)
        rendered += sum(_has_any(target, glossary.terms[number].targets) for number in numbers)
    return GlossaryUse(len(glossary.terms), len(met), glossary.left_out, entries, uses, rendered)


# A worker gets the glossary anew with each part of the work; what is made of an entry is cached.
@lru_cache(maxsize=2)
def glossary_entries(glossary: Glossary) -> tuple[Entry, ...]:
    """The terms, in order, as those of the term base are."""
    return tuple(
        Entry(lower(term.source), term.targets, "", (), different(term.targets), 0)
        for term in glossary.terms
    )


def glossary_places(glossary: Glossary, source: str, masked: str, target: str) -> list[Place]:
    """The terms in `source`, but for those within a hyphenated name that `target` keeps."""
    return [
        Place(number, *span)
        for number, span in glossary.phrases.find(masked)
        if not _is_kept(source, span, target)
    ]


def unrendered(text: TermsInText) -> Iterator[Unrendered]:
    """The terms that some place of `text` renders by none of their targets, each once.

    A term that the target has nowhere counts at the place for which it can be told what stands
    instead, or else at its first; one that the target has, only where something else stands for it.
    """
    by_term: dict[int, list[Place]] = {}
    for place in text.places:
        by_term.setdefault(place.number, []).append(place)
    near = text._replace(places=text.places[:MOST_PLACES])
    end = near.places[-1].end if near.places else 0
    for number, places in by_term.items():
        renderings = text.entries[number].renderings
        if not renderings:
            continue
        found = _first_replaced([it for it in places if it.end <= end], near)
        if found is not None:
            yield found
        elif not _has_any(text.target, renderings):
            yield Unrendered(number, Span(places[0].start, places[0].end), None)


def _first_replaced(places: Iterable[Place], text: TermsInText) -> Unrendered | None:
    """The first of the places of a term for which something else stands."""
    seen: set[Span] = set()
    for place in places:
        spans = text.aligned(place.start)
        if spans is None or spans[1] in seen:
            continue
        seen.add(spans[1])
        entry, start = text.entries[place.number], spans[1].start
        translation = text.target[start : spans[1].end]
        if len(translation) > LONGEST_TRANSLATION or _has_any(translation, entry.renderings):
            continue
        around = words_around(text, place, spans[0], translation)
        instead = name_instead(entry, _names_beside(entry), around, translation)
        instead = instead or stands_instead(entry, text.source, around, translation)
        if instead is not None:
            there = Span(start + instead.start, start + instead.end)
            return Unrendered(place.number, Span(place.start, place.end), there)
    return None


def _has_any(target: str, forms: Iterable[str]) -> bool:
    """Whether a text has one of the forms as a word of its own."""
    return any(has_form(target, form) and _is_whole(target, form) for form in forms)


def _is_whole(target: str, form: str) -> bool:
    """Whether a text has `form` where it does not begin within another Chinese word.

    A longer form is whole wherever it is: 增强|大语言模型.
    """
    return len(form) > _SHORT or form not in target or begins_word(target, form)


@cache
def _names_beside(entry: Entry) -> tuple[str, ...]:
    """The names that the term base has for a term beside those of the glossary, the usual first.

    None that is part of one of these, or holds one.
    """
    return tuple(
        name
        for name in _renderings().get(words_of(entry.term), ())
        if len(name) > 1
        and not name.isascii()
        and not any(name in own or own in name for own in entry.renderings)
    )


@cache
def _renderings() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The renderings of the term base by the words of their terms."""
    return {words_of(entry.term): entry.renderings for entry in term_base().entries}


def _is_kept(source: str, span: Span, target: str) -> bool:
    """Whether the term is part of a hyphenated name that the target keeps: `Transformer-XL`."""
    before = _NAME_END.search(source, max(span.start - _LONGEST_NAME, 0), span.start)
    after = _NAME_START.match(source, span.end, span.end + _LONGEST_NAME)
    start = before.start() if before else span.start
    end = after.end() if after else span.end
    name = source[start:end].strip(_HYPHENS)
    return len(name) > span.end - span.start and name in target
