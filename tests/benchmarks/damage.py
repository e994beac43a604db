"""Tables of pairs, intact and damaged on purpose, and what an audit finds in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

import audit
from audit.config import Config
from audit.injection import KINDS, Unit, plan
from audit.injection.recall import Root, roots_of
from audit.schema import PAIRS, Pairs, Severity, conform
from tests.benchmarks.common import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from audit.injection import Damaged

SEED = 0


class Sample(NamedTuple):
    """Some intact units in the order of the data, a few of them damaged in the same way."""

    kind: str
    units: list[Unit]  # as they were
    damaged: dict[int, Damaged]  # by place in `units`

    def pairs(self) -> Pairs:
        """PAIRS of the units, the damaged ones as they are now."""
        targets = [
            self.damaged[place].target if place in self.damaged else unit.target
            for place, unit in enumerate(self.units)
        ]
        return pairs_of(
            unit._replace(target=target) for unit, target in zip(self.units, targets, strict=True)
        )


def units_of(
    data: Path, name: str = "abstract_pairs", source: str = "en", target: str = "zh"
) -> list[Unit]:
    """The rows of a set that have text on both sides."""
    return [
        Unit(str(row.get("id", number)), "abstract", row[source], row[target])
        for number, row in enumerate(load(data, name), start=1)
        if row[source] and row[target]
    ]


def pairs_of(units: Iterable[Unit]) -> Pairs:
    """PAIRS of units that stand in a table."""
    rows = [
        {
            "pair_id": f"P-{number}",
            "entry_id": unit.entry_id,
            "field": unit.field,
            "source_text": unit.source,
            "source_record": f"table#{number}:source",
            "source_path": "table",
            "source_line": number,
            "target_text": unit.target,
            "target_record": f"table#{number}:target",
            "target_path": "table",
            "target_line": number,
            "expected_lang": "zh-Hans",  # `zh` alone announces no form of the characters
            "pair_method": "unit",
            "pair_score": 1.0,
        }
        for number, unit in enumerate(units, start=1)
    ]
    return Pairs(conform(pd.DataFrame(rows), PAIRS))


def roots_in(pairs: Pairs, config: Config | None = None) -> list[list[Root]]:
    """By row of `pairs`, what its findings come down to, neutral ones among them."""
    verdicts = audit.score(pairs, config or Config())
    return roots_of(pairs, verdicts.findings, Severity.NEUTRAL)


def worst(roots: Sequence[Root]) -> Severity | None:
    """The highest severity among `roots`."""
    return max((root.severity for root in roots), default=None)


def at_least(units: Iterable[Sequence[Root]], severity: Severity) -> int:
    """How many of `units` have a root of that severity or above."""
    return sum(any(root.severity >= severity for root in roots) for roots in units)


def clean_of(units: Sequence[Unit], roots: Sequence[Sequence[Root]]) -> list[Unit]:
    """The units without a finding above neutral: what is found after the damage is due to it."""
    return [
        unit
        for unit, found in zip(units, roots, strict=True)
        if not any(root.severity >= Severity.MINOR for root in found)
    ]


def sample(clean: Sequence[Unit], kind: str, wanted: int, seed: int = SEED) -> Sample:
    """`wanted` units with one kind of damage, or as many as it applies to, and their neighbours."""
    everything = [list(range(len(clean)))]
    done = plan(clean, [kind], min(1.0, wanted / len(clean)), seed, everything)
    damaged = {item.number: item.damaged for item in done if item.kind.rules}
    chosen = sorted(
        {
            near
            for number in damaged
            for near in (number - 1, number, number + 1)
            if 0 <= near < len(clean)
        }
    )
    return Sample(
        kind,
        [clean[number] for number in chosen],
        {place: damaged[number] for place, number in enumerate(chosen) if number in damaged},
    )


def rules_of(kind: str) -> tuple[str, ...]:
    """The rules that should name a kind of damage."""
    return KINDS[kind].rules
