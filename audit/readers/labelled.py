"""Listings of plain text whose lines begin with labels: `Title:`, `Abstract:`, `摘要：`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._labelled import Labelled, Labels, columns, rows
from audit.readers._table import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._table import Row
    from audit.schema import Record

name = "labelled"

_EXTENSIONS = frozenset({"", "txt", "text"})
_FEWEST = 2  # labels of texts


def recognises(document: Document, config: Config) -> bool:
    """By labels of both sides."""
    return (
        document.extension in _EXTENSIONS and columns(_rows(document, config), config) is not None
    )


def read(document: Document, config: Config) -> Iterator[Record]:
    """The texts from one label to the next of its kind an entry.

    A text goes on up to a blank line or another label.
    """
    found = _rows(document, config)
    chosen = columns(found, config)
    if chosen is not None:
        yield from records(document, found, chosen, config)


def _rows(document: Document, config: Config) -> list[Row]:
    labels = Labels(config)
    groups: list[list[Labelled]] = []
    inside: Labelled | None = None
    for number, line in enumerate(document.lines, start=1):
        parted = labels.parted(line) if ":" in line or "：" in line else None
        if parted is not None:
            label, text = parted
            inside = None
            if labels.is_text(label):
                if not groups or any(one.label == label for one in groups[-1]):
                    groups.append([])
                inside = Labelled(label, text, number, number)
                groups[-1].append(inside)
        elif not line.strip():
            inside = inside if inside is not None and not inside.text else None
        elif inside is not None:
            text = f"{inside.text}\n{line}" if inside.text else line
            first = inside.line if inside.text else number
            inside = Labelled(inside.label, text, first, number)
            groups[-1][-1] = inside
    return rows(groups)
