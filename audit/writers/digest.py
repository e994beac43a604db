"""Digests: Chinese titles and abstracts inside paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.writers._base import Edit, Lines, UnwritableError, one_line_ends

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change


def tidied(text: str) -> str:
    """Without white space around it and blank lines in it, as the reader gives it."""
    return "\n".join(line for line in one_line_ends(text.strip()).split("\n") if line.strip())


def editor(document: Document, config: Config) -> Callable[[Change], Edit]:
    """The text is replaced where its lines hold it as it is; its line ends become the file's."""
    del config
    lines = Lines(document)

    def edit(change: Change) -> Edit:
        record = change.record
        old = record.text or ""
        if record.line is None or record.column is None:
            message = "the text that was there is not in one piece"
            raise UnwritableError(message)
        start = lines.start(record.line) + record.column - 1
        end = start + len(lines.joined(old))
        if one_line_ends(document.text[start:end]) != old:
            message = "the text that was there is not in one piece"
            raise UnwritableError(message)
        return Edit(start, end, lines.joined(change.text))

    return edit
