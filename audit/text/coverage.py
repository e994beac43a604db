"""How much of a source a target covers, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.lexicon import stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.text.lexicon import Lexicon
    from audit.text.terms import Terms, Vocabulary

# The chance that a stem stands in a text by accident, from the number of words of CC-CEDICT that it
# glosses: a background that no input changes, so that a score means the same in every run.
_GLOSSED_FOR_CERTAIN = 10_000
_LIKELIEST = 0.5
# English words of grammar, which glosses seldom hold and every text does.
_GRAMMAR_CHANCE = 0.3
_GRAMMAR = """a an the is are was were be been being has have had do does did will would can could
    may might should which that who whose where when what how why this these those there their them
    they it its of to in on at by for with from as and or but nor not than then if so such into onto
    upon over under about across both either each e g i etc we our us"""
_WORD_CHANCE = (1e-4, 0.9)

# A term is in its place if it stands within two 32nds of the text of where the other side has it,
# as shares of the texts or, for a target that stops early, in characters.
_PLACES = 32
_PLACES_OFF = 2
_SOURCE_CHARS_PER_TARGET_CHAR = 3.0  # English abstracts over their Chinese translations, median

# Information of an intact target over that of its source (median of 1,500 pairs): what a dictionary
# sees of the Chinese is less than what stands in the English.
TARGET_SHARE = 0.735
_SMALLEST_SHARE = 0.15

_TARGETS_AT_ONCE = 2_000  # their glosses take some 40 MB


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


@dataclass(frozen=True)
class _Glosses:
    """The terms of some targets, each followed by the stems that it may stand for."""

    stems: NDArray[np.int64]
    strengths: NDArray[np.float32]  # of each stem, 0-1
    places: NDArray[np.uint64]  # of the term in its text, in 32nds
    source_offsets: NDArray[np.float32]  # of the term, as if the target were intact
    firsts: NDArray[np.int64]  # where the stems of each different term begin
    weights: NDArray[np.float64]  # of each different term
    names: NDArray[np.bool_]  # which of them are words in Latin letters
    bounds: NDArray[np.int64]  # of each target in `stems`
    term_bounds: NDArray[np.int64]  # of each target in `firsts`


def stem_weights(vocabulary: Vocabulary) -> NDArray[np.float64]:
    """The information of each stem of `vocabulary`, in nats."""
    glossed = np.zeros(len(vocabulary.stems))
    known = vocabulary.lexicon.glossed
    glossed[: len(known)] = known
    grammar = [vocabulary.stems.get(found) for found in stem(_GRAMMAR.split())]
    often = _GRAMMAR_CHANCE * _GLOSSED_FOR_CERTAIN
    glossed[[number for number in grammar if number is not None]] = often
    return -np.log(np.minimum(_LIKELIEST, (glossed + 1) / _GLOSSED_FOR_CERTAIN))


def measure(
    sources: Terms,
    targets: Terms,
    vocabulary: Vocabulary,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> Coverage:
    """Compare source `rows[k]` with target `columns[k]`, for every k.

    Source:
        Bidirectional coverage weighted by information; after Splink, what is unknown to the lexicon
        lowers no score but by its weight.
    """
    weights = stem_weights(vocabulary)
    measured = np.zeros((len(rows), len(Coverage._fields)))
    prepared = _Sources(sources, weights)
    block = columns // _TARGETS_AT_ONCE
    order = np.lexsort((columns, rows, block))
    cuts = np.flatnonzero(np.diff(block[order])) + 1
    for chunk in np.split(order, cuts):
        if len(chunk):
            first = int(block[chunk[0]]) * _TARGETS_AT_ONCE
            glosses = _glosses(targets, first, vocabulary, weights)
            _measure(prepared, glosses, rows[chunk], columns[chunk] - first, measured, chunk)
    return Coverage(*measured.T)


def shared(
    source: Terms, target: Terms, vocabulary: Vocabulary
) -> list[tuple[int, NDArray[np.int64], float]]:
    """The different terms of one target that one source has.

    Returns:
        (term, stems of the source that it may stand for, its weight in nats), the weightiest first.
    """
    if not len(target.ids):
        return []
    glosses = _glosses(target, 0, vocabulary, stem_weights(vocabulary))
    present = np.isin(glosses.stems, source.ids)
    ends = np.append(glosses.firsts[1:], len(glosses.stems))
    terms = np.unique(target.ids)
    found = []
    for term, start, end, weight in zip(terms, glosses.firsts, ends, glosses.weights, strict=True):
        stems = np.unique(glosses.stems[start:end][present[start:end]])
        if len(stems):
            found.append((int(term), stems, float(weight)))
    return sorted(found, key=lambda term: (-term[2], term[0]))


class _Sources:
    """Per source its different stems, where they stand, and what they weigh."""

    def __init__(self, terms: Terms, weights: NDArray[np.float64]) -> None:
        self.terms, self.weights = terms, weights

    def __getitem__(
        self, row: int
    ) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.float64], int]:
        start, end = self.terms.bounds[row : row + 2]
        stems, inverse = np.unique(self.terms.ids[start:end], return_inverse=True)
        chars = max(int(self.terms.chars[row]), 1)
        places = self.terms.offsets[start:end].astype(np.int64) * _PLACES // chars
        masks = np.zeros(len(stems), np.uint64)
        np.bitwise_or.at(masks, inverse, _AROUND[places])
        return stems, masks, self.weights[stems], chars


def _around() -> NDArray[np.uint64]:
    """Per place, a bit for itself and each place near enough."""
    masks = []
    for place in range(_PLACES):
        near = range(max(place - _PLACES_OFF, 0), min(place + _PLACES_OFF, _PLACES - 1) + 1)
        masks.append(sum(1 << other for other in near))
    return np.array(masks, np.uint64)


_AROUND = _around()


def _measure(
    sources: _Sources,
    glosses: _Glosses,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    measured: NDArray[np.float64],
    into: NDArray[np.int64],
) -> None:
    """Fill `measured[into]`; `rows` is sorted."""
    where = np.zeros(len(sources.weights), np.uint64)  # per stem the places of the source at hand
    has = np.zeros(len(sources.weights), np.float32)  # per stem its strength in the target at hand
    has_in_place = np.zeros(len(sources.weights), np.float32)
    one = np.uint64(1)
    row, (stems, masks, weights, chars) = -1, sources[int(rows[0])]
    for k in range(len(rows)):
        if rows[k] != row:
            where[stems] = 0
            row = int(rows[k])
            stems, masks, weights, chars = sources[row]
            where[stems] = masks
            information = float(weights.sum())
        start, end = glosses.bounds[columns[k] : columns[k] + 2]
        first, last = glosses.term_bounds[columns[k] : columns[k] + 2]
        if start == end or not len(stems):
            continue
        glossed = glosses.stems[start:end]
        found = where[glossed]
        strengths = np.where(found != 0, glosses.strengths[start:end], 0)
        in_chars = np.minimum(
            glosses.source_offsets[start:end] * (_PLACES / chars), _PLACES - 1
        ).astype(np.uint64)
        near = ((found >> glosses.places[start:end]) | (found >> in_chars)) & one
        in_place = np.where(near != 0, strengths, 0)
        firsts = glosses.firsts[first:last] - start
        of_term = np.maximum.reduceat(strengths, firsts)
        own = glosses.weights[first:last]
        total = own.sum()
        hit = np.flatnonzero(strengths)
        at = glossed[hit]
        np.maximum.at(has, at, strengths[hit])
        np.maximum.at(has_in_place, at, in_place[hit])
        measured[into[k]] = (
            has[stems] @ weights / information,
            of_term @ own / total,
            has_in_place[stems] @ weights / information,
            np.maximum.reduceat(in_place, firsts) @ own / total,
            information,
            total,
            own[(of_term == 0) & glosses.names[first:last]].sum(),
        )
        has[at] = 0
        has_in_place[at] = 0


def _glosses(
    targets: Terms, first: int, vocabulary: Vocabulary, weights: NDArray[np.float64]
) -> _Glosses:
    """The glosses of up to `_TARGETS_AT_ONCE` targets from number `first` on."""
    last = min(first + _TARGETS_AT_ONCE, len(targets.chars))
    bounds = targets.bounds[first : last + 1]
    ids = targets.ids[bounds[0] : bounds[-1]].astype(np.int64)
    offsets = targets.offsets[bounds[0] : bounds[-1]]
    own = np.repeat(np.arange(last - first), np.diff(bounds))
    order = np.lexsort((offsets, ids, own))
    ids, offsets, own = ids[order], offsets[order], own[order]
    is_word = ids < vocabulary.words
    matrix = vocabulary.lexicon
    begin = matrix.indptr
    sizes = np.ones(len(ids), np.int64)
    sizes[is_word] = np.diff(begin)[ids[is_word]]
    ends = np.cumsum(sizes)
    starts = ends - sizes
    term = np.repeat(np.arange(len(ids)), sizes)
    within = np.arange(len(term)) - starts[term]
    of_word = is_word[term]
    place = begin[ids[term[of_word]]] + within[of_word]
    stems = np.where(of_word, 0, ids[term] - vocabulary.words)
    strengths = np.ones(len(term), np.float32)
    stems[of_word] = matrix.indices[place]
    strengths[of_word] = matrix.data[place]
    new = np.ones(len(ids), np.bool_)
    new[1:] = (ids[1:] != ids[:-1]) | (own[1:] != own[:-1])
    chars = np.maximum(targets.chars[first:last], 1)[own]
    places = (offsets.astype(np.int64) * _PLACES // chars).astype(np.uint64)
    different, whose = ids[new], own[new]
    latin = different >= vocabulary.words
    stem_of = np.where(latin, different - vocabulary.words, 0)
    term_weights = np.where(
        latin, weights[stem_of], word_weights(matrix)[np.where(latin, 0, different)]
    )
    counted = np.arange(last - first + 1)
    return _Glosses(
        stems,
        strengths,
        places[term],
        (offsets.astype(np.float32) * _SOURCE_CHARS_PER_TARGET_CHAR)[term],
        starts[new],
        term_weights,
        latin & ~np.isin(stem_of, list(vocabulary.numerals)),
        np.append(starts, len(term))[np.searchsorted(own, counted)],
        np.searchsorted(whose, counted),
    )


@lru_cache(maxsize=2)
def word_weights(known: Lexicon) -> NDArray[np.float64]:
    """The information of each word of the lexicon: what its glosses are unlikely to meet."""
    chances = np.minimum(_LIKELIEST, (known.glossed + 1) / _GLOSSED_FOR_CERTAIN)
    of_word = np.add.reduceat(known.data * chances[known.indices], known.indptr[:-1])
    weights: NDArray[np.float64] = -np.log(np.clip(of_word, *_WORD_CHANCE))
    return weights


def information_share(coverage: Coverage) -> NDArray[np.float64]:
    """How much of its source's information a target could hold, by its size, 0.15-1."""
    whole = np.maximum(coverage.source_information * TARGET_SHARE, 1e-9)
    return np.clip(coverage.target_information / whole, _SMALLEST_SHARE, 1.0)
