"""What findings say, in Chinese: the holes of an English message, filled into the Chinese one.

Rules write plain English. `words_messages.toml` has, by rule, each of their sentences with its
holes and its Chinese counterpart, and in `parts` what the holes hold.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from audit.report.words import Said, table
from audit.text.sides import exchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Form(NamedTuple):
    """A text with holes: `fixed[0]`, `{holes[0]}`, `fixed[1]` and so on."""

    fixed: tuple[str, ...]  # one more than there are holes
    holes: tuple[str, ...]  # names
    parts: tuple[str, ...]  # per hole, which of `parts` says what it holds; "" for none

    @classmethod
    def of(cls, text: str) -> Form:
        """The form written as `text`; a hole is `{name}` or `{name:part}`.

        Raises:
            ValueError: a brace has no partner.
        """
        fixed, holes, parts = [""], [], []
        for literal, name, part, _ in Formatter().parse(text):
            fixed[-1] += literal
            if name is not None:
                fixed.append("")
                holes.append(name)
                parts.append(part or "")
        return cls(tuple(fixed), tuple(holes), tuple(parts))

    def fit(self, text: str) -> list[str] | None:
        """The values of the holes if `text` has this form, the last ones as short as they can be.

        Messages hold texts that anyone may have written: this takes time in proportion to them.
        """
        first, *between = self.fixed
        if not between:
            return [] if text == first else None
        last = between.pop()
        start, end = len(first), len(text) - len(last)
        if end < start or not (text.startswith(first) and text.endswith(last)):
            return None
        held = []
        for fixed in reversed(between):
            place = text.rfind(fixed, start, end)
            if place < 0:
                return None
            held.append(text[place + len(fixed) : end])
            end = place
        return [text[start:end], *reversed(held)]

    def outside(self) -> int:
        """Characters outside of the holes."""
        return sum(map(len, self.fixed))

    def fill(self, held: Mapping[str, str]) -> str:
        """The text in whose holes stands what `held` has by their names."""
        texts = [self.fixed[0]]
        for name, fixed in zip(self.holes, self.fixed[1:], strict=True):
            texts += held[name], fixed
        return "".join(texts)


class Phrase(NamedTuple):
    """A text in both languages, with the same holes."""

    en: Form
    zh: Form

    def in_chinese(self, text: str) -> str | None:
        """`text` in Chinese, if it fits."""
        held = self.en.fit(text)
        if held is None:
            return None
        holes = zip(self.en.holes, self.en.parts, held, strict=True)
        return self.zh.fill({name: _part(part, inside) for name, part, inside in holes})


def message(rule: str, text: str) -> Said:
    """The message of a finding of `rule`; in Chinese too English where none fits `text`."""
    phrases = rule_phrases(rule)
    zh = _in_chinese(phrases, text)
    if zh == text and phrases:  # of an entry from Chinese into English; see `Mirror`
        seen_from_there = exchanged(text)
        zh = _in_chinese(phrases, seen_from_there)
        zh = text if zh == seen_from_there else exchanged(zh)
    return Said(text, zh)


def reason(text: str) -> Said:
    """The reason of a verdict; in Chinese too it is English where no reason fits `text`."""
    return Said(text, _in_chinese(verdict_phrases(), text))


@cache
def verdict_phrases() -> tuple[Phrase, ...]:
    """The reasons of verdicts."""
    return _phrases((one["en"], one["zh"]) for one in table("words_verdicts.toml")["reason"])


@cache
def rule_phrases(rule: str) -> tuple[Phrase, ...]:
    """The messages of a rule; none if it speaks English alone."""
    told = table("words_messages.toml").get(rule, ())
    return _phrases((one["en"], one["zh"]) for one in told)


@cache
def part_phrases(part: str) -> tuple[Phrase, ...]:
    """The phrases a hole `{name:part}` may hold, beside any other text."""
    return _phrases(table("words_messages.toml")["parts"].get(part, {}).items())


def _phrases(pairs: Iterable[tuple[str, str]]) -> tuple[Phrase, ...]:
    """The most telling first, so that the first that fits a text says the most of it."""
    phrases = [Phrase(Form.of(en), Form.of(zh)) for en, zh in pairs]
    return tuple(sorted(phrases, key=lambda phrase: -phrase.en.outside()))


def _part(part: str, text: str) -> str:
    """`text` as `part` says it, item by item if it is a list."""
    if not part:
        return text
    phrases = part_phrases(part)
    between = table("words_messages.toml")["between"]
    if part not in between:
        return _in_chinese(phrases, text)
    en, zh = Said(*between[part])
    return zh.join(_in_chinese(phrases, item) for item in text.split(en))


def _in_chinese(phrases: Iterable[Phrase], text: str) -> str:
    """`text` as the first of `phrases` says it that it fits; by itself if it fits none."""
    found = (phrase.in_chinese(text) for phrase in phrases)
    return next((said for said in found if said is not None), text)
