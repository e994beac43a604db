"""Android resources: `values/strings.xml` and `values-zh-rCN/strings.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.readers._structured import xml_root
from audit.readers._xml import elements
from audit.readers.keyed._base import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document
    from audit.readers._xml import Element

name = "android"

_ESCAPE = regex.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", regex.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t"}
_REFERENCE = regex.compile(r"[@?][\w:.+]*+/?[\w.:]++")  # to another resource
_SPACE = regex.compile(r"\s++")


def recognises(document: Document) -> bool:
    """By its root element and one of those in it."""
    head = document.text[:20_000]
    return xml_root(document.text) == "resources" and any(
        f"<{tag}" in head for tag in ("string", "plurals", "string-array")
    )


def texts(document: Document) -> Iterator[Text]:
    """Strings, elements of arrays by number, and plurals by quantity.

    What is marked `translatable="false"` is kept as it is, and so are references to others.
    """
    for element, _ in elements(document, {"string", "string-array", "plurals"}):
        key = element.attributes.get("name", "")
        if element.attributes.get("translatable") == "false":
            yield Text(key, element.text, element.line, element.line, is_kept=True)
            continue
        if element.tag == "string":
            yield from _text(element, key)
            continue
        for number, item in enumerate(element.children("item"), start=1):
            if element.tag == "plurals":
                quantity = item.attributes.get("quantity", "other")
                yield from _text(item, f"{key}[{quantity}]", f"{key}[other]")
            else:
                yield from _text(item, f"{key}[{number}]")


def _text(element: Element, key: str, stands_in: str = "") -> Iterator[Text]:
    text = _said(_marked_up(element))
    last = max(one.line for one in element.walk())
    is_reference = _REFERENCE.fullmatch(text) is not None
    yield Text(key, text, element.line, last, stands_in, is_reference)


def _marked_up(element: Element) -> str:
    """Its text with the tags in it; of what a translator is to keep, the text alone."""
    parts = []
    for part in element.parts:
        if isinstance(part, str):
            parts.append(part)
        elif part.tag == "g":
            parts.append(_marked_up(part))
        else:
            inner = _marked_up(part)
            parts.append(f"<{part.tag}>{inner}</{part.tag}>" if inner else f"<{part.tag}/>")
    return "".join(parts)


def _said(text: str) -> str:
    """The text that the program shows: without quotation marks, escapes and folded space."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and not text.endswith('\\"'):
        text = text[1:-1]
    elif '"' not in text:
        text = _SPACE.sub(" ", text)
    said: str = _ESCAPE.sub(_unescaped, text)
    return said


def _unescaped(match: regex.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2])
