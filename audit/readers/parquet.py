"""Apache Parquet tables; a record's line is the number of its row, from 1 on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._contents import ROWS_JUDGED
from audit.readers._table import Row, records
from audit.readers.jsonl import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "parquet"

_MAGIC = b"PAR1"
_ROWS_AT_ONCE = 10_000


def recognises(document: Document, config: Config) -> bool:
    """By its first four bytes."""
    del config
    return document.raw.startswith(_MAGIC)


def read(document: Document, config: Config) -> Iterator[Record]:
    """One row a unit; fields of structs are joined by dots.

    Only the columns of texts, ids and references are read: what is broken in another does no harm.
    A row of which one cannot be read is rejected.

    Raises:
        UnreadableError: it is no Parquet, or has no column for source or target.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(io.BytesIO(document.raw))
        names: dict[str, list[str]] = {}
        for path in dict.fromkeys(column.path for column in table.schema):
            name = path.replace(".list.element", "").replace(".list.item", "")
            names.setdefault(name, []).append(path)
        columns = find_columns(list(names), config, _sample(table))
        used = [path for name in columns.used() for path in names[name]]
        yield from records(document, _rows(document, table, used), columns, config)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"is no readable Parquet file: {error}", "write it again") from error


def _sample(table: Any) -> list[dict[str, Any]]:
    """The first rows, by which columns are chosen; a cell that Python has no value for is null."""
    batch = next(table.iter_batches(ROWS_JUDGED), None)
    if batch is None:
        return []
    cells = {
        name: _cells(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }
    return [
        flatten({name: column[row] for name, column in cells.items()}) for row in range(len(batch))
    ]


def _cells(column: Any) -> list[Any]:
    """The values of a column, null where there is none."""
    try:
        values: list[Any] = column.to_pylist()
    except _NO_VALUE:
        values = [_cell(cell) for cell in column]
    return values


def _cell(cell: Any) -> Any:
    try:
        return cell.as_py()
    except _NO_VALUE:
        return None


def _rows(document: Document, table: Any, used: list[str]) -> Iterator[Row]:
    first = 1
    for batch in table.iter_batches(_ROWS_AT_ONCE, columns=used):
        for number, value in enumerate(_values(document, batch, first), start=first):
            if value is not None:
                yield Row(number, number, flatten(value))
        first += len(batch)


def _values(document: Document, batch: Any, first: int) -> list[dict[str, Any] | None]:
    """The rows of `batch`; None for one that Python has no value for, which is rejected.

    Raises:
        UnreadableError: there is none for any.
    """
    try:
        values: list[dict[str, Any] | None] = batch.to_pylist()
    except _NO_VALUE:
        found = [_value(batch, row) for row in range(len(batch))]
    else:
        return values
    wrong = [(row, one) for row, one in enumerate(found) if isinstance(one, str)]
    if len(wrong) == len(found):
        raise UnreadableError(f"the {wrong[0][1]}", "write the column anew, as text", first)
    for row, reason in wrong:
        document.reject(first + row, f"the {reason}", "mend the row or take it out")
    return [None if isinstance(one, str) else one for one in found]


# Arrow holds what Python cannot: bytes that are no UTF-8 in texts, dates beyond the year 9999,
# time zones that nobody knows.
_NO_VALUE = (UnicodeDecodeError, OverflowError, ValueError, KeyError)


def _value(batch: Any, row: int) -> dict[str, Any] | str:
    """A row of `batch`, or which column of it has no value, and why."""
    cells = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            cells[name] = column[row].as_py()
        except _NO_VALUE as error:
            return f"column {name!r} cannot be read: {error}"
    return cells
