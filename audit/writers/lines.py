"""Files with a text a line: one of two parallel files, or loose texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.writers._base import LINE_END, Edit, Lines, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change


def tidied(text: str) -> str:
    """Without white space around it; a line end inside would make two texts of it."""
    bare = text.strip()
    if LINE_END.search(bare):
        message = "it holds a line end, and the file has a text a line"
        raise UnwritableError(message)
    return bare


def editor(document: Document, config: Config) -> Callable[[Change], Edit]:
    """All of the line is replaced, but not its end."""
    del config
    lines = Lines(document)

    def edit(change: Change) -> Edit:
        line = change.record.line or 0
        return Edit(lines.start(line), lines.stop(line), change.text)

    return edit
