"""Kinds of damage to characters: wrong decoding, wrong script, controls, escapes, brackets."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import regex

from audit.injection._base import Damaged, chinese_sentences, count_han, kind, phrases
from audit.text.masking import mask

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from audit.injection._base import Unit

# How text is written and read: UTF-8 or GBK as what it is not.
_WRONG_DECODINGS = (
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("utf-8", "gbk"),
    ("gb18030", "latin-1"),
    ("gb18030", "utf-8"),
    ("utf-8", "ascii"),
)
# Bell, backspace, two of C1, zero-width space, byte order mark, left-to-right and right-to-left
# overrides and isolates, a tag character.
_CONTROLS = "\x07\x08\x80\x9c\u200b\ufeff\u202d\u202e\u2066\u2067\U000e0041"
_LEAST_TRADITIONAL = 3  # characters that differ
_LEAST_HAN = 4
_PAIR = regex.compile(r"[(（][^()（）\n]{1,80}[)）]")
_HAN_PAIR = regex.compile(r"(?<=\p{Han})(?=\p{Han})")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "“": "&ldquo;", "”": "&rdquo;"}


@kind("mojibake", "mojibake")
def mojibake(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """All of it written in one encoding and read in another."""
    del source, others
    if count_han(target) < _LEAST_HAN:
        return None
    return Damaged.all(_misread(target, rng))


@kind("mojibake-sentence", "mojibake")
def mojibake_sentence(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """One sentence of several written in one encoding and read in another."""
    del source, others
    sentences = [s for s in chinese_sentences(target) if count_han(target[slice(*s)]) >= _LEAST_HAN]
    if len(sentences) < 2:
        return None
    start, end = rng.choice(sentences)
    return Damaged.at(target, start, end, _misread(target[start:end], rng))


def _misread(text: str, rng: random.Random) -> str:
    written, read = rng.choice(_WRONG_DECODINGS)
    return text.encode(written).decode(read, "replace")


@kind("control-character", "control-character")
def control_character(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A character that does not show, inside a word."""
    del source, others
    place = _inside_han(target, rng)
    return None if place is None else Damaged.at(target, place, place, rng.choice(_CONTROLS))


@kind("traditional", "script-variant")
def traditional(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """Traditional characters for Simplified ones."""
    del source, others, rng
    converted = _to_traditional(target)
    differ = sum(old != new for old, new in zip(target, converted, strict=False))
    return Damaged.all(converted) if differ >= _LEAST_TRADITIONAL else None


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def _to_traditional(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


@kind("foreign-script", "foreign-script")
def foreign_script(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A word in a language that is neither the source's nor the target's."""
    del others
    found = [
        (match.span(), word)
        for entry in phrases()["foreign"]
        for match in regex.finditer(entry["han"], target)
        for word in entry["words"]
        if word not in source
    ]
    if not found:
        return None
    (start, end), word = rng.choice(found)
    return Damaged.at(target, start, end, word)


@kind("escape", "escape-residue")
def escape(source: str, target: str, others: Sequence[Unit], rng: random.Random) -> Damaged | None:
    """Entities and escapes that were not turned back into characters."""
    del source, others
    ways = ["newline", "space", "code points"]
    ways += ["entities"] * len(ways) * any(char in target for char in _ESCAPED)
    way = rng.choice(ways)
    if way == "entities":
        places = [place for place, char in enumerate(target) if char in _ESCAPED]
        place = rng.choice(places)
        return Damaged.at(target, place, place + 1, _ESCAPED[target[place]])
    inside = _inside_han(target, rng)
    if inside is None:
        return None
    if way == "code points":
        code_points = "".join(f"\\u{ord(char):04x}" for char in target[inside - 1 : inside + 1])
        return Damaged.at(target, inside - 1, inside + 1, code_points)
    return Damaged.at(target, inside, inside, {"newline": "\\n", "space": "&nbsp;"}[way])


@kind("bracket-dropped", "unbalanced-brackets")
def bracket_dropped(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """One bracket of a pair is lost."""
    del source, others
    found = [match.span() for match in _PAIR.finditer(mask(target))]
    if not found:
        return None
    start, end = rng.choice(found)
    place = rng.choice([start, end - 1])
    return Damaged.at(target, place, place + 1, "")


def _inside_han(text: str, rng: random.Random) -> int | None:
    """A place between two Han characters."""
    places = [match.start() for match in _HAN_PAIR.finditer(text)]
    return rng.choice(places) if places else None
