"""Excel workbook: summary, findings, entries, rules. Needs the extra `audit[xlsx]`."""

from __future__ import annotations

import io
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from audit.errors import ConfigError
from audit.report.cells import CELL_LIMIT, cut
from audit.report.formats._sheet import MODEL, Column, Part, Table, filled
from audit.report.formats._xml import is_legal, legal
from audit.report.messages import message
from audit.report.words import column_name, headline, rule_name, rule_why, words
from audit.schema import ENTRIES, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from audit.report import Report

_ROWS = 1_048_575  # of a sheet, below its header (Microsoft, Excel specifications and limits)
_EVIDENCE_CHARS = 500
_FILLS = {"critical": "#F8D0CC", "major": "#FBE0C4", "minor": "#D6E4FA", "neutral": "#ECEDEF"}
_WIDTHS = {
    "finding_id": 17, "rule": 20, "category": 22, "entry_id": 28, "file": 28, "message": 60,
    "message_zh": 60, "source_evidence": 50, "target_evidence": 50, "status": 20, "rules": 28,
    "source_file": 24, "target_file": 24, "source_text": 80, "target_text": 80,
}  # fmt: skip
_COLOURED = {"severity", "worst_severity"}
_WRAPPED = {"message", "message_zh", "source_evidence", "target_evidence"}
_WIDTH = 12  # characters
_MOST_LINES = 4  # of a row, or few rows are seen at once
# Offsets are for programs, which read the other formats. People read messages in both languages;
# the English is what the CSV file and the machine formats have.
_OFFSETS = {"source_start", "source_end", "target_start", "target_end"}
_FINDINGS = {
    name: dtype
    for column, dtype in FINDINGS.items()
    if column not in _OFFSETS
    for name in ((column, "message_zh") if column == "message" else (column,))
}
_MARKUP = "<r>"
_AT_ONCE = 5_000  # rows, so that no sheet is held in memory


def content(report: Report) -> bytes:
    """The workbook. Every text is written as a text: no formula, no link, no number made of one.

    Cells hold at most what Excel does; a sheet that is full says on the summary what is left out.

    Raises:
        ConfigError: XlsxWriter is not installed, or a sheet has 2 GiB.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise ConfigError(["output: xlsx needs XlsxWriter; pip install 'audit[xlsx]'"]) from error
    file = io.BytesIO()
    options = {
        "constant_memory": True,  # a text stands in its cell, in no table of its own
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    # The file must not tell when it was made: the same report is the same bytes.
    book.set_properties({"title": words()["title"].en, "created": pd.Timestamp(2000, 1, 1)})
    sheets = _Sheets(book)
    sheets.summary(report)
    rank = {word: number for number, word in enumerate(_FILLS)}
    order = np.argsort(report.findings["severity"].map(rank), kind="stable")
    sheets.table("Findings 问题", report.findings, order, _FINDINGS, _EVIDENCE_CHARS)
    order = np.arange(len(report.entries))
    sheets.table("Entries 条目", report.entries, order, ENTRIES, CELL_LIMIT)
    sheets.rules(report)
    book.close()
    return filled(file.getvalue(), sheets.tables)


class _Sheets:
    """Writes the sheets of a workbook, but for the rows of `tables`."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.tables: dict[int, Table] = {}  # by the number of the sheet
        top = {"valign": "top"}
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.text = book.add_format(top)
        self.wrap = book.add_format({"text_wrap": True, **top})
        self.fills = {word: book.add_format({"bg_color": c, **top}) for word, c in _FILLS.items()}

    def summary(self, report: Report) -> None:
        """The verdict, the counts, the files, and what could not be shown."""
        page = self.book.add_worksheet("Summary 概要")
        page.set_column(0, 0, 48)
        page.set_column(1, 8, 14)
        told = headline(report.told())
        _write(page, 0, 0, told.en, self.bold)
        _write(page, 1, 0, told.zh, self.bold)
        counts = {
            "units": len(report.entries),
            **report.verdicts(),
            **report.flags(),
            "other": report.told().defective,
        }
        names = dict(zip(report.flags(), ("missing", "blank", "wrong"), strict=True))
        row = 3
        for key, number in counts.items():
            said = words()[names.get(key, key)]
            _write(page, row, 0, f"{said.en} {said.zh}", self.text)
            page.write_number(row, 1, number)
            row += 1
        row += 1
        for problem in report.problems:
            _write(page, row, 0, _text(str(problem), _EVIDENCE_CHARS), self.text)
            row += 1
        for name, table in (("findings", report.findings), ("entries", report.entries)):
            if len(table) > _ROWS:
                left = f"{len(table) - _ROWS} {name} more than a sheet holds are in {name}.csv"
                _write(page, row, 0, left, self.text)
                row += 1
        _write(page, row + 1, 0, report.signature(), self.text)

    def table(
        self,
        name: str,
        table: pd.DataFrame,
        order: NDArray[np.int64],
        schema: Mapping[str, str],
        limit: int,
    ) -> None:
        """`table` with a fixed header in both languages, a filter, and coloured severities."""
        page = self.book.add_worksheet(name)
        order = order[:_ROWS]
        starts = range(0, len(order), _AT_ONCE)
        parts = (_with_chinese(table.iloc[order[start : start + _AT_ONCE]]) for start in starts)
        self.tables[len(self.book.worksheets())] = Table(
            (_part(part, schema, limit) for part in parts), (len(order), len(schema))
        )
        page.freeze_panes(1, 1)
        page.set_row(0, 32)
        for place, column in enumerate(schema):
            page.set_column(place, place, _WIDTHS.get(column, _WIDTH), self.text)
            _write(page, 0, place, "\n".join(column_name(column)), self.head)
        page.autofilter(0, 0, max(len(order), 1), len(schema) - 1)
        for place, look in enumerate((self.text, self.wrap, *self.fills.values())):
            page.write_blank(MODEL - 1, place, None, look)

    def rules(self, report: Report) -> None:
        """Every rule that ran, with its severity, its count, and why it matters."""
        page = self.book.add_worksheet("Rules 规则")
        page.freeze_panes(1, 1)
        headings = ("rule\n规则", "", "severity\n严重程度", "findings\n问题数", "why", "原因")
        for place, (heading, width) in enumerate(
            zip(headings, (24, 16, 12, 12, 70, 70), strict=True)
        ):
            page.set_column(place, place, width)
            _write(page, 0, place, heading, self.head)
        counts = report.roots()["rule"].value_counts()
        for row, scorer in enumerate(report.scorers(), start=1):
            why = rule_why(scorer)
            _write(page, row, 0, scorer.rule, self.text)
            _write(page, row, 1, rule_name(scorer.rule).zh, self.text)
            _write(page, row, 2, scorer.severity, self.fills[scorer.severity])
            page.write_number(row, 3, int(counts.get(scorer.rule, 0)), self.text)
            _write(page, row, 4, why.en, self.wrap)
            _write(page, row, 5, why.zh, self.wrap)


