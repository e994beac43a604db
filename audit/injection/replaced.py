"""Kinds of damage where something else stands in the place of the translation, or before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.injection._base import (
    Damaged,
    chinese_sentences,
    english_sentences,
    kind,
    phrases,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from audit.injection._base import Unit

_JAPANESE_SENTENCES = (4, 7)
_LEAST_WORDS = 5  # of a source that no one would leave as it is


@kind("blank", "blank-entry")
def blank(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged:
    """Nothing, or what shows nothing."""
    del source, target, others
    return Damaged.all(rng.choice(["", "", " ", "\u3000", "\u200b", "\t "]))


@kind("placeholder", "blank-entry")
def placeholder(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A sign for nothing."""
    del target, others
    sign = rng.choice(phrases()["placeholders"])
    return None if source.strip() == sign else Damaged.all(sign)


@kind("copied", "language-mismatch")
def copied(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged | None:
    """The source, as it is."""
    del others, rng
    if len(source.split()) < _LEAST_WORDS or source.strip() == target.strip():
        return None
    return Damaged.all(source)


@kind("japanese", "language-mismatch")
def japanese(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged:
    """Japanese prose."""
    del source, target, others
    sentences = rng.sample(phrases()["japanese"], rng.randint(*_JAPANESE_SENTENCES))
    return Damaged.all("".join(sentences))


@kind("error-message", "machine-message")
def error_message(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """What a service says instead of translating."""
    del target, others
    message = rng.choice(phrases()["messages"])
    return None if message.lower() in source.lower() else Damaged.all(message)


@kind("chat-preamble", "machine-message")
def chat_preamble(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """What a chat model says before it translates."""
    del source, others
    preamble = rng.choice(phrases()["preambles"])
    return Damaged.at(target, 0, 0, preamble)


@kind("header-leak", "feed-residue")
def header_leak(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged:
    """The furniture of the page that the text was taken from."""
    del source, others
    if rng.random() < len(phrases()["footers"]) / len(phrases()["headers"] + phrases()["footers"]):
        end = len(target)
        return Damaged.at(target, end, end, rng.choice(phrases()["footers"]))
    return Damaged.at(target, 0, 0, rng.choice(phrases()["headers"]))


@kind("half-untranslated", "untranslated-span", "language-mismatch")
def half_untranslated(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The second half of the sentences, as the source has them."""
    del others, rng
    return _english_from(source, target, 0.5)


@kind("english-tail", "untranslated-span")
def english_tail(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The last sentence, as the source has it."""
    del others, rng
    return _english_from(source, target, None)


def _english_from(source: str, target: str, share: float | None) -> Damaged | None:
    """Both texts cut after `share` of their sentences, before the last if None, and put together.

    None where a text has a single sentence.
    """
    there, here = english_sentences(source), chinese_sentences(target)
    if len(there) < 2 or len(here) < 2 or target[here[-1].end :].strip():
        return None
    kept = len(there) - 1 if share is None else round(share * len(there))
    first = len(here) - 1 if share is None else round(share * len(here))
    english = " ".join(there[kept:])
    if len(english.split()) < _LEAST_WORDS:
        return None
    return Damaged.at(target, here[first].start, len(target), english)


@kind("wrong-pair", "wrong-pair", plan="cycle")
def wrong_pair(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The target of another entry."""
    del rng
    return _target_of(source, target, others)


@kind("same-target", "same-target", plan="group")
def same_target(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """The target of another entry, which it keeps."""
    del rng
    return _target_of(source, target, others)


@kind("shifted", "shifted-pairs", plan="run")
def shifted(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged | None:
    """The target of the entry above, in a run of entries."""
    del rng
    return _target_of(source, target, others)


def _target_of(source: str, target: str, others: Sequence[Unit]) -> Damaged | None:
    other = others[0]
    if not source or target == other.target or source == other.source:
        return None
    return Damaged.all(other.target)
