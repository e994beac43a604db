"""HTML tags and Markdown marks of a text."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import FORMULA, TAG

_BOLD = regex.compile(r"(?<![*A-Za-z0-9])\*\*(?=[^\s*])[^*\n]{1,200}\*\*(?!\*)")
# Not LaTeX's quotes: ``so'' and `so'.
_CODE = regex.compile(r"(?<![`\\])`(?=[^`\s'])[^`'\n]{1,80}+`(?!`)")


class Tag(NamedTuple):
    """A tag or mark in a text."""

    key: str  # equal for tags that a translation keeps alike
    span: Span


def may_have_tags(text: str) -> bool:
    """Whether `text` has a sign that every tag or mark has, which is found at once."""
    return "<" in text or "*" in text or "`" in text


def tags(text: str) -> list[Tag]:
    """The tags and marks of `text`, in order; white space and case of HTML make no difference."""
    found = []
    if "<" in text and ">" in text:
        formulae = FORMULA.find(text)
        starts = [start for start, _ in formulae]
        for span in TAG.find(text):
            last = bisect_right(starts, span.start) - 1
            inside = last >= 0 and span.start < formulae[last].end
            if text[span.start] == "<" and not inside:
                found.append(Tag(_key(text[span.start : span.end]), span))
    if "**" in text:
        found += [Tag("**", Span(*match.span())) for match in _BOLD.finditer(text)]
    if "`" in text:
        found += [Tag("`", Span(*match.span())) for match in _CODE.finditer(text)]
    return sorted(found, key=lambda tag: tag.span)


@lru_cache(maxsize=1 << 10)  # a text has few kinds of tags
def _key(tag: str) -> str:
    return "".join(tag.split()).lower()
