"""Where a text repeats itself: units in a row, and how much of it has stood before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.codes import HASH_FACTOR, code_points, portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

# A unit counts as standing three times in a row from 2¾ times on: the last of a loop often lacks
# its final particle.
_LONGEST_UNIT = 200  # code points: two sentences
_GRAM = 8  # code points; two or three Chinese words, of which natural text seldom repeats many
_SHORT_GRAM = 4  # for units shorter than _GRAM
_NEAR = 16  # code points: loops this close together are one
_SAMPLED = 16  # of so many different grams one is looked at
_FEWEST_SAMPLES = 8  # grams, some 130 characters: with fewer, a share says nothing
_SUSPECT = 0.6  # a sampled share of this times the limit is measured exactly
_MOST_NEIGHBOURS = 50  # units with a character more or less that a loop takes in on each side
_FEWEST_ALIKE = 2  # code points
_CHARS_AT_ONCE = 500_000  # enough for 200 periods to be tried on at little cost a text

# Odd multipliers (xxHash), so that each step of the hash keeps every bit.
_PRIMES = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))


class Loop(NamedTuple):
    """A stretch of a text in which one unit follows itself."""

    row: int
    start: int  # code points, half-open
    end: int
    unit: str
    times: int  # how often the unit stands there, small variations not counted; 3 at least


class Repetition(NamedTuple):
    """How n texts repeat themselves."""

    loops: list[Loop]  # by row and place, none overlapping
    redundancy: NDArray[np.float64]  # as `redundancy` tells it, but 0 where it is plainly lower


def repetition(texts: Sequence[str | None], limit: float) -> Repetition:
    """The loops of each text, and the redundancy of those that may reach `limit` (0-1).

    Units of 2 to 200 code points are found; linear in the length of the texts.
    """
    loops: list[Loop] = []
    shares = np.zeros(len(texts))
    present = [text or "" for text in texts]
    for part in portions(present, _CHARS_AT_ONCE):
        first, some = part.start, present[part]
        codes = code_points("\n".join(some))
        lengths = np.array([len(text) + 1 for text in some])
        grams = _Grams.of(codes)
        for row, candidates in sorted(_by_text(_recurrences(grams), lengths).items()):
            loops += _locate(some[row], first + row, candidates)
        for row in np.flatnonzero(_sampled(grams.long, lengths) >= _SUSPECT * limit).tolist():
            shares[first + row] = redundancy(some[row])
    return Repetition(loops, shares)


def redundancy(text: str, gram: int = _GRAM) -> float:
    """The share of the `gram`-character pieces of `text` that have stood in it before, 0-1.

    Source:
        The n-gram measures of Gopher (Rae et al. 2021, table A1), on characters.
    """
    codes = code_points(text)
    if len(codes) <= gram:
        return 0.0
    hashes = np.zeros(len(codes) - gram + 1, np.uint64)
    for offset in range(gram):
        hashes = hashes * HASH_FACTOR + codes[offset : offset + len(hashes)]
    return 1.0 - len(np.unique(hashes)) / len(hashes)


class _Grams(NamedTuple):
    """Hashes of the pieces of a text that begin at each place."""

    short: NDArray[np.uint32]
    long: NDArray[np.uint32]

    @classmethod
    def of(cls, codes: NDArray[np.uint32]) -> _Grams:
        codes = np.concatenate((codes, np.zeros(_GRAM, np.uint32)))
        pair = codes[:-1] * _PRIMES[0] + codes[1:]
        short = pair[:-2] * _PRIMES[1] + pair[2:]
        return cls(short, short[:-4] * _PRIMES[2] + short[4:])


def _least_run(period: int) -> int:
    """How many characters in a row equal those `period` earlier, where a unit stands thrice."""
    return 2 * period - period // 4


def _recurrences(grams: _Grams) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Periods, the shortest first, and places that look as if a loop of that period were there.

    A loop is a run of places with the same gram one period later; one place in each stretch as long
    as the shortest such run is enough to meet every loop.
    """
    for period in range(2, _LONGEST_UNIT + 1):
        hashes, gram = (grams.short, _SHORT_GRAM) if period < _GRAM else (grams.long, _GRAM)
        step = _least_run(period) - gram + 1
        later = hashes[period::step]
        places = np.flatnonzero(hashes[:-period:step] == later) * step
        if period >= 2 * _GRAM and len(places):  # the run goes on by a gram on one side at least
            before = np.maximum(places - _GRAM, 0)
            after = np.minimum(places + _GRAM, len(hashes) - period - 1)
            same_before = hashes[before] == hashes[before + period]
            places = places[same_before | (hashes[after] == hashes[after + period])]
        if len(places):
            yield period, places


