"""`entries.csv` and `findings.csv`: for people, and their spreadsheets.

UTF-8 with a byte order mark, CRLF, every field quoted, one physical line a record (RFC 4180).
Chinese opens right in Excel, and nothing executes.
"""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any

import pandas as pd

from audit.report.cells import CELL_LIMIT, cut, escape, unescape
from audit.schema import ENTRIES, FINDINGS, texts

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from audit.report import Report

_EVIDENCE_CHARS = 500  # enough to recognise a defect; the whole is in entries.csv
_AT_ONCE = 5_000  # rows
_ALWAYS = ["escaped", "truncated"]  # that a text of the row was escaped, was cut


def entries_csv(report: Report) -> Iterator[bytes]:
    """One row per unit, texts up to a cell's limit; in pieces."""
    return _csv(report.tables.parts("entries"), ENTRIES, CELL_LIMIT)


def findings_csv(report: Report) -> Iterator[bytes]:
    """One row per finding, evidence up to 500 characters; in pieces."""
    return _csv(report.tables.parts("findings"), FINDINGS, _EVIDENCE_CHARS)


def read_csv(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read `entries.csv` or `findings.csv` back, with the text as it was.

    Returns:
        Conformed ENTRIES or FINDINGS with the columns `escaped` and `truncated`. An empty cell is
        null where null and "" cannot be told apart.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    schema = ENTRIES if "status" in table else FINDINGS
    columns: dict[str, Any] = {}
    for name, dtype in schema.items():
        cells: Any = table[name]
        if dtype == "str":
            columns[name] = pd.Series([unescape(cell) for cell in cells], dtype="str")
        elif dtype == "bool":
            columns[name] = cells == "true"
        else:
            columns[name] = cells.where(cells != "", None).astype(dtype)
    for name in _ALWAYS:
        columns[name] = table[name] == "true"
    return pd.DataFrame(columns)


def _csv(parts: Iterable[pd.DataFrame], schema: dict[str, str], limit: int) -> Iterator[bytes]:
    yield codecs.BOM_UTF8 + _lines([[*schema, *_ALWAYS]])
    for table in parts:
        for start in range(0, len(table), _AT_ONCE):
            rows = table.iloc[start : start + _AT_ONCE].reset_index(drop=True)
            yield _lines(_rows(rows, schema, limit))


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode("utf-8", "replace")


def _rows(table: pd.DataFrame, schema: dict[str, str], limit: int) -> Iterator[tuple[str, ...]]:
    escaped = [False] * len(table)
    truncated = [False] * len(table)
    columns = []
    for name, dtype in schema.items():
        if dtype != "str":
            columns.append(_plain(table[name], dtype))
            continue
        values = [text or "" for text in texts(table[name])]
        cells = {text: escape(text) for text in set(values)}  # many stand in many rows
        short = {cell: cut(cell, limit) for cell in cells.values()}
        _mark(escaped, values, {text for text, cell in cells.items() if cell != text})
        _mark(truncated, values, {text for text, cell in cells.items() if short[cell] != cell})
        columns.append([short[cells[text]] for text in values])
    columns += [[_BOOLEAN[flag] for flag in flags] for flags in (escaped, truncated)]
    return zip(*columns, strict=True)


def _mark(flags: list[bool], values: Sequence[str], those: Collection[str]) -> None:
    """Set the flags of the rows whose value is one of `those`."""
    if those:
        for row, value in enumerate(values):
            flags[row] |= value in those


_BOOLEAN = {True: "true", False: "false"}


def _plain(column: pd.Series[Any], dtype: str) -> list[str]:
    """Numbers and booleans, which need no escaping; null is empty."""
    values = column.astype(object).where(column.notna(), None).to_list()
    if dtype == "bool":
        return [_BOOLEAN[bool(value)] for value in values]
    if dtype == "Float64":
        return ["" if value is None else f"{value:.4g}" for value in values]
    return ["" if value is None else str(int(value)) for value in values]
