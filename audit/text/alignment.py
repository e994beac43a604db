"""Which sentences of a target translate which of its source, in order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.coverage import stem_weights, word_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.schema import Span
    from audit.text.terms import Terms, Vocabulary

MOST_SENTENCES = 60  # of either side; more are not aligned,
MOST_TERMS = 10_000  # nor are more terms: they would take 100 MB; an abstract has some 250

# A group of sentences of one side set against one of the other scores the nats that each has of the
# other, less this share of all of them, which texts on one topic have by chance …
_BY_CHANCE = 0.4
# … and less what its form is unlikelier than a sentence for a sentence, in nats.
_COSTS = {(1, 1): 0.0, (2, 1): 8.0, (1, 2): 8.0, (3, 1): 16.0, (1, 3): 16.0}
_COST_ALONE = 10.0  # of a sentence that the other side lacks
_LARGEST = 3  # sentences that a group may have on one side
_PLAINLY = 0.5  # share of a sentence that shows its translation: 97 of 100 sentences have more
_BELONGS = 0.5  # share of a sentence that the other side of a group has whose size left it out


class Group(NamedTuple):
    """Sentences that translate each other, half-open; one alone has an empty other side."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


class Sentences(NamedTuple):
    """The sentences of one side of a pair, each measured in nats of information."""

    information: NDArray[np.float64]
    aligned: NDArray[np.float64]  # what of it the other side of its group has
    anywhere: NDArray[np.float64]  # what of it the whole other side has
    explains: NDArray[np.float64]  # what of the other side no other sentence explains as well


@dataclass(frozen=True, eq=False)
class Alignment:
    """The sentences of a pair, aligned."""

    groups: list[Group]
    source: Sentences
    target: Sentences


class _Terms(NamedTuple):
    """The different terms of each sentence, sentence after sentence, text after text."""

    ids: NDArray[np.int64]
    sentences: NDArray[np.int64]  # of each term, counted from 0 in each text
    bounds: NDArray[np.int64]  # of each text in `ids`


class _Glosses(NamedTuple):
    """What the terms of targets may stand for."""

    weights: NDArray[np.float64]  # of each term, in nats
    stems: NDArray[np.int64]  # term after term
    strengths: NDArray[np.float32]  # of each stem, 0-1
    bounds: NDArray[np.int64]  # of each term in `stems`


def align(
    sources: Terms,
    targets: Terms,
    source_sentences: Sequence[Sequence[Span]],
    target_sentences: Sequence[Sequence[Span]],
    vocabulary: Vocabulary,
) -> list[Alignment | None]:
    """Align the sentences of source k with those of target k, for every k.

    Returns:
        None where a side has no terms or sentences, or more than `MOST_TERMS` or `MOST_SENTENCES`.

    Source:
        Monotone alignment by dynamic programming, after Gale and Church (1993), over lexical
        coverage instead of length.
    """
    weights = stem_weights(vocabulary)
    source = _by_sentence(sources, source_sentences)
    target = _by_sentence(targets, target_sentences)
    glosses = _glosses(target, vocabulary, weights)
    place = np.full(len(weights), -1, np.int64)  # of each stem among those of the source at hand
    aligned: list[Alignment | None] = []
    for k in range(len(source_sentences)):
        n, m = len(source_sentences[k]), len(target_sentences[k])
        own = slice(*source.bounds[k : k + 2])
        other = slice(*target.bounds[k : k + 2])
        if (
            not 0 < n <= MOST_SENTENCES
            or not 0 < m <= MOST_SENTENCES
            or not 0 < own.stop - own.start <= MOST_TERMS
            or not 0 < other.stop - other.start <= MOST_TERMS
        ):
            aligned.append(None)
        else:
            ids = source.ids[own]
            place[ids] = np.arange(len(ids))
            stems = ids[place[ids] == np.arange(len(ids))]  # each once
            place[stems] = np.arange(len(stems))
            has = np.zeros((n, len(stems)))
            has[source.sentences[own], place[ids]] = 1
            aligned.append(
                _align(has, weights[stems], target.sentences[other], m, glosses, other, place)
            )
            place[stems] = -1
    return aligned


