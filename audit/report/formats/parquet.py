"""Parquet: a finding a row, every column of FINDINGS and `status`, exact text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet

from audit.report.formats._table import findings_table

if TYPE_CHECKING:
    from audit.report import Report


def content(report: Report) -> bytes:
    """Compressed with zstd, without an index."""
    table = pa.Table.from_pandas(findings_table(report), preserve_index=False)
    written = io.BytesIO()
    pyarrow.parquet.write_table(table.replace_schema_metadata(None), written, compression="zstd")
    return written.getvalue()
