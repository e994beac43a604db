"""The rows of a large sheet of an Excel workbook, written at once.

XlsxWriter writes cell by cell: 100,000 findings and their entries take it 30 s, this module 11. So
it makes the workbook, with one row of empty cells below the header of such a sheet, which has
their formats; the rows take the place of that row.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from audit.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MODEL = 2  # the number of the row that is replaced
_MODEL_ROW = re.compile(rb'(<row r="2"[^>]*>.*?</row>)')
_FORMAT = re.compile(rb'(?<=" )s="\d+"(?=/>)')
_DIMENSION = re.compile(rb'(?<=<dimension ref=")[A-Z0-9:]+(?=")')
# `_x0041_` stands for the character of that code, and XML makes a line feed of a carriage return
# (ECMA-376 part 1, 22.9.2.19; XML 1.0, 2.11).
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LINE = 15  # points, the default of XlsxWriter


class Column(NamedTuple):
    """The cells of a column; None is an empty one."""

    cells: Sequence[str | float | None]
    formats: Iterable[int]  # of each, by its place in the row of empty cells


class Part(NamedTuple):
    """Some rows."""

    columns: Sequence[Column]
    lines: Sequence[int]  # of text in each row, which is as high as they need


class Table(NamedTuple):
    """What fills a sheet."""

    parts: Iterable[Part]  # in order
    shape: tuple[int, int]  # rows and columns


def filled(workbook: bytes, tables: Mapping[int, Table]) -> bytes:
    """`workbook` with `tables` in its sheets, by their numbers from 1 on.

    Raises:
        ConfigError: a sheet has 2 GiB, which Excel would not open.
    """
    names = {f"xl/worksheets/sheet{number}.xml": table for number, table in tables.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as made,
        zipfile.ZipFile(file, "w") as whole,
    ):
        for item in made.infolist():
            table, size = names.get(item.filename), 0
            with whole.open(_like(item), "w") as part:
                content = made.read(item)
                for piece in (content,) if table is None else _pieces(content, table):
                    size += len(piece)
                    if size > zipfile.ZIP64_LIMIT:
                        raise ConfigError(
                            ["output: so much is no workbook; csv and parquet hold it"]
                        )
                    part.write(piece)
    return file.getvalue()


def _like(item: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A file of the same name and date."""
    info = zipfile.ZipInfo(item.filename, item.date_time)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _pieces(sheet: bytes, table: Table) -> Iterator[bytes]:
    """The XML of a sheet with the rows of `table`."""
    rows, columns = table.shape
    before, model, after = _MODEL_ROW.split(sheet, maxsplit=1)
    last = f"A1:{_letters(columns - 1)}{rows + MODEL - 1}".encode()
    yield _DIMENSION.sub(last, before, count=1)
    formats = [attribute.decode() for attribute in _FORMAT.findall(model)]
    first = MODEL
    for part in table.parts:
        yield "".join(_rows(part, formats, first)).encode()
        first += len(part.lines)
    yield after


def _rows(part: Part, formats: Sequence[str], first: int) -> Iterator[str]:
    columns = [
        _cells(column, _letters(place), formats, first) for place, column in enumerate(part.columns)
    ]
    for row, lines, *cells in zip(count(first), part.lines, *columns):
        # Excel finds the height of wrapped text by itself, and LibreOffice does not.
        height = f' ht="{_LINE * lines}" customHeight="1"' if lines > 1 else ""
        yield f'<row r="{row}"{height}>{"".join(cells)}</row>'


def _cells(column: Column, letters: str, formats: Sequence[str], first: int) -> list[str]:
    numbered = zip(count(first), column.cells, column.formats)
    return [
        ""
        if cell is None
        else f'<c r="{letters}{row}" {formats[look]} t="inlineStr"><is>'
        f'<t xml:space="preserve">{_text(cell)}</t></is></c>'
        if isinstance(cell, str)
        else f'<c r="{letters}{row}" {formats[look]}><v>{cell:.16G}</v></c>'
        for row, cell, look in numbered
    ]


def _text(text: str) -> str:
    """`text`, which XML can hold, as XML."""
    if "_x" in text:
        text = _CODE.sub("_x005F_", text)
    return escape(text).replace("\r", "_x000D_")


def _letters(place: int) -> str:
    """What Excel calls the column at `place`: A to ZZ."""
    tens, ones = divmod(place, 26)
    return (chr(ord("A") + tens - 1) if tens else "") + chr(ord("A") + ones)
