"""`summary.json`: the counts of a run, and what they were made from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import audit
from audit.config import SEVERITIES
from audit.report.words import rule_name, rule_why
from audit.schema import VERDICTS, Severity

if TYPE_CHECKING:
    from audit.report import Report
    from audit.report.words import Said

SCHEMA_VERSION = 1


def summary_json(report: Report) -> bytes:
    """Counts, conservation, yield per rule, and hashes of tool, configuration and inputs.

    The same inputs and configuration give the same bytes.
    """
    text = json.dumps(summarise(report), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def summarise(report: Report) -> dict[str, Any]:
    """The content of `summary.json`."""
    entries = report.entries
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
        "units": len(entries),
        "verdicts": report.verdicts(),
        "flags": report.flags(),
        "status": _counts(entries["status"]),
        "root_findings": len(report.roots()),
        "rules": _yield(report),
        "pair_methods": _counts(entries["pair_method"]),
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
    roots = report.roots()
    units = max(len(report.entries), 1)
    counts = roots["rule"].value_counts()
    touched = roots.drop_duplicates(["entry_id", "field", "rule"])["rule"].value_counts()
    most = max(counts.max() if len(counts) else 0, 1)
    worst = roots["severity"].map(Severity.parse).groupby(roots["rule"]).max()
    found = [
        Bar(
            scorer.rule,
            rule_name(scorer.rule),
            str(Severity(int(worst[scorer.rule]))),
            rule_why(scorer),
            int(counts[scorer.rule]),
            int(touched[scorer.rule]) / units,
            int(counts[scorer.rule]) / most,
        )
        for scorer in report.scorers()
        if scorer.rule in counts
    ]
    return sorted(found, key=lambda bar: (-SEVERITIES.index(bar.severity), -bar.number, bar.rule))


def by_file(report: Report) -> list[dict[str, Any]]:
    """Units and flags per file, the file with the most flagged units first."""
    flags = list(report.flags())
    entries = report.entries
    table = entries.assign(
        file=entries["target_file"].fillna(entries["source_file"]),
        flagged=entries[flags].any(axis=1),
        units=1,
        **{verdict: entries["verdict"] == verdict for verdict in VERDICTS},
    )
    files = (
        table.groupby("file")[["units", "flagged", *VERDICTS, *flags]]
        .sum()
        .astype("int64")
        .reset_index()
    )
    files = files.sort_values(["flagged", "file"], ascending=[False, True], kind="stable")
    return [{str(key): _plain(value) for key, value in row.items()} for row in _rows(files)]


def _rows(table: Any) -> list[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = table.to_dict("records")
    return rows


def _plain(value: Any) -> str | int:
    return value if isinstance(value, str) else int(value)


def _yield(report: Report) -> list[dict[str, Any]]:
    """The yield of each rule: roots, symptoms, and the share of units with a root finding."""
    findings, units = report.findings, len(report.entries)
    unapplied = report.unapplied()
    rows = []
    for scorer in report.scorers():
        own = findings[findings["rule"] == scorer.rule]
        roots = own[own["cause"].isna()]
        touched = len(roots[["entry_id", "field"]].drop_duplicates())
        rows.append(
            {
                "rule": scorer.rule,
                "category": scorer.category,
                "severity": scorer.severity,
                "root_findings": len(roots),
                "symptoms": len(own) - len(roots),
                "share_of_units": round(touched / units, 6) if units else 0.0,
                "entries_not_judged": unapplied.get(scorer.rule, 0),
            }
        )
    return rows


def _counts(column: Any) -> dict[str, int]:
    counted = column.value_counts()
    return {str(name): int(count) for name, count in sorted(counted.items())}
