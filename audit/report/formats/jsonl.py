"""JSON Lines: a finding a line, every column of FINDINGS and `status`, exact text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.report.formats._table import findings_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report


def content(report: Report) -> Iterator[bytes]:
    """One object a line, in the order of places; null where there is nothing."""
    for table in findings_tables(report):
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        yield "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
