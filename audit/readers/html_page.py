"""HTML: tables with both languages, else the paragraphs of a page, as loose texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.readers._base import UnreadableError
from audit.readers._contents import contents
from audit.readers._direction import primary
from audit.readers._labelled import columns
from audit.readers._structured import structured
from audit.readers._table import Row, records
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document

name = "html"

_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "dd", "dt", "div", "td")
_HIDDEN = ("script", "style", "template", "noscript", "head", "nav", "pre", "code")
_OF_EITHER = 0.2  # of the blocks of a page, in each of both languages
_SHORTEST = 10  # characters of a block that is no button


def recognises(document: Document, config: Config) -> bool:
    """By its root element, or the elements a fragment begins with."""
    del config
    form = structured(document) if document.text.lstrip()[:1] == "<" else None
    return form is not None and form.name == "HTML"


def read(document: Document, config: Config) -> Iterator[Record]:
    """Each row of a table an entry; on a page without such a table, each paragraph a loose text.

    Raises:
        UnreadableError: it does not hold both languages.
    """
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    root = html.document_fromstring(document.text.encode("utf-8", "replace"), parser=parser)
    any_table = False
    for number, table in enumerate(root.iter("table"), start=1):
        found = _rows(table, number)
        chosen = columns(found, config)
        if chosen is not None:
            any_table = True
            yield from records(document, found, chosen, config)
    if any_table:
        return
    blocks = list(_blocks(root))
    held = contents(["text"], [{"text": text} for text, _ in blocks])["text"]
    languages = primary(config.source_lang), primary(config.target_lang)
    if min(map(held.share, languages)) < _OF_EITHER:
        raise UnreadableError(
            "is HTML in one language",
            "put the texts of both pages into two plain files, a paragraph a line",
            material=False,
        )
    for number, (text, line) in enumerate(blocks, start=1):
        yield Record(
            f"{document.path}#{line}.{number}", None, None, "segment", "unknown", None, None, text,
            document.path, line, line,
        )  # fmt: skip


def _rows(table: Any, number: int) -> list[Row]:
    """The rows of a table below the first, which names its columns."""
    lines = [
        (row.sourceline or 1, [_text(cell) for cell in row if cell.tag in {"td", "th"}])
        for row in table.iter("tr")
        if next(row.iterancestors("table")) is table
    ]
    if len(lines) < 2:
        return []
    named = [cell or f"column {place}" for place, cell in enumerate(lines[0][1], start=1)]
    return [
        Row(line, line, dict(zip(named, cells, strict=False)), key=f"{line}.{number}.{place}")
        for place, (line, cells) in enumerate(lines[1:], start=1)
    ]


def _blocks(root: Any) -> Iterator[tuple[str, int]]:
    """The texts of the innermost blocks that are shown, and their lines."""
    for element in root.iter(*_BLOCKS):
        if any(one.tag in _HIDDEN for one in element.iterancestors()):
            continue
        if any(True for inner in element.iterdescendants(*_BLOCKS)):
            continue
        text = _text(element)
        if len(text) >= _SHORTEST:
            yield text, element.sourceline or 1


def _text(element: Any) -> str:
    """The text of an element, space folded as a browser does."""
    parts = [part for part in element.itertext() if isinstance(part, str)]
    return " ".join("".join(parts).split())
