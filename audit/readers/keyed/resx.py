"""RESX and RESW: resources of .NET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._structured import xml_root
from audit.readers._xml import elements
from audit.readers.keyed._base import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document

name = "resx"


def recognises(document: Document) -> bool:
    """By its root element and one of those in it."""
    return xml_root(document.text) == "root" and "<data " in document.text


def texts(document: Document) -> Iterator[Text]:
    """The values of `<data>` that are strings."""
    for element, _ in elements(document, {"data"}):
        is_object = {"type", "mimetype"} & set(element.attributes)
        value = element.child("value")
        key = element.attributes.get("name", "")
        if is_object or value is None or key.startswith((">>", "$this.")):
            continue
        last = value.line + value.text.count("\n")
        yield Text(key, value.text, value.line, last)