def _part(table: pd.DataFrame, schema: Mapping[str, str], limit: int) -> Part:
    """The rows of `table`, each cell in one of the formats of `_Sheets.table`."""
    fills = {word: place for place, word in enumerate(_FILLS, start=2)}
    columns, lines = [], np.ones(len(table), np.int64)
    for name, dtype in schema.items():
        cells = _cells(table[name], dtype, limit)
        own = (fills.get(str(cell), 0) for cell in cells)
        columns.append(Column(cells, own if name in _COLOURED else repeat(int(name in _WRAPPED))))
        if name in _WRAPPED:
            lines = np.maximum(lines, [_lines(cell, _WIDTHS[name]) for cell in cells])
    return Part(columns, np.minimum(lines, _MOST_LINES).tolist())


def _lines(cell: str | float | None, width: int) -> int:
    """Lines that a text takes in a column as wide as `width` digits; Han is twice as wide."""
    if not isinstance(cell, str):
        return 1
    wide = (len(cell.encode()) - len(cell)) // 2  # of three bytes each
    return -(-(len(cell) + wide) // width) + cell.count("\n")


def _write(page: Any, row: int, place: int, text: str, look: Any) -> None:
    """Write a text as a text.

    XlsxWriter takes what looks like its own markup of several fonts for that, and writes it as it
    is, formulae and all. So it is given such a text in three parts, which it writes as texts.
    """
    if text.startswith(_MARKUP):
        page.write_rich_string(row, place, text[0], text[1], text[2:], look)
    else:
        page.write_string(row, place, text, look)


def _with_chinese(table: pd.DataFrame) -> pd.DataFrame:
    if "message" not in table:
        return table
    told = list(zip(table["rule"], table["message"], strict=True))
    chinese = {both: message(*both).zh for both in set(told)}
    return table.assign(message_zh=[chinese[both] for both in told])


def _cells(column: pd.Series[Any], dtype: str, limit: int) -> list[str | float | None]:
    """The values of the cells of a column; None where there is none, or what does not hold."""
    values = column.astype(object).where(column.notna(), None).to_list()
    if dtype == "bool":
        return ["true" if value else None for value in values]
    if dtype != "str":
        return [None if value is None else float(value) for value in values]
    texts: list[str | None] = [value or None for value in values]
    # Nearly all are written as they are, which one look at all of them tells.
    found = [text for text in texts if text is not None]
    together = "".join(found)
    if not is_legal(together) or 2 * max(map(len, found), default=0) > limit:
        texts = [text and _text(text, limit) for text in texts]
    return list(texts)


def _text(text: str, limit: int) -> str:
    return cut(legal(text), limit)
