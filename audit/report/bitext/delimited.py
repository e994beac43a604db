"""A bitext as CSV or TSV, in the cells of the report, of which no text is cut."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any

from audit.report.bitext._columns import COLUMNS, TERMS, columns
from audit.report.cells import escape

if TYPE_CHECKING:
    from audit.report.bitext import Bitext


def csv_bytes(bitext: Bitext) -> bytes:
    """Comma separated; see `audit.report.csv_report` for the rest."""
    return _bytes(bitext, ",")


def tsv_bytes(bitext: Bitext) -> bytes:
    """Tab separated, every field quoted, because texts hold tabs."""
    return _bytes(bitext, "\t")


def exact_tsv_bytes(bitext: Bitext) -> bytes:
    """Tab separated for programs: UTF-8, LF, exact text, quoted only where a field demands it."""
    rows = [COLUMNS, *zip(*columns(bitext).values(), strict=True)]
    lines = ("\t".join(_quoted("" if cell is None else str(cell)) for cell in row) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _quoted(cell: str) -> str:
    # The csv module of Python 3.11 leaves a bare CR unquoted where lines end with LF.
    if not set(cell) & set('\t\r\n"'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _bytes(bitext: Bitext, delimiter: str) -> bytes:
    """UTF-8 with a byte order mark, CRLF, every field quoted, one physical line a record."""
    cells = [[_cell(value) for value in column] for column in columns(bitext).values()]
    names = [*COLUMNS]
    if bitext.terms is not None:
        names.append(TERMS)
        cells.append([escape("; ".join(map(str, terms))) for terms in bitext.terms])
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(zip(*cells, strict=True))
    return codecs.BOM_UTF8 + file.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return escape(value) if isinstance(value, str) else str(value)
