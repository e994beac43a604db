"""Which of many targets could be the translation of which of many sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from audit.text.information import stem_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from audit.text.terms import Terms, Vocabulary

# What a name or number of the target weighs against a word with its glosses: heavier, and rare
# acronyms alone would decide.
_NAME_WEIGHT = 0.7

_TARGET_STEMS = 120  # the heaviest of a target's glosses; all (some 300) find no more
_SOURCE_STEMS = 60

# A text reads its rarest stems first, and stops when it has read this many entries of the index:
# what bounds the time for n texts to O(n), and the memory to a block of texts.
_ENTRIES_READ = 30_000
_TEXTS_AT_ONCE = 500
_RESCORED = 24  # candidates that get their full cosine, of which the best are kept


# Mean cosine of a short text with its second to fifth best neighbour, where there are fewer.
_USUAL_LIKENESS = 0.15
_NEIGHBOURS = 4


class Candidates(NamedTuple):
    """Possible pairs: source `rows[k]` and target `columns[k]` with their cosine, 0-1."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    cosines: NDArray[np.float64]


def find_candidates(
    sources: Terms,
    targets: Terms,
    vocabulary: Vocabulary,
    kept: int = 5,
    done: Callable[[int], None] = lambda texts: None,
) -> Candidates:
    """For each source the most similar targets, and for each target the most similar sources.

    Args:
        sources: n texts.
        targets: m texts.
        vocabulary: Of both.
        kept: Candidates per text and direction.
        done: Called with the number of texts searched for, block by block.

    Returns:
        At most kept * (n + m) different pairs, in the order of rows and columns.

    Source:
        Projection of Chinese into the stems of its glosses, cosine by information (measured against
        titles, abstracts and sentences).
    """
    source, target = _vectors(sources, targets, vocabulary)
    found = []
    for pair in _search(_heaviest(source, _SOURCE_STEMS), target, kept):
        found.append(pair)
        done(_TEXTS_AT_ONCE)
    for pair in _search(_heaviest(target, _TARGET_STEMS), source, kept):
        found.append(pair[::-1])
        done(_TEXTS_AT_ONCE)
    rows = np.concatenate([pair[0] for pair in found])
    columns = np.concatenate([pair[1] for pair in found])
    rows, columns = different(rows, columns, len(targets.chars))
    return Candidates(rows, columns, _cosines(source, target, rows, columns))


