"""Texts as arrays of code points, as many of them at once as a processor's cache holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# Some 100 abstracts: few enough for their arrays to stay in a processor's cache, which makes the
# arithmetic up to three times as fast as on 2,000, and enough to spread its calls over.
_AT_ONCE = 1 << 17

# Odd, so multiplying by it is a bijection of 64 bits: 2**64 over the golden ratio (Knuth 1998, 6.4,
# multiplicative or Fibonacci hashing).
HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of `text`, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def portions(texts: Sequence[str], at_once: int = _AT_ONCE) -> Iterator[slice]:
    """Runs of n texts that have about `at_once` code points together, one text at least."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    first, before = 0, 0
    while first < len(texts):
        last = min(int(np.searchsorted(ends, before + at_once)), len(texts) - 1)
        yield slice(first, last + 1)
        first, before = last + 1, int(ends[last])


def rows_of(texts: Sequence[str], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of which of the texts each place of all of them joined is."""
    ends = np.cumsum([len(text) for text in texts])
    return np.searchsorted(ends, places, "right")
