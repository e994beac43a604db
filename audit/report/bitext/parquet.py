"""A bitext as Apache Parquet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from audit.report.bitext._columns import COLUMNS, TERMS, columns

if TYPE_CHECKING:
    from audit.report.bitext import Bitext


def parquet_bytes(bitext: Bitext) -> bytes:
    """Strings, int64 and float64, null where there is nothing.

    Shared terms are a list of structs of `term`, `stems` and `weight` (nats).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"str": pa.string(), "Int64": pa.int64(), "Float64": pa.float64()}
    arrays = {
        name: pa.array(column, types[COLUMNS[name]]) for name, column in columns(bitext).items()
    }
    if bitext.terms is not None:
        term = pa.struct(
            {"term": pa.string(), "stems": pa.list_(pa.string()), "weight": pa.float64()}
        )
        rows = [[shared._asdict() for shared in terms] for terms in bitext.terms]
        arrays[TERMS] = pa.array(rows, pa.list_(term))
    file = io.BytesIO()
    pq.write_table(pa.table(arrays), file)
    return file.getvalue()
