r"""Escapes of programs that are left in a text: `&amp;`, `\u4e2d`, a literal `\n`, `%20`."""

from __future__ import annotations

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
_ANY = regex.compile(f"{_ENTITY}|{_BACKSLASH}|{_PERCENT}")
_KINDS = {
    "entity": "character reference of HTML",
    "escape": "escape sequence",
    "percent": "percent-encoding",
}


class Escape(NamedTuple):
    """An escape in a text."""

    kind: str
    span: Span


def escapes(text: str) -> list[Escape]:
    """The escapes in `text`, in order; not those inside URLs, nor backslashes inside formulae."""
    if not ("\\" in text or "&" in text or "%" in text or "]]>" in text):
        return []
    found = []
    for match in _ANY.finditer(text):
        group, written = match.lastgroup or "", match.group()
        if written[0] != "&" or _is_reference(written):
            found.append(Escape(_KINDS[group], Span(*match.span())))
    if not found:
        return []
    known = URL.find(text) + FORMULA.find(text)
    inside = {place for start, end in known for place in range(start, end)}
    return [escape for escape in found if escape.span.start not in inside]


def _is_reference(entity: str) -> bool:
    return entity[1] == "#" or entity[1:] in html5
