"""How a message names other entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.scorers._base import Batch

_SHOWN = 5  # places that a sentence can bear


def place(batch: Batch, row: int) -> tuple[str, int | None]:
    """File and line to look at first: the target's if there is one, else the source's."""
    side = "source" if batch.column("target_path")[row] is None else "target"
    lines = batch.source_lines if side == "source" else batch.target_lines
    return str(batch.column(f"{side}_path")[row]), lines[row]


def files(batch: Batch) -> list[str | None]:
    """The file of each row to look at first."""
    columns = zip(batch.column("target_path"), batch.column("source_path"), strict=True)
    return [source if target is None else target for target, source in columns]


def places(batch: Batch, rows: Sequence[int]) -> str:
    """`lines 3, 5 and 9`, or `a.csv:3 and b.csv:5` where several files have them."""
    found = [place(batch, row) for row in rows[:_SHOWN]]
    if len({file for file, _ in found}) == 1:
        lines = [str(line) for _, line in found]
        named, prefix = lines, "line " if len(rows) == 1 else "lines "
    else:
        named, prefix = [f"{file}:{line}" for file, line in found], ""
    more = len(rows) - len(named)
    if more:
        return f"{prefix}{', '.join(named)} and {more} more"
    return prefix + (named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}")
