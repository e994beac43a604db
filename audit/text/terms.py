"""What of a text a translation must show again: words, names, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from audit.text.codes import HASH_FACTOR, code_points
from audit.text.lexicon import LONGEST_WORD, Lexicon, lexicon, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TOKEN = re.compile(r"([A-Za-z]++|\d++(?:[.,]\d++)*)")  # here twice as quick as with `regex`
_SEPARATOR = "\0"  # of texts; no part of any term
# The header of an arXiv listing before an abstract; it is no part of the text.
_HEADER = regex.compile(
    r"\s{0,9}arXiv:\d{4}\.\d{4,5}(?:v\d+)?\s+(?:Announce Type|公告类型).{0,40}?"
    r"(?:Abstract|摘要)\s?[:：]\s?"
)

_HAN_FIRST, _HAN_LAST = 0x3400, 0x323AF
_FILTER_BITS = 22  # a filter of 4 M cells is passed by chance by 4 % of what begins no word


class Terms(NamedTuple):
    """The terms of n texts, text after text.

    `ids` are, for a source, stems; for a target, words of the lexicon, or from `Vocabulary.words`
    on, stems of what it has in Latin letters and digits. `bounds` has n + 1 entries: the terms of
    text i are those from `bounds[i]` to before `bounds[i + 1]`.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]  # of each term in its text, code points
    bounds: NDArray[np.int64]
    chars: NDArray[np.int64]  # of each text


@dataclass(frozen=True)
class Vocabulary:
    """Numbers for stems: the lexicon's, and after them those met on the way."""

    lexicon: Lexicon
    stems: dict[str, int]
    numerals: set[int] = field(default_factory=set)  # the numbers of stems that are numerals

    @classmethod
    def of(cls, known: Lexicon) -> Vocabulary:
        """The stems of a lexicon; a copy that may grow."""
        return cls(known, dict(known.stems))

    @property
    def words(self) -> int:
        """The number of words in the lexicon."""
        return len(self.lexicon.words)

    def number(self, found: str) -> int:
        """The number of a stem."""
        number = self.stems.setdefault(found, len(self.stems))
        if found[0].isdigit():
            self.numerals.add(number)
        return number


@dataclass(frozen=True, eq=False)
class PairTerms:
    """The terms of those of n pairs that have both texts."""

    rows: NDArray[np.int64]  # which pairs they are, of 0 to n - 1
    size: int  # n
    source: Terms
    target: Terms
    vocabulary: Vocabulary


def pair_terms(sources: Sequence[str | None], targets: Sequence[str | None]) -> PairTerms:
    """The terms of source k and target k, for every k for which there are both."""
    vocabulary = Vocabulary.of(lexicon())
    both = [(s, t) if s and t else None for s, t in zip(sources, targets, strict=True)]
    found = [pair for pair in both if pair is not None]
    return PairTerms(
        np.array([k for k, pair in enumerate(both) if pair is not None], np.int64),
        len(both),
        source_terms([source for source, _ in found], vocabulary),
        target_terms([target for _, target in found], vocabulary),
        vocabulary,
    )


def source_terms(texts: Sequence[str], vocabulary: Vocabulary) -> Terms:
    """Stems of the words and numbers in Latin letters and digits."""
    places, ids = _latin(texts, vocabulary)
    return _by_text(places, ids, texts)


def target_terms(texts: Sequence[str], vocabulary: Vocabulary) -> Terms:
    """Words of the lexicon in the Han text, and stems of what is in Latin letters and digits.

    All words of two characters and more are taken, one inside another too; a single character only
    where no longer word covers it.
    """
    places, words = _han_words(texts)
    latin_places, stems = _latin(texts, vocabulary)
    return _by_text(
        np.concatenate([places, latin_places]),
        np.concatenate([words, stems + np.int32(vocabulary.words)]),
        texts,
    )


def _by_text(places: NDArray[np.int64], ids: NDArray[np.int32], texts: Sequence[str]) -> Terms:
    """The terms at `places` of the texts, of which each has one code point more, end to end."""
    chars = np.array([len(text) for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum(chars + 1)])
    own = np.searchsorted(starts, places, side="right") - 1
    order = np.argsort(own, kind="stable")
    own = own[order]
    return Terms(
        ids[order],
        (places[order] - starts[own]).astype(np.int32),
        np.searchsorted(own, np.arange(len(texts) + 1)),
        chars,
    )


