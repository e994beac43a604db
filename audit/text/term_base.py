"""Terms of art and what they are rightly called, from `term_base.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.lexicon import lexicon, stem
from audit.text.phrases import lower

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from audit.text.terms import PairTerms, Vocabulary

    _Form = tuple[str, int]  # a way to write a term, and the number of its entry

# Of `Entry.shown_by`: any other term of the field that needs no sign itself; `*3`: three of them.
ANY = "*"
# Words that are no more than the mortar of a term.
SMALL_WORDS = frozenset("a an and as by for from in of off on or the to with".split())

_GAPS = str.maketrans("-‐‑–\n", "     ")  # which a term may have for a space
_TOKEN = re.compile(r"[a-z]+|\d+")  # as `terms` has them
_MOST = 200  # terms of a text that are looked at; an abstract has four, and at most 24
_LONGEST = 60  # characters of a text that are compared with a term
_LONGEST_INITIALS = 6  # words of a term that has an acronym
_STEM_BITS = 32  # of a number that stands for two stems
_SECOND = (1 << _STEM_BITS) - 1


@dataclass(frozen=True, eq=False)  # by identity, so that what is made of one can be cached
class Entry:
    """A term of art: a line of `term_base.tsv`."""

    term: str
    renderings: tuple[str, ...]  # the usual first
    field: str
    shown_by: tuple[str, ...]  # terms of which a text has one if the field is meant; none: always
    names: tuple[str, ...]  # renderings that a reader may take for different things
    attested: int  # development texts that have the term

    @cached_property
    def acronym(self) -> str:
        """The initials in capitals, of a term of several words."""
        words = [word for word in self.term.translate(_GAPS).split() if word not in SMALL_WORDS]
        initials = "".join(word[0] for word in words).upper()
        return initials if 1 < len(words) <= _LONGEST_INITIALS else ""

    @cached_property
    def fewest_signs(self) -> int | None:
        """Other terms of the field that show it, whichever they are; None: some must be named."""
        given = (sign for sign in self.shown_by if sign.startswith(ANY))
        return next((int(sign.removeprefix(ANY) or 1) for sign in given), None)

    @cached_property
    def latin(self) -> tuple[str, ...]:
        """The term and what of the renderings is in Latin letters, small ones, without hyphens."""
        forms = (self.term, *(form.lower() for form in self.renderings if form.isascii()))
        return tuple(dict.fromkeys(form.translate(_GAPS) for form in forms))

    @cached_property
    def inside(self) -> frozenset[str]:
        """The renderings that begin with no word, so that another word may hold their beginning."""
        known = lexicon().words
        return frozenset(form for form in self.renderings if form[:2] not in known)


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
            An abstract of 1,100 characters takes 25 µs, with 3,750 terms, of which it has four.
        """
        found: dict[int, list[Place]] = {}
        own = terms.source
        near, singles, pairs, forms = self._index.near(own.ids, terms.vocabulary)
        numbers = np.searchsorted(own.bounds, near, side="right") - 1
        rows, starts = terms.rows[numbers].tolist(), own.offsets[near].tolist()
        last, end = -1, 0
        for row, start, single, pair in zip(rows, starts, singles, pairs, strict=True):
            if row == last and start < end:
                continue
            place = _at(sources[row], start, forms.get(pair, ()), forms.get(single, ()))
            if place is not None:
                last, end = row, place.end
                in_row = found.setdefault(row, [])
                if len(in_row) < _MOST:
                    in_row.append(place)
        return {row: meant for row, places in found.items() if (meant := self._meant(places))}

    def _meant(self, places: list[Place]) -> list[Place]:
        """The ones of the places of a text whose field is shown, if that is needed."""
        there = {place.number for place in places}
        meant = {number for number in there if self._is_meant(number, there)}
        return [place for place in places if place.number in meant]

    def _is_meant(self, number: int, there: set[int]) -> bool:
        entry = self.entries[number]
        if not entry.shown_by or not there.isdisjoint(self._shown[number]):
            return True
        if entry.fewest_signs is None:
            return False
        others = (self.entries[other] for other in there if other != number)
        signs = sum(other.field == entry.field and not other.shown_by for other in others)
        return signs >= entry.fewest_signs

    @cached_property
    def _shown(self) -> list[set[int]]:
        numbers = {entry.term: number for number, entry in enumerate(self.entries)}
        return [
            {numbers[term] for term in entry.shown_by if not term.startswith(ANY)}
            for entry in self.entries
        ]

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.entries)


