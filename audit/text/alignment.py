"""Which sentences of a target translate which of its source, in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.information import totals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from audit.schema import Span
    from audit.text.matches import Different, Matched, Matches

MOST_SENTENCES = 60  # of either side, at most 64, the bits of a number; more are not aligned,
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


@dataclass(frozen=True, eq=False)
class Sentences:
    """The sentences of one side of a pair, each measured in nats of information."""

    information: NDArray[np.float64]
    aligned: NDArray[np.float64]  # what of it the other side of its group has
    sides: Callable[[], tuple[_Side, _Side]]  # this one and the other

    @cached_property
    def anywhere(self) -> NDArray[np.float64]:
        """What of each sentence the whole other side has."""
        side, _ = self.sides()
        nats: NDArray[np.float64] = side.own @ side.shown.max(0)
        return nats

    @cached_property
    def explains(self) -> NDArray[np.float64]:
        """What of the other side no other sentence explains as well."""
        _, other = self.sides()
        nats: NDArray[np.float64] = _lead(other.shown) @ other.weights
        return nats


@dataclass(frozen=True, eq=False)
class Alignment:
    """The sentences of a pair, aligned."""

    groups: list[Group]
    source: Sentences
    target: Sentences

    @property
    def is_one_to_one(self) -> bool:
        """Whether each sentence is aligned with the one at its place."""
        return all(i + 1 == ii and j + 1 == jj for i, ii, j, jj in self.groups)


class _Sentences(NamedTuple):
    """The different terms of each sentence of one side, text after text."""

    terms: NDArray[np.int64]  # which of `Different.ids` they are
    weights: NDArray[np.float64]  # in nats
    places: NDArray[np.int64]  # of the sentences that have them, counted from 0 in each text
    sentences: NDArray[np.int64]  # the same, counted from 0 in the first text
    bounds: NDArray[np.int64]  # of each text in `terms`
    firsts: NDArray[np.int64]  # sentence of each text, and after the last one how many there are
    information: NDArray[np.float64]  # of each sentence
    own: NDArray[np.int64]  # of each term where it stands, its place in `terms`; -1: in no sentence
    starts: NDArray[np.int64]  # of each of `Different.ids`, the first of its places in `terms`
    bits: NDArray[np.uint64]  # of each of `Different.ids`, one for each sentence that has it

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of `values` in each sentence, of which there is one for each of `terms`."""
        return totals(self.sentences, values, int(self.firsts[-1]))


class _Matches(NamedTuple):
    """As in `Matches`, of the terms in sentences."""

    stems: NDArray[np.int64]  # which of `Different.ids` of the sources
    terms: NDArray[np.int64]  # which of `_Sentences.terms` of the targets
    strengths: NDArray[np.float64]
    bounds: NDArray[np.int64]


def align(
    matched: Matched,
    source_sentences: Sequence[Sequence[Span]],
    target_sentences: Sequence[Sequence[Span]],
) -> list[Alignment | None]:
    """Align the sentences of source k with those of target k, for every k.

    Returns:
        None where a side has no terms or sentences, or more than `MOST_TERMS` or `MOST_SENTENCES`.

    Source:
        Monotone alignment by dynamic programming, after Gale and Church (1993), over lexical
        coverage instead of length. Three of four pairs need none: as many sentences on both sides,
        and each shows in the one at its place.
    """
    source = _by_sentence(matched.sources, source_sentences)
    target = _by_sentence(matched.targets, target_sentences)
    matches = _in_sentences(matched.matches, source, target)
    in_order = _shown_in_order(source, target, matches)
    unclear = [
        np.cumsum(np.append(0, shown < _PLAINLY * side.information))[side.firsts]
        for side, shown in zip((source, target), in_order, strict=True)
    ]
    aligned: list[Alignment | None] = []
    for k in range(len(source_sentences)):
        own, other = _sentences_of(source, k), _sentences_of(target, k)
        if own is None or other is None:
            aligned.append(None)
            continue
        sides = cache(partial(_sides, source, target, matches, k))
        n, m = own.stop - own.start, other.stop - other.start
        if n == m and not any(counts[k] < counts[k + 1] for counts in unclear):
            groups = [Group(i, i + 1, i, i + 1) for i in range(n)]
            shown, other_shown = in_order[0][own], in_order[1][other]
        else:
            one, two = sides()
            groups = _settled(_best(one, two), one, two)
            shown = _aligned(one, groups)
            other_shown = _aligned(two, [_mirrored(group) for group in groups])
        aligned.append(
            Alignment(
                groups,
                Sentences(source.information[own], shown, sides),
                Sentences(target.information[other], other_shown, partial(_reversed, sides)),
            )
        )
    return aligned


