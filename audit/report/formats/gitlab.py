"""GitLab code quality: root findings as a JSON array."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.report.formats._places import placed, worst_first

if TYPE_CHECKING:
    from audit.report import Report

_SEVERITIES = {"critical": "critical", "major": "major", "minor": "minor", "neutral": "info"}


def content(report: Report) -> bytes:
    """The worst first.

    Source:
        GitLab Docs, Code Quality report format. Fingerprints must be unique, and must not change
        when lines move: they are the ids of the findings.
    """
    issues = []
    for one in placed(report, worst_first(report.roots())):
        if one.first is None:
            continue
        finding, region = one.finding, one.first
        lines = {"begin": region.line}
        if region.end_line is not None:
            lines["end"] = region.end_line
        issues.append(
            {
                "description": finding["message"],
                "check_name": finding["rule"],
                "fingerprint": finding["finding_id"],
                "severity": _SEVERITIES[finding["severity"]],
                "location": {"path": region.path, "lines": lines},
            }
        )
    return f"{json.dumps(issues, ensure_ascii=False, indent=1)}\n".encode()
