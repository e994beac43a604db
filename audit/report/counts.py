"""What is counted in a report, part by part."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from audit.schema import VERDICTS, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from audit.report._tables import Tables
    from audit.scorers import Scorer

FLAGS = ("missing_translation", "blank_entry", "language_mismatch")

_OF_ENTRIES = [
    "verdict", *FLAGS, "status", "pair_method", "source_file", "target_file", "source_lang",
    "target_lang", "source_chars",
]  # fmt: skip
_OF_FINDINGS = ["finding_id", "rule", "severity", "cause", "suppressed", "pair_id", "file"]


@dataclass
class Counts:
    """Entries and findings by what they have; those of a root leave out what is suppressed."""

    entries: int = 0
    defective: int = 0  # entries with another defect than being untranslated
    verdicts: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    files: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unapplied: Counter[str] = field(default_factory=Counter)  # by rule, entries it does not judge
    findings: int = 0
    suppressed: int = 0
    of_rule: Counter[str] = field(default_factory=Counter)  # findings
    without_cause: Counter[str] = field(default_factory=Counter)  # by rule, suppressed or not
    entries_without_cause: Counter[str] = field(default_factory=Counter)
    roots: Counter[str] = field(default_factory=Counter)  # by rule
    entries_of_roots: Counter[str] = field(default_factory=Counter)
    worst: dict[str, int] = field(default_factory=dict)  # severity of the worst root, by rule
    new: Counter[str] = field(default_factory=Counter)  # roots that the baseline does not have
    new_by_severity: Counter[str] = field(default_factory=Counter)
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)  # roots by file and rule

    @classmethod
    def of(cls, tables: Tables, scorers: Sequence[Scorer], known: Collection[str]) -> Counts:
        """Count what is in `tables`; `known` are the findings of the baseline."""
        counts = cls()
        for entries in tables.parts("entries", _OF_ENTRIES):
            counts._add_entries(entries, scorers)
        for findings in tables.parts("findings", _OF_FINDINGS):
            counts._add_findings(findings, known)
        return counts

    def _add_entries(self, entries: pd.DataFrame, scorers: Sequence[Scorer]) -> None:
        untranslated = entries["verdict"] == "untranslated"
        fine = entries["status"].isin(["ok", *VERDICTS])
        self.entries += len(entries)
        self.defective += int((~fine & ~untranslated).sum())
        self.verdicts.update(_counted(entries["verdict"]))
        self.statuses.update(_counted(entries["status"]))
        self.methods.update(_counted(entries["pair_method"]))
        self.flags.update({flag: int(entries[flag].sum()) for flag in FLAGS})
        table = pd.DataFrame(
            {
                "file": entries["target_file"].fillna(entries["source_file"]),
                "units": 1,
                "flagged": entries[[*FLAGS]].any(axis=1),
                **{verdict: entries["verdict"] == verdict for verdict in VERDICTS},
                **{flag: entries[flag] for flag in FLAGS},
                "not_ok": entries["status"] != "ok",
            }
        )
        for file, row in table.groupby("file").sum().iterrows():
            self.files[str(file)].update({str(name): int(count) for name, count in row.items()})
        both = entries["source_chars"].notna() & ~untranslated
        languages = entries.loc[both, ["source_lang", "target_lang"]].fillna("").value_counts()
        for (source, target), count in zip(languages.index.to_flat_index(), languages, strict=True):
            for scorer in scorers:
                if not scorer.applies(source, target):
                    self.unapplied[scorer.rule] += int(count)

    def _add_findings(self, findings: pd.DataFrame, known: Collection[str]) -> None:
        self.findings += len(findings)
        self.suppressed += int(findings["suppressed"].sum())
        self.of_rule.update(_counted(findings["rule"]))
        without = findings[findings["cause"].isna()]
        self.without_cause.update(_counted(without["rule"]))
        self.entries_without_cause.update(_counted(_once(without)["rule"]))
        roots = without[~without["suppressed"]]
        self.roots.update(_counted(roots["rule"]))
        self.entries_of_roots.update(_counted(_once(roots)["rule"]))
        for rule, severity in roots[["rule", "severity"]].drop_duplicates().itertuples(index=False):
            self.worst[rule] = max(self.worst.get(rule, 0), int(Severity.parse(severity)))
        new = roots[~roots["finding_id"].isin(known)]
        self.new.update(_counted(new["rule"]))
        self.new_by_severity.update(_counted(new["severity"]))
        self.cells.update(zip(roots["file"], roots["rule"], strict=True))


def _once(findings: pd.DataFrame) -> pd.DataFrame:
    """A finding of each rule on each pair; all of a pair are in one part."""
    return findings.drop_duplicates(["pair_id", "rule"])


def _counted(column: pd.Series[str]) -> dict[str, int]:
    return {str(name): int(count) for name, count in column.value_counts().items()}
