"""Kinds of damage to whole sentences: cut off, left out, put in, said again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.injection._base import Damaged, chinese_sentences, count_han, kind

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from audit.injection._base import Unit

_LEAST_CUT = 60  # Han characters of a target of which half is missed
_LEAST_SENTENCE = 12  # Han characters of a sentence that says something
_PHRASE_CHARS = (4, 12)
_REPEATS = (6, 30)
_HAN_RUN = regex.compile(r"\p{Han}{4,}")


@kind("truncated-55", "truncated", "short", "omitted-sentence")
def truncated_55(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The first 55 % of the characters."""
    del source, others, rng
    return _cut(target, 0.55)


@kind("truncated-30", "truncated", "short", "omitted-sentence")
def truncated_30(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The first 30 % of the characters."""
    del source, others, rng
    return _cut(target, 0.3)


def _cut(target: str, share: float) -> Damaged | None:
    if count_han(target) < _LEAST_CUT:
        return None
    cut = int(share * len(target))
    return Damaged.at(target, cut, len(target), "")


@kind("sentence-omitted", "omitted-sentence")
def sentence_omitted(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A sentence between the first and the last, left out."""
    del others
    middle = [span for span in chinese_sentences(target)[1:-1] if _says(target, span)]
    if not source or not middle:
        return None
    start, end = rng.choice(middle)
    return Damaged.at(target, start, end, "")


@kind("sentence-added", "added-text")
def sentence_added(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A sentence of another entry between two of this one."""
    places, other = chinese_sentences(target)[1:], others[0].target
    whole = [span for span in chinese_sentences(other) if _says(other, span)]
    if not source or not places or not whole:
        return None
    start, end = rng.choice(whole)
    place = rng.choice(places).start
    return Damaged.at(target, place, place, other[start:end].strip())


@kind("repeated-sentence", "repeated-sentence", "repetition")
def repeated_sentence(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A sentence twice in a row."""
    del source, others
    whole = [span for span in chinese_sentences(target) if _says(target, span)]
    if not whole:
        return None
    start, end = rng.choice(whole)
    return Damaged.at(target, end, end, target[start:end])


@kind("loop", "repetition")
def loop(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged | None:
    """A phrase said over and over instead of going on."""
    del source, others
    runs = [match.span() for match in _HAN_RUN.finditer(target)]
    if not runs:
        return None
    start, end = rng.choice(runs)
    phrase = target[start : min(end, start + rng.randint(*_PHRASE_CHARS))]
    looped = phrase * rng.randint(*_REPEATS)
    return Damaged.at(target, start, len(target), looped)


def _says(text: str, span: tuple[int, int]) -> bool:
    return count_han(text[slice(*span)]) >= _LEAST_SENTENCE
