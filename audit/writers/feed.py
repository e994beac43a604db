"""Feed pages: texts above their markers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.writers._base import Edit, Lines, one_line_ends

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change


def tidied(text: str) -> str:
    r"""Without white space around it, and with `\n` at line ends, as the reader gives it."""
    return one_line_ends(text.strip())


def editor(document: Document, config: Config) -> Callable[[Change], Edit]:
    """The lines of the text are replaced; a text for a blank slot gets a line above the marker.

    Its line ends become those of the file. Blank lines around the text stay.
    """
    del config
    lines = Lines(document)

    def edit(change: Change) -> Edit:
        record = change.record
        start = lines.start(record.line or 0)
        text = lines.joined(change.text)
        if not (record.text or "").strip():  # the line is that of the marker
            return Edit(start, start, text + lines.end_mark)
        return Edit(start, lines.stop(record.end_line or 0), text)

    return edit
