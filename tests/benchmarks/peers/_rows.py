"""What the runners share: rows in, ids of the flagged ones out.

The runners are executed by the Python of a peer's own environment, which knows nothing of `audit`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    id: str
    source: str
    target: str


def rows() -> list[Row]:
    """The rows of the file named first; a line end within a text is a space, as in Moses files."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    return [Row(row["id"], _line(row["source"]), _line(row["target"])) for row in read]


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def option(default: float) -> float:
    """The ratio of lengths named third."""
    return float(sys.argv[3]) if len(sys.argv) > 3 else default


def tell(flagged: list[str]) -> None:
    """Write the ids to the file named second."""
    Path(sys.argv[2]).write_text("".join(f"{name}\n" for name in flagged), "utf-8")
