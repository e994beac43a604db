"""`summary.json`: the counts of a run, and what they were made from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import audit
from audit.config import SEVERITIES
from audit.report.counts import FLAGS
from audit.report.words import rule_name, rule_why
from audit.schema import VERDICTS, Severity

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from audit.report import Report
    from audit.report.words import Said

SCHEMA_VERSION = 1


def summary_json(report: Report, files: Mapping[str, str]) -> bytes:
    """Counts, conservation, yield per rule, and hashes of tool, configuration, inputs and outputs.

    The same inputs and configuration give the same bytes.

    Args:
        report: What is counted.
        files: The names of the other files of the report, and the SHA-256 of each.
    """
    summary = summarise(report) | {"report": dict(files)}
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def is_whole(directory: str | os.PathLike[str]) -> bool:
    """Whether the files of the report in `directory` are of one run, by what `summary.json` says.

    While a run replaces them, and after one that was killed there, they may not be.
    """
    folder = Path(directory)
    try:
        files = json.loads((folder / "summary.json").read_bytes())["report"]
        return all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
            for name, sha256 in files.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def summarise(report: Report) -> dict[str, Any]:
    """The content of `summary.json` but for what is said of the other files."""
    counts = report.counts
    use = report.glossary_use
    return {
        "schema_version": SCHEMA_VERSION,
        "signature": report.signature(),
        "tool": {"name": "audit", "version": audit.__version__},
        "config": {
            "hash": report.config.digest(),
            "fail_on": report.config.fail_on,
            "profile": report.config.profile,
        },
        "profiles": report.profiles(),
        "units": counts.entries,
        "verdicts": report.verdicts(),
        "flags": report.flags(),
        "status": dict(sorted(counts.statuses.items())),
        "root_findings": counts.roots.total(),
        "rules": _yield(report),
        "pair_methods": dict(sorted(counts.methods.items())),
        "files": by_file(report),
        **({} if use is None else {"glossary": use._asdict()}),
        "conservation": report.conservation(),
        "inputs": [item._asdict() for item in report.inputs],
        "directions": [found._asdict() for found in report.directions],
        "problems": [problem._asdict() for problem in report.problems],
        "faults": [fault._asdict() for fault in report.faults],
    }


class Bar(NamedTuple):
    """A rule that found something."""

    rule: str
    name: Said
    severity: str  # of the severest of them
    why: Said
    number: int
    share: float  # of the entries, 0-1
    width: float  # of the longest bar, 0-1


def bars(report: Report) -> list[Bar]:
    """The rules with root findings, the severest first, then those with most."""
    counts = report.counts
    units = max(counts.entries, 1)
    most = max(counts.roots.values(), default=1)
    found = [
        Bar(
            scorer.rule,
            rule_name(scorer.rule),
            str(Severity(counts.worst[scorer.rule])),
            rule_why(scorer),
            counts.roots[scorer.rule],
            counts.entries_of_roots[scorer.rule] / units,
            counts.roots[scorer.rule] / most,
        )
        for scorer in report.scorers()
        if scorer.rule in counts.roots
    ]
    return sorted(found, key=lambda bar: (-SEVERITIES.index(bar.severity), -bar.number, bar.rule))


def by_file(report: Report) -> list[dict[str, Any]]:
    """Units and flags per file, the file with the most flagged units first."""
    names = ("units", "flagged", *VERDICTS, *FLAGS)
    files = sorted(report.counts.files.items(), key=lambda item: (-item[1]["flagged"], item[0]))
    return [{"file": file, **{name: counts[name] for name in names}} for file, counts in files]


def _yield(report: Report) -> list[dict[str, Any]]:
    """The yield of each rule: roots, symptoms, and the share of units with a root finding."""
    counts, unapplied = report.counts, report.unapplied()
    units = counts.entries
    return [
        {
            "rule": scorer.rule,
            "category": scorer.category,
            "severity": scorer.severity,
            "root_findings": counts.without_cause[scorer.rule],
            "symptoms": counts.of_rule[scorer.rule] - counts.without_cause[scorer.rule],
            "share_of_units": round(counts.entries_without_cause[scorer.rule] / units, 6)
            if units
            else 0.0,
            "entries_not_judged": unapplied.get(scorer.rule, 0),
        }
        for scorer in report.scorers()
    ]
