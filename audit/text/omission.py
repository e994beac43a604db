"""The odds that nothing on the other side of a pair says what a sentence says."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.text.alignment import Alignment

# Logistic weights, fitted by maximum likelihood on one to half of the sentences of 4,500 abstracts
# being taken out of the target …
_OF_SOURCE = {
    "one": -7.72, "aligned": -24.95, "anywhere": 10.49, "explains": -23.32, "alone": 5.58,
    "merged": 7.40, "longer": 2.32, "longer by share": 16.53, "share": -10.94, "level": 13.77,
    "level of explaining": -3.76,
}  # fmt: skip
# … or one out of the source.
_OF_TARGET = {
    "one": -5.54, "aligned": -21.32, "anywhere": 4.04, "explains": -21.23, "alone": 6.39,
    "merged": 9.02, "longer": 0.24, "longer by share": 2.00, "share": 1.21, "level": 12.36,
    "level of explaining": 1.50,
}  # fmt: skip

LEAST_INFORMATION = 25.0  # nats, some five words: a sentence with less is not missed
_COVERED = 0.55  # share; of sentences that were taken out 98 % have less in what they align with
# Where nothing says what a sentence says, its surroundings are shorter than the other side's by at
# least this share of what it takes up of them: 97 of 100 that were taken out leave so much.
_SHORTER_BY = 0.2
# Log odds above which that need not be, for the rest of a pair may be wordy or lack as much: of 28
# such sentences of 1,173 neural translations 28 are left out, of 3 of 9,000 abstracts 2.
_SURE = 7.0
# Where none is surely left out, a second judge counts from these on, which is dear: whether the
# sentence makes the source likelier, in meaning, to be what the target says. So of 9,000 abstracts
# 64 sentences are judged; of 16 that are sure with it and not without 13 are left out, all read.
_DOUBTFUL = 2.0
_DOUBTFUL_IN_LENGTH = 5.0  # where the surroundings are not shorter
_PER_GAIN = 60.0  # log odds for what a cosine changes by
_USUAL_GAIN = -0.01  # as often of a sentence that is left out as of one that is there

_FEWEST_SENTENCES = 2  # of a text of one sentence, all or nothing is there

_SOURCE_CHARS_PER_TARGET_CHAR = 3.0  # English abstracts over their Chinese translations, median
_USUAL_CHARS = 300.0  # of a source, which speak for that ratio where the pair's own says little
_MOST_LONGER = 0.8  # bounds the logarithm of a length over its expected value
_SMALLEST_REST = 0.1  # share
_LEVEL, _LEVEL_OF_EXPLAINING = 0.8, 0.35  # medians of translated sentences
_LEAST = 1e-9


def left_out(
    alignments: Sequence[Alignment | None],
    source_sentences: Sequence[Sequence[Span]],
    target_sentences: Sequence[Sequence[Span]],
    of_target: bool = False,
    gain: Callable[[int, int], float] | None = None,
) -> list[NDArray[np.float64]]:
    """The log odds that a sentence of a source has nothing in its target.

    Args:
        alignments: Of n pairs.
        source_sentences: Of the same.
        target_sentences: Of the same.
        of_target: Ask it of the sentences of the targets instead.
        gain: The second judge: how much likelier the target is with the sentence than without, by
            pair and sentence, as a difference of cosines; NaN where that cannot be said.

    Returns:
        Per pair an array with one number a sentence: -inf where it says too little or is plainly
        there, by its words or the lengths, NaN where it says too little and stands alone in a pair
        where another may be left out; an empty one where the pair is not aligned.
    """
    weights = _OF_TARGET if of_target else _OF_SOURCE
    odds = []
    for row, aligned in enumerate(alignments):
        if aligned is None:
            odds.append(np.zeros(0))
            continue
        own = aligned.target if of_target else aligned.source
        uncovered = own.aligned < _COVERED * own.information
        if not (uncovered & (own.information >= LEAST_INFORMATION)).any():
            odds.append(np.full(len(own.aligned), -np.inf))
            continue
        source, target = source_sentences[row], target_sentences[row]
        found, possible, shorter = features(aligned, source, target, of_target)
        logits = np.asarray(sum(weight * found[name] for name, weight in weights.items()))
        if not of_target:
            beyond = logits > _SURE
            known = shorter | beyond
            if gain is not None and not (possible & shorter & beyond).any():
                least = np.where(shorter, _DOUBTFUL, _DOUBTFUL_IN_LENGTH)
                for sentence in np.flatnonzero(possible & (logits > least)).tolist():
                    change = gain(row, sentence) - _USUAL_GAIN
                    if not np.isnan(change):
                        logits[sentence] -= _PER_GAIN * change
                        known[sentence] = True
            possible &= known
        else:
            possible &= shorter
        unknown = (found["alone"] > 0) & (~possible) & (found["information"] < LEAST_INFORMATION)
        odds.append(np.where(possible, logits, np.where(unknown, np.nan, -np.inf)))
    return odds


def features(
    aligned: Alignment, source: Sequence[Span], target: Sequence[Span], of_target: bool
) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.bool_], NDArray[np.bool_]]:
    """The features of each sentence, the mask of those with odds, and the room there is for each.

    Shares are of the sentence's information; a level is a share of all other sentences that are
    aligned. `longer` is how much longer the other side is around the sentence than lengths in the
    rest of the pair lead to expect, and `share` what is around it without the sentence; of both the
    logarithm.
    """
    own = aligned.target if of_target else aligned.source
    alone, merged, longer, share = _lengths(aligned, source, target, of_target)
    information = np.maximum(own.information, _LEAST)
    rest = np.where(alone, 0.0, own.information)
    rest = rest.sum() - rest + 1
    explains = np.where(alone, 0.0, own.explains)
    found = {
        "information": own.information,
        "one": np.ones(len(information)),
        "aligned": own.aligned / information,
        "anywhere": own.anywhere / information,
        "explains": own.explains / information,
        "alone": alone,
        "merged": merged,
        "longer": longer,
        "longer by share": longer * share,
        "share": share * share,
        "level": (own.aligned.sum() - own.aligned + _LEVEL) / rest,
        "level of explaining": (explains.sum() - explains + _LEVEL_OF_EXPLAINING) / rest,
    }
    uncovered = own.aligned < _COVERED * own.information
    possible = uncovered & (own.information >= LEAST_INFORMATION)
    return found, possible, longer <= _SHORTER_BY * share


def _lengths(
    aligned: Alignment, source: Sequence[Span], target: Sequence[Span], of_target: bool
) -> tuple[NDArray[np.float64], ...]:
    """Per sentence: whether it stands alone, whether it shares a group, `longer` and `share`.

    Around a group is what lies between the nearest groups that have both sides, with them.
    """
    groups = [tuple(group) for group in aligned.groups]
    ratio, usual = _SOURCE_CHARS_PER_TARGET_CHAR, _USUAL_CHARS
    if of_target:
        groups = [(j, jj, i, ii) for i, ii, j, jj in groups]
        source, target, ratio, usual = target, source, 1 / ratio, usual / ratio
    sizes = [end - start for start, end in source]
    here = [sum(sizes[i:ii]) for i, ii, _, _ in groups]
    there = [ratio * sum(end - start for start, end in target[j:jj]) for _, _, j, jj in groups]
    total_here, total_there = sum(here), sum(there)
    alone, merged, longer, share = np.zeros((4, len(sizes)))
    for k, (i, ii, _, _) in enumerate(groups):
        if i == ii:
            continue
        first, last = k - 1, k + 1
        while first > 0 and not (here[first] and there[first]):
            first -= 1
        while last < len(groups) - 1 and not (here[last] and there[last]):
            last += 1
        around = slice(max(first, 0), last + 1)
        near_here, near_there = sum(here[around]), sum(there[around])
        as_elsewhere = (total_there - near_there + usual) / (total_here - near_here + usual)
        longer[i:ii] = np.log((near_there + 1) / (near_here * as_elsewhere + 1))
        alone[i:ii] = not there[k]
        merged[i:ii] = ii - i > 1
        for sentence in range(i, ii):
            share[sentence] = np.log(max(1 - sizes[sentence] / near_here, _SMALLEST_REST))
    return alone, merged, np.clip(longer, -_MOST_LONGER, _MOST_LONGER), share


class Run(NamedTuple):
    """Neighbouring sentences that are left out."""

    row: int  # of the pair
    span: Span
    sentences: int
    log_odds: float  # of the surest


def runs(
    odds: Sequence[NDArray[np.float64]], sentences: Sequence[Sequence[Span]], limit: float
) -> Iterator[Run]:
    """The runs of sentences that are rather left out than not, one of them above `limit`.

    A sentence that says little counts with its neighbours. The sentence of a text that has no other
    is not left out: nothing shows how much of a sentence the other side would have.

    Args:
        odds: As `left_out` gives them.
        sentences: Of the side that they are of.
        limit: Log odds.
    """
    for row, own in enumerate(odds):
        if len(own) < _FEWEST_SENTENCES or not (own > limit).any():
            continue
        spans = sentences[row]
        rather = (np.isnan(own) | (own > 0)).tolist()
        for is_out, run in groupby(range(len(own)), rather.__getitem__):
            several = list(run)
            if is_out and (surest := np.nanmax(own[several], initial=-np.inf)) > limit:
                span = Span(spans[several[0]].start, spans[several[-1]].end)
                yield Run(row, span, len(several), float(surest))
