"""The norms as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from audit.calibration._norms import FEWEST
from audit.report.terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from audit.calibration._norms import Candidate, Norm

_SAMPLE_CHARS = 60


def show_norms(norms: Sequence[Norm], out: Console) -> None:
    """Per measure what is usual, and what each limit would flag, with samples."""
    for norm in norms:
        where = "above" if norm.above else "below"
        out.print(Text(f"{norm.rule}, {norm.option}: flags what is {where}", style="bold"))
        out.print(Text(_usual(norm)))
        out.print(_limits(norm))
        out.print()


def _usual(norm: Norm) -> str:
    if not norm.entries:
        return "No entry can be measured."
    usual = (
        f"median {norm.median:.3g}, median absolute deviation {norm.deviation:.3g},"
        f" of {norm.entries} entries"
    )
    if norm.entries < FEWEST:
        return f"{usual}; {FEWEST} are the fewest to suggest a limit from"
    return usual if norm.deviation else f"{usual}; without spread no limit is suggested"


def _limits(norm: Norm) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("limit", justify="right")
    table.add_column("from")
    table.add_column("flagged", justify="right")
    table.add_column("nearest to it", overflow="fold")
    for candidate in norm.candidates:
        table.add_row(
            f"{candidate.limit:g}",
            _origin(candidate),
            str(candidate.flagged),
            Text("\n".join(_samples(candidate))),
        )
    return table


def _origin(candidate: Candidate) -> str:
    return "in use" if candidate.deviations is None else f"{candidate.deviations:g} deviations"


def _samples(candidate: Candidate) -> Iterator[str]:
    for where, value, text in candidate.samples:
        begins = " ".join(text[: 2 * _SAMPLE_CHARS].split())[:_SAMPLE_CHARS]
        yield safe(f"{where} ({value:.3g}) {begins}")
