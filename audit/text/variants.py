"""Which Chinese characters are written only in Simplified, and which only in Traditional texts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import opencc

from audit.text.codes import code_points, portions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FIRST, _LAST = 0x4E00, 0x9FFF  # the block of all characters in use
_JIS_LEVEL_2 = b"\x98\x9f"  # where the rarer kanji of JIS X 0208 begin in Shift JIS


class Variants(NamedTuple):
    """The characters that only one of the two ways to write Chinese uses."""

    simplified: frozenset[str]
    traditional: frozenset[str]


@cache
def variants() -> Variants:
    """The one-way characters.

    A character is one-way if OpenCC converts it to the other form and the character set of the
    other form, GB 2312 or Big5, lacks it: 著 乾 后 里 台 干 are used in both.

    Source:
        OpenCC's character tables; GB 2312-1980 and Big5 as Python encodes them.
    """
    characters = [chr(code) for code in range(_FIRST, _LAST + 1)]
    joined = "\n".join(characters)
    simplified = opencc.OpenCC("t2s").convert(joined).split("\n")
    traditional = opencc.OpenCC("s2t").convert(joined).split("\n")
    rows = list(zip(characters, simplified, traditional, strict=True))
    return Variants(
        frozenset(own for own, _, other in rows if own != other and not _is_in(own, "big5")),
        frozenset(own for own, other, _ in rows if own != other and not _is_in(own, "gb2312")),
    )


def count_variants(texts: Sequence[str]) -> NDArray[np.int64]:
    """The numbers of characters that only Simplified (column 0) and Traditional (1) texts use.

    Returns:
        int64 array of shape (n, 2).
    """
    counts = np.zeros((len(texts), 2), np.int64)
    rows = np.flatnonzero([not text.isascii() for text in texts])
    others = [texts[row] for row in rows.tolist()]
    for some in portions(others):
        kinds = _kinds().take(code_points("".join(others[some])), mode="clip")
        ends = np.cumsum([len(text) for text in others[some]])
        for column in (0, 1):
            places = np.flatnonzero(kinds == column + 1)
            counts[rows[some], column] = np.diff(np.searchsorted(places, ends), prepend=0)
    return counts


def japanese_forms(text: str) -> frozenset[str]:
    """The different characters of `text` that have a form which only Japanese writes: 応 対 発.

    Source:
        The 327 kanji of JIS X 0208 level 1 that are neither in GB 2312 nor in Big5. Of 43,000
        Chinese texts, Traditional and Cantonese ones among them, none has two different ones.
    """
    return _japanese_only().intersection(text)


@cache
def _japanese_only() -> frozenset[str]:
    characters = map(chr, range(_FIRST, _LAST + 1))
    return frozenset(
        one
        for one in characters
        if _is_in(one, "shift_jis")
        and one.encode("shift_jis") < _JIS_LEVEL_2
        and not (_is_in(one, "gb2312") or _is_in(one, "big5"))
    )


def in_simplified(texts: Sequence[str], counts: NDArray[np.int64]) -> list[str]:
    """The texts with a Simplified character for each that only Traditional texts use.

    Args:
        texts: n texts.
        counts: `count_variants(texts)`.

    Returns:
        n texts as long as they were, so that offsets hold. Which of several Simplified characters
        a Traditional one stands for is not asked.
    """
    found = list(texts)
    for row in np.flatnonzero(counts[:, 1]).tolist():
        found[row] = texts[row].translate(_to_simplified())
    return found


@cache
def _to_simplified() -> dict[int, str]:
    characters = sorted(variants().traditional)
    others = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(own): other for own, other in zip(characters, others, strict=True)}


@cache
def _kinds() -> NDArray[np.uint8]:
    """Per code point 1 for only Simplified, 2 for only Traditional, else 0."""
    kinds = np.zeros(_LAST + 2, np.uint8)
    for kind, characters in enumerate(variants(), start=1):
        kinds[[ord(character) for character in characters]] = kind
    return kinds


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
