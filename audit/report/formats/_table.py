"""Findings as machines read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report


def findings_tables(report: Report) -> Iterator[pd.DataFrame]:
    """FINDINGS with `status` and `suppression_reason`, in parts.

    The status is `new`, or `existing` if the baseline has the finding, or `suppressed`.
    """
    for findings in report.tables.parts("findings"):
        yield _with_status(findings, report)


def _with_status(findings: pd.DataFrame, report: Report) -> pd.DataFrame:
    known = findings["finding_id"].isin(report.known or ())
    status = np.where(findings["suppressed"], "suppressed", np.where(known, "existing", "new"))
    said = report.ledger.suppressions
    reasons = [said[name].reason if name in said else None for name in findings["finding_id"]]
    return findings.assign(
        status=pd.Series(status, dtype="str", index=findings.index),
        suppression_reason=pd.Series(reasons, dtype="str", index=findings.index),
    )
