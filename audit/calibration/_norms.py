"""Median and spread of what rules measure, and what lies beyond a limit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from audit.engine import executor_of, map_partitions
from audit.schema import PAIRS, Pairs, conform
from audit.scorers import Batch
from audit.scorers._places import place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.scorers import Scorer

FEWEST = 200  # entries, from which the median of the deviations is sure to some 10 %

# In standard deviations. Beyond 3.5 a value is commonly called an outlier (Iglewicz and Hoaglin
# 1993); texts have longer tails than the normal distribution, so what is suggested is wider.
_DEVIATIONS = (3.5, 5.0, 7.0)
SUGGESTED = 5.0
_NORMAL = 1.4826  # standard deviations in a median absolute deviation of normal values

_SAMPLES = 3  # of what a limit flags, those nearest to it


class Sample(NamedTuple):
    """An entry that a limit would flag."""

    place: str  # file:line
    value: float
    text: str  # the target, or else the source


class Candidate(NamedTuple):
    """A limit, and what lies beyond it."""

    limit: float
    deviations: float | None  # from the median, robust standard deviations; None: the limit in use
    flagged: int  # entries
    samples: list[Sample]


class Norm(NamedTuple):
    """The usual values in the data for one measure of a rule."""

    rule: str
    option: str  # the option whose limit it is, as the configuration names it; "" where it has none
    above: bool  # whether a value is flagged above the limit, or else below
    entries: int  # that could be measured
    median: float
    deviation: float  # the median absolute deviation
    candidates: list[Candidate]  # the limit in use first; only that where there are too few entries

    @property
    def suggested(self) -> Candidate | None:
        """The candidate at `SUGGESTED`; None with fewer than FEWEST entries or without spread."""
        return next((one for one in self.candidates if one.deviations == SUGGESTED), None)


class _Values(NamedTuple):
    rule: str
    option: str
    above: bool
    limit: float
    values: NDArray[np.float64]


def calibrate(
    pairs: Pairs,
    config: Config,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Norm]:
    """The usual values in `pairs` for everything that rules measure against a limit.

    Args:
        pairs: PAIRS, in any order.
        config: Rules, their options in use, and how many workers share the work.
        progress: Called with "calibrate", the pairs done and the pairs in all.

    Returns:
        A norm per measure, by rule and option. Medians are robust: up to half of the entries may
        be broken. The same pairs give the same norms whatever their order.

    Raises:
        ConfigError: a rule's options are not valid.
    """
    ordered = Pairs(conform(pairs.sort_values("pair_id", kind="stable"), PAIRS))
    parts = []
    done = 0
    measured = partial(_measure, scorers=config.scorers(config.profile))
    with executor_of(config, ordered) as executor:
        for part, rows in map_partitions(measured, ordered, executor=executor):
            parts.append(part)
            done += rows
            if progress:
                progress("calibrate", done, len(ordered))
    batch = Batch(ordered)
    return [_norm(batch, [part[number] for part in parts]) for number in range(len(parts[0]))]


def _measure(pairs: pd.DataFrame, *, scorers: Sequence[Scorer]) -> tuple[list[_Values], int]:
    """The values of each measure of each rule, and how many pairs they are of."""
    batch = Batch(Pairs(pairs))
    found = [
        _Values(scorer.rule, name, above, float(getattr(scorer, name)), values)
        for scorer in scorers
        for name, values, above in scorer.measures(batch)
    ]
    return found, len(batch)


def _norm(batch: Batch, parts: list[_Values]) -> Norm:
    rule, option, above, limit, _ = parts[0]
    values = np.concatenate([part.values for part in parts])
    known = values[np.isfinite(values)]
    median = float(np.median(known)) if len(known) else float("nan")
    deviation = float(np.median(np.abs(known - median))) if len(known) else float("nan")
    candidates = [_candidate(batch, values, limit, None, above=above)]
    if len(known) >= FEWEST and deviation > 0:
        step = _NORMAL * deviation if above else -_NORMAL * deviation
        for many in _DEVIATIONS:
            away = _rounded(median + many * step)
            candidates.append(_candidate(batch, values, away, many, above=above))
    name = option.replace("_", "-")
    return Norm(rule, name, above, len(known), median, deviation, candidates)


def _candidate(
    batch: Batch,
    values: NDArray[np.float64],
    limit: float,
    deviations: float | None,
    *,
    above: bool,
) -> Candidate:
    beyond = np.flatnonzero(values > limit if above else values < limit)
    nearest = beyond[np.argsort(np.abs(values[beyond] - limit), kind="stable")][:_SAMPLES]
    samples = [_sample(batch, row, float(values[row])) for row in nearest.tolist()]
    return Candidate(limit, deviations, len(beyond), samples)


def _sample(batch: Batch, row: int, value: float) -> Sample:
    file, line = place(batch, row)
    where = file if line is None else f"{file}:{line}"
    return Sample(where, value, batch.target.present[row] or batch.source.present[row])


def _rounded(value: float) -> float:
    """Three significant digits: more are not known."""
    return float(f"{value:.3g}")
