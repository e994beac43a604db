"""Other programs for the strings of interfaces, on the same rows, each in its own environment."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.peer import RUNNERS, Peer, environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.benchmarks.interface_damage import String

PEERS = (
    Peer("translint 0.5.0", "translint", (("translint==0.5.0",),)),
    Peer("lint-po 0.1.5", "lintpo", (("lint-po==0.1.5",),)),
    Peer("l10n-audit-toolkit 1.2.9", "l10naudit", (("l10n-audit-toolkit==1.2.9",),)),
    # Its wheel does not name what it needs.
    Peer("trans-tool 2.5.4", "transtool", (("trans-tool==2.5.4", "python-simple-log==1.0.0"),)),
)


def flags(rows: Iterable[tuple[str, String, str | None]], cache: Path) -> dict[str, set[str]]:
    """By name of a peer the ids of the rows that it flags.

    Args:
        rows: Ids, strings and what now stands for their targets; None: nothing.
        cache: Where the environments are, or are to be made.
    """
    found = {}
    given = [
        json.dumps({"id": name, "source": one.source, "target": target})
        for name, one, target in rows
    ]
    for peer in PEERS:
        python = environment(peer, cache)
        with tempfile.TemporaryDirectory() as scratch:
            path, told = Path(scratch, "rows.jsonl"), Path(scratch, "flagged.txt")
            path.write_text("".join(f"{line}\n" for line in given), "utf-8")
            subprocess.run(
                [str(python), str(RUNNERS / f"{peer.runner}_flags.py"), str(path), str(told)],
                check=True,
                capture_output=True,
                env={**os.environ, "HOME": scratch, "PYTHONUTF8": "1"},  # one writes to it
            )
            found[peer.name] = set(told.read_text("utf-8").splitlines())
    return found
