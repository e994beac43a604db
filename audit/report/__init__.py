"""Findings to files: the report and one module per output format."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import audit
from audit.ledger import Ledger
from audit.profiles import DEFAULT, profiles_of
from audit.report._tables import SCHEMAS, Held
from audit.report.counts import FLAGS, Counts
from audit.report.entries import build_entries, suppressed
from audit.report.words import Told
from audit.schema import VERDICTS, Entries, Findings, Pairs, Records, Severity, texts
from audit.storage import Publication

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.errors import Problem
    from audit.readers import Input, Reading
    from audit.readers._direction import Direction
    from audit.report._tables import Tables
    from audit.scorers import Fault, Scorer, Verdicts
    from audit.text.glossary_terms import GlossaryUse

REPORT_FILES = ("entries.csv", "findings.csv", "summary.json", "index.html")


@dataclass(frozen=True)
class Report:
    """The outcome of a run: the four tables, and everything a person should know about it.

    Every count that is shown anywhere is derived from here.
    """

    config: Config
    tables: Tables
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
        findings = verdicts.findings
        held, notices = ledger.settle(
            dict(zip(findings["finding_id"], findings["rule"], strict=True))
        )
        findings["suppressed"] = suppressed(findings, held)
        tables = {
            "records": reading.records,
            "pairs": pairs,
            "findings": findings,
            "entries": build_entries(pairs, verdicts.facts, findings),
        }
        report = cls(
            config,
            Held(tables),
            reading.inputs,
            [*reading.problems, *notices],
            verdicts.faults,
            reading.directions,
            ledger,
        )
        report.check()
        return report

    def with_tables(self, **tables: pd.DataFrame) -> Report:
        """The report with some of its tables replaced."""
        whole = {name: self.tables.whole(name) for name in SCHEMAS}
        return replace(self, tables=Held(whole | tables))

    def check(self) -> None:
        """Raise AssertionError if a record is neither paired nor rejected.

        That is a fault of the pairer.
        """
        conservation = self.conservation()
        if not conservation["holds"]:
            message = f"records were lost between reading and pairing: {conservation}"
            raise AssertionError(message)

    @property
    def records(self) -> Records:
        """RECORDS, all of them."""
        return Records(self.tables.whole("records"))

    @property
    def pairs(self) -> Pairs:
        """PAIRS, all of them."""
        return Pairs(self.tables.whole("pairs"))

    @property
    def findings(self) -> Findings:
        """FINDINGS, all of them."""
        return Findings(self.tables.whole("findings"))

    @property
    def entries(self) -> Entries:
        """ENTRIES, all of them."""
        return Entries(self.tables.whole("entries"))

    @cached_property
    def counts(self) -> Counts:
        """All that is counted; no table has to be held for it."""
        return Counts.of(self.tables, self._scorers, self.known or ())

    @cached_property
    def glossary_use(self) -> GlossaryUse | None:
        """The use of the glossary to what is translated; None without one."""
        if not self.config.glossary:
            return None
        from audit.text.glossary_terms import glossary_use

        columns = ["verdict", "source_text", "target_text"]
        pairs = (
            (source, target)
            for part in self.tables.parts("entries", columns)
            for verdict, source, target in zip(*(texts(part[it]) for it in columns), strict=True)
            if verdict != "untranslated" and source is not None and target is not None
        )
        return glossary_use(self.config.terms, pairs)

    @property
    def known(self) -> frozenset[str] | None:
        """The ids of the baseline, if there is one."""
        return self.ledger.known

    def conservation(self) -> dict[str, int | bool]:
        """Records read = records in pairs + records rejected."""
        return dict(self._conservation)

    @cached_property
    def _conservation(self) -> dict[str, int | bool]:
        every: list[NDArray[np.uint64]] = []
        references: list[NDArray[np.uint64]] = []
        for records in self.tables.parts("records", ["record_id", "role"]):
            numbers = _numbers(records["record_id"])
            every.append(numbers)
            references.append(numbers[(records["role"] == "reference").to_numpy(np.bool_)])
        paired = [
            _numbers(pairs[name].dropna())
            for pairs in self.tables.parts("pairs", ["source_record", "target_record"])
            for name in ("source_record", "target_record")
        ]
        known = np.concatenate(every)
        in_pairs = np.concatenate([np.unique(np.concatenate(paired)), *references])
        rejected = sum(problem.rejected for problem in self.problems)
        return {
            "records_read": len(known) + rejected,
            "records_in_pairs": len(in_pairs),
            "records_rejected": rejected,
            "holds": len(in_pairs) == len(known)
            and np.array_equal(np.unique(in_pairs), np.unique(known)),
        }

    def roots(self) -> Findings:
        """The findings that are nobody's symptom and not suppressed: what is counted."""
        findings = self.findings
        return type(findings)(findings[findings["cause"].isna() & ~findings["suppressed"]])

    def profiles(self) -> dict[str, int]:
        """Entries per profile, in the order of names."""
        return dict(self._profiles)

    @cached_property
    def _profiles(self) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for pairs in self.tables.parts("pairs", ["form", "material"]):
            own = self.config.profile
            counted.update(profiles_of(Pairs(pairs)) if own is None else {own: len(pairs)})
        return dict(sorted(counted.items()))

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
        return {name: self.counts.flags[name] for name in FLAGS}

    def told(self) -> Told:
        """The numbers of entries of each verdict, and with another defect."""
        counts = self.counts
        return Told(
            counts.entries,
            counts.verdicts["untranslated"],
            counts.verdicts["unassessed"],
            counts.defective,
        )

    def verdicts(self) -> dict[str, int]:
        """Entries per verdict, of all three."""
        return {verdict: self.counts.verdicts[verdict] for verdict in VERDICTS}

    def unapplied(self) -> dict[str, int]:
        """By rule, how many entries with text on both sides are in languages it does not judge.

        An entry whose target is none is not counted: it has its finding. Rules that judge all
        entries are left out.
        """
        return {rule: count for rule, count in self.counts.unapplied.items() if count}

    def failures(self) -> int:
        """Root findings at or above the severity that `fail_on` names; 0 if it names none.

        What the baseline knows does not count.
        """
        if self.config.fail_on is None:
            return 0
        limit = Severity.parse(self.config.fail_on)
        counted = self.counts.new_by_severity.items()
        return sum(count for word, count in counted if Severity.parse(word) >= limit)

    def write(self, directory: str | os.PathLike[str]) -> list[str]:
        """Write `entries.csv`, `findings.csv`, `index.html` and `summary.json`, all or none.

        Returns:
            The paths written.

        Raises:
            InputError: the directory cannot be written, or another run is writing it.
        """
        folder = Path(directory)
        with Publication(folder / name for name in REPORT_FILES) as publication:
            return self.add_to(publication, folder)

    def add_to(self, publication: Publication, folder: Path) -> list[str]:
        """Add the files of the report in `folder` to those that take their places together.

        Returns:
            Their paths.

        Raises:
            InputError: one cannot be written.
        """
        from audit.report.csv_report import entries_csv, findings_csv
        from audit.report.html import index_html
        from audit.report.summary import summary_json

        made: dict[str, Callable[[Report], bytes | Iterable[bytes]]] = {
            "entries.csv": entries_csv,
            "findings.csv": findings_csv,
            "index.html": index_html,
        }
        hashes = {name: publication.add(folder / name, make(self)) for name, make in made.items()}
        publication.add(folder / "summary.json", summary_json(self, hashes))
        return [str(folder / name) for name in REPORT_FILES]


def _numbers(names: pd.Series[Any]) -> NDArray[np.uint64]:
    """A number per name, which others share by chance once in 2^64."""
    return pd.util.hash_array(names.to_numpy(dtype=object), categorize=False)
