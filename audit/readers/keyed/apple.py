"""Apple strings files: `en.lproj/Localizable.strings` and `zh-Hans.lproj/Localizable.strings`."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import regex

from audit.readers.keyed._base import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document

name = "strings"

_STRING = r'"((?:[^"\\]|\\.)*+)"'
_ENTRY = regex.compile(
    rf"\s++|//[^\n]*+|/\*.*?\*/|(?:{_STRING}|([\w.-]++))\s*+=\s*+{_STRING}\s*+;", regex.DOTALL
)
_ESCAPE = regex.compile(r"\\(?:U([0-9a-fA-F]{4})|(.))", regex.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_ASKED = 20_000  # characters in which an entry is looked for


def recognises(document: Document) -> bool:
    """By its extension, or a first entry of the form `"key" = "value";`."""
    text = document.text[:_ASKED]
    at = 0
    while match := _ENTRY.match(text, at):
        if match[3] is not None:
            return True
        at = match.end()
    return document.extension == "strings" and not text[at:].strip()


def texts(document: Document) -> Iterator[Text]:
    """The values by their keys; what is no entry is told and passed over up to the next line."""
    text, at = document.text, 0
    ends = [match.end() for match in document.line_end.finditer(text)]
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None:
            line = bisect_right(ends, at) + 1
            document.reject(line, 'is no entry `"key" = "value";`', "mend the line")
            at = ends[line - 1] if line <= len(ends) else len(text)
            continue
        if match[3] is not None:
            key = match[2] if match[1] is None else _said(match[1])
            first, last = (bisect_right(ends, match.span(3)[side]) + 1 for side in (0, 1))
            yield Text(key, _said(match[3]), first, last)
        at = match.end()


def _said(text: str) -> str:
    said: str = _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), text
    )
    return said
