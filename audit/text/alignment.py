"""Which sentences of a target translate which of its source, in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.information import totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.schema import Span
    from audit.text.matches import Different, Matched, Matches

MOST_SENTENCES = 60  # of either side, at most 64, the bits of a number; more are not aligned,
MOST_CHARS = 60_000  # nor are longer texts, which are not even split
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
    pair: _Pair
    number: int  # of the side, 0 or 1

    @cached_property
    def anywhere(self) -> NDArray[np.float64]:
        """What of each sentence the whole other side has."""
        side = self.pair.sides[self.number]
        nats: NDArray[np.float64] = side.own @ side.shown.max(0)
        return nats

    @cached_property
    def explains(self) -> NDArray[np.float64]:
        """What of the other side no other sentence explains as well."""
        other = self.pair.sides[1 - self.number]
        nats: NDArray[np.float64] = _lead(other.shown) @ other.weights
        return nats


@dataclass(frozen=True, eq=False)
class Alignment:
    """The sentences of a pair, aligned."""

    groups: list[Group]
    source: Sentences
    target: Sentences


class _Sentences(NamedTuple):
    """The different terms of each sentence of one side, text after text."""

    different: Different
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

    def can_be_aligned(self) -> NDArray[np.bool_]:
        """Which texts have sentences and terms, and not too many."""
        sentences, terms = np.diff(self.firsts), np.diff(self.bounds)
        some: NDArray[np.bool_] = (sentences > 0) & (terms > 0)
        return some & (sentences <= MOST_SENTENCES) & (terms <= MOST_TERMS)

    def sentences_of(self, text: int) -> slice:
        """Which of all sentences are of `text`."""
        return slice(*self.firsts[text : text + 2])


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
    n, m = np.diff(source.firsts), np.diff(target.firsts)
    can_be = source.can_be_aligned() & target.can_be_aligned()
    is_plain = (n == m) & ~np.any([np.diff(counts) for counts in unclear], axis=0)
    aligned: list[Alignment | None] = [None] * len(source_sentences)
    for k in np.flatnonzero(can_be).tolist():
        own, other = source.sentences_of(k), target.sentences_of(k)
        pair = _Pair(source, target, matches, k)
        if is_plain[k]:
            groups = [Group(i, i + 1, i, i + 1) for i in range(n[k])]
            shown, other_shown = in_order[0][own], in_order[1][other]
        else:
            one, two = pair.sides
            groups = _settled(_best(one, two), one, two)
            shown = _aligned(one, groups)
            other_shown = _aligned(two, [_mirrored(group) for group in groups])
        aligned[k] = Alignment(
            groups,
            Sentences(source.information[own], shown, pair, 0),
            Sentences(target.information[other], other_shown, pair, 1),
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
        different,
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


@dataclass(frozen=True, eq=False)
class _Pair:
    """A pair and its terms, among those of all."""

    source: _Sentences
    target: _Sentences
    matches: _Matches
    k: int

    @cached_property
    def sides(self) -> tuple[_Side, _Side]:
        """The tables of source and target."""
        source, target, k = self.source, self.target, self.k
        own, other = slice(*source.bounds[k : k + 2]), slice(*target.bounds[k : k + 2])
        first, last = source.different.bounds[k : k + 2]
        weights = source.different.weights[first:last]
        places, other_weights = target.places[other], target.weights[other]
        n, m = (side.firsts[k + 1] - side.firsts[k] for side in (source, target))
        has = np.zeros((n, len(weights)))  # which source sentence has which stem
        has[source.places[own], source.terms[own] - first] = 1
        has_other = np.zeros((m, len(places)))
        has_other[places, np.arange(len(places))] = 1

        chosen = slice(*self.matches.bounds[k : k + 2])
        order = np.argsort(self.matches.terms[chosen], kind="stable")
        stems = self.matches.stems[chosen][order] - first
        terms = self.matches.terms[chosen][order] - other.start
        strengths = self.matches.strengths[chosen][order]
        shown = np.zeros(m * len(weights))  # how plainly a target sentence shows a source's stem
        np.maximum.at(shown, places[terms] * len(weights) + stems, strengths)
        held = np.zeros((n, len(places)))  # … and a source sentence a target's term
        if len(terms):
            starts = np.flatnonzero(terms[1:] != terms[:-1]) + 1
            starts = np.concatenate([[0], starts])
            held[:, terms[starts]] = np.maximum.reduceat(has[:, stems] * strengths, starts, axis=1)
        return (
            _Side(has * weights, weights, shown.reshape(m, len(weights))),
            _Side(has_other * other_weights, other_weights, held),
        )


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
    """What of each sentence of `side` the other side of its group has, in nats.

    With as many groups as sentences on both sides it is what the one at its place has, also in the
    few pairs, 15 of 9,000, where the groups are of other forms.
    """
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
        row, above = best[i], best[i - 1]
        possible = [
            (size, other_size, best[i - size], gains[i - size])
            for size, other_size, gains in moves
            if i >= size
        ]
        for j in range(1, m + 1):
            top, step = above[j] - _COST_ALONE, (1, 0)
            if row[j - 1] - _COST_ALONE > top:
                top, step = row[j - 1] - _COST_ALONE, (0, 1)
            for size, other_size, before, gains in possible:
                if j >= other_size:
                    score = before[j - other_size] + gains[j - other_size]
                    if score > top:
                        top, step = score, (size, other_size)
            row[j], steps[i][j] = top, step
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
    sums = table
    for k in range(1, size):
        sums = sums[: len(table) - k] + table[k:]
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
