"""Parquet: a finding a row, every column of FINDINGS and `status`, exact text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet

from audit.report.formats._table import findings_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report


def content(report: Report) -> Iterator[bytes]:
    """Compressed with zstd, without an index; a row group for each part."""
    written = _Written()
    writer = None
    for part in findings_tables(report):
        table = pa.Table.from_pandas(part, preserve_index=False).replace_schema_metadata(None)
        if writer is None:
            writer = pyarrow.parquet.ParquetWriter(written, table.schema, compression="zstd")
        if len(table) or not written.length:
            writer.write_table(table)
        yield written.taken()
    assert writer is not None
    writer.close()
    yield written.taken()


class _Written(io.RawIOBase):
    """A file that is only appended to, and whose content is taken as it grows."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.length

    def write(self, piece: object) -> int:
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]
        self.length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """The bytes written since this was asked the last time."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole
