"""Which words of a text in letters are ordinary words of a language, and which are names."""

from __future__ import annotations

from typing import NamedTuple

import regex

from audit.text.lexicon import english_words

_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]++(?:['’][\p{L}]++)?(?![\p{N}])")

# A letter that a speaker draws out: `nooooo`.
DRAWN_OUT = regex.compile(r"([A-Za-z])\1{3}", regex.IGNORECASE)

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


# What has no space in so many letters is a name, an address, or words whose spaces are gone.
_GLUED_LETTERS = 16
_GLUED_SHARE = 0.8  # of all letters stand in such tokens
_TOKEN = regex.compile(r"[^\s/\\_<>=@$]++")
_LETTERS = regex.compile(r"[A-Za-z]++")
_LONGEST_WORD = 20
_GLUED_WORDS = 5  # of which at least one is a word of grammar: a name can be glued of a few as well
GRAMMAR = frozenset(
    """a an the of in on for to and with by from is are we our that this as at it be or not no if so
    do i he his her you your""".split()
)
_UNKNOWN = 3.0  # what a letter in no word costs, in words
_UNREAD_SHARE = 0.25  # of the letters, at most: names
_LONGEST_GLUED = 400  # letters that are read


def is_glued_english(text: str) -> bool:
    """Whether `text` is English whose spaces are gone: `weproposeanovelmethodfor…`.

    Nearly all of its letters stand in tokens of `_GLUED_LETTERS` letters and more, and these read
    as `_GLUED_WORDS` words and more, one of them a word of grammar, so that
    `ResidualAttentionNetwork` is a name.

    Source:
        Fewest words by dynamic programming over the words of `is_english`. Of 1,500 English texts
        of seven words and more without their spaces 99.5 % are read so; of 52,000 texts of papers,
        news, talk and interfaces as they are, none.
    """
    runs = [_LETTERS.findall(token) for token in _TOKEN.findall(text)]
    glued = [run for token in runs if sum(map(len, token)) >= _GLUED_LETTERS for run in token]
    if not glued or sum(map(len, glued)) < _GLUED_SHARE * sum(map(str.isalpha, text)):
        return False
    words, unread, read = [], 0, 0
    for run in glued:
        if read >= _LONGEST_GLUED:
            break
        parts, lost = _parted(run[:_LONGEST_GLUED].lower())
        words += parts
        unread, read = unread + lost, read + len(run)
    return (
        len(words) >= _GLUED_WORDS
        and not GRAMMAR.isdisjoint(words)
        and unread <= _UNREAD_SHARE * read
    )


def _parted(run: str) -> tuple[list[str], int]:
    """`run` as the fewest words, and how many letters are in none."""
    best = [(0.0, 0)]  # per end: what it costs, and where its last word begins
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0] + _UNKNOWN, end - 1)]
        for start in range(max(end - _LONGEST_WORD, 0), end):
            word = run[start:end]
            if word in GRAMMAR or (len(word) > 2 and is_english(word)):
                options.append((best[start][0] + 1, start))
        best.append(min(options))
    parts, unread, end = [], 0, len(run)
    while end:
        start = best[end][1]
        if best[end][0] - best[start][0] == 1:
            parts.append(run[start:end])
        else:
            unread += 1
        end = start
    return parts[::-1], unread


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
