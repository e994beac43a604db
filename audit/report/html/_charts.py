"""The figures of the page: the heat table, the bars, the length chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.report.words import rule_name
from audit.schema import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.report import Report
    from audit.report.words import Said

_FILES_SHOWN = 40
_SHADES = 5
_SEVERITY_RANK = {"critical": 0, "major": 1, "minor": 2, "neutral": 3}

WIDTH, HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 24, 34, 48
_DOTS = 5_000  # of clean entries; evenly spaced where there are more
_LINKS = 400  # of flagged entries; the others are dots too
_FEWEST = 20  # clean pairs from which a norm can be told
_BAND_MADS = 3.0
_MAD_TO_SIGMA = 1.4826


class Cell(NamedTuple):
    """A number of the heat table."""

    rule: str
    number: int
    shade: int  # 0-5


class FileRow(NamedTuple):
    """A row of the heat table."""

    file: str
    entries: int
    flagged: int
    cells: list[Cell]


class Heat(NamedTuple):
    """The heat table; `left` counts the files that are not shown."""

    rules: list[tuple[str, Said]]
    rows: list[FileRow]
    left: int


class Point(NamedTuple):
    """An entry of the length chart that can be gone to."""

    x: float
    y: float
    entry: str
    status: str


class Lengths(NamedTuple):
    """The length chart, in its own coordinates."""

    ticks_x: list[tuple[float, int]]
    ticks_y: list[tuple[float, int]]
    dots: str  # path of the clean entries
    crowd: str  # path of the flagged entries beyond those in `points`
    points: list[Point]
    band: str | None  # points of a polygon
    median: tuple[float, float, float, float] | None
    ratio: float | None  # median of target over source characters


def heat(report: Report) -> Heat:
    """Root findings per file and rule; the files with most flagged entries first."""
    counts = report.counts
    rules = sorted(counts.roots, key=lambda rule: (_rank(report, rule), rule))
    flagged = sorted(counts.files.items(), key=lambda item: (-item[1]["not_ok"], item[0]))
    most = max(counts.cells.values(), default=1)
    rows = []
    for name, of_file in flagged[:_FILES_SHOWN]:
        cells = []
        for rule in rules:
            number = counts.cells[name, rule]
            shade = int(np.ceil(_SHADES * np.log1p(number) / np.log1p(most)))
            cells.append(Cell(rule, number, shade))
        rows.append(FileRow(name, of_file["units"], of_file["not_ok"], cells))
    named = [(rule, rule_name(rule)) for rule in rules]
    return Heat(named, rows, max(len(flagged) - _FILES_SHOWN, 0))


def lengths(report: Report) -> Lengths | None:
    """Characters of source against target; None where no entry has both."""
    source, target, is_clean = _chars(report)
    both = np.flatnonzero((source > 0) & (target > 0))
    if not len(both):
        return None
    x, y = np.log10(source[both]), np.log10(target[both])
    to_x = _Scale(x, _LEFT, WIDTH - _RIGHT)
    to_y = _Scale(y, HEIGHT - _BOTTOM, _TOP)
    clean = is_clean[both]
    shown = np.flatnonzero(clean)
    shown = shown[:: max(1, -(-len(shown) // _DOTS))]
    flagged = np.flatnonzero(~clean)
    linked = flagged[:_LINKS]
    named = report.tables.take("entries", both[linked], ["entry_id", "status"])
    points = [
        Point(to_x(x[k]), to_y(y[k]), str(entry_id), str(status))
        for k, entry_id, status in zip(
            linked.tolist(), texts(named["entry_id"]), texts(named["status"]), strict=True
        )
    ]
    band, median, ratio = _norm((y - x)[clean], to_x, to_y)
    return Lengths(
        to_x.ticks(),
        to_y.ticks(),
        _path(x, y, shown, to_x, to_y),
        _path(x, y, flagged[_LINKS : _LINKS + _DOTS], to_x, to_y),
        points,
        band,
        median,
        ratio,
    )


def _chars(
    report: Report,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Of each entry the characters of source and target, 0 for none, and whether it is ok."""
    names = ("source_chars", "target_chars")
    parts = [
        (
            *(entries[name].fillna(0).to_numpy(np.float64) for name in names),
            (entries["status"] == "ok").to_numpy(np.bool_),
        )
        for entries in report.tables.parts("entries", [*names, "status"])
    ]
    source, target, is_clean = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return source, target, is_clean


class _Scale:
    """Decimal logarithms to coordinates."""

    def __init__(self, values: NDArray[np.float64], first: float, last: float) -> None:
        self.low = float(np.floor(values.min() * 2) / 2)
        self.high = max(float(np.ceil(values.max() * 2) / 2), self.low + 0.5)
        self.first, self.last = first, last

    def __call__(self, value: float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self) -> list[tuple[float, int]]:
        """(coordinate, characters) of 1, 3, 10, 30 … that are in range."""
        marks = [m * 10**e for e in range(8) for m in (1, 3)]
        span = ((self(np.log10(mark)), mark) for mark in marks)
        low, high = sorted((self.first, self.last))
        return [(at, mark) for at, mark in span if low <= at <= high]


def _path(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: NDArray[np.intp],
    to_x: _Scale,
    to_y: _Scale,
) -> str:
    return "".join(f"M{to_x(x[k])} {to_y(y[k])}h0" for k in rows.tolist())


def _norm(
    ratios: NDArray[np.float64], to_x: _Scale, to_y: _Scale
) -> tuple[str | None, tuple[float, float, float, float] | None, float | None]:
    """Band and median line of the logarithm of target over source, by median and MAD."""
    if len(ratios) < _FEWEST:
        return None, None, None
    middle = float(np.median(ratios))
    spread = _BAND_MADS * _MAD_TO_SIGMA * float(np.median(np.abs(ratios - middle)))
    left, right = to_x.low, to_x.high
    corners = (
        (left, left + middle - spread),
        (left, left + middle + spread),
        (right, right + middle + spread),
        (right, right + middle - spread),
    )
    band = " ".join(f"{to_x(a)},{to_y(b)}" for a, b in corners)
    line = (to_x(left), to_y(left + middle), to_x(right), to_y(right + middle))
    return band, line, round(10**middle, 2)


def _rank(report: Report, rule: str) -> int:
    severities = {scorer.rule: scorer.severity for scorer in report.scorers()}
    return _SEVERITY_RANK[severities.get(rule, "neutral")]
