"""JSON Lines: a finding a line, every column of FINDINGS and `status`, exact text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.report.formats._table import findings_table

if TYPE_CHECKING:
    from audit.report import Report


def content(report: Report) -> bytes:
    """One object a line, in the order of places; null where there is nothing."""
    table = findings_table(report)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
