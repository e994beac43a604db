"""How much of a source a target covers, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.information import background, totals
from audit.text.matches import different_stems, different_words, find_matches, glosses_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.text.information import Information
    from audit.text.matches import Different, Matched, Matches
    from audit.text.terms import Terms, Vocabulary

# A term is in its place if it stands within two 32nds of the text of where the other side has it,
# as shares of the texts or, for a target that stops early, in characters.
_PLACES = 32
_PLACES_OFF = 2
_SOURCE_CHARS_PER_TARGET_CHAR = 3.0  # English abstracts over their Chinese translations, median

# Information of an intact target over that of its source (median of 1,500 pairs): what a dictionary
# sees of the Chinese is less than what stands in the English.
TARGET_SHARE = 0.735
_SMALLEST_SHARE = 0.15

# At most so many pairs are measured at once, and of so many targets: their matches, and their
# glosses, take some 20 MB each.
_PAIRS_AT_ONCE = 4_000
_TARGETS_AT_ONCE = 2_000


class Coverage(NamedTuple):
    """Measures of n pairs, each an array of n float64.

    Information is the negative logarithm of a term's chance, summed over the different terms of a
    text (nats).
    """

    source: NDArray[np.float64]  # share of the source's information that the target has, 0-1
    target: NDArray[np.float64]  # share of the target's information that the source has, 0-1
    source_in_place: NDArray[np.float64]  # the same, counting only terms in their places
    target_in_place: NDArray[np.float64]
    source_information: NDArray[np.float64]  # nats
    target_information: NDArray[np.float64]
    foreign_names: NDArray[np.float64]  # nats of Latin words of the target that the source lacks


def measure(
    sources: Terms,
    targets: Terms,
    vocabulary: Vocabulary,
    information: Information,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> Coverage:
    """Compare source `rows[k]` with target `columns[k]`, for every k.

    Source:
        Bidirectional coverage weighted by information; after Splink, what is unknown to the lexicon
        lowers no score but by its weight.
    """
    own, other = different_stems(sources, information), different_words(targets, information)
    compared = _Compared(own, other, vocabulary)
    measured = np.zeros((len(rows), len(Coverage._fields)))
    block = columns // _TARGETS_AT_ONCE
    order = np.lexsort((columns, rows, block))
    for of_block in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        if not len(of_block):
            continue
        first = int(block[of_block[0]]) * _TARGETS_AT_ONCE
        last = min(first + _TARGETS_AT_ONCE, len(targets.chars))
        glosses = glosses_of(targets, vocabulary, first, last)
        for start in range(0, len(of_block), _PAIRS_AT_ONCE):
            chunk = of_block[start : start + _PAIRS_AT_ONCE]
            matches = find_matches(own, glosses, rows[chunk], columns[chunk] - first)
            measured[chunk] = compared.measured(matches, rows[chunk], columns[chunk])
    return Coverage(*measured.T)


def measure_own(matched: Matched) -> Coverage:
    """Compare source k with target k, for every k."""
    own = np.arange(len(matched.matches.bounds) - 1)
    compared = _Compared(matched.sources, matched.targets, matched.vocabulary)
    return Coverage(*compared.measured(matched.matches, own, own).T)


def shared(
    source: Terms, target: Terms, vocabulary: Vocabulary
) -> list[tuple[int, NDArray[np.int64], float]]:
    """The different terms of one target that one source has.

    Returns:
        (term, stems of the source that it may stand for, its weight in nats), the weightiest first.
    """
    known = background(vocabulary)
    own, other = different_stems(source, known), different_words(target, known)
    only = np.zeros(1, np.int64)
    matches = find_matches(own, glosses_of(target, vocabulary, 0, 1), only, only)
    of_match = other.own[matches.terms]
    found = [
        (
            int(other.ids[number]),
            np.unique(own.ids[matches.stems[of_match == number]]).astype(np.int64),
            float(other.weights[number]),
        )
        for number in np.unique(of_match)
    ]
    return sorted(found, key=lambda term: (-term[2], term[0]))


def information_of(sources: Terms, information: Information) -> NDArray[np.float64]:
    """The information of each source: of its different stems, in nats."""
    found = different_stems(sources, information)
    texts = len(found.bounds) - 1
    return totals(np.repeat(np.arange(texts), np.diff(found.bounds)), found.weights, texts)


class _Compared:
    """Sources and targets with what all pairs of them need."""

    def __init__(self, sources: Different, targets: Different, vocabulary: Vocabulary) -> None:
        self.sources, self.targets = sources, targets
        self.near = np.zeros(len(sources.ids), np.uint64)  # of each stem, a bit a place near it
        np.bitwise_or.at(self.near, sources.own, _AROUND[_places(sources.terms)])
        self.places = _places(targets.terms).astype(np.uint64)
        stems = targets.ids - vocabulary.words
        self.names = (stems >= 0) & ~np.isin(stems, list(vocabulary.numerals))

    def measured(
        self, matches: Matches, rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The columns of Coverage for source `rows[k]` and target `columns[k]`, for every k."""
        pairs = np.repeat(np.arange(len(rows)), np.diff(matches.bounds))
        own, other = _Spread(self.sources, rows), _Spread(self.targets, columns)
        at = own.at(matches.stems, pairs)
        other_at = other.at(self.targets.own[matches.terms], pairs)
        in_place = np.where(self._in_place(matches, rows[pairs]), matches.strengths, np.float32(0))
        has, is_had = own.most(at, matches.strengths), other.most(other_at, matches.strengths)
        foreign = np.where((is_had == 0) & self.names[other.terms], other.weights, 0.0)
        information, other_information = own.sums(own.weights), other.sums(other.weights)
        with np.errstate(invalid="ignore"):
            columns_of_coverage = (
                own.sums(has * own.weights) / information,
                other.sums(is_had * other.weights) / other_information,
                own.sums(own.most(at, in_place) * own.weights) / information,
                other.sums(other.most(other_at, in_place) * other.weights) / other_information,
                information,
                other_information,
                other.sums(foreign),
            )
        both = (information > 0) & (other_information > 0)
        return np.where(both, columns_of_coverage, 0.0).T

    def _in_place(self, matches: Matches, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each match is in its place in the pair, of which `rows` has the source."""
        near, offsets = self.near[matches.stems], self.targets.terms.offsets[matches.terms]
        per_char = (_PLACES / np.maximum(self.sources.terms.chars, 1)).astype(np.float32)[rows]
        in_source = offsets.astype(np.float32) * np.float32(_SOURCE_CHARS_PER_TARGET_CHAR)
        in_chars = np.minimum(in_source * per_char, _PLACES - 1).astype(np.uint64)
        found = (near >> self.places[matches.terms]) | (near >> in_chars)
        in_place: NDArray[np.bool_] = (found & np.uint64(1)) != 0
        return in_place


class _Spread:
    """The different terms of text `texts[k]`, for every k, one after the other."""

    def __init__(self, different: Different, texts: NDArray[np.int64]) -> None:
        sizes = np.diff(different.bounds)[texts]
        starts = np.cumsum(sizes) - sizes
        self.pairs = np.repeat(np.arange(len(texts)), sizes)
        self.shifts = starts - different.bounds[texts]
        self.terms = np.arange(len(self.pairs)) - self.shifts[self.pairs]
        self.weights = different.weights[self.terms]

    def at(self, terms: NDArray[np.int64], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the different terms `terms` of `pairs` stand."""
        places: NDArray[np.int64] = terms + self.shifts[pairs]
        return places

    def most(self, at: NDArray[np.int64], strengths: NDArray[np.float32]) -> NDArray[np.float32]:
        """The largest of `strengths` at each place, 0 where there is none."""
        largest = np.zeros(len(self.pairs), np.float32)
        np.maximum.at(largest, at, strengths)
        return largest

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of `values` for every k."""
        return totals(self.pairs, values, len(self.shifts))


def _places(terms: Terms) -> NDArray[np.int64]:
    """Where each term stands, in 32nds of its text."""
    chars = np.repeat(np.maximum(terms.chars, 1), np.diff(terms.bounds))
    places: NDArray[np.int64] = terms.offsets.astype(np.int64) * _PLACES // chars
    return places


def _around() -> NDArray[np.uint64]:
    """Per place, a bit for itself and each place near enough."""
    masks = []
    for place in range(_PLACES):
        near = range(max(place - _PLACES_OFF, 0), min(place + _PLACES_OFF, _PLACES - 1) + 1)
        masks.append(sum(1 << other for other in near))
    return np.array(masks, np.uint64)


_AROUND = _around()


def information_share(coverage: Coverage) -> NDArray[np.float64]:
    """How much of its source's information a target could hold, by its size, 0.15-1."""
    whole = np.maximum(coverage.source_information * TARGET_SHARE, 1e-9)
    return np.clip(coverage.target_information / whole, _SMALLEST_SHARE, 1.0)
