"""Findings to files: the report and one module per output format."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import audit
from audit.ledger import Ledger
from audit.profiles import DEFAULT, profiles_of
from audit.report.entries import build_entries
from audit.report.words import Told
from audit.schema import VERDICTS, Severity, texts

if TYPE_CHECKING:
    import os

    from audit.config import Config
    from audit.errors import Problem
    from audit.readers import Input, Reading
    from audit.readers._direction import Direction
    from audit.schema import Entries, Findings, Pairs, Records
    from audit.scorers import Fault, Scorer, Verdicts
    from audit.text.glossary_terms import GlossaryUse


@dataclass(frozen=True)
class Report:
    """The outcome of a run: the four tables, and everything a person should know about it.

    Every count that is shown anywhere is derived from here.
    """

    config: Config
    records: Records
    pairs: Pairs
    findings: Findings
    entries: Entries
    inputs: list[Input]
    problems: list[Problem]
    faults: list[Fault]
    directions: list[Direction] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    @classmethod
    def of(
        cls,
        config: Config,
        reading: Reading,
        pairs: Pairs,
        verdicts: Verdicts,
        ledger: Ledger | None = None,
    ) -> Report:
        """Put the outcomes of reading, pairing and scoring together with what was said before.

        Raises:
            AssertionError: a record is neither paired nor rejected; that is a fault of the pairer.
        """
        ledger = ledger or Ledger()
        notices = ledger.settle(verdicts.findings)
        report = cls(
            config,
            reading.records,
            pairs,
            verdicts.findings,
            build_entries(pairs, verdicts),
            reading.inputs,
            [*reading.problems, *notices],
            verdicts.faults,
            reading.directions,
            ledger,
        )
        conservation = report.conservation()
        if not conservation["holds"]:
            message = f"records were lost between reading and pairing: {conservation}"
            raise AssertionError(message)
        return report

    @cached_property
    def glossary_use(self) -> GlossaryUse | None:
        """How much of the glossary was applied to what is translated; None without one."""
        if not self.config.glossary:
            return None
        from audit.text.glossary_terms import glossary_use

        told = self.entries[self.entries["verdict"] != "untranslated"]
        both = told[told["source_text"].notna() & told["target_text"].notna()]
        pairs = zip(texts(both["source_text"]), texts(both["target_text"]), strict=True)
        return glossary_use(self.config.terms, ((one or "", other or "") for one, other in pairs))

    @property
    def known(self) -> frozenset[str] | None:
        """The ids of the baseline, if there is one."""
        return self.ledger.known

    def conservation(self) -> dict[str, int | bool]:
        """Records read = records in pairs + records rejected."""
        paired = set(self.pairs["source_record"].dropna())
        paired |= set(self.pairs["target_record"].dropna())
        references = self.records.loc[self.records["role"] == "reference", "record_id"]
        rejected = sum(problem.rejected for problem in self.problems)
        known = set(self.records["record_id"])
        in_pairs = len(paired) + len(references)
        return {
            "records_read": len(self.records) + rejected,
            "records_in_pairs": in_pairs,
            "records_rejected": rejected,
            "holds": in_pairs == len(self.records) and paired | set(references) == known,
        }

    def roots(self) -> Findings:
        """The findings that are nobody's symptom and not suppressed: what is counted."""
        findings = self.findings
        return type(findings)(findings[findings["cause"].isna() & ~findings["suppressed"]])

    def profiles(self) -> dict[str, int]:
        """Entries per profile, in the order of names."""
        if self.config.profile is not None:
            return {self.config.profile: len(self.pairs)}
        return dict(sorted(Counter(profiles_of(self.pairs)).items()))

    def scorers(self) -> list[Scorer]:
        """The scorers that ran, with the options of a profile in which they did, by rule name."""
        return list(self._scorers)

    @cached_property
    def _scorers(self) -> list[Scorer]:
        ran = {
            scorer.rule: scorer
            for profile in [*self.profiles(), DEFAULT]
            for scorer in self.config.scorers(profile)
        }
        return [scorer for _, scorer in sorted(ran.items())]

    def signature(self) -> str:
        """The facts two comparable reports share: rules, configuration, inputs, version."""
        inputs = hashlib.sha256("".join(sorted(item.sha256 for item in self.inputs)).encode())
        parts = {
            "rules": len(self.scorers()),
            "cfg": self.config.digest(),
            "in": inputs.hexdigest()[:12],
            "v": audit.__version__,
        }
        return "|".join(f"{name}:{value}" for name, value in parts.items())

    def flags(self) -> dict[str, int]:
        """Units per flag of the mission."""
        names = ("missing_translation", "blank_entry", "language_mismatch")
        return {name: int(self.entries[name].sum()) for name in names}

    def told(self) -> Told:
        """The numbers of entries of each verdict, and with another defect."""
        verdicts = self.verdicts()
        fine = self.entries["status"].isin(["ok", *VERDICTS])
        defective = ~fine & (self.entries["verdict"] != "untranslated")
        return Told(
            len(self.entries),
            verdicts["untranslated"],
            verdicts["unassessed"],
            int(defective.sum()),
        )

    def verdicts(self) -> dict[str, int]:
        """Entries per verdict, of all three."""
        counts = self.entries["verdict"].value_counts()
        return {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS}

    def unapplied(self) -> dict[str, int]:
        """By rule, how many entries with text on both sides are in languages it does not judge.

        An entry whose target is none is not counted: it has its finding. Rules that judge all
        entries are left out.
        """
        entries = self.entries
        both = entries["source_text"].notna() & (entries["verdict"] != "untranslated")
        counts = {}
        pairs = entries.loc[both, ["source_lang", "target_lang"]].fillna("").value_counts()
        for scorer in self.scorers():
            counts[scorer.rule] = sum(
                int(count)
                for (source, target), count in zip(pairs.index.to_flat_index(), pairs, strict=True)
                if not scorer.applies(source, target)
            )
        return {rule: count for rule, count in counts.items() if count}

    def failures(self) -> int:
        """Root findings at or above the severity that `fail_on` names; 0 if it names none.

        What the baseline knows does not count.
        """
        if self.config.fail_on is None:
            return 0
        limit = Severity.parse(self.config.fail_on)
        roots = self.roots()
        new = roots[~roots["finding_id"].isin(self.known or ())]
        return sum(Severity.parse(word) >= limit for word in new["severity"])

    def write(self, directory: str | os.PathLike[str]) -> list[str]:
        """Write `entries.csv`, `findings.csv`, `summary.json` and `index.html`, all or none.

        Returns:
            The paths written.

        Raises:
            InputError: the directory cannot be written, or another run is writing it.
        """
        from audit.report._files import write_together
        from audit.report.csv_report import entries_csv, findings_csv
        from audit.report.html import index_html
        from audit.report.summary import summary_json

        files: dict[str, Any] = {
            "entries.csv": entries_csv(self),
            "findings.csv": findings_csv(self),
            "summary.json": summary_json(self),
            "index.html": index_html(self),
        }
        return write_together(directory, files)
