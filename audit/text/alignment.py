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

MOST_SENTENCES = 60  # of either side; more are not aligned

# A group of sentences of one side set against one of the other scores the nats that each has of the
# other, less this share of all of them, which texts on one topic have by chance …
_BY_CHANCE = 0.4
# … and less what its form is unlikelier than a sentence for a sentence, in nats.
_COSTS = {
    (1, 1): 0.0, (1, 0): 10.0, (0, 1): 10.0, (2, 1): 8.0, (1, 2): 8.0, (3, 1): 16.0, (1, 3): 16.0,
}  # fmt: skip
_LEAST = 1e-9  # nats; divides where there are none
_LARGEST = 3  # sentences that a group may have on one side
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
        None where a side has no terms, no sentences, or more than `MOST_SENTENCES`.

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
        sizes_fit = 0 < n <= MOST_SENTENCES and 0 < m <= MOST_SENTENCES
        if not sizes_fit or own.start == own.stop or other.start == other.stop:
            aligned.append(None)
        else:
            stems, at = np.unique(source.ids[own], return_inverse=True)
            place[stems] = np.arange(len(stems))
            has = np.zeros((n, len(stems)))
            has[source.sentences[own], at] = 1
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
    sentence, ids = np.divmod(np.unique(sentence[inside] * several + terms.ids[inside]), several)
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
    own = has * weights
    other = np.zeros((m, len(sentences)))
    other[sentences, np.arange(len(sentences))] = glosses.weights[terms]
    information, target_information = own.sum(1), other.sum(1)
    source_by, target_by = _in_groups(own, shown), _in_groups(other, held)
    groups = _best(source_by, [by.T for by in target_by], information, target_information)
    groups = _settled(
        groups,
        [by / np.maximum(information, _LEAST)[:, None] for by in source_by],
        [by / np.maximum(target_information, _LEAST)[:, None] for by in target_by],
    )
    aligned, target_aligned = np.zeros(len(own)), np.zeros(m)
    for i, ii, j, jj in groups:
        if i < ii and j < jj:
            few = max(ii - i, jj - j) <= _LARGEST
            aligned[i:ii] = (
                source_by[jj - j - 1][i:ii, j] if few else own[i:ii] @ shown[j:jj].max(0)
            )
            target_aligned[j:jj] = (
                target_by[ii - i - 1][j:jj, i] if few else other[j:jj] @ held[i:ii].max(0)
            )
    return Alignment(
        groups,
        Sentences(
            information,
            aligned,
            own @ shown.max(0),
            _lead(held) @ glosses.weights[terms],
        ),
        Sentences(
            target_information,
            target_aligned,
            other @ held.max(0),
            _lead(shown) @ weights,
        ),
    )


def _in_groups(own: NDArray[np.float64], shown: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The nats of each sentence that 1, 2 and 3 sentences of the other side have, from each on."""
    pair = np.maximum(shown[:-1], shown[1:])
    three = np.maximum(pair[:-1], shown[2:])
    return [own @ group.T for group in (shown, pair, three)]


def _best(
    source_by: list[NDArray[np.float64]],
    target_by: list[NDArray[np.float64]],
    information: NDArray[np.float64],
    target_information: NDArray[np.float64],
) -> list[Group]:
    """The groups of the highest score, in order."""
    n, m = len(information), len(target_information)
    source = (source_by[0] - _BY_CHANCE * information[:, None]).tolist()
    target = (target_by[0] - _BY_CHANCE * target_information).tolist()
    source2, source3 = ((by - _BY_CHANCE * information[:, None]).tolist() for by in source_by[1:])
    alone = (_BY_CHANCE * target_information).tolist()
    target2, target3 = (by.tolist() for by in target_by[1:])
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    steps: list[list[tuple[int, int]]] = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
    gap, two, three = _COSTS[1, 0], _COSTS[2, 1], _COSTS[3, 1]
    for i in range(n + 1):
        row = best[i]
        for j in range(m + 1):
            if not i and not j:
                continue
            top, step = -1e300, (0, 0)
            if i:
                score = best[i - 1][j] - gap
                if score > top:
                    top, step = score, (1, 0)
            if j:
                score = row[j - 1] - gap
                if score > top:
                    top, step = score, (0, 1)
            if i and j:
                s, t = source[i - 1][j - 1], target[i - 1][j - 1]
                score = best[i - 1][j - 1] + s + t
                if score > top:
                    top, step = score, (1, 1)
                if i > 1:
                    s2 = s + source[i - 2][j - 1]
                    score = best[i - 2][j - 1] + s2 + target2[i - 2][j - 1] - alone[j - 1] - two
                    if score > top:
                        top, step = score, (2, 1)
                    if i > 2:
                        s3 = s2 + source[i - 3][j - 1]
                        score = (
                            best[i - 3][j - 1] + s3 + target3[i - 3][j - 1] - alone[j - 1] - three
                        )
                        if score > top:
                            top, step = score, (3, 1)
                if j > 1:
                    t2 = t + target[i - 1][j - 2]
                    score = best[i - 1][j - 2] + source2[i - 1][j - 2] + t2 - two
                    if score > top:
                        top, step = score, (1, 2)
                    if j > 2:
                        t3 = t2 + target[i - 1][j - 3]
                        score = best[i - 1][j - 3] + source3[i - 1][j - 3] + t3 - three
                        if score > top:
                            top, step = score, (1, 3)
            row[j], steps[i][j] = top, step
    groups = []
    i, j = n, m
    while i or j:
        di, dj = steps[i][j]
        groups.append(Group(i - di, i, j - dj, j))
        i, j = i - di, j - dj
    return groups[::-1]


def _settled(
    groups: list[Group],
    source_has: list[NDArray[np.float64]],
    target_has: list[NDArray[np.float64]],
) -> list[Group]:
    """The groups, with what stands alone beside a group that it belongs to taken into it.

    A sentence whose content is in a group that was full belongs to it. Sentences of both sides that
    then stand alone side by side stand for each other, in words that the lexicon does not know.

    Args:
        groups: As `_best` gives them.
        source_has: Which share of a source sentence 1, 2 and 3 target sentences have, from each on.
        target_has: The same of target sentences.
    """
    if not any(_is_alone(group) for group in groups):
        return groups
    for order in (1, -1):
        taken: list[Group] = []
        for group in groups[::order]:
            if taken and _is_alone(group) and _is_full_of(taken[-1], group, source_has, target_has):
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


def _is_full_of(
    group: Group,
    alone: Group,
    source_has: list[NDArray[np.float64]],
    target_has: list[NDArray[np.float64]],
) -> bool:
    """Whether the group is as large as any, and has what the sentence beside it says."""
    i, ii, j, jj = group
    if alone.source_start < alone.source_end:
        sizes, has, sentence, place = (ii - i, jj - j), source_has, alone.source_start, j
    else:
        sizes, has, sentence, place = (jj - j, ii - i), target_has, alone.target_start, i
    return (
        sizes[0] >= _LARGEST
        and 0 < sizes[1] <= _LARGEST
        and has[sizes[1] - 1][sentence, place] >= _BELONGS
    )


def _lead(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much each entry exceeds all others of its column."""
    if len(table) == 1:
        return table
    second, first = np.partition(table, -2, axis=0)[-2:]
    return np.where(table == first, first - second, 0.0)
