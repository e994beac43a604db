r"""Formulae in dollars, `\(…\)` and `\[…\]`: where they are, and what they read as plain text."""

from __future__ import annotations

from typing import NamedTuple

import regex

from audit.schema import Span

_LONGEST = 400  # characters of an inline formula; of 2,100 in real abstracts the longest has 208
_LONGEST_DISPLAY = 2000

_DOLLAR = regex.compile(r"(?<!\\)\$")
_BRACKET = regex.compile(r"\\[()\[\]]")

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
_AMOUNT = regex.compile(r"\s?\d[\d,.]*+")
# The rest up to the next dollar if it is a sum: a word, a range, the end of a clause.
_SUM = regex.compile(r"[kKmMbB]?(\s[A-Za-z]{2,}[,.;:]?\s[^$]*|\s*+(?:[-–—~/,.;:]++\s*+)?)")
_CURRENCY = frozenset({"US", "CA", "AU", "HK", "NT", "NZ", "SG"})


class Formulae(NamedTuple):
    """The formulae of a text, and the dollars that are neither a formula's nor money's."""

    spans: list[Span]
    loose: list[int]  # offsets


def parse(text: str) -> Formulae:
    r"""Find formulae: `$x$`, `$$x$$`, `\(x\)`, `\[x\]`; not `$5 billion`, and not `\$5`.

    A dollar opens a formula if the next one closes it: at most 400 characters on, with no East
    Asian script and no two words in a row between them other than in `\text{…}`.
    """
    spans: list[Span] = []
    loose: list[int] = []
    if "$" in text:
        _dollars(text, spans, loose)
    if "\\(" in text or "\\[" in text:
        spans = _apart(sorted(spans + _bracketed(text)))
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
    index = 0
    while index < len(places):
        start = places[index]
        following = places[index + 1 : index + 4]
        if following and following[0] == start + 1:
            # `$$x$$`; a pair of dollars that nothing closes stands for money or for nothing.
            if len(following) == 3 and following[2] == following[1] + 1:
                content = text[start + 2 : following[1]]
                if len(content) <= _LONGEST_DISPLAY and not is_prose(content):
                    spans.append(Span(start, following[2] + 1))
                    index += 4
                    continue
            index += 2
        elif following and _is_formula(text, start, following[0]):
            spans.append(Span(start, following[0] + 1))
            index += 2
        else:
            if not _is_money(text, start):
                loose.append(start)
            index += 1


def _is_formula(text: str, start: int, end: int) -> bool:
    if not 2 <= end - start <= _LONGEST + 1:
        return False
    content = text[start + 1 : end]
    if content.isspace() or "\n\n" in content:
        return False
    amount = _AMOUNT.match(content)
    if amount:
        rest = _SUM.fullmatch(content, amount.end())
        if rest and (rest.group(1) or content[-1] in ",."):
            return False
    return not is_prose(content)


def _is_money(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return (
        before[-1:].isdigit() or before in _CURRENCY or _AMOUNT.match(text, start + 1) is not None
    )


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
