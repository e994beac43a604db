"""HTML tags and Markdown marks of a text."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import FORMULA, TAG

_BOLD = regex.compile(r"(?<![*A-Za-z0-9`])\*\*(?=[^\s*])[^*\n]{1,200}\*\*(?!\*)")
# Not LaTeX's quotes, ``so'' and `so', nor a link of reStructuredText: `text <address>`_.
_CODE = regex.compile(r"(?<![`\\>])`(?=[^`\s'])[^`'<\n]{1,80}+`(?![`_])")
# An inline element of XLIFF; what it stands for (`equiv-text`) is a hint and may be left out.
_INLINE = regex.compile(
    r"<(?P<name>x|g|ph|bx|ex|bpt|ept|it|mrk|pc|sc|ec)\s[^<>]*?\bid\s*+=\s*+[\"'](?P<id>[^\"'<>]*+)"
)


# What stands for something that is put in later, and is no tag but a placeholder.
_STANDS_FOR = ("x", "ph")


class Tag(NamedTuple):
    """A tag or mark in a text."""

    key: str  # equal for tags that a translation keeps alike
    span: Span


def inline_elements(text: str) -> list[Tag]:
    """The inline elements of XLIFF in `text` that stand for something: `<x id="1"/>`."""
    if not any(f"<{name} " in text or f"<{name}id" in text for name in _STANDS_FOR):
        return []
    spans = (span for span in TAG.find(text) if text[span.start] == "<")
    found = ((_INLINE.match(text, *span), span) for span in spans)
    return [
        Tag(f"<{match['name']} {match['id']}>", span)
        for match, span in found
        if match is not None and match["name"] in _STANDS_FOR
    ]


def may_have_tags(text: str) -> bool:
    """Whether `text` has a sign that every tag or mark has, which is found at once."""
    return "<" in text or "*" in text or "`" in text


def tags(text: str) -> list[Tag]:
    """The tags and marks of `text`, in order; white space and case of HTML make no difference."""
    found = []
    if "<" in text and ">" in text:
        spans = [span for span in TAG.find(text) if text[span.start] == "<"]
        formulae = FORMULA.find(text)
        if formulae:
            spans = [span for span in spans if not span.begins_inside(formulae)]
        inline = {element.span for element in inline_elements(text)}
        found = [
            Tag(_key(text[span.start : span.end]), span) for span in spans if span not in inline
        ]
    marks = []
    if "**" in text:
        marks += [Tag("**", Span(*match.span())) for match in _BOLD.finditer(text)]
    if "`" in text:
        marks += [Tag("`", Span(*match.span())) for match in _CODE.finditer(text)]
    return sorted(found + marks, key=lambda tag: tag.span) if marks else found


@lru_cache(maxsize=1 << 10)  # a text has few kinds of tags
def _key(tag: str) -> str:
    inline = _INLINE.match(tag)
    if inline is not None:
        return f"<{inline['name']} {inline['id']}>"
    return "".join(tag.split()).lower()