def _by_sentence(terms: Terms, sentences: Sequence[Sequence[Span]]) -> _Terms:
    counts = np.array([len(spans) for spans in sentences], np.int64)
    texts = np.arange(len(counts))
    first = np.concatenate([[0], np.cumsum(counts)])
    room = np.int64(terms.chars.max(initial=0) + 1)  # code points between the texts, end to end
    starts = np.array([span[0] for spans in sentences for span in spans], np.int64)
    starts += np.repeat(texts * room, counts)
    own = np.repeat(texts, np.diff(terms.bounds))
    sentence = np.searchsorted(starts, own * room + terms.offsets, side="right") - 1
    several = np.int64(terms.ids.max(initial=0) + 1)
    inside = sentence >= first[own]
    keys = np.sort(sentence[inside] * several + terms.ids[inside])
    sentence, ids = np.divmod(keys[np.diff(keys, prepend=-1) > 0], several)
    own = np.searchsorted(first, sentence, side="right") - 1
    return _Terms(ids, sentence - first[own], np.searchsorted(own, np.arange(len(counts) + 1)))


def _glosses(terms: _Terms, vocabulary: Vocabulary, weights: NDArray[np.float64]) -> _Glosses:
    known = vocabulary.lexicon
    is_word = terms.ids < vocabulary.words
    word = np.where(is_word, terms.ids, 0)
    stem = np.where(is_word, 0, terms.ids - vocabulary.words)
    sizes = np.where(is_word, np.diff(known.indptr)[word], 1)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    term = np.repeat(np.arange(len(sizes)), sizes)
    of_word = is_word[term]
    place = np.where(of_word, (known.indptr[word] - bounds[:-1])[term] + np.arange(len(term)), 0)
    return _Glosses(
        np.where(is_word, word_weights(known)[word], weights[stem]),
        np.where(of_word, known.indices[place], stem[term]),
        np.where(of_word, known.data[place], np.float32(1)),
        bounds,
    )


def _align(
    has: NDArray[np.float64],
    weights: NDArray[np.float64],
    sentences: NDArray[np.int64],
    m: int,
    glosses: _Glosses,
    terms: slice,
    place: NDArray[np.int64],
) -> Alignment:
    """Align one pair.

    Args:
        has: Which source sentence has which of the source's stems, 0 or 1.
        weights: Of the stems, in nats.
        sentences: Of each term of the target.
        m: How many sentences the target has.
        glosses: Of all targets.
        terms: Those of this target.
        place: Of each stem in `weights`; -1 for one that the source lacks.
    """
    bounds = glosses.bounds[terms.start : terms.stop + 1]
    at = place[glosses.stems[bounds[0] : bounds[-1]]]
    hit = np.flatnonzero(at >= 0)
    at = at[hit]
    strengths = glosses.strengths[bounds[0] : bounds[-1]][hit].astype(np.float64)
    term = np.searchsorted(bounds, hit + bounds[0], side="right") - 1
    shown = np.zeros((m, len(weights)))  # how plainly a target sentence shows a source's stem
    np.maximum.at(shown, (sentences[term], at), strengths)
    held = np.zeros((len(has), len(sentences)))  # … and a source sentence a target's term
    if len(hit):
        first = np.flatnonzero(np.diff(term, prepend=-1))
        held[:, term[first]] = np.maximum.reduceat(has[:, at] * strengths, first, axis=1)
    other = np.zeros((m, len(sentences)))
    other[sentences, np.arange(len(sentences))] = glosses.weights[terms]
    source = _Side(has * weights, weights, shown)
    target = _Side(other, glosses.weights[terms], held)
    if len(has) == m and _is_plain(source) and _is_plain(target):
        groups = [Group(k, k + 1, k, k + 1) for k in range(m)]
    else:
        groups = _settled(_best(source, target), source, target)
    mirrored = [_mirrored(group) for group in groups]
    return Alignment(groups, _measured(source, target, groups), _measured(target, source, mirrored))


class _Side(NamedTuple):
    """One side of a pair, as it is aligned."""

    own: NDArray[np.float64]  # sentences × terms, in nats, 0 where a sentence lacks the term
    weights: NDArray[np.float64]  # of the terms, in nats
    shown: NDArray[np.float64]  # the other side's sentences × terms: how plainly each shows it, 0-1

    @property
    def information(self) -> NDArray[np.float64]:
        """The nats of each sentence."""
        nats: NDArray[np.float64] = self.own.sum(1)
        return nats


def _is_plain(side: _Side) -> bool:
    """Whether each sentence shows in the one at its place, there being as many on both sides."""
    shares = (side.own * side.shown).sum(1)
    return bool((shares >= _PLAINLY * side.information).all())


