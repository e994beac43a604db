"""Numbers by which equal texts are found, whatever their case, width, spacing and punctuation."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from audit.text.codes import HASH_FACTOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Few enough to be nearly free, enough to leave little to compare: in 9,000 English abstracts 37
# beginnings are shared by several ("Large language models (LLMs) have demonstrated"), five at most.
_CHARS = 96  # of a text's beginning or end that are read; a byte counts them
_LETTERS = 40  # of these that count

_UNKNOWN = -1


def fingerprints(texts: Sequence[str | None], *, ends: bool = False) -> NDArray[np.uint64]:
    """A number for how each text begins, or with `ends` how it ends; shape (n,).

    Texts whose first (last) 40 letters and digits are the same have the same number, whatever their
    case and width and whatever stands between; other texts have the same one by chance once in
    2^64. A text without letters and digits has 0.
    """
    cut = [(text[-_CHARS:][::-1] if ends else text[:_CHARS]) if text else "" for text in texts]
    if not any(cut):
        return np.zeros(len(cut), np.uint64)
    codes = np.array(cut, dtype=f"U{_CHARS}").view(np.int32).reshape(len(cut), _CHARS)
    letters = _letters(codes)
    is_letter = letters > 0
    place = np.cumsum(is_letter, axis=1, dtype=np.int8)
    letters *= place <= _LETTERS
    terms = _powers().take(np.minimum(place, _LETTERS)) * letters
    mixed: NDArray[np.uint64] = terms.sum(axis=1, dtype=np.uint64)
    return mixed


@cache
def _powers() -> NDArray[np.uint64]:
    powers = [pow(int(HASH_FACTOR), place, 1 << 64) for place in range(_LETTERS + 1)]
    return np.array(powers, np.uint64)


@cache
def _table() -> NDArray[np.int32]:
    return np.full(0x110000, _UNKNOWN, np.int32)


def _letters(codes: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Per code point that of the letter or digit it stands for, 0 for all others."""
    table = _table()
    found = table.take(codes)
    new = codes[found == _UNKNOWN]
    if len(new):
        for code in np.unique(new).tolist():
            table[code] = _letter(chr(code))
        found = table.take(codes)
    return found.astype(np.uint64)


def _letter(char: str) -> int:
    plain = unicodedata.normalize("NFKC", char).casefold()
    return ord(plain[0]) if plain and plain[0].isalnum() else 0
