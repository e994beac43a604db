"""Which terms of a target may stand for which of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.information import background

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.text.information import Information
    from audit.text.terms import PairTerms, Terms, Vocabulary


class Different(NamedTuple):
    """The different terms of each of n texts, text after text."""

    terms: Terms  # of the texts, as they stand there
    ids: NDArray[np.int32]
    weights: NDArray[np.float64]  # of each different term, in nats
    bounds: NDArray[np.int64]  # of each text in `ids`
    own: NDArray[np.int64]  # of each of `terms`, which of `ids` it is
    order: NDArray[np.int64]  # `terms` by `own`, equal ones as they follow each other


class Matches(NamedTuple):
    """What the terms of targets may stand for in sources, pair after pair."""

    stems: NDArray[np.int64]  # which of the sources' different terms it is
    terms: NDArray[np.int64]  # which of the targets' terms may stand for it
    strengths: NDArray[np.float32]  # how likely, 0-1
    bounds: NDArray[np.int64]  # of each pair


class Matched(NamedTuple):
    """The terms of n sources and n targets, and what `targets[k]` has of `sources[k]`."""

    sources: Different
    targets: Different
    matches: Matches
    vocabulary: Vocabulary


class Glosses(NamedTuple):
    """The terms of some targets, each with the stems that it may stand for, term after term."""

    stems: NDArray[np.int32]
    strengths: NDArray[np.float32]  # of each stem, 0-1
    terms: NDArray[np.int64]  # of each stem, which of the targets' terms has it
    bounds: NDArray[np.int64]  # of each target


def match_own(terms: PairTerms) -> Matched:
    """What target k has of source k, for every k."""
    own = np.arange(len(terms.rows))
    information = background(terms.vocabulary)
    sources = different_stems(terms.source, information)
    targets = different_words(terms.target, information)
    glosses = glosses_of(terms.target, terms.vocabulary, 0, len(own))
    return Matched(sources, targets, find_matches(sources, glosses, own, own), terms.vocabulary)


def different_stems(sources: Terms, information: Information) -> Different:
    """The different stems of each source."""
    return _different(sources, information.stems)


def different_words(targets: Terms, information: Information) -> Different:
    """The different words of each target, and the stems of what is in Latin letters and digits."""
    return _different(targets, np.concatenate([information.words, information.stems]))


def _different(terms: Terms, weights: NDArray[np.float64]) -> Different:
    text = np.repeat(np.arange(len(terms.chars)), np.diff(terms.bounds))
    keys = text * np.int64(len(weights)) + terms.ids
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    new = np.diff(keys, prepend=-1) > 0
    own = np.empty(len(keys), np.int64)
    own[order] = np.cumsum(new) - 1
    text, ids = np.divmod(keys[new], len(weights))
    bounds = np.searchsorted(text, np.arange(len(terms.chars) + 1))
    return Different(terms, ids.astype(np.int32), weights[ids], bounds, own, order)


def glosses_of(targets: Terms, vocabulary: Vocabulary, first: int, last: int) -> Glosses:
    """The glosses of the targets from number `first` to before `last`."""
    bounds = targets.bounds[first : last + 1]
    ids = targets.ids[bounds[0] : bounds[-1]]
    known = vocabulary.lexicon
    latin = np.flatnonzero(ids >= vocabulary.words)
    words = ids.copy()
    words[latin] = 0
    begin = known.indptr[words]
    sizes = known.indptr[words + 1] - begin
    sizes[latin] = 1
    ends = np.concatenate([[0], np.cumsum(sizes)])
    places = np.repeat(begin - ends[:-1], sizes) + np.arange(ends[-1])
    stems, strengths = known.indices[places], known.data[places]
    stems[ends[latin]] = ids[latin] - vocabulary.words  # each stands for itself
    strengths[ends[latin]] = 1
    terms = np.repeat(np.arange(bounds[0], bounds[-1]), sizes)
    return Glosses(stems, strengths, terms, ends[bounds - bounds[0]])


def find_matches(
    sources: Different, glosses: Glosses, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> Matches:
    """What target `columns[k]` of `glosses` has of source `rows[k]`, for every k.

    A source that stands in `rows` several times in a row is prepared once.
    """
    place = np.full(int(max(sources.ids.max(initial=0), glosses.stems.max(initial=0))) + 1, -1)
    every = np.arange(len(sources.ids))
    starts, ends = sources.bounds[rows].tolist(), sources.bounds[rows + 1].tolist()
    firsts, lasts = glosses.bounds[columns].tolist(), glosses.bounds[columns + 1].tolist()
    here: NDArray[np.int32] = sources.ids[:0]  # the stems of the source at hand
    at_hand = None
    stems, found = [every[:0]], [every[:0]]
    for row, start, end, first, last in zip(
        rows.tolist(), starts, ends, firsts, lasts, strict=True
    ):
        if row != at_hand:
            place[here] = -1
            at_hand, here = row, sources.ids[start:end]
            place[here] = every[start:end]
        of_gloss = place[glosses.stems[first:last]]
        hits = (of_gloss >= 0).nonzero()[0]
        stems.append(of_gloss[hits])
        found.append(hits + first)
    sizes = [len(hits) for hits in found]
    entries = np.concatenate(found)
    return Matches(
        np.concatenate(stems), glosses.terms[entries], glosses.strengths[entries], np.cumsum(sizes)
    )