def _by_text(
    recurrences: Iterable[tuple[int, NDArray[np.int64]]], lengths: NDArray[np.int64]
) -> dict[int, list[tuple[int, NDArray[np.int64]]]]:
    """`recurrences` in the texts of these `lengths`, by the number of the text."""
    starts = np.cumsum(lengths) - lengths
    found: dict[int, list[tuple[int, NDArray[np.int64]]]] = {}
    for period, places in recurrences:
        rows = np.searchsorted(starts, places, "right") - 1
        firsts = np.flatnonzero(np.diff(rows, prepend=-1))
        for row, own in zip(rows[firsts].tolist(), np.split(places, firsts[1:]), strict=True):
            found.setdefault(row, []).append((period, own - starts[row]))
    return found


def _locate(text: str, row: int, candidates: Iterable[tuple[int, NDArray[np.int64]]]) -> list[Loop]:
    """The loops of `text` at the candidates (period, places), the shortest period first."""
    codes = code_points(text)
    covered = np.zeros(len(codes), np.bool_)
    found: list[tuple[int, int, int]] = []
    for period, places in candidates:
        places = places[places + period < len(codes)]
        places = places[~(covered[places] & covered[places + period])]
        if not len(places):
            continue
        different = np.flatnonzero(codes[period:] != codes[:-period])
        bounds = np.concatenate(([-1], different, [len(codes) - period]))
        after = np.unique(np.searchsorted(bounds, places, "right"))
        starts, ends = bounds[after - 1] + 1, bounds[after]
        long = ends - starts >= _least_run(period)
        for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
            covered[start : end + period] = True
            found.append((start, end + period, period))
    loops: list[Loop] = []
    for start, end, period in _joined(found):
        wide_start, wide_end = _widen(codes, start, end, period)
        unit = text[start : start + period]
        times = max(text.count(unit.strip() or unit, wide_start, wide_end), 3)
        loops.append(Loop(row, wide_start, wide_end, unit, times))
    return loops


def _joined(loops: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """`loops` (start, end, period) by place, those near each other as one."""
    joined: list[tuple[int, int, int]] = []
    for start, end, period in sorted(loops):
        if joined and start - joined[-1][1] <= max(_NEAR, period):
            first, last, unit = joined[-1]
            joined[-1] = (first, max(last, end), unit)
        else:
            joined.append((start, end, period))
    return joined


def _widen(codes: NDArray[np.uint32], start: int, end: int, period: int) -> tuple[int, int]:
    """Take in what stands beside a loop and is its unit with a character more or less."""
    least = period - period // 4
    for _ in range(_MOST_NEIGHBOURS if least > _FEWEST_ALIKE else 0):
        before = max(_same(codes, start - 1, lag, -1, period) for lag in (period - 1, period + 1))
        after = max(_same(codes, end, -lag, 1, period) for lag in (period - 1, period + 1))
        if max(before, after) < least:
            break
        start -= before if before >= least else 0
        end += after if after >= least else 0
    return start, end


def _same(codes: NDArray[np.uint32], place: int, lag: int, step: int, most: int) -> int:
    """How many of `codes`, `most` at most, from `place` on equal those `lag` later, by `step`."""
    size = 0
    while size < most and 0 <= place < len(codes) and codes[place] == codes[place + lag]:
        place, size = place + step, size + 1
    return size


def _sampled(hashes: NDArray[np.uint32], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """The redundancy of each text, estimated from the grams whose hash is one of `_SAMPLED`."""
    places = np.flatnonzero(hashes >> np.uint32(8) & np.uint32(_SAMPLED - 1) == 0)
    ends = np.cumsum(lengths) - 1
    rows = np.searchsorted(ends, places)
    inside = places + _GRAM <= ends[np.minimum(rows, len(ends) - 1)]
    places, rows = places[inside], rows[inside]
    keys = np.sort(rows.astype(np.uint64) << np.uint64(32) | hashes[places])
    again = (keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)).astype(np.int64)
    repeated = np.bincount(again, minlength=len(lengths))
    sampled = np.bincount(rows, minlength=len(lengths))
    share: NDArray[np.float64] = repeated / np.maximum(sampled, _FEWEST_SAMPLES)
    return share
