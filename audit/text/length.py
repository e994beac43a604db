"""How long a translation is for its source, in what was there to translate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Han characters that a Chinese translation has for an English word: the median of 9,000 abstracts
# is 1.78, of 8,000 titles 2.0. A word left in Latin letters stands for itself and counts as much.
HAN_PER_WORD = 1.8

_BETWEEN = 0xFF  # a byte that UTF-8 never holds
_ALPHABET = 26
_TEXTS_AT_ONCE = 64  # abstracts that a processor's cache holds together: 4 times as fast as 10,000

# Letters of English for which a Chinese translation has one Han character, and the shortest words
# that count: articles, prepositions, pronouns and auxiliaries, which Chinese drops, are shorter.
# Of 20,000 good pairs (news, talk, chat, interfaces, titles, abstracts) the spread of such a length
# is two thirds of that of Han characters for a word; of 9,000 abstracts the median is 0.82.
LETTERS_PER_HAN = 2.3
_LONG_WORD = 4

# Words of a source from which the relative length of its translation varies little with their
# number: titles have some 10, abstracts 80 and more.
LONG_SOURCE = 50


def count_words(texts: Sequence[str]) -> NDArray[np.int64]:
    """Runs of at least two ASCII letters in each text, an array of n.

    Give masked texts, so that formulae, addresses and code count nothing: one letter alone is a
    variable more often than a word.
    """
    counts = np.zeros(len(texts), np.int64)
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[first : first + _TEXTS_AT_ONCE]
        octets, bounds = _octets(some)
        letter = _is_letter(octets)
        begins = np.flatnonzero(letter[1:-1] & letter[2:] & ~letter[:-2])
        counts[first : first + len(some)] = np.diff(np.searchsorted(begins, bounds))
    return counts


def count_letters(texts: Sequence[str]) -> NDArray[np.int64]:
    """ASCII letters of each text that stand four and more in a row, an array of n.

    Give masked texts, as for `count_words`.
    """
    counts = np.zeros(len(texts), np.int64)
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[first : first + _TEXTS_AT_ONCE]
        octets, bounds = _octets(some)
        changes = np.flatnonzero(np.diff(_is_letter(octets).view(np.int8)))
        begins, lengths = changes[::2], changes[1::2] - changes[::2]
        long = lengths >= _LONG_WORD
        of_text = np.searchsorted(bounds, begins[long], "right") - 1
        counts[first : first + len(some)] = np.bincount(of_text, lengths[long], len(some))
    return counts


def _octets(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The texts in UTF-8, with a byte before each and after the last that is none of theirs."""
    encoded = [b"", *(text.encode("utf-8", "surrogatepass") for text in texts), b""]
    octets = np.frombuffer(bytes([_BETWEEN]).join(encoded), np.uint8)
    return octets, np.flatnonzero(octets == _BETWEEN)


def _is_letter(octets: NDArray[np.uint8]) -> NDArray[np.bool_]:
    letter: NDArray[np.bool_] = (octets | 0x20) - ord("a") < _ALPHABET
    return letter


def relative_length(
    source_words: NDArray[np.int64], target_words: NDArray[np.int64], target_han: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Han characters, or what stands for them, per word of the source; NaN where it has no word.

    Names that the target keeps in Latin letters count `HAN_PER_WORD` each, so that texts full of
    names are as long as others.
    """
    size = target_han + HAN_PER_WORD * target_words
    return np.where(source_words > 0, size / np.maximum(source_words, 1), np.nan)


def length_share(
    source_letters: NDArray[np.int64],
    target_letters: NDArray[np.int64],
    target_han: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The share of its source's letters that a target is long enough for; NaN where that has none.

    A Han character is as long as `LETTERS_PER_HAN`, what the target keeps in Latin letters as long
    as it is.
    """
    size = LETTERS_PER_HAN * target_han + target_letters
    return np.where(source_letters > 0, size / np.maximum(source_letters, 1), np.nan)
