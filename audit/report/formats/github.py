"""GitHub annotations: the worst root findings as workflow commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.report.formats._places import placed, worst_first
from audit.report.terminal import safe

if TYPE_CHECKING:
    from audit.report import Report
    from audit.report.formats._places import Placed

_LEVELS = {"critical": "error", "major": "error", "minor": "warning", "neutral": "notice"}
# A step shows ten annotations of each level and drops the others in silence (actions/toolkit 734);
# the tenth says how many there are more.
_SHOWN = 9
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def content(report: Report) -> bytes:
    """A command a line: at most nine errors and nine warnings, and a notice of what is left out.

    Source:
        GitHub Docs, Workflow commands. What texts and file names hold is encoded, so that none of
        it can be a command (CVE-2020-15228), and what the terminal of a log would obey is U+FFFD.
    """
    by_level: dict[str, list[Placed]] = {"error": [], "warning": []}
    left = 0
    for one in placed(report, worst_first(report.roots())):
        group = by_level.get(_LEVELS[one.finding["severity"]])
        if group is not None and len(group) < _SHOWN:
            group.append(one)
        else:
            left += 1
    lines = [_command(one) for group in by_level.values() for one in group]
    if left:
        lines.append(f"::notice title=audit::{left} more findings are in the report")
    return "".join(f"{line}\n" for line in lines).encode()


def _command(one: Placed) -> str:
    finding = one.finding
    properties = {"title": f"{finding['rule']} ({finding['finding_id']})"}
    if one.first:
        properties |= {"file": one.first.path, "line": str(one.first.line)}
    listed = ",".join(
        f"{key}={safe(value.translate(_PROPERTY))}" for key, value in properties.items()
    )
    message = safe(finding["message"].translate(_MESSAGE))
    return f"::{_LEVELS[finding['severity']]} {listed}::{message}"
