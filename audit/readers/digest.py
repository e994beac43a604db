"""A digest: numbered papers with titles, authors, a Chinese and an English abstract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document

name = "digest"

# "1、[LG] English title", or "[CV] English title" for the short items.
_HEADING = regex.compile(r"\s*(?:(\d{1,3})\s?[、.．]\s?)?((?:\[[A-Z][\w.\-/]{1,8}\]\s*+)++)(\S.*)")
_AFFILIATION = regex.compile(r"\s*\[[^\[\]]*\]\s*")
_URL = regex.compile(r"\s*(?:https?://|www\.)\S+\s*")
_IMAGE = regex.compile(r"\s*(?:!\[[^\]]*\]\([^)]*\)|[\w-]{1,60}\.(?:png|jpe?g|gif|webp|svg))\s*")
_DIVIDER = regex.compile(r"\s*另外.{0,30}论文\s?[:：]?\s*")
_HAN = regex.compile(r"\p{Han}")

# Authors' lines hold no words in lower case but particles; prose has more than this share of them.
_PROSE_SHARE = 0.3
_PROSE_WORDS = 8


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def recognises(document: Document, config: Config) -> bool:
    """Text with a numbered heading, or with the line that opens the short items."""
    del config
    return any(
        _DIVIDER.fullmatch(line) or ((match := _HEADING.fullmatch(line)) and match[1])
        for line in document.lines
    )


def read(document: Document, config: Config) -> Iterator[Record]:
    """A title unit per item, and an abstract unit where the item has an abstract.

    The Chinese paragraph is split at the first `。` into title and abstract. Authors,
    affiliations, area, URL and images are not text to be translated.
    """
    for heading, body in _items(document):
        yield from _item(document, config, heading, body)


def _items(document: Document) -> Iterator[tuple[_Line, list[_Line]]]:
    heading: _Line | None = None
    body: list[_Line] = []
    in_prose = False
    for number, line in enumerate(document.lines, start=1):
        match = _HEADING.fullmatch(line)
        if match is not None and (match[1] or not in_prose) and not _AFFILIATION.fullmatch(line):
            if heading is not None:
                yield heading, body
            heading, body = _Line(number, line[match.start(3) :]), []
        elif not _is_furniture(line):
            body.append(_Line(number, line))
        in_prose = bool(line.strip()) and not _is_furniture(line)
    if heading is not None:
        yield heading, body


def _is_furniture(line: str) -> bool:
    return not line.strip() or any(
        form.fullmatch(line) for form in (_URL, _IMAGE, _AFFILIATION, _DIVIDER)
    )


def _item(
    document: Document, config: Config, heading: _Line, body: list[_Line]
) -> Iterator[Record]:
    key = f"{document.path}#{heading.number}"

    def record(field: str, role: str, lines: list[_Line], text: str) -> Record:
        lang = config.source_lang if role == "source" else config.target_lang
        first, last = lines[0].number, lines[-1].number
        locator = f"{role} {field}"
        record_id = f"{document.path}#{first}:{field}"
        return Record(
            record_id, key, None, field, role, lang, "digest item", text, document.path, first,
            last, locator,
        )  # fmt: skip

    chinese = [line for line in body if _HAN.search(line.text)]
    english = [line for line in body if not _HAN.search(line.text) and _is_prose(line.text)]
    yield record("title", "source", [heading], heading.text.strip())
    if chinese:
        title, stop, rest = chinese[0].text.partition("。")
        yield record("title", "target", chinese[:1], title.strip())
        abstract = "\n".join([rest, *(line.text for line in chinese[1:])]).strip()
        if stop and abstract:
            lines = chinese if rest.strip() else chinese[1:]
            yield record("abstract", "target", lines, abstract)
    if english:
        text = "\n".join(line.text for line in english).strip()
        yield record("abstract", "source", english, text)


def _is_prose(line: str) -> bool:
    words = line.split()
    lower = sum(word[0].islower() for word in words)
    return len(words) >= _PROSE_WORDS and lower > _PROSE_SHARE * len(words)
