"""Terms that one translation calls by several names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.replaced_terms import LONGEST_TRANSLATION, names_for, words_around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.text.replaced_terms import TermsInText
    from audit.text.term_base import Place

_HAN = regex.compile(r"\p{Han}")


class Named(NamedTuple):
    """A place of a term, and what translates it there."""

    name: str
    source: Span
    target: Span


def varied_terms(text: TermsInText) -> Iterator[list[Named]]:
    """The different names of each term that has several, the first place of each, in order.

    A name counts where what translates the sentence of the term has it, and where no other word
    of the sentence explains it; one in Latin letters, where none of the sentences has it beside
    another. Of sentences with more names than places of the term nothing is known.
    """
    by_term: dict[int, list[Place]] = {}
    for place in text.places:
        by_term.setdefault(place.number, []).append(place)
    for number, places in by_term.items():
        there = [name for name in text.entries[number].names if name in text.target]
        if len(places) > 1 and len(there) > 1:
            found = _names(there, places, text)
            if len(found) > 1:
                yield found


def _names(names: Sequence[str], places: Sequence[Place], text: TermsInText) -> list[Named]:
    """The first place of each of `names` that stands for the term at `places`."""
    by_sentence: dict[tuple[Span, Span], list[Place]] = {}
    for place in places:
        spans = text.aligned(place.start)
        if spans is not None and spans[1].end - spans[1].start <= LONGEST_TRANSLATION:
            by_sentence.setdefault(spans, []).append(place)
    found: dict[str, Named] = {}
    beside: set[str] = set()
    for (sentences, translated), own in by_sentence.items():
        here = {
            name for name in names if text.target.find(name, translated.start, translated.end) >= 0
        }
        chinese = {name for name in here if _HAN.search(name)}
        if chinese:
            beside |= here - chinese
            here = chinese
        if 0 < len(here) <= len(own):
            for one in _in_sentence(here, own, (sentences, translated), text):
                found.setdefault(one.name, one)
    return [one for name, one in found.items() if name not in beside]


def _in_sentence(
    names: set[str], own: Sequence[Place], spans: tuple[Span, Span], text: TermsInText
) -> list[Named]:
    """The places of the names in a sentence, unless something else explains one of them."""
    sentences, (start, end) = spans
    translation = text.target[start:end]
    around = words_around(text, own[0], sentences, translation)
    entry = text.entries[own[0].number]
    others = [
        form
        for place in text.places
        if sentences.start <= place.start < sentences.end and place.number != own[0].number
        for form in text.entries[place.number].renderings
        if form in translation
    ]
    found: list[Named] = []
    for name in sorted(names, key=translation.index):
        there = next(names_for(entry, [name], around, translation), None)
        if there is None or any(name in form for form in others):
            return []
        place = own[min(len(found), len(own) - 1)]
        target = Span(start + there.start, start + there.end)
        found.append(Named(name, Span(place.start, place.end), target))
    return found