def _latin(
    texts: Sequence[str], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where the texts, end to end, have words and numbers, and the numbers of their stems.

    All texts are split at once: per text and token it takes three times as long.
    """
    parts = _TOKEN.split(_SEPARATOR.join(map(_without_header, texts)))
    ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)))
    tokens = parts[1::2]
    numbers = _Numbers(vocabulary)
    ids = np.fromiter(map(numbers.__getitem__, tokens), np.int32, len(tokens))
    return ends[:-1:2], ids


def _without_header(text: str) -> str:
    header = _HEADER.match(text)
    return text if header is None else " " * header.end() + text[header.end() :]


class _Numbers(dict[str, int]):
    """The numbers of the stems of words as they are written."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __missing__(self, written: str) -> int:
        (found,) = stem([written.lower().replace(",", "")])
        self[written] = number = self.vocabulary.number(found)
        return number


def _han_words(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where the texts, end to end, have words of the lexicon, and their numbers, by place."""
    joined = _SEPARATOR.join(texts) + _SEPARATOR * LONGEST_WORD
    every = code_points(joined)
    han = (every >= _HAN_FIRST) & (every <= _HAN_LAST)
    codes = np.where(han, every, 0).astype(np.uint64)
    found: list[tuple[NDArray[np.int64], NDArray[np.int32]]] = []
    covered = np.zeros(len(codes), np.int32)
    places = np.flatnonzero(han)
    hashes = codes[places]
    for length in range(2, LONGEST_WORD + 1):
        following = codes[places + (length - 1)]
        hashes = hashes * HASH_FACTOR + following
        begun = np.flatnonzero((following != 0) & _beginnings().take(_cell(hashes)))
        places, hashes = places[begun], hashes[begun]
        words, numbers = _look_up(length, places, hashes)
        found.append((words, numbers))
        covered[words] += 1
        covered[words + length] -= 1
    alone = np.flatnonzero(han & (np.cumsum(covered) == 0))
    found.append(_look_up(1, alone, codes[alone]))
    places = np.concatenate([where for where, _ in found])
    numbers = np.concatenate([number for _, number in found])
    order = np.argsort(places, kind="stable")
    return places[order], numbers[order]


def _look_up(
    length: int, places: NDArray[np.int64], hashes: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Those of `places` where a word of `length` begins, and its number."""
    known, numbers = _hashed()[length]
    if not len(known):
        return places[:0], numbers
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = np.flatnonzero(known[at] == hashes)
    return places[hit], numbers[at[hit]]


def _cell(hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    return ((hashes * HASH_FACTOR) >> np.uint64(64 - _FILTER_BITS)).astype(np.intp)


@cache
def _hashed() -> dict[int, tuple[NDArray[np.uint64], NDArray[np.int32]]]:
    """Per word length: sorted hashes, and the words' numbers.

    The words of every lexicon are CC-CEDICT's; what is learned adds glosses, not words.
    """
    by_length: dict[int, list[tuple[str, int]]] = {n: [] for n in range(1, LONGEST_WORD + 1)}
    for word, number in lexicon().words.items():
        by_length[len(word)].append((word, number))
    table = {}
    for length, words in by_length.items():
        hashes = _prefixes([word for word, _ in words], length)[-1]
        order = np.argsort(hashes)
        numbers = np.array([number for _, number in words], np.int32)
        table[length] = (hashes[order], numbers[order])
    return table


@cache
def _beginnings() -> NDArray[np.bool_]:
    """A filter that lets pass, by `_cell`, what words of two characters and more begin with."""
    passes = np.zeros(1 << _FILTER_BITS, np.bool_)
    for length in range(2, LONGEST_WORD + 1):
        words = [word for word in lexicon().words if len(word) == length]
        for hashes in _prefixes(words, length)[1:]:
            passes[_cell(hashes)] = True
    return passes


def _prefixes(words: Sequence[str], length: int) -> list[NDArray[np.uint64]]:
    """The hashes of the first character of each of `words`, the first two, … and all `length`."""
    codes = code_points("".join(words)).reshape(len(words), length)
    columns = codes.T.astype(np.uint64)
    return list(accumulate(columns, lambda hashes, column: hashes * HASH_FACTOR + column))
