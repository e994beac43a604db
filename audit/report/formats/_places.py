"""Where in its file the evidence of a finding stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report

_LINE_END = regex.compile(r"\r\n|\r|\n")
_SIDES = ("target", "source")


class Region(NamedTuple):
    """A stretch of a file; lines and columns from 1, columns in code points, the end exclusive."""

    path: str
    line: int
    column: int | None = None  # None: all of the line
    end_line: int | None = None
    end_column: int | None = None


class Placed(NamedTuple):
    """A finding, as a row of FINDINGS by name, with the regions of its evidence."""

    finding: dict[str, Any]
    target: Region | None
    source: Region | None

    @property
    def first(self) -> Region | None:
        """Where to look first."""
        return self.target or self.source


def placed(report: Report, findings: pd.DataFrame) -> Iterator[Placed]:
    """`findings` of `report`, in their order, with the places of their evidence.

    A text that its file does not hold as it is has the line alone.
    """
    names = [f"{side}_{name}" for side in _SIDES for name in ("record", "path", "line", "text")]
    joined = findings.merge(
        report.pairs[["pair_id", *names]], on="pair_id", how="left", validate="m:1"
    )
    columns = report.records.set_index("record_id")["column"]
    for row in joined.to_dict("records"):
        finding = {str(name): None if _is_null(value) else value for name, value in row.items()}
        regions = [_region(finding, side, columns) for side in _SIDES]
        yield Placed({name: finding[name] for name in findings.columns}, *regions)


def worst_first(findings: pd.DataFrame) -> pd.DataFrame:
    """By severity, then by place."""
    from audit.schema import Severity

    rank = findings["severity"].map({str(level): -int(level) for level in Severity})
    order = findings.assign(_rank=rank.astype("int64"))
    order = order.sort_values(["_rank", "file", "line", "rule", "finding_id"], kind="stable")
    return order.drop(columns="_rank")


def _region(finding: dict[str, Any], side: str, columns: pd.Series[Any]) -> Region | None:
    path, line = finding[f"{side}_path"], finding[f"{side}_line"]
    if path is None or line is None:
        return None
    column = columns.get(finding[f"{side}_record"])
    start, text = finding[f"{side}_start"], finding[f"{side}_text"]
    if column is None or pd.isna(column) or start is None or text is None:
        return Region(str(path), int(line))
    begin = _advance(text[: int(start)], int(line), int(column))
    end = _advance(text[int(start) : int(finding[f"{side}_end"])], *begin)
    return Region(str(path), *begin, *end)


def _advance(text: str, line: int, column: int) -> tuple[int, int]:
    """The place behind `text` that begins at `line` and `column`."""
    ends = list(_LINE_END.finditer(text))
    if not ends:
        return line, column + len(text)
    return line + len(ends), len(text) - ends[-1].end() + 1


def _is_null(value: Any) -> bool:
    return value is None or value is pd.NA or value != value  # NaN is not itself
