"""What the runners for strings share: rows in as they are, ids of the flagged ones out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    id: str
    source: str
    target: str | None  # None: the key is not there


def rows() -> list[Row]:
    """The rows of the file named first."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        return [Row(**json.loads(line)) for line in lines]


def tell(flagged: set[str]) -> None:
    """Write the ids to the file named second."""
    Path(sys.argv[2]).write_text("".join(f"{name}\n" for name in sorted(flagged)), "utf-8")