def cosines_of(
    sources: Terms,
    targets: Terms,
    vocabulary: Vocabulary,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The cosine of source `rows[k]` and target `columns[k]`, for every k."""
    return _cosines(*_vectors(sources, targets, vocabulary), rows, columns)


def different(
    rows: NDArray[np.int64], columns: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair once, by rows and columns; `count` is the number of possible columns."""
    keys = np.unique(rows * count + columns)
    return keys // count, keys % count


def above_neighbours(candidates: Candidates, sources: int, targets: int) -> NDArray[np.float64]:
    """Twice the cosine less what each side has with its neighbours.

    Source:
        Cross-domain similarity local scaling (Conneau et al. 2018), which keeps a text that is like
        all others from being everybody's best.
    """
    rows, columns, cosines = candidates
    return (
        2 * cosines
        - _with_neighbours(rows, cosines, sources)[rows]
        - _with_neighbours(columns, cosines, targets)[columns]
    )


def _with_neighbours(
    texts: NDArray[np.int64], cosines: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Per text the mean cosine with its second to fifth best candidate."""
    order = np.lexsort((-cosines, texts))
    first = np.searchsorted(texts[order], np.arange(count))
    ranks = np.arange(len(order)) - first[texts[order]]
    near = order[(ranks >= 1) & (ranks <= _NEIGHBOURS)]
    found = np.bincount(texts[near], minlength=count)
    total = np.bincount(texts[near], cosines[near], minlength=count)
    mean: NDArray[np.float64] = (total + (_NEIGHBOURS - found) * _USUAL_LIKENESS) / _NEIGHBOURS
    return mean


def _vectors(sources: Terms, targets: Terms, vocabulary: Vocabulary) -> tuple[csr_array, csr_array]:
    weights = stem_weights(vocabulary)
    return (
        _unit(_source_vectors(sources, weights)),
        _unit(_target_vectors(targets, vocabulary, weights)),
    )


def _source_vectors(terms: Terms, weights: NDArray[np.float64]) -> csr_array:
    counts = _counts(terms.ids, terms.bounds, len(weights))
    counts.data = (1 + np.log(counts.data)) * weights[counts.indices]
    return counts


def _target_vectors(
    terms: Terms, vocabulary: Vocabulary, weights: NDArray[np.float64]
) -> csr_array:
    counts = _counts(terms.ids, terms.bounds, vocabulary.words + len(weights))
    counts.data = 1 + np.log(counts.data)
    known = vocabulary.lexicon
    wide = csr_array(
        (known.data, known.indices, known.indptr), shape=(vocabulary.words, len(weights))
    )
    projected = counts[:, : vocabulary.words] @ wide
    # The root, because glosses of one word are alternatives: each more says less.
    projected.data = np.sqrt(projected.data)
    vectors = csr_array(projected + _NAME_WEIGHT * counts[:, vocabulary.words :])
    vectors.data *= weights[vectors.indices]
    return _heaviest(vectors, _TARGET_STEMS)


def _counts(ids: NDArray[np.int32], bounds: NDArray[np.int64], width: int) -> csr_array:
    counts = csr_array((np.ones(len(ids)), ids, bounds), shape=(len(bounds) - 1, width), copy=True)
    counts.sum_duplicates()
    return counts


def _unit(vectors: csr_array) -> csr_array:
    """Rows of length 1."""
    sizes = np.diff(vectors.indptr)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    lengths = np.sqrt(np.bincount(rows, vectors.data**2, minlength=len(sizes)))
    unit = vectors.copy()
    unit.data = vectors.data / np.maximum(lengths[rows], 1e-12)
    return unit


def _heaviest(vectors: csr_array, kept: int) -> csr_array:
    """The `kept` largest entries of each row."""
    order, ranks = _ranked(vectors, -vectors.data)
    return _thinned(vectors, order[ranks < kept])


def _rarest(vectors: csr_array, entries: NDArray[np.int64]) -> csr_array:
    """Of each row the rarest stems that together have at most `_ENTRIES_READ` of `entries`."""
    order, ranks = _ranked(vectors, entries[vectors.indices].astype(np.float64))
    own = entries[vectors.indices[order]]
    read = np.cumsum(own)
    first = np.flatnonzero(ranks == 0)
    before = np.repeat(read[first] - own[first], np.diff(np.append(first, len(order))))
    return _thinned(vectors, order[read - before <= _ENTRIES_READ])


def _ranked(
    vectors: csr_array, key: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries by row and rising `key`, and the rank of each in its row, from 0."""
    sizes = np.diff(vectors.indptr)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((vectors.indices, key, rows))
    return order, np.arange(len(order)) - vectors.indptr[:-1][rows]


def _thinned(vectors: csr_array, kept: NDArray[np.int64]) -> csr_array:
    """`vectors` with only the entries `kept`."""
    kept = np.sort(kept)
    bounds = np.searchsorted(kept, vectors.indptr)
    return csr_array((vectors.data[kept], vectors.indices[kept], bounds), shape=vectors.shape)


def _search(
    queries: csr_array, index: csr_array, kept: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(queries, texts of the index) that are most similar, block by block."""
    by_stem = csr_array(index.T)
    rarest = _rarest(queries, np.diff(by_stem.indptr))
    for start in range(0, queries.shape[0], _TEXTS_AT_ONCE):
        similar = csr_array(rarest[start : start + _TEXTS_AT_ONCE] @ by_stem)
        rows, columns = _top(similar, _RESCORED)
        rows += start
        cosines = _cosines(queries, index, rows, columns)
        best = _best(rows, columns, cosines, kept)
        yield rows[best], columns[best]


def _top(similar: csr_array, kept: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, columns = [], []
    for row in range(similar.shape[0]):
        start, end = similar.indptr[row : row + 2]
        values, places = similar.data[start:end], similar.indices[start:end]
        if len(values) > kept:
            # Everything as good as the last one kept, so that order does not decide.
            limit = np.partition(values, len(values) - kept)[len(values) - kept]
            places = places[values >= limit]
        rows.append(np.full(len(places), row, np.int64))
        columns.append(places.astype(np.int64))
    return np.concatenate(rows), np.concatenate(columns)


def _best(
    rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float64], kept: int
) -> NDArray[np.int64]:
    """The indices of the `kept` largest values of each row."""
    order = np.lexsort((columns, -values, rows))
    new = np.flatnonzero(np.diff(rows[order], prepend=-1))
    ranks = np.arange(len(order)) - np.repeat(new, np.diff(np.append(new, len(order))))
    return order[ranks < kept]


def _cosines(
    source: csr_array, target: csr_array, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Dot products of rows of the two."""
    cosines = np.zeros(len(rows))
    for start in range(0, len(rows), 50_000):
        chunk = slice(start, start + 50_000)
        product = source[rows[chunk]].multiply(target[columns[chunk]])
        cosines[chunk] = np.asarray(product.sum(axis=1)).ravel()
    return cosines
