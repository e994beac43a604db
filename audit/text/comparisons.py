"""Whether a text says that something lies above or below a number, or changes to it or by it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Comparison(NamedTuple):
    span: Span  # from the word or sign of comparison to the end of the number, or of what follows
    above: bool | None  # over, at least, ≥; not: below, at most, ≤; None: a word makes it unsure
    value: Fraction


_DIGITS = r"(?P<digits>[0-9]{1,15}+(?:,[0-9]{3})*+(?:\.[0-9]{1,15}+)?+)"
# 高达, 达 and their like are left out: they stress that a number is large, on either side of it.
_CHINESE_ABOVE = "超过|超出|大于|高于|多于|长于|久于|至少|最少|起码|≥|>|＞"
_CHINESE_BELOW = "低于|小于|少于|短于|不到|不足|至多|最多|顶多|≤|<|＜"
# What may stand between a negation and what it negates: 不会超过, 不应该少于, 从未低于, 不得不超过.
_CHINESE_NOT = "[不没未无勿莫](?:[会应能可得要该曾再有以必需够法须准许被让使允]{0,5}|至于)"
_CHINESE = regex.compile(
    rf"(?P<negated>{_CHINESE_NOT})?+(?:(?P<above>{_CHINESE_ABOVE})|(?P<below>{_CHINESE_BELOW}))"
    rf"[了约近]?\s?\$?\s?{_DIGITS}(?!\s?[0-9.,百千万亿])"
)
# 48小时以上, 48%以下: what stands behind a number and its unit.
_CHINESE_BEHIND = regex.compile(
    rf"(?<![0-9.,][0-9]?){_DIGITS}\s?(?:%|％|\p{{Han}}{{1,4}}?|[A-Za-z]{{1,5}})?\s?[及或]?\s?"
    r"(?:(?P<above>以上|之上)|(?P<below>以下|以内|之内|之下))"
)
# Words that turn round what a clause compares, unless they are at once part of the comparison;
# and such as only look like them: 不仅, 不断, 不同, 不过.
_CHINESE_TURNS = regex.compile("[不没未无勿莫](?![仅但只光断同过管论久错少])")
_ENGLISH_TURNS = regex.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|rarely|unlikely"
    r"|prevents?|avoids?)\b|n['’]t\b",
    regex.IGNORECASE,
)
_CLAUSE_ENDS = regex.compile(r"[,，;；。！？!?:：()（）]|\.\s")
# What stands before a number, read backwards from it: a twentieth of the time of a search for it.
_ENGLISH = regex.compile(
    r"""(?r)(?<![A-Za-z])(?:
      (?P<above>(?:more|greater|larger|higher|longer|bigger)\sthan|over|above
        |exceed(?:s|ed|ing)?|at\sleast|surpass(?:es|ed|ing)?|a\sminimum\sof|≥|>|\\geq?)
     |(?P<below>(?:less|fewer|lower|smaller|shorter)\sthan|under|below|within|at\smost
        |up\sto|a\smaximum\sof|≤|<|\\leq?)
    )\s?(?:just|only|about|around|the|a|an|nearly|almost|roughly|approximately)?\s?[\\$€£]{0,2}\s?""",
    regex.VERBOSE | regex.IGNORECASE,
)
# A negation right before a comparison belongs to it: `no more than`, `don't exceed`.
_ENGLISH_NOT = regex.compile(
    r"(?r)(?:\b(?:not?|never|cannot|without)|n['’]t)\s(?:(?:be|been|have|has|had|to|take|last|cost|ever)"
    r"\s){0,3}",
    regex.IGNORECASE,
)
_ENGLISH_BEHIND = regex.compile(
    r"\s?(?:%|percent|[A-Za-z]{1,12})?\s(?:or|and)\s(?:(?P<above>more|above|over|higher|longer|older)"
    r"|(?P<below>less|fewer|below|under|lower|shorter|younger))\b"
)
_LONGEST = 60  # code points before a number that are read
_FIRST_DIGIT = re.compile(r"[0-9](?<![0-9.,].)")
_NUMBER = regex.compile(
    _DIGITS + r"(?!\s?(?:[0-9.,]\d|[kKMB](?![a-z])|thousand|million|billion|trillion))",
    regex.IGNORECASE,
)
_ANY_NUMBER = regex.compile(rf"(?<![0-9]|[0-9][.,]){_DIGITS}(?:\s?\\?[%％])?+")
# The first look at a Chinese text: what ends a word of comparison stands before a digit, or behind
# the number and its unit.
_COMPARES = regex.compile(
    r"[0-9](?<=[过出于少到足多码≥≤<>＜＞][了约近]?[ $]{0,2}[0-9])"
    r"|[0-9][^0-9，。]{0,8}?[以之][上下内]"
)
_UP_TO = regex.compile(
    r"\bup\sto\s(?:an?\s|about\s|around\s|nearly\s|approximately\s)?[\\$]{0,2}(?=[0-9])",
    regex.IGNORECASE,
)
# Around a number, what says in Chinese that it is the most there is, or might be.
_BOUND_READ = 14  # code points before a number
_BOUND_BEHIND = 8  # code points behind it
_BOUND = regex.compile(
    "[最达多至到近可限内从甚]|不超过|不高于|不大于|低于|少于|小于|以下|左右|上下|超过|高于|大于|至少"
)
_BY = regex.compile(
    r"\bby\s(?:(?:up\sto|at\sleast|more\sthan|over|about|around|approximately|nearly|almost|roughly"
    r"|only|just|an\saverage\sof|a|an|another)\s){0,2}[\\$]{0,2}(?=[0-9])",
    regex.IGNORECASE,
)
_PERCENT = regex.compile(r"\$?\s?(?:\\?[%％]|per\s?cent\b)")
# A change that ends at a number: 提高到, 缩小至. 降低至少, 提升至多 go on with another word.
_CHANGED_TO = regex.compile(
    r"(?r)(?:提高|提升|增加|增长|增大|上升|上涨|升高|扩大|加快|降低|下降|减少|减小|缩短|缩减|缩小|压缩|削减|下跌|[升降涨跌减增])"
    r"了?[到至]了?约?\s?[\\$]{0,2}\s?"
)


def compares(text: str) -> bool:
    """Whether a Chinese text may compare something with a number in digits."""
    return _COMPARES.search(text) is not None


def reversed_in(source: str, target: str) -> list[tuple[Span, Span]]:
    """Comparisons of an English text that its Chinese translation turns round, with both spans.

    A number counts only where each text compares with it once, and no other negation stands in the
    clause.
    """
    found = []
    theirs = _by_value(_in_chinese(target))
    ours = _by_value(_in_english(source)) if theirs else {}
    for value, here in ours.items():
        there = theirs.get(value, ())
        if len(here) == len(there) == 1 and {here[0].above, there[0].above} == {True, False}:
            found.append((here[0].span, there[0].span))
    return found


def bounds_lost(source: str, target: str) -> list[tuple[Span, Span]]:
    """Numbers that the source says are reached at most (`up to 90%`), and the target that they are.

    A number counts where it stands once on either side.
    """
    found = []
    for start, ours, theirs in _led_by(_UP_TO, source, target):
        before = target[max(0, theirs.start - _BOUND_READ) : theirs.start]
        behind = target[theirs.end : theirs.end + _BOUND_BEHIND]
        if not _BOUND.search(before) and not _BOUND.search(behind):
            found.append((Span(start, ours.end), theirs))
    return found


def changes_mistaken(source: str, target: str) -> list[tuple[Span, Span]]:
    """Changes by a percentage that become changes to it: `by 30%`, 提高到30%.

    A number counts where it stands once on either side.
    """
    found = []
    for start, ours, theirs in _led_by(_BY, source, target):
        changed = _CHANGED_TO.match(target, max(0, theirs.start - _BOUND_READ), theirs.start)
        if changed and _is_percentage(source, ours) and _is_percentage(target, theirs):
            found.append((Span(start, ours.end), Span(changed.start(), theirs.end)))
    return found


def _is_percentage(text: str, span: Span) -> bool:
    return text[span.end - 1] in "%％" or _PERCENT.match(text, span.end) is not None


def _led_by(lead: regex.Pattern[str], source: str, target: str) -> Iterator[tuple[int, Span, Span]]:
    """The place of `lead` before a number of `source`, that number, and the same in `target`."""
    leads = {match.end(): match.start() for match in lead.finditer(source)}
    if not leads:
        return
    ours, theirs = _once(source), _once(target)
    for written, span in ours.items():
        if span and span.start in leads and (other := theirs.get(written)):
            yield leads[span.start], span, other


def _once(text: str) -> dict[str, Span | None]:
    """The numbers of `text` as they are written, with the span of each that stands there once."""
    found: dict[str, Span | None] = {}
    for match in _ANY_NUMBER.finditer(text):
        written = match["digits"]
        found[written] = None if written in found else Span(*match.span())
    return found


def _in_chinese(text: str) -> Iterator[_Comparison]:
    for match in _CHINESE.finditer(text):
        above = _is_above(match, _turns(text, match.start(), _CHINESE_TURNS))
        if above is not None and match["negated"]:
            above = not above
        yield _Comparison(Span(*match.span()), above, _value(match))
    for match in _CHINESE_BEHIND.finditer(text):
        above = _is_above(match, _turns(text, match.start(), _CHINESE_TURNS))
        yield _Comparison(Span(*match.span()), above, _value(match))


def _in_english(text: str) -> Iterator[_Comparison]:
    for digit in _FIRST_DIGIT.finditer(text):
        place = digit.start()
        before = _ENGLISH.match(text, max(0, place - _LONGEST), place)
        number = _NUMBER.match(text, place)
        if number is None:
            continue
        if before is not None:
            negated = _ENGLISH_NOT.match(text, max(0, before.start() - _LONGEST), before.start())
            start = negated.start() if negated else before.start()
            above = _is_above(before, _turns(text, start, _ENGLISH_TURNS))
            if above is not None and negated:
                above = not above
            yield _Comparison(Span(start, number.end()), above, _value(number))
        elif behind := _ENGLISH_BEHIND.match(text, number.end()):
            above = _is_above(behind, _turns(text, place, _ENGLISH_TURNS))
            yield _Comparison(Span(place, behind.end()), above, _value(number))


def _is_above(match: regex.Match[str], turned: bool) -> bool | None:
    return None if turned else match["above"] is not None


def _turns(text: str, place: int, turning: regex.Pattern[str]) -> bool:
    """Whether a word of `turning` stands in the clause before `place`."""
    before = text[max(0, place - _LONGEST) : place]
    ends = [end.end() for end in _CLAUSE_ENDS.finditer(before)]
    return turning.search(before, ends[-1] if ends else 0) is not None


def _value(match: regex.Match[str]) -> Fraction:
    return Fraction(match["digits"].replace(",", ""))


def _by_value(comparisons: Iterable[_Comparison]) -> dict[Fraction, list[_Comparison]]:
    found: dict[Fraction, list[_Comparison]] = {}
    for comparison in comparisons:
        found.setdefault(comparison.value, []).append(comparison)
    return found
