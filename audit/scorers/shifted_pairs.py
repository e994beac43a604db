"""A run of targets stands beside the wrong sources, all by the same distance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import Hit, Scorer, whole
from audit.text.agreement import agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

# Among a few rows some agree by chance: titles of one topic.
_NEAR = 5  # rows

_TRIED_FIRST = 200  # wrong pairs from which the distances are learned that the rest is tried at


@dataclass(frozen=True)
class ShiftedPairs(Scorer):
    """From here on, every target belongs to a source some rows away.

    ## What it measures
    Where source and target do not agree (`wrong-pair`), whether the target agrees with the source
    `distance` rows up or down. At least `rows` in a row that are off by the same make one finding,
    with the shift (`measured`, rows; positive: the source stands below) and the range of lines.
    ## Why it matters
    One line lost or doubled breaks every pair after it. It is one fault with one cure.
    ## Evidence
    Both sides of the first entry of the run. Each other entry of it has the finding as a symptom of
    this one, and so is whatever else is found in them.
    ## Limits
    Rows in between that cannot be assessed belong to the run. Needs the order of the file, so
    entries of one file and field are looked at together.
    ## Example
    Flagged: a table whose target column slipped by one. Clean: two versions of one paper in turn.
    ## Source
    Off-by-one detection: Uplug and hunalign realign, no tool reports it.
    """

    category: ClassVar[str] = "other/non-translation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    retranslate: ClassVar[bool] = False
    group_by: ClassVar[tuple[str, ...]] = ("source_path", "field")

    severity: str = "critical"
    confidence: float = 0.99
    distance: int = 5  # rows
    rows: int = 3  # that a run has at least

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run, on its first entry."""
        wrong = np.flatnonzero(batch.agreement.is_wrong())
        if len(wrong) < self.rows:
            return
        for shift, start, stop in self._runs(_shifts(batch, wrong, self.distance), batch):
            members = tuple(range(start, stop))
            lines = batch.pairs["target_line"].fillna(batch.pairs["source_line"])
            where = f"{abs(shift)} entr{'y' if abs(shift) == 1 else 'ies'}"
            yield Hit(
                start,
                f"From line {lines[start]} to line {lines[stop - 1]} each target belongs to the"
                f" source {where} {'below' if shift > 0 else 'above'}.",
                source=whole(batch.source.texts[start]),
                target=whole(batch.target.texts[start]),
                measured=float(shift),
                limit=0.0,
                members=members,
            )

    def _runs(self, shifts: dict[int, int], batch: Batch) -> list[tuple[int, int, int]]:
        """(shift, first row, row after the last) of each run of equal shifts."""
        runs: list[tuple[int, list[int]]] = []
        for row in sorted(shifts):
            shift = shifts[row]
            if runs and runs[-1][0] == shift and _is_bridge(batch, runs[-1][1][-1], row):
                runs[-1][1].append(row)
            else:
                runs.append((shift, [row]))
        whole_runs: list[tuple[int, int, int]] = []
        for shift, members in runs:
            if len(members) >= self.rows:
                start, stop = _with_edges(batch, shift, members[0], members[-1] + 1)
                if whole_runs and whole_runs[-1][0] == shift and start <= whole_runs[-1][2]:
                    _, start, _ = whole_runs.pop()
                whole_runs.append((shift, start, stop))
        return whole_runs


def _shifts(batch: Batch, wrong: NDArray[np.int64], distance: int) -> dict[int, int]:
    """By row, how far below its source stands; the nearest where several agree."""
    tried = sorted((d for d in range(-distance, distance + 1) if d), key=lambda d: (abs(d), -d))
    first = _agreeing(batch, wrong[:_TRIED_FIRST].tolist(), tried)
    seen = Counter(first.values())
    likely = [d for d in tried if seen[d]]
    return first | _agreeing(batch, wrong[_TRIED_FIRST:].tolist(), likely)


def _agreeing(batch: Batch, rows: Sequence[int], tried: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for shift in tried:
        open_rows = [r for r in rows if r not in found and 0 <= r + shift < len(batch)]
        if not open_rows:
            continue
        sources = [batch.source.texts[row + shift] for row in open_rows]
        agreed = agreement(sources, [batch.target.texts[row] for row in open_rows])
        right = agreed.is_right()
        found |= {row: shift for row, is_right in zip(open_rows, right, strict=True) if is_right}
    return found


def _is_bridge(batch: Batch, left: int, right: int) -> bool:
    """Whether two rows off by the same are of one run: near, or without a right pair between."""
    return right - left <= _NEAR or not batch.agreement.is_right()[left + 1 : right].any()


def _with_edges(batch: Batch, shift: int, start: int, stop: int) -> tuple[int, int]:
    """The run with the rows beside it that belong to it.

    First those too short for a verdict that agree where the run's do, then those that the shift
    left without a partner: they hold nothing, or what was pushed out elsewhere.
    """
    right, wrong = batch.agreement.is_right(), batch.agreement.is_wrong()

    def agrees(row: int) -> bool:
        return not right[row] and bool(_agreeing(batch, [row], [shift]))

    def is_left_over(row: int) -> bool:
        return bool(wrong[row]) or batch.empty[row]

    for belongs, most in ((agrees, _NEAR), (is_left_over, abs(shift))):
        for _ in range(most):
            start -= start > 0 and belongs(start - 1)
            stop += stop < len(batch) and belongs(stop)
    return start, stop
