"""What of a text a translation must show again: words, names, numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from audit.text.lexicon import LONGEST_WORD, Lexicon, lexicon, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TOKEN = regex.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*+")
# The header of an arXiv listing before an abstract; it is no part of the text.
_HEADER = regex.compile(
    r"\s{0,9}arXiv:\d{4}\.\d{4,5}(?:v\d+)?\s+(?:Announce Type|公告类型).{0,40}?"
    r"(?:Abstract|摘要)\s?[:：]\s?"
)

_HAN_FIRST, _HAN_LAST = 0x3400, 0x323AF
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd: Fibonacci hashing
_FILTER_BITS = 22  # a filter of 4 M cells is hit by chance by 4 % of what is no word


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
    found = [_latin(text, vocabulary) for text in texts]
    return _joined([ids for ids, _ in found], [offsets for _, offsets in found], texts)


def target_terms(texts: Sequence[str], vocabulary: Vocabulary) -> Terms:
    """Words of the lexicon in the Han text, and stems of what is in Latin letters and digits.

    All words of two characters and more are taken, one inside another too; a single character only
    where no longer word covers it.
    """
    words = _han_words(texts)
    ids, offsets = [], []
    for text, (own, places) in zip(texts, words, strict=True):
        latin, latin_places = _latin(text, vocabulary)
        ids.append(np.concatenate([own, np.asarray(latin, np.int32) + vocabulary.words]))
        offsets.append(np.concatenate([places, np.asarray(latin_places, np.int32)]))
    return _joined(ids, offsets, texts)


def _joined(
    ids: Sequence[Sequence[int] | NDArray[np.int32]],
    offsets: Sequence[Sequence[int] | NDArray[np.int32]],
    texts: Sequence[str],
) -> Terms:
    sizes = [len(own) for own in ids]
    nothing = np.zeros(0, np.int32)
    return Terms(
        np.concatenate([nothing, *(np.asarray(own, np.int32) for own in ids)]),
        np.concatenate([nothing, *(np.asarray(own, np.int32) for own in offsets)]),
        np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        np.array([len(text) for text in texts], np.int64),
    )


def _latin(text: str, vocabulary: Vocabulary) -> tuple[list[int], list[int]]:
    header = _HEADER.match(text)
    matches = list(_TOKEN.finditer(text, header.end() if header else 0))
    words = [match.group().lower().replace(",", "") for match in matches]
    return [vocabulary.number(found) for found in stem(words)], [match.start() for match in matches]


def _han_words(texts: Sequence[str]) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Numbers and offsets of the lexicon's words in each text, by offset."""
    sizes = np.array([len(text) for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    han = (codes >= _HAN_FIRST) & (codes <= _HAN_LAST)
    codes = np.where(han, codes, 0).astype(np.uint64)
    own = np.repeat(np.arange(len(texts)), sizes)
    covered = np.zeros(len(codes) + 1, np.int32)
    found: list[tuple[NDArray[np.int64], NDArray[np.int32]]] = []
    hashes = codes.copy()
    inside = han.copy()  # that the next `length` characters are Han and of one text
    for length in range(2, LONGEST_WORD + 1):
        room = len(codes) - length + 1
        if room <= 0:
            break
        hashes = hashes[:room] * _MULTIPLIER + codes[length - 1 :]
        inside = inside[:room] & han[length - 1 :] & (own[:room] == own[length - 1 :])
        places = np.flatnonzero(inside)
        places, numbers = _look_up(length, places, hashes[places])
        found.append((places, numbers))
        covered[places] += 1
        covered[places + length] -= 1
    alone = np.flatnonzero(han & (np.cumsum(covered[:-1]) == 0))
    found.append(_look_up(1, alone, codes[alone]))
    places = np.concatenate([where for where, _ in found])
    numbers = np.concatenate([number for _, number in found])
    order = np.argsort(places, kind="stable")
    places, numbers = places[order], numbers[order]
    cuts = np.searchsorted(places, starts)
    return [
        (
            numbers[cuts[i] : cuts[i + 1]],
            (places[cuts[i] : cuts[i + 1]] - starts[i]).astype(np.int32),
        )
        for i in range(len(texts))
    ]


def _look_up(
    length: int, places: NDArray[np.int64], hashes: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The places where a word of `length` begins, and its number."""
    known, numbers, passes = _hashed()[length]
    likely = passes[_cell(hashes)]
    places, hashes = places[likely], hashes[likely]
    if not len(known) or not len(places):
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = known[at] == hashes
    return places[hit], numbers[at[hit]]


def _cell(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    cells: NDArray[np.uint64] = (hashes * _MULTIPLIER) >> np.uint64(64 - _FILTER_BITS)
    return cells


@cache
def _hashed() -> dict[int, tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.bool_]]]:
    """Per word length: sorted hashes, the words' numbers, and a filter for what is none.

    The words of every lexicon are CC-CEDICT's; what is learned adds glosses, not words.
    """
    by_length: dict[int, list[tuple[str, int]]] = {n: [] for n in range(1, LONGEST_WORD + 1)}
    for word, number in lexicon().words.items():
        by_length[len(word)].append((word, number))
    table = {}
    for length, words in by_length.items():
        joined = "".join(word for word, _ in words).encode("utf-32-le")
        codes = np.frombuffer(joined, "<u4").reshape(len(words), length).astype(np.uint64)
        hashes = codes[:, 0] if len(words) else np.zeros(0, np.uint64)
        for column in range(1, length):
            hashes = hashes * _MULTIPLIER + codes[:, column]
        order = np.argsort(hashes)
        passes = np.zeros(1 << _FILTER_BITS, np.bool_)
        passes[_cell(hashes)] = True
        numbers = np.array([number for _, number in words], np.int32)
        table[length] = (hashes[order], numbers[order], passes)
    return table
