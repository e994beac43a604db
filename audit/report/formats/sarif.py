"""SARIF 2.1.0: root findings for code scanning services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import audit
from audit.report.formats._places import placed, worst_first

if TYPE_CHECKING:
    import pandas as pd

    from audit.report import Report
    from audit.report.formats._places import Placed, Region
    from audit.scorers import Scorer

# GitHub keeps 5,000 results of a run and drops the others in silence (GitHub Docs, SARIF support
# for code scanning); the worst are written, and how many are not.
MOST_RESULTS = 5_000

_MOST_MEMBERS = 100  # of one finding that are listed; a viewer shows each
_LEVELS = {"critical": "error", "major": "error", "minor": "warning", "neutral": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def content(report: Report) -> bytes:
    """One run. Lines and columns are those of the input files, columns in code points.

    Source:
        OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
    """
    roots = report.findings[report.findings["cause"].isna()]
    worst = worst_first(roots)[:MOST_RESULTS]
    rules = report.scorers()
    number = {scorer.rule: place for place, scorer in enumerate(rules)}
    members = _members(report, roots)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "audit",
                "version": audit.__version__,
                "rules": [_rule(scorer) for scorer in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, members, number, report) for one in placed(report, worst)],
        "invocations": [_invocation(report, len(roots) - len(worst))],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, ensure_ascii=False, indent=1)}\n".encode()


def _rule(scorer: Scorer) -> dict[str, Any]:
    return {
        "id": scorer.rule,
        "name": type(scorer).__name__,
        "shortDescription": {"text": scorer.documentation.partition("\n")[0]},
        "help": {"text": scorer.documentation, "markdown": scorer.documentation},
        "defaultConfiguration": {"level": _LEVELS[scorer.severity], "enabled": scorer.enabled},
        "properties": {"tags": [scorer.category], "severity": scorer.severity},
    }


def _members(report: Report, roots: pd.DataFrame) -> dict[str, list[Region]]:
    """By root finding, where the other entries stand that share the defect, the first of them."""
    rules = dict(zip(roots["finding_id"], roots["rule"], strict=True))
    findings = report.findings
    shared = findings[findings["rule"] == findings["cause"].map(rules)]
    regions: dict[str, list[Region]] = {}
    for one in placed(report, shared):
        known = regions.setdefault(one.finding["cause"], [])
        if one.first and len(known) < _MOST_MEMBERS:
            known.append(one.first)
    return regions


def _result(
    one: Placed, members: dict[str, list[Region]], number: dict[str, int], report: Report
) -> dict[str, Any]:
    finding = one.finding
    result: dict[str, Any] = {
        "ruleId": finding["rule"],
        "ruleIndex": number[finding["rule"]],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": finding["message"]},
        "locations": [_location(one.first)] if one.first else [],
        "partialFingerprints": {"auditFinding/v1": finding["finding_id"]},
        "properties": {
            "entry": finding["entry_id"],
            "field": finding["field"],
            "severity": finding["severity"],
            "confidence": finding["confidence"],
        },
    }
    related = [("source", one.source)] if one.target and one.source else []
    related += [("shares the defect", at) for at in members.get(finding["finding_id"], ())]
    if related:
        result["relatedLocations"] = [
            {**_location(region), "id": place, "message": {"text": text}}
            for place, (text, region) in enumerate(related, start=1)
        ]
    if finding["suppressed"]:
        said = report.ledger.suppressions[finding["finding_id"]]
        result["suppressions"] = [{"kind": "external", "justification": said.reason}]
    if report.known is not None:
        known = finding["finding_id"] in report.known
        result["baselineState"] = "unchanged" if known else "new"
    return result


def _location(region: Region) -> dict[str, Any]:
    where: dict[str, Any] = {"startLine": region.line}
    if region.column is not None:
        where |= {
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        }
    name = {"uri": quote(region.path.replace("\\", "/"))}
    if not region.path.startswith("/"):
        name["uriBaseId"] = "%SRCROOT%"
    return {"physicalLocation": {"artifactLocation": name, "region": where}}


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    told = [str(problem) for problem in report.problems if problem.kind == "error"]
    told += [f"fault: {fault}" for fault in report.faults]
    notes = [{"level": "error", "message": {"text": text}} for text in told]
    if left_out:
        text = f"{left_out} more findings were left out: the {MOST_RESULTS} worst are here."
        notes.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not told, "toolExecutionNotifications": notes}
