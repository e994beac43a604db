"""Findings as machines read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from audit.report import Report


def findings_table(report: Report) -> pd.DataFrame:
    """FINDINGS with `status`: `new`, or `existing` if the baseline has it, or `suppressed`."""
    findings = report.findings
    known = findings["finding_id"].isin(report.known or ())
    status = np.where(findings["suppressed"], "suppressed", np.where(known, "existing", "new"))
    return findings.assign(status=pd.Series(status, dtype="str", index=findings.index))
