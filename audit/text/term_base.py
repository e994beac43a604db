"""Terms of art and what they are rightly called, from `term_base.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.lexicon import lexicon, stem
from audit.text.phrases import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.text.terms import PairTerms, Vocabulary

ANY = "*"  # of `Entry.shown_by`: any other term of the field
# Words that are no more than the mortar of a term.
SMALL_WORDS = frozenset("a an and as by for from in of off on or the to with".split())

_GAPS = str.maketrans("-‐‑–\n\t", "      ")  # which a term may have for a space
_TOKEN = re.compile(r"[a-z]+|\d+")  # as `terms` has them
_MOST = 200  # terms of a text that are looked at; an abstract has four, and at most 24
_LONGEST = 60  # characters of a text that are compared with a term
_LONGEST_INITIALS = 6  # words of a term that has an acronym
_STEM_BITS = 32  # of a number that stands for two stems


class Entry(NamedTuple):
    """A term of art: a line of `term_base.tsv`."""

    term: str
    renderings: tuple[str, ...]  # the usual first
    field: str
    shown_by: tuple[str, ...]  # terms of which a text has one if the field is meant; none: always
    names: tuple[str, ...]  # renderings that a reader may take for different things
    attested: int  # development texts that have the term


class Place(NamedTuple):
    """A term in a text."""

    number: int  # of the entry
    start: int
    end: int


@dataclass(frozen=True)
class TermBase:
    """Terms, and an index of them."""

    entries: tuple[Entry, ...]

    def find(self, terms: PairTerms, sources: Sequence[str]) -> dict[int, list[Place]]:
        """The terms in the sources of `terms`, by row, in order, none within another.

        A term whose field must be shown counts where it is.

        Args:
            terms: The words of those of n pairs that have both texts.
            sources: The n sources.

        Source:
            An abstract of 1,100 characters takes 20 µs, with 1,850 terms, of which it has four.
        """
        found: dict[int, list[Place]] = {}
        own, index = terms.source, self._index
        near = index.near(own.ids, terms.vocabulary)
        numbers = np.searchsorted(own.bounds, near, side="right") - 1
        rows, starts = terms.rows[numbers].tolist(), own.offsets[near].tolist()
        last, end = -1, 0
        for row, start, first in zip(rows, starts, own.ids[near].tolist(), strict=True):
            if row == last and start < end:
                continue
            place = _at(sources[row], start, index.forms_of(first, terms.vocabulary))
            if place is not None:
                last, end = row, place.end
                in_row = found.setdefault(row, [])
                if len(in_row) < _MOST:
                    in_row.append(place)
        return {row: meant for row, places in found.items() if (meant := self._meant(places))}

    def _meant(self, places: list[Place]) -> list[Place]:
        """Those of the places of a text whose field is shown, if that is needed."""
        there = {place.number for place in places}
        meant = {number for number in there if self._is_meant(number, there)}
        return [place for place in places if place.number in meant]

    def _is_meant(self, number: int, there: set[int]) -> bool:
        entry = self.entries[number]
        if ANY in entry.shown_by:
            others = (self.entries[other] for other in there if other != number)
            return any(other.field == entry.field and not other.shown_by for other in others)
        return not entry.shown_by or not there.isdisjoint(self._shown[number])

    @cached_property
    def _shown(self) -> list[set[int]]:
        numbers = {entry.term: number for number, entry in enumerate(self.entries)}
        return [
            {numbers[term] for term in entry.shown_by if term != ANY} for entry in self.entries
        ]

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.entries)


class _Index:
    """The terms by the stems of their first two words."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        known = lexicon().stems
        pairs: list[tuple[str, ...]] = []
        self._forms: dict[str, list[tuple[str, int]]] = {}  # by first stem, the longest first
        for number, entry in enumerate(entries):
            stems = stem(_TOKEN.findall(entry.term))
            pairs.append(tuple(stems[:2]))
            forms = self._forms.setdefault(stems[0], [])
            forms += [(form, number) for form in _numbers_of(entry.term.translate(_GAPS))]
        for forms in self._forms.values():
            forms.sort(key=lambda form: (-len(form[0]), form))
        self._firsts = {known[first]: first for first in self._forms if first in known}
        self._unknown = [pair for pair in pairs if not all(one in known for one in pair)]
        self._known = _keys(known, pairs)

    def near(self, ids: NDArray[np.int32], vocabulary: Vocabulary) -> NDArray[np.int64]:
        """Where in `ids`, the stems of texts, a term may begin."""
        keys = np.union1d(self._known, _keys(vocabulary.stems, self._unknown))
        begins = np.zeros(len(vocabulary.stems), np.bool_)
        begins[keys >> _STEM_BITS] = True
        near = np.flatnonzero(begins[ids])
        first = ids[near].astype(np.int64) << _STEM_BITS
        second = np.append(ids, 0)[near + 1].astype(np.int64) + 1
        return near[np.isin(first, keys) | np.isin(first + second, keys)]

    def forms_of(self, number: int, vocabulary: Vocabulary) -> list[tuple[str, int]]:
        """The forms of terms whose first stem has `number`, and their entries."""
        first = self._firsts.get(number)
        if first is None:  # of the few that the lexicon lacks
            first = next(one for one in self._forms if vocabulary.stems.get(one) == number)
        return self._forms[first]


