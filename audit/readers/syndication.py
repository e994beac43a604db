"""RSS and Atom whose items have both languages in a title or a text."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import regex

from audit.readers._base import UnreadableError
from audit.readers._direction import primary
from audit.readers._structured import xml_root
from audit.readers._xml import elements
from audit.schema import Record
from audit.text.scripts import HAN, count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._xml import Element

name = "rss"

_ROOTS = frozenset({"rss", "feed", "rdf"})
_FIELDS = {"title": "title", "description": "abstract", "summary": "abstract",
           "encoded": "abstract", "content": "abstract"}  # fmt: skip
_BREAK = regex.compile(r"<br\s*+/?>|</(?:p|div|li|h\d|blockquote)\s*+>|\n", regex.IGNORECASE)
_TAG = regex.compile(r"<[^<>]*+>")
_BARS = regex.compile(r"\s++[|｜/]\s++")  # between the titles of both languages
_HAN_SHARE = 0.15  # of the letters of a Chinese paragraph with many Latin names


def recognises(document: Document, config: Config) -> bool:
    """By its root element and the items in it."""
    del config
    head = document.text[:20_000]
    return xml_root(document.text) in _ROOTS and ("<item" in head or "<entry" in head)


def read(document: Document, config: Config) -> Iterator[Record]:
    """The paragraphs of each language, by field, of each item.

    Raises:
        UnreadableError: no item holds both.
    """
    both = 0
    found: list[Record] = []
    for element, _ in elements(document, {"item", "entry"}):
        link = next(
            (one.text or one.attributes.get("href") for one in element.children("link")), ""
        )
        for field, inner in _fields(element).items():
            source, target = _parted(inner, field, config)
            both += bool(source and target)
            key = f"{document.path}#{element.place}:{field}"
            for role, text in (("source", source), ("target", target)):
                if text:
                    lang = config.source_lang if role == "source" else config.target_lang
                    by = f"item {field}" if role == "target" else None
                    found.append(
                        Record(
                            f"{key}:{role}", key, (link or "").strip() or None, field, role, lang,
                            by, text, document.path, inner.line, inner.line, f"{field} {role}",
                        )
                    )  # fmt: skip
    if not both:
        raise UnreadableError(
            "is a news feed in one language", "put source and target side by side", material=False
        )
    yield from found


def _fields(element: Element) -> dict[str, Element]:
    """The longest element of each field."""
    found: dict[str, Element] = {}
    for inner in element.children(*_FIELDS):
        field = _FIELDS[inner.tag]
        if field not in found or len(inner.text) > len(found[field].text):
            found[field] = inner
    return found


def _parted(element: Element, field: str, config: Config) -> tuple[str, str]:
    """The paragraphs in the source language and those in the target language."""
    text = unescape(element.text)
    parts = _BARS.split(text) if field == "title" else _BREAK.split(text)
    shown = [part for part in (unescape(_TAG.sub("", part)).strip() for part in parts) if part]
    counts = count_scripts(shown) if shown else ()
    chinese = [bool(count[HAN] > _HAN_SHARE * count.sum()) for count in counts]
    of_chinese = "\n".join(one for one, is_own in zip(shown, chinese, strict=True) if is_own)
    others = "\n".join(one for one, is_own in zip(shown, chinese, strict=True) if not is_own)
    if primary(config.source_lang) == "zh":
        return of_chinese, others
    return others, of_chinese
