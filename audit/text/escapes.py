r"""Escapes of programs that are left in a text: `&amp;`, `\u4e2d`, a literal `\n`, `u003c`."""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import FORMULA, URL

_ENTITY = r"(?P<entity>&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});|<!\[CDATA\[|\]\]>)"
# Not the LaTeX commands that begin alike: \nu, \nabla, \text, \rho, \xi, \url; \r{a} is å, and
# \"o is ö. A line end before a capital is told from the few commands that have one there.
_BACKSLASH = (
    r"(?<!\\)(?P<escape>(?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\x[0-9A-Fa-f]{2}(?![A-Za-z])"
    r"|\\[nrt](?![a-z{])(?!Rightarrow|Leftarrow|Leftrightarrow|V[dD]ash)"
    r"|\\\"(?![A-Za-z{\\])|\\/\\/)++)"
)
_PERCENT = r"(?P<percent>(?:%[0-9A-Fa-f]{2}){2,}+|(?<=[A-Za-z])%20(?=[A-Za-z])|%u[0-9A-Fa-f]{4})"
# Escapes that lost what led them, `u003c` and `amp;`, or are written apart, `& amp;`. Of \xNN only
# what HTML and JSON escape; any other may be a factor.
_REFERENCE = r"(?:amp|lt|gt|quot|nbsp|apos|\#\d{2,5}|\#[xX][0-9A-Fa-f]{2,5})"
_BARE = regex.compile(
    r"(?<!\\)u(?:00(?:2[0-9A-Fa-f]|3[A-Fa-f]|5[B-Db-d]|60|7[B-Db-d]|[Aa]0)|20(?:1[3489CDcd]|26)"
    r"|300[0-2]|[Ff][Ff]0[Cc])"
    r"|(?<!\\)(?:u[4-9][0-9A-Fa-f]{3}){2,}+"
    r"|(?<![0-9A-Za-z\\#])x(?:22|26|27|2[Ff]|3[CEce])(?![0-9A-Za-z])"
    r"|(?<=[A-Za-z])x(?:26|27)(?=[A-Za-z])"
    rf"|&\s{_REFERENCE}\s?[;；]|&{_REFERENCE}\s?；|＆\s?{_REFERENCE}\s?[;；]"
    rf"|(?<![&＆A-Za-z0-9;#]|[&＆]\s){_REFERENCE};"
)
# The first look at them.
_LETTERED = re.compile(r"u(?=[02-9f][0-9A-Fa-f])")
_HEXADECIMAL = re.compile(r"x(?=[23][2-7CEFcef])")
_ANY = regex.compile(f"{_ENTITY}|{_BACKSLASH}|{_PERCENT}")
LEFT = "escape sequence that lost its sign"
_KINDS = {
    "entity": "character reference of HTML",
    "escape": "escape sequence",
    "percent": "percent-encoding",
    "bare": LEFT,
}


class Escape(NamedTuple):
    """An escape in a text."""

    kind: str
    span: Span


def escapes(text: str) -> list[Escape]:
    """The escapes in `text`, in order; not those inside URLs, nor backslashes inside formulae."""
    found = []
    if "\\" in text or "&" in text or "%" in text or "]]>" in text:
        for match in _ANY.finditer(text):
            group, written = match.lastgroup or "", match.group()
            if written[0] != "&" or _is_reference(written):
                found.append(Escape(_KINDS[group], Span(*match.span())))
    if _may_have_bare(text):
        found += [Escape(LEFT, Span(*match.span())) for match in _BARE.finditer(text)]
    if not found:
        return []
    known = URL.find(text) + FORMULA.find(text)
    inside = {place for start, end in known for place in range(start, end)}
    return [escape for escape in found if escape.span.start not in inside]


def _may_have_bare(text: str) -> bool:
    """Whether `text` may have escapes that lost their signs, which is found at once."""
    return (
        ";" in text
        or "＆" in text
        or "& " in text
        or ("；" in text and "&" in text)
        or _LETTERED.search(text) is not None
        or _HEXADECIMAL.search(text) is not None
    )


def _is_reference(entity: str) -> bool:
    return entity[1] == "#" or entity[1:] in html5
