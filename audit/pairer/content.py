"""Pairs by content: a target that says what a source says, wherever either stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.pairer._candidates import Candidates, find_candidates
from audit.pairer._segments import Link
from audit.text.agreement import weigh
from audit.text.coverage import measure
from audit.text.lexicon import lexicon
from audit.text.terms import Vocabulary, source_terms, target_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.pairer._segments import Segment, Segments

# The evidence (log odds) that a pair needs grows with the number of pairs that could be made, so
# that about one false pair is expected in a run: at 1.4e8 possible pairs the false ones that are
# not versions of one paper end near 3.5 for abstracts, at 1e7 near 3.5 for titles. A decade more of
# them is ln(10) more.
_PER_DECADE = 2.3
_LONG_NEEDED = (3.9, 8.16)  # log odds, at this decimal logarithm of possible pairs
_SHORT_NEEDED = (3.5, 7.0)
_LEAST_NEEDED = -3.0

# Mean cosine of a short text with its second to fifth best neighbour, where there are fewer.
_USUAL_LIKENESS = 0.15
_NEIGHBOURS = 4


class Scored(NamedTuple):
    """Possible pairs with the log odds that they are pairs, before how many there could be."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    short: NDArray[np.bool_]


def same_content(segments: Segments, config: Config) -> Iterator[Link]:
    """One-to-one pairs of what is left, the likeliest first.

    Args:
        segments: Sources and targets, of which titles meet titles and other texts other texts.
        config: `min_pair_score`, the score that a pair needs; with 0 every text gets the best
            partner that is left.

    Yields:
        Links with `score`, the probability of the pair given how many pairs could be made, and
        `runner_up`, that of the next candidate of either side.

    Source:
        Coverage in both directions; see research on 12,000 x 12,000 abstracts in RESULTS.md.
    """
    for titles in (False, True):
        sources = [
            s for s in segments.sources.values() if s.text and (s.field == "title") == titles
        ]
        targets = [t for t in segments.translations() if t.text and (t.field == "title") == titles]
        if sources and targets:
            yield from _links(sources, targets, config.min_pair_score)


def _texts(found: Iterable[Segment], *, titles: bool) -> list[Segment]:
    return [one for one in found if one.text and (one.field == "title") == titles]


def _links(
    sources: Sequence[Segment], targets: Sequence[Segment], at_least: float
) -> Iterator[Link]:
    scored = score_all([s.text or "" for s in sources], [t.text or "" for t in targets])
    scores = probabilities(scored, len(sources) * len(targets))
    order = np.lexsort((scored.columns, scored.rows, -scored.log_odds))
    free_source = np.ones(len(sources), np.bool_)
    free_target = np.ones(len(targets), np.bool_)
    best_two = (
        _best_two(scored.rows, scores, len(sources)),
        _best_two(scored.columns, scores, len(targets)),
    )
    for k in order:
        row, column = scored.rows[k], scored.columns[k]
        if scores[k] < at_least or not (free_source[row] and free_target[column]):
            continue
        free_source[row] = free_target[column] = False
        rivals = [
            two[1] if two[0] == scores[k] else two[0]
            for two in (best_two[0][row], best_two[1][column])
        ]
        yield Link(sources[row], targets[column], "content", float(scores[k]), float(max(rivals)))


def score_all(sources: Sequence[str], targets: Sequence[str]) -> Scored:
    """The likely pairs among all of `sources` with all of `targets`."""
    vocabulary = Vocabulary.of(lexicon())
    source, target = source_terms(sources, vocabulary), target_terms(targets, vocabulary)
    candidates = find_candidates(source, target, vocabulary)
    coverage = measure(source, target, vocabulary, candidates.rows, candidates.columns)
    log_odds, short = weigh(coverage, _likeness(candidates, len(sources), len(targets)))
    return Scored(candidates.rows, candidates.columns, log_odds, short)


def probabilities(scored: Scored, possible: int) -> NDArray[np.float64]:
    """The probability of each pair where `possible` pairs could be made, 0-1."""
    needed = np.where(
        scored.short, _needed(_SHORT_NEEDED, possible), _needed(_LONG_NEEDED, possible)
    )
    return 1 / (1 + np.exp(np.clip(needed - scored.log_odds, -500, 500)))


def _needed(measured: tuple[float, float], possible: int) -> float:
    needed, at = measured
    return max(_LEAST_NEEDED, needed + _PER_DECADE * (math.log10(possible) - at))


def _likeness(candidates: Candidates, sources: int, targets: int) -> NDArray[np.float64]:
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
    return (total + (_NEIGHBOURS - found) * _USUAL_LIKENESS) / _NEIGHBOURS


def _best_two(
    texts: NDArray[np.int64], scores: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Per text its two best scores, 0 where there are fewer; shape (count, 2)."""
    order = np.lexsort((-scores, texts))
    first = np.searchsorted(texts[order], np.arange(count))
    ranks = np.arange(len(order)) - first[texts[order]]
    best = np.zeros((count, 2))
    for rank in (0, 1):
        chosen = order[ranks == rank]
        best[texts[chosen], rank] = scores[chosen]
    return best