def _by_sentence(different: Different, sentences: Sequence[Sequence[Span]]) -> _Sentences:
    terms = different.terms
    counts = np.array([len(spans) for spans in sentences], np.int64)
    texts = np.arange(len(counts))
    firsts = np.concatenate([[0], np.cumsum(counts)])
    room = np.int64(terms.chars.max(initial=0) + 1)  # code points between the texts, end to end
    starts = np.array([span[0] for spans in sentences for span in spans], np.int64)
    starts += np.repeat(texts * room, counts)
    text = np.repeat(texts, np.diff(terms.bounds))
    sentence = np.searchsorted(starts, text * room + terms.offsets, side="right") - 1
    inside = (sentence >= firsts[text])[different.order]
    order = different.order[inside]
    term, sentence, text = different.own[order], sentence[order], text[order]
    new = (np.diff(term, prepend=-1) > 0) | (np.diff(sentence, prepend=-1) > 0)
    own = np.full(len(terms.ids), -1)
    own[order] = np.cumsum(new) - 1
    term, sentence, text = term[new], sentence[new], text[new]
    weights, place = different.weights[term], sentence - firsts[text]
    bits = np.zeros(len(different.ids), np.uint64)
    np.bitwise_or.at(bits, term, np.uint64(1) << place.astype(np.uint64))
    return _Sentences(
        term,
        weights,
        place,
        sentence,
        np.searchsorted(text, np.arange(len(counts) + 1)),
        firsts,
        totals(sentence, weights, int(firsts[-1])),
        own,
        np.searchsorted(term, np.arange(len(different.ids))),
        bits,
    )


def _in_sentences(matches: Matches, source: _Sentences, target: _Sentences) -> _Matches:
    terms = target.own[matches.terms]
    inside = np.flatnonzero((terms >= 0) & (source.bits[matches.stems] != 0))
    return _Matches(
        matches.stems[inside],
        terms[inside],
        matches.strengths[inside].astype(np.float64),
        np.searchsorted(inside, matches.bounds),
    )


def _shown_in_order(
    source: _Sentences, target: _Sentences, matches: _Matches
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What of each sentence the one at its place has, of all sources and of all targets, in nats.

    All pairs at once, as each by itself would take five times as long.
    """
    bits = source.bits[matches.stems]
    bit = np.uint64(1) << target.places[matches.terms].astype(np.uint64)
    same = np.flatnonzero(bits & bit)
    before = np.bitwise_count(bits[same] & (bit[same] - np.uint64(1)))
    own = source.starts[matches.stems[same]] + before
    nats = []
    for side, terms in ((source, own), (target, matches.terms[same])):
        shown = np.zeros(len(side.terms))
        np.maximum.at(shown, terms, matches.strengths[same])
        nats.append(side.sums(shown * side.weights))
    return nats[0], nats[1]


def _sentences_of(side: _Sentences, text: int) -> slice | None:
    """Which sentences are of `text`; None if they cannot be aligned."""
    first, last = side.firsts[text : text + 2].tolist()
    start, end = side.bounds[text : text + 2].tolist()
    can_be = 0 < last - first <= MOST_SENTENCES and 0 < end - start <= MOST_TERMS
    return slice(first, last) if can_be else None


def _sides(
    source: _Sentences, target: _Sentences, matches: _Matches, k: int
) -> tuple[_Side, _Side]:
    """The two sides of pair k."""
    chosen = slice(*matches.bounds[k : k + 2])
    own, other = slice(*source.bounds[k : k + 2]), slice(*target.bounds[k : k + 2])
    terms = matches.terms[chosen] - other.start
    order = np.argsort(terms, kind="stable")
    terms = terms[order]
    strengths = matches.strengths[chosen][order]
    stems, at = np.unique(source.terms[own], return_inverse=True)
    n, m = (side.firsts[k + 1] - side.firsts[k] for side in (source, target))
    has = np.zeros((n, len(stems)))  # which source sentence has which stem
    has[source.places[own], at] = 1
    at = np.searchsorted(stems, matches.stems[chosen][order])
    places, weights = target.places[other], target.weights[other]
    shown = np.zeros((m, len(stems)))  # how plainly a target sentence shows a source's stem
    np.maximum.at(shown, (places[terms], at), strengths)
    held = np.zeros((n, len(places)))  # … and a source sentence a target's term
    if len(terms):
        first = np.flatnonzero(np.diff(terms, prepend=-1))
        held[:, terms[first]] = np.maximum.reduceat(has[:, at] * strengths, first, axis=1)
    there = np.zeros((m, len(places)))
    there[places, np.arange(len(places))] = weights
    stem_weights = np.zeros(len(stems))
    stem_weights[np.searchsorted(stems, source.terms[own])] = source.weights[own]
    return _Side(has * stem_weights, stem_weights, shown), _Side(there, weights, held)


def _reversed(sides: Callable[[], tuple[_Side, _Side]]) -> tuple[_Side, _Side]:
    one, other = sides()
    return other, one


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


def _aligned(side: _Side, groups: list[Group]) -> NDArray[np.float64]:
    """What of each sentence of `side` the other side of its group has, in nats."""
    if len(groups) == len(side.own) == len(side.shown):
        nats: NDArray[np.float64] = (side.own * side.shown).sum(1)
        return nats
    aligned = np.zeros(len(side.own))
    for i, ii, j, jj in groups:
        if j < jj:
            aligned[i:ii] = side.own[i:ii] @ side.shown[j:jj].max(0)
    return aligned


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
