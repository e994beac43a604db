"""How many letters of which Unicode script a text holds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

# Letters end with the CJK extensions of plane 3; above are tags, variation selectors and private
# use (Unicode 16.0, Blocks.txt).
_LAST_LETTER = 0x323AF

# A batch of this many characters needs about 100 MB while it is counted.
_CHARS_AT_ONCE = 4_000_000


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
    counts = np.zeros((len(texts), _NO_LETTER), dtype=np.int64)
    for start, stop in _slices(texts):
        counts[start:stop] = _count([text or "" for text in texts[start:stop]])
    return counts


def _slices(texts: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Runs of texts of at most `_CHARS_AT_ONCE` characters together, and at least one text."""
    start, chars = 0, 0
    for index, text in enumerate(texts):
        chars += len(text or "")
        if chars > _CHARS_AT_ONCE and index > start:
            yield start, index
            start, chars = index, len(text or "")
    if start < len(texts):
        yield start, len(texts)


def _count(texts: list[str]) -> NDArray[np.int64]:
    code_points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    classes = _classes()[np.minimum(code_points, _LAST_LETTER + 1)]
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    width = _NO_LETTER + 1
    counts = np.bincount(rows * width + classes, minlength=len(texts) * width)
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
