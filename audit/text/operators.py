"""Signs of arithmetic between two numbers, or before one, that a translation lost."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from audit.schema import Span

_NUMBER = r"[0-9]{1,15}+(?:[.,][0-9]{1,9}+)*+"
_TIMES = (
    r"[×✕xX*·⋅]|(?<=\s)(?<![A-Za-z]-[0-9.]{1,9}\s)by(?=\s)|\\times(?![A-Za-z])|\\cdot(?![A-Za-z])"
)
_COMPARED = (
    r"[<>≤≥≈≪≫±]=?|\\(?:leq?|geq?|lt|gt|approx|pm|ll|gg|leqslant|geqslant)(?![A-Za-z])|\+/?[-−]"
)
_GLUE = r"\s?\$?\s?"  # a formula may begin or end at the sign
_UNIT = r"(?:\\?%|％|\s?(?:[cdkmnµμ]?m|px|[mnµμ]?s|[kmµμ]?g|°C?|[kMG]?Hz)(?![A-Za-z]))?"
# Two numbers with a sign between; the second is looked at only, as it may be the next one's first.
_BETWEEN = regex.compile(
    rf"(?<![0-9A-Za-z.,])(?P<one>{_NUMBER}){_UNIT}{_GLUE}"
    rf"(?:(?P<times>{_TIMES})|{_COMPARED}|[=/÷+~∼:→–—−-]|\\(?:div|sim|to)(?![A-Za-z]))"
    rf"{_GLUE}(?=(?P<other>{_NUMBER}))"
)
_SPACES = r"[ \t\u00a0\u2009\u202f\u3000]"
# Two numbers with nothing but white space between.
_SIDE_BY_SIDE = regex.compile(
    rf"(?<![0-9A-Za-z.,])(?P<one>{_NUMBER}){_UNIT}{_SPACES}++(?=(?P<other>{_NUMBER}))"
)
# A name and a number with a sign of comparison between, and with nothing.
_NAMED = regex.compile(
    rf"(?<![A-Za-z\\])(?:(?P<one>[A-Za-z]{{1,12}}){_GLUE}(?:{_COMPARED})|(?P<one>[A-Za-z])\s?=)"
    rf"{_GLUE}(?P<other>{_NUMBER})"
)
_NAMED_BARE = regex.compile(
    rf"(?<![A-Za-z\\])(?P<one>[A-Za-z]{{1,12}})[ \t\u00a0\u3000]?(?P<other>{_NUMBER})"
)
# A power, and what is left of it where its exponent is no longer raised.
_POWER = regex.compile(
    rf"(?<![0-9A-Za-z.,])(?P<one>{_NUMBER})\^\s?\{{?\s?[-−–](?P<other>[0-9]{{1,3}})(?![0-9])\}}?"
    rf"|(?<![0-9A-Za-z.,])(?P<one>{_NUMBER})⁻(?P<raised>[⁰¹²³⁴-⁹]{{1,3}})"
)
_FLAT = regex.compile(
    rf"(?<![0-9A-Za-z.,^-])(?P<one>{_NUMBER})\s?[-−–]\s?(?P<other>[0-9]{{1,3}})(?![0-9.,%])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A number with a sign of comparison before it, in a source; an arrow is none.
_LIMIT = regex.compile(
    rf"(?<![-=<>])(?:[<>≤≥]=?|\\(?:leq?|geq?|lt|gt|leqslant|geqslant)(?![A-Za-z])){_GLUE}(?P<other>{_NUMBER})"
)
# What compares in Chinese, before a number or after it and its unit.
_COMPARES = regex.compile(
    r"[<>≤≥＜＞≦≧≪≫+＋于超过余多逾界限满起]|\\(?:le|ge|lt|gt)|不足|不到|至少|至多|最[多少高低]|以[上下内]|之内"
)
_BEFORE, _AFTER = 8, 5  # code points in which it stands
# Words and signs by which a square is still one.
_SQUARED = regex.compile(r"[×✕xX*]\s?\$?\s?[0-9]|乘|[平立]方|见方|方形|[²³^]|times")
_ALONE = regex.compile(rf"(?<![0-9]|[0-9][.,]){_NUMBER}")
# First looks, of which most find nothing at once.
_APART = re.compile(r" (?<=[0-9%] )[0-9]")
_X = re.compile(r"x(?= ?[0-9])(?<=[0-9 ]x)")
_COMMAND = re.compile(r"\\(?:[lg](?:eq?|t|l|g)(?![a-z])|[lg]eqslant|approx|pm)")


class LostOperator(NamedTuple):
    """A sign of the source that the target lacks."""

    source: Span  # the numbers, or the name and the number, with the sign
    target: Span  # the same without it


def lost_operators(source: str, target: str) -> list[LostOperator]:
    """The signs of `source` without which `target` has the same numbers, in order of `target`."""
    found: list[LostOperator] = []
    if _APART.search(target) or any(space in target for space in "\u00a0\u2009\u202f\u3000"):
        found += _lost(_BETWEEN, _SIDE_BY_SIDE, source, target)
    limits = "<" in source or ">" in source or "≤" in source or "≥" in source
    commands = "\\" in source and _COMMAND.search(source) is not None
    if limits or commands or "=" in source or "±" in source or "≈" in source:
        found += _lost(_NAMED, _NAMED_BARE, source, target)
    if limits or commands:
        found += _lost_limits(source, target)
    if "^" in source or "⁻" in source:
        found += _lost(_POWER, _FLAT, source, target)
    if "×" in source or "*" in source or "\\times" in source or _X.search(source):
        found += _lost_squares(source, target)
    by_end = {lost.target.end: lost for lost in sorted(found, reverse=True)}
    return sorted(by_end.values(), key=lambda lost: lost.target)


def _lost(
    signed: regex.Pattern[str], bare: regex.Pattern[str], source: str, target: str
) -> list[LostOperator]:
    """The matches of `signed` in the source, where the target has what `bare` finds of the same."""
    kept = {_pair(match): match for match in signed.finditer(source)}
    if not kept:
        return []
    for match in bare.finditer(source):
        kept.pop(_pair(match), None)
    found = []
    for match in bare.finditer(target):
        of_source = kept.get(_pair(match))
        if of_source is not None:
            found.append(LostOperator(_span(of_source), _span(match)))
    return found


def _pair(match: regex.Match[str]) -> tuple[str, str]:
    groups = match.groupdict()
    other = groups.get("other") or (groups.get("raised") or "").translate(_RAISED)
    return groups["one"].replace(",", "").lower(), other.replace(",", "").rstrip(".")


def _span(match: regex.Match[str]) -> Span:
    name = "other" if match.groupdict().get("other") else "raised"
    return Span(match.start(), max(match.end(), match.end(name)))


def _numbers(text: str) -> dict[str, list[Span]]:
    """The numbers of `text` as they are written, and where."""
    found: dict[str, list[Span]] = {}
    for match in _ALONE.finditer(text):
        found.setdefault(match.group(), []).append(Span(*match.span()))
    return found


def _lost_limits(source: str, target: str) -> list[LostOperator]:
    """Numbers that the source compares something with, and the target does not.

    A number counts only where each text has it once.
    """
    limits = list(_LIMIT.finditer(source))
    if not limits:
        return []
    ours, theirs = _numbers(source), _numbers(target)
    found = []
    for match in limits:
        number = match["other"]
        there = theirs.get(number, [])
        if len(ours.get(number, [])) == len(there) == 1:
            start, end = there[0]
            before, after = target[max(0, start - _BEFORE) : start], target[end : end + _AFTER]
            if not (_COMPARES.search(before) or _COMPARES.search(after)):
                found.append(LostOperator(Span(*match.span()), there[0]))
    return found


def _lost_squares(source: str, target: str) -> list[LostOperator]:
    """Numbers that the source multiplies with themselves and the target has once."""
    squares: dict[str, list[regex.Match[str]]] = {}
    for match in _BETWEEN.finditer(source):
        if match["times"] and match["one"] == match["other"]:
            squares.setdefault(match["one"], []).append(match)
    if not squares or _SQUARED.search(target):
        return []
    ours, theirs = _numbers(source), _numbers(target)
    return [
        LostOperator(_span(matches[0]), theirs[number][0])
        for number, matches in squares.items()
        if 0 < len(theirs.get(number, [])) <= len(ours.get(number, [])) - len(matches)
    ]
