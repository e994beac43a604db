"""The options that the norms suggest, as a file of settings would have them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from audit.calibration._norms import FEWEST, SUGGESTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.calibration._norms import Norm


def options_block(norms: Sequence[Norm]) -> str:
    """TOML for `audit.toml`: the suggested limit of each measure, and why there may be none."""
    return "\n".join(_lines(norms)) + "\n"


def _lines(norms: Sequence[Norm]) -> Iterator[str]:
    yield "# Limits for this data. Nothing uses them until they stand in audit.toml."
    yield f"# Each is the median and {SUGGESTED:g} robust standard deviations."
    for rule, own in groupby(norms, key=lambda norm: norm.rule):
        yield ""
        yield f"[rules.{rule}]"
        for norm in own:
            yield from _option(norm)


def _option(norm: Norm) -> Iterator[str]:
    in_use, suggested = norm.candidates[0], norm.suggested
    yield (
        f"# {norm.option}: median {norm.median:.3g}, median absolute deviation"
        f" {norm.deviation:.3g}, of {norm.entries} entries"
    )
    if suggested is None:
        why = f"fewer than {FEWEST} entries" if norm.entries < FEWEST else "no spread"
        yield f"# {norm.option} = {in_use.limit:g}  # in use, flags {in_use.flagged}; {why}"
        return
    yield (
        f"{norm.option} = {suggested.limit!r}  # flags {suggested.flagged};"
        f" in use {in_use.limit:g}, which flags {in_use.flagged}"
    )
