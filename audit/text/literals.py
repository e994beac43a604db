"""Many literal strings, looked for in many texts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.codes import code_points, portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_CHARS_AT_ONCE = 60_000  # what the hashes of so many need stays in the cache
_BUCKETS_LOG2 = 18  # with 3,700 heads chance lets one place in 70 through the first look
_MULTIPLIER = np.uint32(0x9E3779B1)  # 2**32 / golden ratio, odd: Fibonacci hashing
_SHIFT = np.uint32(32 - _BUCKETS_LOG2)
_MIX = np.uint32(0x01000193)  # the prime of FNV-1a


class Occurrence(NamedTuple):
    """A literal in a text."""

    row: int
    start: int  # code points
    literal: str


class Heads:
    """Beginnings of what is looked for, two to four code points each.

    Each pair of neighbouring code points is looked up by its hash, then what comes after those that
    begin a head.
    """

    LENGTHS = (2, 3, 4)  # code points; of what is longer the first four count

    def __init__(self, heads: Iterable[str]) -> None:
        self._pairs, *tables = np.zeros((1 + len(self.LENGTHS), 1 << _BUCKETS_LOG2), np.bool_)
        self._tables = dict(zip(self.LENGTHS, tables, strict=True))
        for head in heads:
            first, *others = code_points(head)[:, np.newaxis]
            hashes = _join(first, others[0])
            self._pairs[_bucket(hashes)] = True
            for code in others[1:]:
                hashes = _join(hashes, code)
            self._tables[len(head)][_bucket(hashes)] = True

    def places(self, codes: NDArray[np.uint32]) -> dict[int, NDArray[np.int64]]:
        """By length of heads, where in `codes` one may be, in order; few others."""
        near = np.flatnonzero(self._pairs.take(_bucket(_join(codes[:-1], codes[1:]))))
        hashes = codes[near]
        found = {}
        for length in self.LENGTHS:
            inside = near + length <= len(codes)
            near, hashes = near[inside], hashes[inside]
            hashes = _join(hashes, codes[near + length - 1])
            found[length] = near[self._tables[length].take(_bucket(hashes))]
        return found


class Literals:
    """A set of literals, of two code points and more, without line ends.

    Args:
        literals: What to look for, exactly as written.
    """

    def __init__(self, literals: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        for literal in sorted(set(literals), key=lambda one: (-len(one), one)):
            self._by_head.setdefault(literal[: Heads.LENGTHS[-1]], []).append(literal)
        self._heads = Heads(self._by_head)

    def find(self, texts: Sequence[str]) -> Iterator[Occurrence]:
        """Every place of every literal in `texts`, by row and place; overlapping ones as well.

        Source:
            A target of 350 characters takes 2 µs, for 3,700 literals.
        """
        for some in portions(texts, _CHARS_AT_ONCE):
            yield from self._find(texts[some], some.start)

    def _find(self, texts: Sequence[str], first: int) -> Iterator[Occurrence]:
        joined = "\n".join([*texts, ""])
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        near = np.unique(np.concatenate([*self._heads.places(code_points(joined)).values()]))
        rows = np.searchsorted(starts, near, side="right") - 1
        offsets = near - starts[rows]
        for place, row, start in zip(near.tolist(), rows.tolist(), offsets.tolist(), strict=True):
            for length in Heads.LENGTHS:
                for literal in self._by_head.get(joined[place : place + length], ()):
                    if joined.startswith(literal, place):
                        yield Occurrence(first + row, start, literal)


def _join(hashes: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return hashes * _MIX ^ codes


def _bucket(hashes: NDArray[np.uint32]) -> NDArray[np.intp]:
    # As an index of its own size a table takes it in half the time.
    return (hashes * _MULTIPLIER >> _SHIFT).astype(np.intp)
