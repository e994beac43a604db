"""Whether a text says that something lies above or below a number."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import regex

from audit.schema import Span


class _Comparison(NamedTuple):
    span: Span  # from the word or sign of comparison to the end of the number
    above: bool  # over, at least, ≥; else below, at most, ≤


_DIGITS = r"(?P<digits>[0-9]{1,15}+(?:,[0-9]{3})*+(?:\.[0-9]{1,15}+)?+)"
# `up to`, `以上` and their like are left out: what they mean depends on what is measured.
_CHINESE_ABOVE = "超过|超出|大于|高于|多于|至少|不少于|不低于|不小于|≥|>|＞"
_CHINESE_BELOW = "低于|小于|少于|不到|不足|不超过|不高于|不大于|不多于|至多|≤|<|＜"
_CHINESE = regex.compile(
    rf"(?P<negated>[不没未]有?)?(?:(?P<above>{_CHINESE_ABOVE})|(?P<below>{_CHINESE_BELOW}))"
    rf"[了约近]?\s?\$?\s?{_DIGITS}(?!\s?[0-9.,百千万亿])"
)
_ENGLISH = regex.compile(
    r"""(?<![A-Za-z])(?P<negated>(?:not?|never|n't)\s)?(?:be\s)?(?:
      (?P<above>(?:more|greater|larger|higher|longer|bigger|better|faster)\sthan|over|above
        |exceed(?:s|ed|ing)?|at\sleast|surpass(?:es|ed|ing)?|≥|>|\\geq?)
     |(?P<below>(?:less|fewer|lower|smaller|shorter|worse|slower)\sthan|under|below|at\smost|≤|<
        |\\leq?)
    )\s?(?:just|only|about|around|the|a|nearly|almost|roughly)?\s?[\\$€£]{0,2}\s?"""
    + _DIGITS
    + r"(?!\s?(?:[0-9.,]\d|[kKMB](?![a-z])|thousand|million|billion|trillion))",
    regex.VERBOSE | regex.IGNORECASE,
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
    theirs = _by_value(_CHINESE, target)
    ours = _by_value(_ENGLISH, source) if theirs else {}
    for value, here in ours.items():
        there = theirs.get(value, ())
        if len(here) == len(there) == 1 and here[0].above != there[0].above:
            found.append((here[0].span, there[0].span))
    return found


def _by_value(pattern: regex.Pattern[str], text: str) -> dict[Fraction, list[_Comparison]]:
    found: dict[Fraction, list[_Comparison]] = {}
    for match in pattern.finditer(text):
        value = Fraction(match["digits"].replace(",", ""))
        above = (match["above"] is not None) != bool(match["negated"])
        found.setdefault(value, []).append(_Comparison(Span(*match.span()), above))
    return found
