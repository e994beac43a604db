"""Apache Parquet tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change

name = "parquet"


def replace(
    document: Document, changes: Sequence[Change], config: Config
) -> tuple[bytes, dict[str, str]]:
    """The table with other texts, written anew.

    Values, types, order, key-value metadata, row groups and compression stay. What is not kept:
    the bytes, and with them encodings and sizes of pages, bloom filters, declared sorting, and the
    name of the program that wrote it.

    Returns:
        As of `audit.writers.replace`.
    """
    import pyarrow.parquet as pq

    del config
    file = pq.ParquetFile(io.BytesIO(document.raw))
    schema = file.schema_arrow
    refused: dict[str, str] = {}
    texts: dict[tuple[str, ...], dict[int, str]] = {}
    for change in changes:
        record = change.record
        path = _path(schema, record.locator or "")
        if path is None:
            refused[record.record_id] = "the column holds no texts"
        else:
            texts.setdefault(path, {})[(record.line or 0) - 1] = change.text
    written = io.BytesIO()
    version, codecs = file.metadata.format_version, _codecs(file)
    with pq.ParquetWriter(written, schema, version=version, compression=codecs) as writer:
        first = 0
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            last = first + len(table)
            for path, column in texts.items():
                own = {row - first: text for row, text in column.items() if first <= row < last}
                if own:
                    at = table.schema.get_field_index(path[0])
                    array = table.column(at).combine_chunks()
                    table = table.set_column(at, table.field(at), _changed(array, path[1:], own))
            writer.write_table(table, row_group_size=max(len(table), 1))
            first = last
    return written.getvalue(), refused


def _codecs(file: Any) -> dict[str, str] | str:
    """The compression of each column, as the first row group has it."""
    if not file.num_row_groups:
        return "none"
    group = file.metadata.row_group(0)
    columns = (group.column(number) for number in range(group.num_columns))
    codecs = {column.path_in_schema: column.compression.lower() for column in columns}
    return {path: "none" if codec == "uncompressed" else codec for path, codec in codecs.items()}


def _path(fields: Iterable[Any], column: str) -> tuple[str, ...] | None:
    """The names that lead to the texts of `column`, which joins them with dots."""
    import pyarrow as pa

    for field in fields:
        if field.name == column and _is_text(field.type):
            return (field.name,)
        if column.startswith(f"{field.name}.") and pa.types.is_struct(field.type):
            rest = _path(field.type, column[len(field.name) + 1 :])
            if rest is not None:
                return (field.name, *rest)
    return None


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _changed(array: Any, path: tuple[str, ...], texts: dict[int, str]) -> Any:
    """`array` with `texts` at their rows, or inside the structs there."""
    import pyarrow as pa

    if not path:
        # The others are not decoded: some may hold bytes that are no UTF-8.
        parts, after = [], 0
        for row, text in sorted(texts.items()):
            parts += [array[after:row], pa.array([text], type=array.type)]
            after = row + 1
        return pa.concat_arrays([*parts, array[after:]])
    children = array.flatten()
    at = array.type.get_field_index(path[0])
    children[at] = _changed(children[at], path[1:], texts)
    absent = [value and row not in texts for row, value in enumerate(array.is_null().to_pylist())]
    return pa.StructArray.from_arrays(children, fields=list(array.type), mask=pa.array(absent))
