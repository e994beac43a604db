"""Apache Parquet tables; a record's line is the number of its row, from 1 on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._table import Row, opened, records
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

    Raises:
        UnreadableError: it is no Parquet, or has no column for source or target.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(io.BytesIO(document.raw))
        names = [
            path.replace(".list.element", "").replace(".list.item", "")
            for path in dict.fromkeys(column.path for column in table.schema)
        ]
        sample, rows = opened(_rows(table))
        columns = find_columns(names, config, sample)
        yield from records(document, rows, columns, config)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"is no readable Parquet file: {error}", "write it again") from error


def _rows(table: object) -> Iterator[Row]:
    number = 0
    for batch in table.iter_batches(_ROWS_AT_ONCE):  # type: ignore[attr-defined]
        for value in batch.to_pylist():
            number += 1
            yield Row(number, number, flatten(value))
