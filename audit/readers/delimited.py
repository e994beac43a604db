"""Tables as delimited text: CSV and TSV, with a header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._table import Row, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "csv"

# The csv module refuses longer cells; a whole book fits.
csv.field_size_limit(1 << 28)

_DELIMITERS = {"tsv": "\t", "tab": "\t", "csv": ","}


def recognises(document: Document, config: Config) -> bool:
    """By extension, or by a first line that names columns of a translation."""
    if document.extension in _DELIMITERS:
        return True
    if not document.lines:
        return False
    header = document.lines[0]
    for delimiter in ("\t", ",", ";"):
        if delimiter in header:
            names = next(csv.reader([header], delimiter=delimiter))
            try:
                columns = find_columns(names, config)
            except UnreadableError:
                continue
            return any(text.source and text.target for text in columns.texts)
    return False


def read(document: Document, config: Config) -> Iterator[Record]:
    """One row a unit. An empty cell is `""`; a cell that a short row lacks is null.

    Columns can be named by their numbers, from 1 on, in a table without a header.

    Raises:
        UnreadableError: no column for source or target.
    """
    names, rows = _header(document, config)
    if names:
        columns = find_columns(names, config)
        yield from records(document, _table(document, rows, names), columns, config)


class Layout(NamedTuple):
    """How a table is written."""

    delimiter: str
    plain: bool  # cells hold no delimiter and no line end, and may begin with a quotation mark
    names: list[str]  # of the columns


def layout(document: Document, config: Config) -> Layout:
    """How `document`, which can be read, is written."""
    delimiter = _delimiter(document, config)
    return Layout(
        delimiter, delimiter == "\t" and _is_plain(document), _header(document, config)[0]
    )


def _header(
    document: Document, config: Config
) -> tuple[list[str], Iterator[tuple[int, int, list[str]]]]:
    """The names of the columns, none in an empty table, and the rows."""
    delimiter = _delimiter(document, config)
    rows = _rows(document, delimiter)
    header = next(rows, None)
    names = header[2] if header else []
    if _are_numbers(config):
        return [str(number) for number in range(1, len(names) + 1)], _rows(document, delimiter)
    return names, rows


def _table(
    document: Document, rows: Iterator[tuple[int, int, list[str]]], names: list[str]
) -> Iterator[Row]:
    for line, end_line, cells in rows:
        if len(cells) > len(names) and any(cells[len(names) :]):
            document.reject(
                line,
                f"the row has {len(cells)} cells, the header {len(names)}",
                "quote cells that hold the delimiter",
            )
            continue
        lines = {}
        at = line
        for column, cell in zip(names, cells, strict=False):
            lines[column] = at
            at += cell.count("\n") + cell.count("\r") - cell.count("\r\n") if at < end_line else 0
        yield Row(line, end_line, dict(zip(names, cells, strict=False)), lines)


def _rows(document: Document, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """First line, last line and cells of each row that is not a blank line."""
    if delimiter == "\t" and _is_plain(document):
        for number, text in enumerate(document.lines, start=1):
            if text.strip(" "):
                yield number, number, [_unquoted(cell) for cell in text.split("\t")]
        return
    reader = csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter)
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            document.reject(line + 1, f"is no {delimiter!r}-separated row: {error}", "mend it")
            line = reader.line_num
            continue
        first, line = line + 1, reader.line_num
        if first < line == len(document.lines) and _is_open(document.lines[first - 1 :]):
            document.reject(
                first,
                "a quote that opens a cell is never closed: the rest of the file is that cell",
                'close it, or write "" for a quote inside a cell',
            )
        elif document.lines[first - 1].strip(" "):
            yield first, line, cells


def _is_plain(document: Document) -> bool:
    """Whether every line has as many tabs as the first, so that no cell holds a tab or a line end.

    Corpora in TSV often quote nothing, and a cell may begin with a quotation mark.
    """
    return len({line.count("\t") for line in document.lines if line.strip(" ")}) == 1


_QUOTED = regex.compile(r'"((?:[^"]|"")*+)"')


def _unquoted(cell: str) -> str:
    match = _QUOTED.fullmatch(cell)
    return cell if match is None else match[1].replace('""', '"')


def _is_open(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _delimiter(document: Document, config: Config) -> str:
    """As the format says, or what separates the most cells of the first line."""
    if config.input_format == "tsv" or document.extension in {"tsv", "tab"}:
        return "\t"
    first = document.lines[0] if document.lines else ""
    return max((",", "\t", ";"), key=first.count)


def _are_numbers(config: Config) -> bool:
    named = (*config.source_column, *config.target_column)
    return bool(named) and all(column.isdecimal() for column in named)