class _Near(NamedTuple):
    """The places where terms may begin, and the words that tell."""

    places: NDArray[np.int64]
    singles: list[int]  # the key of the first word of each
    pairs: list[int]  # that of the first two
    forms: dict[int, list[_Form]]  # by key, the longest first


class _Index:
    """The terms by the stems of their first two words."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        known = lexicon().stems
        forms: dict[tuple[str, ...], list[_Form]] = {}
        for number, entry in enumerate(entries):
            first = tuple(stem(_TOKEN.findall(entry.term))[:2])
            of_first = forms.setdefault(first, [])
            of_first += [(form, number) for form in _numbers_of(entry.term.translate(_GAPS))]
        for of_first in forms.values():
            of_first.sort(key=lambda form: (-len(form[0]), form))
        self._known = _by_key(forms, known)
        self._unknown = {
            first: some for first, some in forms.items() if not all(one in known for one in first)
        }

    def near(self, ids: NDArray[np.int32], vocabulary: Vocabulary) -> _Near:
        """The places in `ids`, the stems of texts, where a term may begin."""
        forms = self._known | _by_key(self._unknown, vocabulary.stems)
        keys = np.array([*forms], np.int64)
        begins, single = np.zeros((2, len(vocabulary.stems)), np.bool_)
        goes_on = np.zeros(len(vocabulary.stems) + 1, np.bool_)
        begins[keys >> _STEM_BITS] = True
        single[keys[keys & _SECOND == 0] >> _STEM_BITS] = True
        goes_on[keys & _SECOND] = True
        near = np.flatnonzero(begins[ids])
        second = np.append(ids, -1)[near + 1].astype(np.int64) + 1
        likely = goes_on[second] | single[ids[near]]
        near, second = near[likely], second[likely]
        first = ids[near].astype(np.int64) << _STEM_BITS
        there = single[ids[near]] | np.isin(first + second, keys)
        near, first, second = near[there], first[there], second[there]
        return _Near(near, first.tolist(), (first + second).tolist(), forms)


def _by_key(
    forms: Mapping[tuple[str, ...], list[_Form]], stems: Mapping[str, int]
) -> dict[int, list[_Form]]:
    """The ones of the forms whose first words `stems` has, by a number for these."""
    found = {}
    for first, some in forms.items():
        if all(one in stems for one in first):
            key = stems[first[0]] << _STEM_BITS
            found[key + (stems[first[1]] + 1 if len(first) > 1 else 0)] = some
    return found


def _numbers_of(term: str) -> list[str]:
    """The singular, and the plural where it is more than an `s`."""
    if term.endswith("y"):
        return [term, f"{term[:-1]}ies"]
    return [term, f"{term}es"] if term.endswith(("s", "x", "ch", "sh")) else [term]


def _at(text: str, start: int, *several: Sequence[_Form]) -> Place | None:
    """The first of the forms that begins at `start`, as a whole word."""
    if start and text[start - 1].isalnum():
        return None
    here = lower(text[start : start + _LONGEST])
    if "-" in here or "\n" in here or not here.isascii():
        here = here.translate(_GAPS)
    for form, number in chain(*several):
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


def is_rendered(entry: Entry, target: str) -> bool:
    """Whether a text in Simplified characters has a rendering, or the term in Latin letters."""
    for form in entry.renderings:
        if form in target and (form not in entry.inside or begins_word(target, form)):
            return True
    lowered = target.lower().translate(_GAPS)
    for form in entry.latin:
        if form in lowered:
            return True
    acronym = entry.acronym
    return bool(acronym) and acronym in target and _stands_alone(target, acronym)


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


def begins_word(target: str, form: str) -> bool:
    """Whether `target` has `form` where it does not begin within another word: 内核|方法."""
    known = lexicon().words
    start = target.find(form)
    while start >= 0:
        inside = (
            start > 0
            and target[start - 1 : start + 1] in known
            and target[start + 1 : start + 3] in known
            and not (start > 1 and target[start - 2 : start] in known)  # 通过|多任务
        )
        if not inside:
            return True
        start = target.find(form, start + 1)
    return False
