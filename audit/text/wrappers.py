"""What a program or a prompt puts around a text: numbers of a list, quotation marks, brackets."""

from __future__ import annotations

from typing import NamedTuple

import regex

from audit.schema import Span

NUMBERING, QUOTES, LIST, FENCE = "numbering", "quotes", "list", "fence"

# A number or a mark before an item, and the second of two. No decimal, no score, no time.
_MARK = (
    r"(?:[0-9]{1,3}\s?[.．、:：)）](?![0-9])|[(（\[【][0-9]{1,3}[)）\]】]|[①-⑳]"
    r"|[一二三四五六七八九十]{1,3}、|[-*•>]\s|\#{1,6}\s)"
)
_NUMBERING = regex.compile(rf"\s{{0,9}}(?:{_MARK}\s{{0,3}}){{1,3}}(?=\S)")
# A source that begins with a number, a letter or a mark of a list has one too, in whatever form.
_NUMBERED = regex.compile(
    r"\W{0,4}(?:[0-9]|[ivxlIVXL]{1,6}\b|[A-Za-z][.):]|[-–—*•·>#●■◆○]"
    r"|(?:first|second|third|fourth|fifth|finally|lastly|part|step|section|chapter|figure|table|question"
    r"|item|day|one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    regex.IGNORECASE,
)
_QUOTING = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』", "`": "`", "**": "**",
    "＂": "＂", "[": "]", "【": "】"}  # fmt: skip
# Quotation marks, and brackets or an apostrophe where a text begins.
_QUOTE = regex.compile(r"[\"“”″„«»「『＂`*]|\A\W?['‘(（\[【]|''")
_LIST_START = regex.compile(r"\s{0,9}(?:[\[{(]\s{0,3}[\"'“]|[bu]['\"](?=\p{Han}))")
_LIST_END = regex.compile(r"(?:[\"'”]\s{0,3},?\s{0,3}[\]})]|['\"])\s{0,9}$")
_END = 20  # characters in which a list ends
_HAN = regex.compile(r"\p{Han}")
_DIGITS = regex.compile(r"[0-9]++")
_FENCE = regex.compile(r"```\w{0,12}")

# What no target begins with, if it begins with nothing of these: a first look.
_PLAIN = regex.compile(r"[^\W\d_bu一二三四五六七八九十]")


class Wrapper(NamedTuple):
    """Something around a text, or before or after it."""

    kind: str
    span: Span


def wrappers(text: str, source: str) -> list[Wrapper]:
    """The wrappers that stand around `text` and not around `source`."""
    found = []
    if "```" in text and "```" not in source:
        found += [Wrapper(FENCE, Span(*match.span())) for match in _FENCE.finditer(text)]
    if _PLAIN.match(text):
        return found
    numbering = _NUMBERING.match(text)
    if numbering and not _NUMBERED.match(source) and not _are_in(numbering[0], source):
        found.append(Wrapper(NUMBERING, Span(*numbering.span())))
    start, end = _LIST_START.match(text), _LIST_END.search(text[-_END:])
    if start and end and not _LIST_START.match(source):
        found.append(Wrapper(LIST, Span(0, len(text))))
    elif _is_quoted(text.strip()) and not _QUOTE.search(source):
        found.append(Wrapper(QUOTES, Span(0, len(text))))
    return found


def _are_in(numbering: str, source: str) -> bool:
    """Whether the source has any number of a numbering somewhere: it may begin a sentence."""
    ours = set(_DIGITS.findall(source))
    return not ours.isdisjoint(_DIGITS.findall(numbering))


def _is_quoted(text: str) -> bool:
    """Whether `text` begins with a quotation mark that its end closes, around Chinese."""
    opening = text[:2] if text.startswith("**") else text[:1]
    closing = _QUOTING.get(opening)
    inner = text[len(opening) : -len(opening)]
    return (
        closing is not None
        and text.endswith(closing)
        and closing not in inner
        and _HAN.search(inner) is not None
    )
