"""Which words of a text in letters are ordinary words of a language, and which are names."""

from __future__ import annotations

from typing import NamedTuple

import regex

from audit.text.lexicon import english_words

_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]++(?:['’][\p{L}]++)?(?![\p{N}])")

# Lower-case words that stand inside names: "Ludwig van Beethoven", "Rio de Janeiro".
_NAME_PARTICLES = frozenset(
    "al bin da das de del della der di do dos du el la le van von y".split()
)

# What English endings leave of a word, tried in turn: "ensembles" → "ensemble".
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("ized", ""), ("izing", ""), ("ization", ""), ("ised", ""), ("ising", ""), ("isation", ""),
    ("ly", ""), ("er", ""), ("er", "e"), ("al", ""),
)  # fmt: skip


class Words(NamedTuple):
    """The words of a text that could be ordinary words of a language."""

    ordinary: list[str]  # lower-cased
    lower: int  # how many of them are written in lower case
    capitalised: int  # words with one capital, ordinary or not


def find_words(text: str) -> list[str]:
    """Runs of at least two letters that are not part of a token with digits, as written."""
    return [word for word in _WORD.findall(text) if len(word) > 1]


def ordinary_words(words: list[str]) -> Words:
    """The words that belong to a language rather than being names.

    A word in lower case is ordinary unless it is a name particle. A word with a capital is
    ordinary if English knows it in lower case, so that `Deep Residual Learning` counts three and
    `Ludwig Wittgenstein` none. A word with capitals inside (`PyTorch`, `BERT`) is a name, unless
    every word of the text is in capitals.
    """
    if len(words) > 2 and all(word.isupper() for word in words):
        known = [word.lower() for word in words if is_english(word.lower())]
        return Words(known, 0, len(words))
    ordinary, lower, capitalised = [], 0, 0
    for word in words:
        if word == word.lower():
            if word not in _NAME_PARTICLES:
                ordinary.append(word)
                lower += 1
        elif word[1:].islower():
            capitalised += 1
            if is_english(word.lower()):
                ordinary.append(word.lower())
    return Words(ordinary, lower, capitalised)


def is_english(word: str) -> bool:
    """Whether English knows the lower-case `word`, or what an ending leaves of it.

    Source:
        Some 35,000 words that the glosses of CC-CEDICT write in lower case.
    """
    known = english_words()
    return word in known or any(
        word[: -len(ending)] + stem in known
        for ending, stem in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) > 2
    )
