"""Pairs by content: a target that says what a source says, wherever either stands."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.pairer._candidates import above_neighbours, find_candidates
from audit.pairer._segments import Link
from audit.pairer.embedding import encoder, with_meaning
from audit.pairer.learning import learned
from audit.text.agreement import SHORT_INFORMATION, log_odds_among, short_log_odds
from audit.text.coverage import information_of, measure
from audit.text.information import among, background
from audit.text.lexicon import lexicon
from audit.text.terms import Vocabulary, source_terms, target_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.pairer._segments import Segment, Segments
    from audit.run import Progress
    from audit.text.lexicon import Lexicon
    from audit.text.meaning import Embed

# The evidence (log odds, with the lead) that a pair needs grows with the number of pairs that could
# be made, so that less than one false pair is expected in a run. Abstracts: the best pair of
# strangers has 9.0 at most at 1.4e8 possible pairs (6 runs) and 7.0 at 9e6 (12 runs); of a few
# dozen texts, papers of one topic have 2. Titles: near 3.5 at 1e7; a decade more of them is ln(10)
# more.
_LONG_NEEDED = ((5.6, 3.0), (6.95, 7.4), (8.16, 9.8))  # by decimal logarithm of possible pairs
_SHORT_NEEDED = ((6.0, 1.2), (7.0, 3.5))
_LONG_LEAST, _SHORT_LEAST = 3.0, -2.0  # of two or three short texts, chance says much

# What a long pair is ahead of the next candidate of either side counts as well: a true pair leads,
# and so do the best of strangers, but not what a text that is like all others has with most. Of
# 1,200 targets cut to 30 % or looped, each 200 among 2,000 sources, 98 % are found at six false
# pairs with the lead and 96 % without; a lead of more than 5 tells no more.
_LEAD_RANGE = (-5.0, 5.0)  # log odds

# What a run teaches about words is surer of its topic than of its pairs.
_LEARNED_MARGIN = 2.0  # log odds


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
    yield from _between(segments, config, lexicon(), 0.0)


def same_content_learned(segments: Segments, config: Config) -> Iterator[Link]:
    """With `config.learn`, a second pass by what the pairs so far teach about words.

    What it learns is of this run alone, so it asks for more evidence than the first pass.
    """
    if not config.learn:
        return
    pairs = [
        (link.source.text or "", link.target.text or "")
        for link in segments.links
        if link.source and link.target and segments.is_translated(link.target)
    ]
    known = learned(pairs)
    if known is not None:
        yield from _between(segments, config, known, _LEARNED_MARGIN)


def _between(segments: Segments, config: Config, known: Lexicon, margin: float) -> Iterator[Link]:
    """Titles with titles, and other texts with other texts."""
    for titles in (False, True):
        sources = _texts(segments.sources.values(), titles=titles)
        targets = _texts(segments.translations(), titles=titles)
        if sources and targets:
            scored = score_all(
                [source.text or "" for source in sources],
                [target.text or "" for target in targets],
                known=known,
                embed=encoder(config.embed),
                progress=segments.progress,
            )
            lowered = scored._replace(log_odds=scored.log_odds - margin)
            yield from _links(sources, targets, lowered, config.min_pair_score)


def _texts(found: Iterable[Segment], *, titles: bool) -> list[Segment]:
    return [one for one in found if one.text and (one.field == "title") == titles]


def _links(
    sources: Sequence[Segment], targets: Sequence[Segment], scored: Scored, at_least: float
) -> Iterator[Link]:
    """The likeliest pairs, each text in one at most."""
    scores = probabilities(scored, len(sources) * len(targets))
    order = np.lexsort((scored.columns, scored.rows, -scored.log_odds))
    rivals = np.maximum(
        _rivals(_best_two(scored.rows, scores, len(sources))[scored.rows], scores),
        _rivals(_best_two(scored.columns, scores, len(targets))[scored.columns], scores),
    )
    free_source = np.ones(len(sources), np.bool_)
    free_target = np.ones(len(targets), np.bool_)
    for k in order:
        row, column = scored.rows[k], scored.columns[k]
        if scores[k] < at_least or not (free_source[row] and free_target[column]):
            continue
        free_source[row] = free_target[column] = False
        yield Link(sources[row], targets[column], "content", float(scores[k]), float(rivals[k]))


def score_all(
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    known: Lexicon | None = None,
    embed: Embed | None = None,
    progress: Progress | None = None,
) -> Scored:
    """The likely pairs among all of `sources` with all of `targets`.

    Args:
        sources: n texts.
        targets: m texts.
        known: Instead of the lexicon of CC-CEDICT.
        embed: A sentence encoder, for short texts.
        progress: Called with "pair", the texts searched for and all of them.
    """
    searched, total = 0, len(sources) + len(targets)

    def done(texts: int) -> None:
        nonlocal searched
        searched = min(searched + texts, total)
        if progress is not None:
            progress("pair", searched, total)

    vocabulary = Vocabulary.of(known or lexicon())
    source, target = source_terms(sources, vocabulary), target_terms(targets, vocabulary)
    candidates = find_candidates(source, target, vocabulary, done=done)
    meaning = np.full(len(candidates.rows), np.nan)
    if embed is not None:
        candidates, meaning = with_meaning(
            embed, sources, targets, source, target, vocabulary, candidates
        )
    usual = background(vocabulary)
    rows, columns = candidates.rows, candidates.columns
    few_words = (information_of(source, usual) < SHORT_INFORMATION)[rows]
    short = few_words | ~np.isnan(meaning)
    likeness = above_neighbours(candidates, len(sources), len(targets))
    log_odds = np.empty(len(rows))
    log_odds[short] = short_log_odds(
        measure(source, target, vocabulary, usual, rows[short], columns[short]),
        likeness[short],
        meaning[short],
    )
    here = among(source, target, usual)
    log_odds[~short] = log_odds_among(
        measure(source, target, vocabulary, here, rows[~short], columns[~short])
    )
    lead = np.clip(_lead(rows, columns, log_odds, len(sources), len(targets)), *_LEAD_RANGE)
    return Scored(rows, columns, np.where(short, log_odds, log_odds + lead), short)


def probabilities(scored: Scored, possible: int) -> NDArray[np.float64]:
    """The probability of each pair where `possible` pairs could be made, 0-1."""
    needed = np.where(
        scored.short,
        max(_SHORT_LEAST, _needed(_SHORT_NEEDED, possible)),
        max(_LONG_LEAST, _needed(_LONG_NEEDED, possible)),
    )
    return 1 / (1 + np.exp(np.clip(needed - scored.log_odds, -500, 500)))


def _needed(measured: Sequence[tuple[float, float]], possible: int) -> float:
    """The score `possible` pairs need, on the lines through what was measured."""
    decades = math.log10(possible)
    segments = itertools.pairwise(measured)
    (x, y), (next_x, next_y) = next(
        (segment for segment in segments if decades <= segment[1][0]), measured[-2:]
    )
    return y + (next_y - y) * (decades - x) / (next_x - x)


def _lead(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    sources: int,
    targets: int,
) -> NDArray[np.float64]:
    """The lead of each pair over the next of either side; 0 where neither side has another."""
    of_source = _rivals(_best_two(rows, log_odds, sources, -np.inf)[rows], log_odds)
    of_target = _rivals(_best_two(columns, log_odds, targets, -np.inf)[columns], log_odds)
    rival = np.maximum(of_source, of_target)
    return np.where(np.isfinite(rival), log_odds - rival, 0.0)


def _rivals(best_two: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the two best scores of a text, the one that is not the pair's own."""
    best, second = best_two.T
    rival: NDArray[np.float64] = np.where(best == own, second, best)
    return rival


def _best_two(
    texts: NDArray[np.int64], scores: NDArray[np.float64], count: int, nothing: float = 0.0
) -> NDArray[np.float64]:
    """Per text its two best scores, `nothing` where there are fewer; shape (count, 2)."""
    order = np.lexsort((-scores, texts))
    first = np.searchsorted(texts[order], np.arange(count))
    ranks = np.arange(len(order)) - first[texts[order]]
    best = np.full((count, 2), nothing)
    for rank in (0, 1):
        chosen = order[ranks == rank]
        best[texts[chosen], rank] = scores[chosen]
    return best
