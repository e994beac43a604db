"""What a writer is, and what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

LINE_END = regex.compile(r"\r\n|\r|\n")


class UnwritableError(Exception):
    """A text cannot be put where it belongs; the message is the reason."""


class Change(NamedTuple):
    """A record of a document, and the text that is to stand in its place."""

    record: Record
    text: str


class Edit(NamedTuple):
    """`text` instead of the code points of a document from `start` to before `end`."""

    start: int
    end: int
    text: str


class Form(Protocol):
    """A format that texts are written back into: a module of this package with these two."""

    def tidied(self, text: str) -> str:
        """`text` as its reader would give it back; may raise UnwritableError."""

    def editor(self, document: Document, config: Config) -> Callable[[Change], Edit]:
        """A function that says how a change of `document` is made; it may raise UnwritableError."""


class Lines:
    """The lines of a document and their places, counted from 1 as `Document.lines` has them."""

    def __init__(self, document: Document) -> None:
        text = document.text
        ends = [match.span() for match in document.line_end.finditer(text)]
        self.starts: list[int] = [0, *(end for _, end in ends)]
        self.stops: list[int] = [*(start for start, _ in ends), len(text)]
        self.end_mark: str = text[slice(*ends[0])] if ends else "\n"

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self.starts[line - 1]

    def stop(self, line: int) -> int:
        """The offset behind its last character; the line end comes next."""
        return self.stops[line - 1]

    def joined(self, text: str) -> str:
        r"""`text`, whose lines end with `\n`, with the line ends of the file."""
        return text.replace("\n", self.end_mark)


def one_line_ends(text: str) -> str:
    r"""`text` with every line end as `\n`."""
    joined: str = LINE_END.sub("\n", text)
    return joined
