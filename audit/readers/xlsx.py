"""Workbooks: XLSX, XLS and ODS; a record's line is its row, its locator the sheet and the cell."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import regex

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._contents import ROWS_JUDGED
from audit.readers._table import Row, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "xlsx"

_EXTENSIONS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})
_ARCHIVE, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PARTS = (b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the part that a workbook with a password has
_HEADER_ROWS = 10  # in which the names of the columns may stand; above may be a title
# A formula for which no program has written down what it yields.
_UNCOUNTED = regex.compile(rb"</f>\s*+(?:<v></v>|<v\s*+/>)?+\s*+</c>")
# What an archive may unfold to: a bomb takes no more than a moment, and tables of text a tenth.
_UNFOLDED_FREELY = 200 * 1024**2
_TIMES_AT_MOST = 200


def recognises(document: Document, config: Config) -> bool:
    """By what an archive or an old Office file begins with, and its extension or its parts."""
    del config
    raw = document.raw
    if raw.startswith(_OLD):
        return document.extension in _EXTENSIONS
    if not raw.startswith(_ARCHIVE):
        return False
    return document.extension in _EXTENSIONS or any(part in raw for part in _PARTS)


def read(document: Document, config: Config) -> Iterator[Record]:
    """Each row of each sheet that has columns of source and target.

    Raises:
        UnreadableError: it is no intact workbook, has a password, or no sheet has such columns.
    """
    import python_calamine as calamine

    _check_size(document)
    if document.raw.startswith(_OLD) and _LOCKED in document.raw:
        raise UnreadableError("has a password", "save it without one")
    try:
        book = calamine.load_workbook(io.BytesIO(document.raw))
        sheets = [
            (sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            for sheet in book.sheet_names
        ]
    except calamine.PasswordError as error:
        raise UnreadableError("has a password", "save it without one") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError(f"is no intact workbook: {error}", "save it again") from error
    uncounted = _uncounted(document)
    if uncounted:
        document.notice(
            None, f"{uncounted} cells hold a formula without its value and are read as empty",
            "open it in a spreadsheet program and save it, which writes the values down",
        )  # fmt: skip
    reasons = []
    read_any = False
    for sheet, cells in sheets:
        if not any(map(any, cells)):
            continue
        try:
            yield from _sheet(document, sheet, cells, config)
            read_any = True
        except UnreadableError as error:
            reasons.append(f"sheet {sheet!r} {error.reason}")
    if not read_any:
        reason = "; ".join(reasons) or "has no cell with a value"
        raise UnreadableError(reason, "name the columns with --source-column and --target-column")
    for reason in reasons:
        document.notice(None, f"is left out: {reason}")


def _check_size(document: Document) -> None:
    """Raise UnreadableError if an archive unfolds to far more than a workbook does."""
    if not document.raw.startswith(_ARCHIVE):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(document.raw)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableError(f"is no intact workbook: {error}", "save it again") from error
    if size > max(_UNFOLDED_FREELY, _TIMES_AT_MOST * len(document.raw)):
        message = f"unfolds to more than {_TIMES_AT_MOST} times its size"
        raise UnreadableError(message, "save it again, if it is no bomb")


def _uncounted(document: Document) -> int:
    """The formulas of an XLSX file that have no value."""
    if not document.raw.startswith(_ARCHIVE):
        return 0
    with zipfile.ZipFile(io.BytesIO(document.raw)) as archive:
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        return sum(
            len(_UNCOUNTED.findall(archive.read(one))) for one in sheets if one.endswith(".xml")
        )


def _sheet(
    document: Document, sheet: str, cells: Sequence[Sequence[Any]], config: Config
) -> Iterator[Record]:
    """The records of a sheet."""
    header, names = _header(cells, config)
    rows = [
        Row(number, number, cells_of, key=f"{sheet}!{number}")
        for number, values in enumerate(cells[header + 1 :], start=header + 2)
        if any(value not in {"", None} for value in values)
        and (cells_of := _named(names, values)) is not None
    ]
    columns = find_columns(names, config, [row.cells for row in rows[:ROWS_JUDGED]])
    letters = {name: _letters(number) for number, name in enumerate(names)}
    for record in records(document, rows, columns, config):
        place = f"{sheet}!{letters[str(record.locator)]}{record.line}"
        yield record._replace(locator=place)


def _named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """The cells of a row by column; what is no text is written as spreadsheets show it."""
    return {
        name: value if isinstance(value, str) else _shown(value)
        for name, value in zip(names, values, strict=False)
    }


def _shown(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value)


def _header(cells: Sequence[Sequence[Any]], config: Config) -> tuple[int, list[str]]:
    """The row that names the columns, and their names: the first by which columns are found."""
    reason: UnreadableError | None = None
    for number, values in enumerate(cells[:_HEADER_ROWS]):
        names = _unique([str(value).strip() for value in values])
        if sum(not name.startswith("column ") for name in names) < 2:
            continue
        sample = [_named(names, row) for row in cells[number + 1 : number + 1 + ROWS_JUDGED]]
        try:
            find_columns(names, config, sample)
        except UnreadableError as error:
            reason = reason or error
            continue
        return number, names
    raise reason or UnreadableError("has no row that names its columns")


def _unique(names: Sequence[str]) -> list[str]:
    """Names for all columns, none twice: those without are called by their letters."""
    found: list[str] = []
    for number, name in enumerate(names):
        given = name or f"column {_letters(number)}"
        found.append(given if given not in found else f"{given} {_letters(number)}")
    return found


def _letters(number: int) -> str:
    """The letters of a column by its number from 0: A, B, …, Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
