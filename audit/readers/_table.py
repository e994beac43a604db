"""Rows of a table, of whatever format, to records."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.readers._contents import ROWS_JUDGED
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._columns import Columns


class Row(NamedTuple):
    """One row: cells by column, null as None; `lines` has a cell's first and last, if known."""

    line: int
    end_line: int
    cells: Mapping[str, Any]
    lines: Mapping[str, tuple[int, int]] = {}
    key: str = ""  # what tells it from the rows of other lines, where the line does not


def records(
    document: Document, rows: Iterable[Row], columns: Columns, config: Config
) -> Iterator[Record]:
    """The segments of `rows`: per field a source, a target and a reference, where the row has them.

    A field that is empty on both sides is no unit, unless the whole row is empty: that is a blank
    entry. A column that is not in the table announces no slot; a null cell in it is an absent text.
    """
    tell(document, columns)
    yield from segments(document, rows, columns, config)


def segments(
    document: Document, rows: Iterable[Row], columns: Columns, config: Config
) -> Iterator[Record]:
    """See `records`, which tells of the columns as well."""
    for row in rows:
        found = list(_row(document, row, columns, config))
        filled = {record.field for record in found if record.text}
        fields = filled or {record.field for record in found}
        yield from (record for record in found if record.field in fields)


def opened(rows: Iterable[Row]) -> tuple[list[Mapping[str, Any]], Iterator[Row]]:
    """The cells of the first rows, by which columns are chosen, and all the rows."""
    rest = iter(rows)
    first = list(islice(rest, ROWS_JUDGED))
    return [row.cells for row in first], chain(first, rest)


def tell(document: Document, columns: Columns) -> None:
    """Note the names of the columns, and what a person should know of how they were chosen.

    That is what was chosen by content, what is not audited, and a direction not expected.
    """
    document.columns.extend(columns.names)
    if columns.told is not None:
        document.notice(None, *columns.told)
    for name in columns.unused:
        document.notice(
            None,
            f"column {name!r} has no counterpart and is not audited",
            "name both with --source-column and --target-column",
        )
    for found in columns.directions:
        document.directed(found)


def _row(document: Document, row: Row, columns: Columns, config: Config) -> Iterator[Record]:
    own_key = f"{document.path}#{row.key or row.line}"
    given = row.cells.get(columns.id) if columns.id else None
    unit_id = text_of(given) or None
    fields: set[str] = set()
    for field, source, target, lang in columns.texts:
        # Two pairs of columns with one field are two units: each source has its own target.
        key = f"{own_key}:{source or target}" if field in fields else own_key
        fields.add(field)
        for column, role, announced in (
            (source, "source", config.source_lang),
            (target, "target", lang),
            (columns.reference if field != "title" else None, "reference", lang),
        ):
            if column is None:
                continue
            line, end_line = row.lines.get(column, (row.line, row.end_line))
            text = text_of(row.cells.get(column))
            yield Record(
                f"{own_key}:{column}", key, unit_id, field, role, announced, f"column {column}",
                text, document.path, line, end_line, column,
            )  # fmt: skip


def text_of(value: Any) -> str | None:
    """A cell as text: text as it is, null as None, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False, default=str)
