"""How many letters of which Unicode script a text holds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import regex

from audit.text.codes import code_points, portions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# The scripts that are told apart, as Unicode names them (UAX #24); column k of `count_scripts` is
# SCRIPTS[k]. Letters of any other script count as OTHER.
SCRIPTS = (
    "Han", "Hiragana", "Katakana", "Hangul", "Latin", "Greek", "Cyrillic", "Arabic", "Hebrew",
    "Devanagari", "Thai",
)  # fmt: skip
HAN, HIRAGANA, KATAKANA, HANGUL, LATIN = range(5)
OTHER = len(SCRIPTS)
_NO_LETTER = OTHER + 1
_ALPHABET = 26

# Letters end with the CJK extensions of plane 3; above are tags, variation selectors and private
# use (Unicode 16.0, Blocks.txt).
_LAST_LETTER = 0x323AF


def count_scripts(texts: Sequence[str | None]) -> NDArray[np.int64]:
    """Letters per script.

    Args:
        texts: n texts; None counts as empty.

    Returns:
        int64 array of shape (n, len(SCRIPTS) + 1), the last column being `OTHER`. Digits,
        punctuation, marks shared by all scripts and symbols count nowhere.

    Source:
        Unicode script property, UAX #24.
    """
    counts = np.zeros((len(texts), _NO_LETTER), np.int64)
    in_ascii = [bool(text and text.isascii()) for text in texts]
    for count, rows in (
        (_count_ascii, np.flatnonzero(in_ascii)),
        (_count, np.flatnonzero(~np.array(in_ascii, np.bool_))),
    ):
        some = [texts[row] or "" for row in rows.tolist()]
        for part in portions(some):
            counts[rows[part]] = count(some[part])
    return counts


def _count_ascii(texts: Sequence[str]) -> NDArray[np.int64]:
    """As `_count`, of texts of ASCII, none empty, which have Latin letters only: in an eighth."""
    codes = np.frombuffer("".join(texts).encode(), np.uint8)
    letters = ((codes | 0x20) - ord("a") < _ALPHABET).view(np.uint8)
    ends = np.cumsum([len(text) for text in texts])
    counts = np.zeros((len(texts), _NO_LETTER), np.int64)
    counts[:, LATIN] = np.add.reduceat(letters, np.append(0, ends[:-1]), dtype=np.uint32)
    return counts


def _count(texts: Sequence[str]) -> NDArray[np.int64]:
    # Beyond the table lies no letter, as in its last place.
    columns = _classes().take(code_points("".join(texts)), mode="clip")
    width = _NO_LETTER + 1
    firsts = np.arange(0, len(texts) * width, width)
    cells = np.repeat(firsts, [len(text) for text in texts]) + columns
    counts = np.bincount(cells, minlength=len(texts) * width)
    return counts.reshape(len(texts), width)[:, :_NO_LETTER]


@cache
def _classes() -> NDArray[np.uint8]:
    """The column of each code point up to `_LAST_LETTER`, and of all above it in the last place."""
    classes = np.full(_LAST_LETTER + 2, _NO_LETTER, dtype=np.uint8)
    surrogates = range(0xD800, 0xE000)
    every = "".join("\0" if code in surrogates else chr(code) for code in range(_LAST_LETTER + 1))
    for match in regex.finditer(r"\p{L}+", every):
        classes[match.start() : match.end()] = OTHER
    for column, script in enumerate(SCRIPTS):
        for match in regex.finditer(rf"[\p{{L}}&&\p{{Script={script}}}]+", every, regex.V1):
            classes[match.start() : match.end()] = column
    return classes