def _keys(stems: Mapping[str, int], pairs: Iterable[tuple[str, ...]]) -> NDArray[np.int64]:
    """Numbers for those of the pairs, or single stems, that `stems` has."""
    found = [[stems[one] for one in pair] for pair in pairs if all(one in stems for one in pair)]
    return np.array(
        [(first << _STEM_BITS) + sum(other + 1 for other in others) for first, *others in found],
        np.int64,
    )


def _numbers_of(term: str) -> list[str]:
    """The singular, and the plural where it is more than an `s`."""
    if term.endswith("y"):
        return [term, f"{term[:-1]}ies"]
    return [term, f"{term}es"] if term.endswith(("s", "x", "ch", "sh")) else [term]


def _at(text: str, start: int, forms: Sequence[tuple[str, int]]) -> Place | None:
    """The longest of `forms` that begins at `start`, as a whole word."""
    if start and text[start - 1].isalnum():
        return None
    here = lower(text[start : start + _LONGEST]).translate(_GAPS)
    for form, number in forms:
        if here.startswith(form):
            end = len(form)
            end += here[end : end + 1] == "s"
            if not here[end : end + 1].isalnum():
                return Place(number, start, start + end)
    return None


@cache
def term_base() -> TermBase:
    """The terms of `term_base.tsv`, read once."""
    lines = files(__package__).joinpath("term_base.tsv").read_text("utf-8").splitlines()
    return TermBase(tuple(_entry(line) for line in lines if not line.startswith("#")))


def _entry(line: str) -> Entry:
    term, renderings, field, shown_by, names, attested = line.split("\t")
    return Entry(
        term, _several(renderings), field, _several(shown_by), _several(names), int(attested)
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def is_rendered(entry: Entry, target: str, lowered: str) -> bool:
    """Whether `target` has a rendering, or the term or its acronym in Latin letters.

    Args:
        entry: The term.
        target: A text in Simplified characters.
        lowered: The same in small letters.
    """
    inside = _may_begin_inside(entry)
    for form in entry.renderings:
        if form in target and (form not in inside or _begins_word(target, form)):
            return True
    acronym, latin = _latin_forms(entry)
    if any(form in lowered for form in latin):
        return True
    return bool(acronym) and acronym in target and _stands_alone(target, acronym)


@cache
def _latin_forms(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """The initials of a term of several words, in capitals, and its forms in small letters."""
    words = [word for word in entry.term.translate(_GAPS).split() if word not in SMALL_WORDS]
    initials = "".join(word[0] for word in words).upper()
    latin = (entry.term, *(form.lower() for form in entry.renderings if form.isascii()))
    return initials if 1 < len(words) <= _LONGEST_INITIALS else "", latin


def _stands_alone(target: str, acronym: str) -> bool:
    """Whether `target` has `acronym` as a word, and not in brackets after what it is short for."""
    start = target.find(acronym)
    while start >= 0:
        end = start + len(acronym)
        before, after = target[start - 1 : start], target[end : end + 1]
        if not (before + after).isupper() and before not in {"(", "（"}:
            return True
        start = target.find(acronym, end)
    return False


@cache
def _may_begin_inside(entry: Entry) -> frozenset[str]:
    """The renderings that begin with no word, so that another word may hold their beginning."""
    known = lexicon().words
    return frozenset(form for form in entry.renderings if form[:2] not in known)


def _begins_word(target: str, form: str) -> bool:
    """Whether `target` has `form` where it does not begin within another word: 内核|方法."""
    known = lexicon().words
    start = target.find(form)
    while start >= 0:
        inside = start > 0 and target[start - 1 : start + 1] in known
        if not inside or target[start + 1 : start + 3] not in known:
            return True
        start = target.find(form, start + 1)
    return False