def _measured(side: _Side, other: _Side, groups: list[Group]) -> Sentences:
    if len(groups) == len(side.own) == len(other.own):
        aligned = (side.own * side.shown).sum(1)
    else:
        aligned = np.zeros(len(side.own))
        for i, ii, j, jj in groups:
            if j < jj:
                aligned[i:ii] = side.own[i:ii] @ side.shown[j:jj].max(0)
    return Sentences(
        side.information,
        aligned,
        side.own @ side.shown.max(0),
        _lead(other.shown) @ other.weights,
    )


def _best(source: _Side, target: _Side) -> list[Group]:
    """The groups of the highest score, in order."""
    n, m = len(source.own), len(target.own)
    of_source = _gains(source)
    of_target = [gains.T for gains in _gains(target)]
    moves = []
    for (size, other_size), cost in _COSTS.items():
        gains = _sums(of_source[other_size - 1], size) + _sums(of_target[size - 1].T, other_size).T
        moves.append((size, other_size, (gains - cost).tolist()))
    best = [[-_COST_ALONE * (i + j) for j in range(m + 1)] for i in range(n + 1)]
    steps = [[(1, 0) if i else (0, 1) for _ in range(m + 1)] for i in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            top, step = best[i - 1][j] - _COST_ALONE, (1, 0)
            if best[i][j - 1] - _COST_ALONE > top:
                top, step = best[i][j - 1] - _COST_ALONE, (0, 1)
            for size, other_size, gains in moves:
                if i >= size and j >= other_size:
                    score = best[i - size][j - other_size] + gains[i - size][j - other_size]
                    if score > top:
                        top, step = score, (size, other_size)
            best[i][j], steps[i][j] = top, step
    groups = []
    i, j = n, m
    while i or j:
        size, other_size = steps[i][j]
        groups.append(Group(i - size, i, j - other_size, j))
        i, j = i - size, j - other_size
    return groups[::-1]


def _gains(side: _Side) -> list[NDArray[np.float64]]:
    """The nats of each sentence that 1, 2 and 3 of the other side have, from each on, above chance.

    The k-th array has a row a sentence and a column for each k + 1 neighbours of the other side.
    """
    pair = np.maximum(side.shown[:-1], side.shown[1:])
    three = np.maximum(pair[:-1], side.shown[2:])
    by_chance = _BY_CHANCE * side.information[:, None]
    return [side.own @ shown.T - by_chance for shown in (side.shown, pair, three)]


def _sums(table: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The sums of `size` neighbouring rows, from each on."""
    rows = max(len(table) - size + 1, 0)
    sums: NDArray[np.float64] = np.sum([table[k : k + rows] for k in range(size)], axis=0)
    return sums


def _settled(groups: list[Group], source: _Side, target: _Side) -> list[Group]:
    """The groups, with what stands alone beside a group that it belongs to taken into it.

    A sentence whose content is in a group that was full belongs to it. Sentences of both sides that
    then stand alone side by side stand for each other, in words that the lexicon does not know.
    """
    if not any(_is_alone(group) for group in groups):
        return groups
    for order in (1, -1):
        taken: list[Group] = []
        for group in groups[::order]:
            if taken and _is_alone(group) and _is_full_of(taken[-1], group, source, target):
                taken[-1] = _joined(taken[-1], group)
            else:
                taken.append(group)
        groups = taken[::order]
    settled: list[Group] = []
    for is_alone, run in groupby(groups, _is_alone):
        several = list(run)
        if is_alone and len({group.source_start < group.source_end for group in several}) > 1:
            several = [_joined(several[0], several[-1])]
        settled += several
    return settled


def _is_alone(group: Group) -> bool:
    return group.source_start == group.source_end or group.target_start == group.target_end


def _joined(one: Group, other: Group) -> Group:
    return Group(
        min(one.source_start, other.source_start),
        max(one.source_end, other.source_end),
        min(one.target_start, other.target_start),
        max(one.target_end, other.target_end),
    )


def _is_full_of(group: Group, alone: Group, source: _Side, target: _Side) -> bool:
    """Whether the group is as large as any, and has what the sentence beside it says."""
    if alone.source_start == alone.source_end:
        return _is_full_of(_mirrored(group), _mirrored(alone), target, source)
    i, ii, j, jj = group
    if ii - i < _LARGEST or j == jj:
        return False
    own = source.own[alone.source_start]
    return bool(own @ source.shown[j:jj].max(0) >= _BELONGS * own.sum())


def _mirrored(group: Group) -> Group:
    return Group(group.target_start, group.target_end, group.source_start, group.source_end)


def _lead(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much each entry exceeds all others of its column."""
    if len(table) == 1:
        return table
    second, first = np.partition(table, -2, axis=0)[-2:]
    return np.where(table == first, first - second, 0.0)
