"""Java properties: `messages.properties` and `messages_zh_CN.properties`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.readers.keyed._base import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document

name = "properties"

_ENTRY = regex.compile(
    r"((?:[^\s=:\\]|\\.)++)(?:[ \t\f]*+[=:][ \t\f]*+|[ \t\f]++|$)(.*)", regex.DOTALL
)
_GOES_ON = regex.compile(r"(?<!\\)(?:\\\\)*+\\$")
_ESCAPE = regex.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", regex.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def recognises(document: Document) -> bool:
    """By its extension."""
    return document.extension == "properties"


def texts(document: Document) -> Iterator[Text]:
    """The values by their keys, without escapes and with the lines that go on put together."""
    lines = iter(enumerate(document.lines, start=1))
    for number, line in lines:
        logical, last = line.lstrip(), number
        if not logical or logical[0] in "#!":
            continue
        while _GOES_ON.search(logical):
            last, more = next(lines, (last, ""))
            logical = logical[:-1] + more.lstrip()
        match = _ENTRY.match(logical)
        if match is None:
            document.reject(number, "is no property", "write key=value")
            continue
        yield Text(_said(match[1]), _said(match[2]), number, last)


def _said(text: str) -> str:
    plain: str = _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), text
    )
    # Characters beyond the first plane are written as two escapes.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
