"""Markdown: the verdict and the worst root findings, for a job summary or a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.report.formats._places import placed, worst_first
from audit.report.words import directed, headline

if TYPE_CHECKING:
    from audit.report import Report

_FINDINGS_SHOWN = 50
_EVIDENCE_CHARS = 80
# A job summary holds 1 MiB (GitHub Docs, Adding a job summary); this is far below.
_SPECIAL = regex.compile(r"[\\`*_{}\[\]<>()#!|~&@]|:(?=//)|(?<=www)\.")
_CONTROL = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]+")


def content(report: Report) -> bytes:
    """Tables of rules and findings; whatever comes from a text or a file name is inert."""
    roots = report.roots()
    counts = roots["rule"].value_counts()
    lines = [
        "## Translation audit",
        "",
        headline(report.told()).en,
        *(_inert(directed(found).en) for found in report.directions),
        "",
        "| rule | severity | findings |",
        "|---|---|---:|",
        *(
            f"| {scorer.rule} | {scorer.severity} | {counts[scorer.rule]} |"
            for scorer in report.scorers()
            if scorer.rule in counts
        ),
        "",
        "| place | rule | what | evidence |",
        "|---|---|---|---|",
    ]
    for one in placed(report, worst_first(roots)[:_FINDINGS_SHOWN]):
        finding, region = one.finding, one.first
        place = f"{region.path}:{region.line}" if region else str(finding["entry_id"])
        evidence = finding["target_evidence"] or finding["source_evidence"] or ""
        cells = (place, finding["rule"], finding["message"], evidence[:_EVIDENCE_CHARS])
        lines.append(f"| {' | '.join(_inert(cell) for cell in cells)} |")
    left = len(roots) - _FINDINGS_SHOWN
    if left > 0:
        lines += ["", f"{left} more findings are in the report."]
    return "\n".join([*lines, ""]).encode()


def _inert(text: str) -> str:
    """`text` on one line, with nothing that Markdown or HTML would obey, nor a mention."""
    plain = _CONTROL.sub(" ", text)
    escaped: str = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", plain)
    return escaped
