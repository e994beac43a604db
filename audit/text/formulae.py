r"""Formulae in dollars, `\(…\)` and `\[…\]`: where they are, and what they read as plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import regex

from audit.schema import Span

_LONGEST = 400  # characters of an inline formula; of 2,100 in real abstracts the longest has 208
_LONGEST_DISPLAY = 2000

_DOLLAR = re.compile(r"\$(?<!\\.)")  # led by a literal, and in `re`: twice as fast
_BRACKET = regex.compile(r"\\[()\[\]]")
# Dollars of programs: `%1$s`, and `${name}` where no formula goes on.
_OF_PROGRAM = regex.compile(
    r"(?<=%\d{1,2})\$(?=[-+#0,\d.lhLqzjt]{0,6}[sdiouxXeEfFgGcpn@])"
    r"|\$(?=\{\s?[A-Za-z_][\w.]{0,40}+\s?\}(?:[\s.!?;:)\"'/]|[\u2e80-\uffef]|$))"
)

# Words that LaTeX sets upright inside a formula, in any language.
_UPRIGHT = regex.compile(
    r"\\(?:text[a-z]{0,8}|mbox|hbox|emph|mathrm|operatorname|href\{[^{}]*+\})\s*+\{[^{}$]*+\}"
)
# A sentence, not a formula: two words in a row that are no commands, or East Asian script.
_PROSE = regex.compile(
    r"(?<![\\A-Za-z{_^])[A-Za-z]{3,}[,;.]?\s+(?<!\\)[A-Za-z]{3,}(?![A-Za-z}(^_])"
    r"|[\p{Han}\p{Hiragana}\p{Hangul}。、]"
)
# What follows the dollar of a sum of money. Alone it says nothing: `$5$` is a formula.
_AMOUNT_STARTS = " \t\n0123456789"
_AMOUNT = regex.compile(r"\s?\d[\d,.]*+")
# The rest up to the next dollar if it is a sum: a word, a range, the end of a clause.
_SUM = regex.compile(r"[kKmMbB]?(\s[A-Za-z]{2,}[,.;:]?\s[^$]*|\s*+(?:[-–—~/,.;:]++\s*+)?)")
_SUM_BEFORE = regex.compile(r"(?<![\d.,\\A-Za-z=<>_^{}+*/-])\d[\d,.]*$")
_CURRENCY = frozenset({"US", "CA", "AU", "HK", "NT", "NZ", "SG"})


class Formulae(NamedTuple):
    """The formulae of a text, and the dollars that are neither a formula's nor money's."""

    spans: list[Span]
    loose: list[int]  # offsets


def parse(text: str) -> Formulae:
    r"""Find formulae: `$x$`, `$$x$$`, `\(x\)`, `\[x\]`; not `$5 billion`, and not `\$5`.

    A dollar opens a formula if the next one closes it: at most 400 characters on, with no East
    Asian script and no two words in a row between them other than in `\text{…}`. The lists are
    shared: nobody changes them.
    """
    return _parse(text) if "$" in text or "\\" in text else Formulae([], [])


@lru_cache(maxsize=1 << 11)  # the texts of a partition that may have formulae: several rules ask
def _parse(text: str) -> Formulae:
    spans: list[Span] = []
    loose: list[int] = []
    if "$" in text:
        _dollars(text, spans, loose)
    if "\\" in text and ("\\(" in text or "\\[" in text):
        spans = _apart(sorted(spans + _bracketed(text)))
        loose = [at for at in loose if not any(start <= at < end for start, end in spans)]
    return Formulae(spans, loose)


def _bracketed(text: str) -> list[Span]:
    spans = []
    opened = None
    for match in _BRACKET.finditer(text):
        sign, place = match.group()[1], match.start()
        if sign in "([":
            opened = match
        elif opened is not None and opened.group()[1] + sign in ("()", "[]"):
            longest = _LONGEST if sign == ")" else _LONGEST_DISPLAY
            if opened.end() < place <= opened.end() + longest:
                spans.append(Span(opened.start(), match.end()))
            opened = None
    return spans


def _dollars(text: str, spans: list[Span], loose: list[int]) -> None:
    places = [match.start() for match in _DOLLAR.finditer(text)]
    if "%" in text or "${" in text:
        of_program = {match.start() for match in _OF_PROGRAM.finditer(text)}
        places = [place for place in places if place not in of_program]
    count = len(places)
    places += (-1, -1)  # after the last dollar stands none
    index = 0
    while index < count:
        start, following = places[index], places[index + 1]
        if following == start + 1:
            # `$$x$$`; a pair of dollars that nothing closes stands for money or for nothing.
            index += 2
            end = places[index] + 2
            if places[index + 1] == end - 1:
                content = text[start + 2 : end - 2]
                if end - start <= _LONGEST_DISPLAY and not (content and is_prose(content)):
                    spans.append(Span(start, end))
                    index += 2
        elif following >= 0 and _is_formula(text, start, following):
            spans.append(Span(start, following + 1))
            index += 2
        else:
            if not _is_money(text, start):
                loose.append(start)
            index += 1


def _is_formula(text: str, start: int, end: int) -> bool:
    content = text[start + 1 : end] if end - start <= _LONGEST + 1 else ""
    if content.isascii() and content.isalpha():
        return content[:2] != "US"
    if not content or content.isspace() or content[:2] == "US" or "\n\n" in content:
        return False
    amount = _AMOUNT.match(content) if content[0] in _AMOUNT_STARTS else None
    if amount:
        rest = _SUM.fullmatch(content, amount.end())
        if rest and (rest.group(1) or content[-1] in ",."):
            return False
    return not is_prose(content)


def _is_money(text: str, start: int) -> bool:
    after = text[start + 1 : start + 3]
    if after.strip()[:1].isdigit() or after == "US":
        return True
    before = text[max(0, start - 2) : start]
    if before[-1:].isdigit():  # 50$, but not n=50$
        return _SUM_BEFORE.search(text[max(0, start - 12) : start]) is not None
    return before in _CURRENCY


def is_prose(content: str) -> bool:
    r"""Whether what stands between two dollars is a sentence rather than a formula."""
    if content.isascii() and " " not in content and "\n" not in content:
        return False
    if "\\" in content:
        content = _UPRIGHT.sub("", content)
    return _PROSE.search(content) is not None


def _apart(spans: list[Span]) -> list[Span]:
    """Sorted spans without those that begin inside another."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
