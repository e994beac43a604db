"""Tables as delimited text: CSV and TSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers.delimited import layout
from audit.writers._base import LINE_END, Edit, Lines, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change

_ROW = regex.compile(r"#(\d+)")  # the line of a row in the key of a unit
_IN_QUOTES = regex.compile(r'"((?:[^"]|"")*+)"')


class _Cell(NamedTuple):
    start: int
    end: int
    text: str
    quoted: bool


def tidied(text: str) -> str:
    """As it is: a cell holds any text."""
    return text


def editor(document: Document, config: Config) -> Callable[[Change], Edit]:
    """The cell is replaced, in quotation marks if it had them or needs them.

    A row too short to have the cell gets it at its end. A TSV that quotes nothing, which its reader
    tells from the number of tabs in each line, cannot hold tabs and line ends.
    """
    delimiter, plain, names = layout(document, config)
    lines = Lines(document)
    numbers = {name: number for number, name in enumerate(names)}
    lengths: dict[int, int] = {}  # cells of each short row, with those added, by its start

    def edit(change: Change) -> Edit:
        record = change.record
        start = lines.start(int(_ROW.findall(record.unit_key or "")[-1]))
        number = numbers[record.locator or ""]
        if plain and (delimiter in change.text or LINE_END.search(change.text)):
            message = "it holds a tab or a line end, and the table quotes nothing"
            raise UnwritableError(message)
        cells = list(_cells(document, start, delimiter, plain=plain))
        if record.text is None:
            length = lengths.get(start, len(cells))
            if number < length:
                message = "the row has a cell there already"
                raise UnwritableError(message)
            lengths[start] = number + 1
            added = delimiter * (number - length + 1)
            last = cells[-1]
            text = _written(change.text, delimiter, plain=plain, quoted=last.quoted)
            return Edit(last.end, last.end, added + text)
        if number >= len(cells) or cells[number].text != record.text:
            message = "the cell is not where it should be"
            raise UnwritableError(message)
        cell = cells[number]
        text = _written(change.text, delimiter, plain=plain, quoted=cell.quoted)
        return Edit(cell.start, cell.end, text)

    return edit


def _cells(document: Document, start: int, delimiter: str, *, plain: bool) -> Iterator[_Cell]:
    """The cells of the row that begins at `start`, as their reader reads them.

    What follows the mark that closes a cell belongs to it; a mark inside any other is a character.
    In a plain table a cell is quoted only from end to end.
    """
    text = document.text
    mark = regex.escape(delimiter)
    inside = rf"[^{mark}\r\n]|(?!{document.line_end.pattern})\r"
    bare = regex.compile(rf"(?:{inside})*+")
    while True:
        match = None if plain else _IN_QUOTES.match(text, start)
        rest = bare.match(text, match.end() if match else start)
        assert rest is not None  # it matches nothing as well
        end = rest.end()
        if plain:
            match = _IN_QUOTES.fullmatch(text, start, end)
        held = match[1].replace('""', '"') if match else ""
        after = match.end() if match else start
        yield _Cell(start, end, held + text[after:end], match is not None)
        if text[end : end + 1] != delimiter:
            return
        start = end + 1


def _written(text: str, delimiter: str, *, plain: bool, quoted: bool) -> str:
    if plain:
        needed = _IN_QUOTES.fullmatch(text) is not None
    else:
        needed = any(char in text for char in (delimiter, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if quoted or needed else text
