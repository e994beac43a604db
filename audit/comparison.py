"""Two audits of the same texts: what was mended, what is new, what is still there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from audit.errors import InputError
from audit.side_files import check_regular
from audit.storage import recover_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 20
_COLUMNS = ["finding_id", "rule", "severity", "cause", "suppressed", "file", "line", "message"]


class Change(NamedTuple):
    """The root findings of a rule in both audits."""

    rule: str
    fixed: int
    new: int
    unchanged: int


@dataclass(frozen=True)
class Comparison:
    """Root findings by what became of them; each a table with the columns of FINDINGS."""

    fixed: pd.DataFrame
    new: pd.DataFrame
    unchanged: pd.DataFrame

    @classmethod
    def of(cls, old: pd.DataFrame, new: pd.DataFrame) -> Comparison:
        """Compare two tables of findings by their ids, which do not depend on lines."""
        old, new = _roots(old), _roots(new)
        still = new["finding_id"].isin(old["finding_id"])
        return cls(old[~old["finding_id"].isin(new["finding_id"])], new[~still], new[still])

    def by_rule(self) -> list[Change]:
        """By rule, in alphabetical order; rules without findings are left out."""
        parts = (self.fixed, self.new, self.unchanged)
        counts = [part["rule"].value_counts() for part in parts]
        rules = sorted({rule for part in parts for rule in part["rule"]})
        return [Change(rule, *(int(count.get(rule, 0)) for count in counts)) for rule in rules]

    def lines(self) -> Iterator[str]:
        """The comparison as plain text: a table by rule, then the new findings."""
        changes = self.by_rule()
        total = Change("all", len(self.fixed), len(self.new), len(self.unchanged))
        width = max(len(change.rule) for change in [*changes, total])
        yield f"{'rule':{width}}  {'fixed':>9}  {'new':>9}  {'unchanged':>9}"
        for change in [*changes, total]:
            numbers = "  ".join(f"{number:>9,}" for number in change[1:])
            yield f"{change.rule:{width}}  {numbers}"
        for name, table in (("new", self.new), ("fixed", self.fixed)):
            if len(table):
                yield ""
                yield f"{name}:"
            for row in table[:_SHOWN].to_dict("records"):
                line = "" if pd.isna(row["line"]) else f":{int(row['line'])}"
                place = f"{row['file']}{line}"
                yield f"  {row['finding_id']}  {place}  {row['rule']}: {row['message']}"
            if len(table) > _SHOWN:
                yield f"  and {len(table) - _SHOWN:,} more"


def read_findings(path: str) -> pd.DataFrame:
    """The findings of a report: its directory, or a file in CSV, JSON Lines or Parquet.

    Raises:
        InputError: there are none, or a report that is half replaced cannot be put back.
    """
    from audit.report.csv_report import read_csv

    file = Path(path)
    if file.is_dir():
        file /= "findings.csv"
        recover_folders([file])
    try:
        check_regular(file)
        if file.suffix == ".jsonl":
            rows = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
            table = pd.DataFrame(rows, columns=_COLUMNS)
        elif file.suffix == ".parquet":
            table = pd.read_parquet(file)
        else:
            table = read_csv(file)
        return table[_COLUMNS]
    except OSError as error:
        message = (
            f"{file}: cannot be read: {error.strerror}; name a directory audit run has written"
        )
        raise InputError(message) from error
    except (ValueError, KeyError, RecursionError) as error:
        message = f"{file}: holds no findings; name findings.csv, or what --output has written"
        raise InputError(message) from error


def _roots(findings: pd.DataFrame) -> pd.DataFrame:
    is_root = findings["cause"].fillna("") == ""  # CSV cannot tell the two apart
    return findings[is_root & ~findings["suppressed"].astype(bool)]
