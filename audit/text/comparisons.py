"""Whether a text says that something lies above or below a number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Comparison(NamedTuple):
    span: Span  # from the word or sign of comparison to the end of the number
    above: bool  # over, at least, ≥; else below, at most, ≤
    digits: str  # of the number


_DIGITS = r"(?P<digits>[0-9]{1,15}+(?:,[0-9]{3})*+(?:\.[0-9]{1,15}+)?+)"
# `up to`, `以上` and their like are left out: what they mean depends on what is measured.
_CHINESE_ABOVE = "超过|超出|大于|高于|多于|至少|不少于|不低于|不小于|≥|>|＞"
_CHINESE_BELOW = "低于|小于|少于|不到|不足|不超过|不高于|不大于|不多于|至多|≤|<|＜"
_CHINESE = regex.compile(
    rf"(?P<negated>[不没未]有?)?(?:(?P<above>{_CHINESE_ABOVE})|(?P<below>{_CHINESE_BELOW}))"
    rf"[了约近]?\s?\$?\s?{_DIGITS}(?!\s?[0-9.,百千万亿])"
)
# What stands before a number, read backwards from it: a twentieth of the time of a search for it.
_ENGLISH = regex.compile(
    r"""(?r)(?<![A-Za-z])(?P<negated>(?:not?|never|n't)\s)?(?:be\s)?(?:
      (?P<above>(?:more|greater|larger|higher|longer|bigger|better|faster)\sthan|over|above
        |exceed(?:s|ed|ing)?|at\sleast|surpass(?:es|ed|ing)?|≥|>|\\geq?)
     |(?P<below>(?:less|fewer|lower|smaller|shorter|worse|slower)\sthan|under|below|at\smost|≤|<
        |\\leq?)
    )\s?(?:just|only|about|around|the|a|nearly|almost|roughly)?\s?[\\$€£]{0,2}\s?""",
    regex.VERBOSE | regex.IGNORECASE,
)
_LONGEST = 60  # code points before a number that are read
_FIRST_DIGIT = re.compile(r"[0-9](?<![0-9.,].)")
_NUMBER = regex.compile(
    _DIGITS + r"(?!\s?(?:[0-9.,]\d|[kKMB](?![a-z])|thousand|million|billion|trillion))",
    regex.IGNORECASE,
)
# The first look at a Chinese text: the sign before a digit ends a word of comparison.
_COMPARES = regex.compile(r"[0-9](?<=[过出于少到足多≥≤<>＜＞][了约近]?[ $]?[0-9])")


def compares(text: str) -> bool:
    """Whether a Chinese text may compare something with a number in digits."""
    return _COMPARES.search(text) is not None


def reversed_in(source: str, target: str) -> list[tuple[Span, Span]]:
    """Comparisons of an English text that its Chinese translation turns round, with both spans.

    A number counts only where each text compares with it once.
    """
    found = []
    theirs = _by_value(_in_chinese(target))
    ours = _by_value(_in_english(source)) if theirs else {}
    for value, here in ours.items():
        there = theirs.get(value, ())
        if len(here) == len(there) == 1 and here[0].above != there[0].above:
            found.append((here[0].span, there[0].span))
    return found


def _in_chinese(text: str) -> Iterator[_Comparison]:
    for match in _CHINESE.finditer(text):
        yield _Comparison(Span(*match.span()), _is_above(match), match["digits"])


def _in_english(text: str) -> Iterator[_Comparison]:
    for digit in _FIRST_DIGIT.finditer(text):
        place = digit.start()
        before = _ENGLISH.match(text, max(0, place - _LONGEST), place)
        number = before and _NUMBER.match(text, place)
        if before and number:
            span = Span(before.start(), number.end())
            yield _Comparison(span, _is_above(before), number["digits"])


def _is_above(match: regex.Match[str]) -> bool:
    return (match["above"] is not None) != bool(match["negated"])


def _by_value(comparisons: Iterable[_Comparison]) -> dict[Fraction, list[_Comparison]]:
    found: dict[Fraction, list[_Comparison]] = {}
    for comparison in comparisons:
        value = Fraction(comparison.digits.replace(",", ""))
        found.setdefault(value, []).append(comparison)
    return found
