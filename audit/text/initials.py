"""Acronyms and the words that they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.text.names import fold, singular

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = regex.compile(r"[A-Za-z]++|\d++")
_SKIPPED = frozenset("a an and as at by for from in of on or the to via with".split())
_AS_DIGIT = {"to": "2", "for": "4"}  # "peer-to-peer": P2P
_LONGEST = 15  # characters of an acronym
_MOST_WORDS = 5_000
_FEWEST = 4  # letters of a word that gives more of them than its first


def words_of(text: str) -> list[str]:
    """The first 5,000 words and numbers of `text` in lower case, parted at hyphens as well."""
    found = _WORD.finditer(text)
    return [match.group().lower() for match, _ in zip(found, range(_MOST_WORDS), strict=False)]


def is_spelled_out(acronym: str, words: Sequence[str]) -> bool:
    """Whether some of `words` in a row begin with the letters of `acronym`.

    `LLM` is large language models, `SOTA` state of the art, `P2P` peer to peer, `BiLSTM` a
    bidirectional LSTM, `mAP` mean average precision.
    """
    letters = fold(singular(acronym))
    if not letters or len(letters) > _LONGEST:
        return False
    reached = {0}  # how many letters the words so far may have given, begun at any word
    for word in words:
        following = {0}
        for given in reached:
            if given and word in _SKIPPED:
                following.add(given)
            if given and letters[given] == _AS_DIGIT.get(word):
                following.add(given + 1)
            following.update(given + more for more in _shared(word, letters, given))
        if len(letters) in following:
            return True
        reached = following
    return False


def has_parts(name: str, words: Sequence[str]) -> bool:
    """Whether the letters of `name` and its number are words: `ResNet50` of ResNet-18 and 50."""
    parts = words_of(name)
    return len(parts) > 1 and any(part.isdigit() for part in parts) and set(parts) <= set(words)


def _shared(word: str, letters: str, given: int) -> range:
    """How many letters `word` may give for those of `letters` after the first `given`."""
    most = 0
    while letters.startswith(word[: most + 1], given) and most < len(word):
        most += 1
    if most < len(word) and len(word) < _FEWEST:
        most = min(most, 1)
    return range(1, most + 1)
