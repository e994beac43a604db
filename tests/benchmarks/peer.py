"""Other programs on the same rows, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.injection import Unit

RUNNERS = Path(__file__).with_name("peers")


class Peer(NamedTuple):
    """A program, how it is installed, and how it is run."""

    name: str
    runner: str
    installs: tuple[tuple[str, ...], ...]  # arguments of pip, one call each
    # Lengths of good pairs that it takes as an option: code points or UTF-8 bytes; None: takes none
    ratio: str | None = None


PEERS = (
    Peer(
        "OpusFilter 3.3.1",
        "opusfilter",
        # What pip resolves by itself does not run: py3langid 0.4, fasttext-wheel with numpy 2.
        (("opusfilter==3.3.1",), ("py3langid==0.3.0", "fasttext-predict==0.9.2.4", "pycld2")),
        "chars",
    ),
    Peer(
        "bicleaner-hardrules 2.10.8",
        "hardrules",
        # Its other dependencies do not build, and serve rules that are off.
        (("--no-deps", "bicleaner-hardrules==2.10.8", "regex"),),
        "bytes",
    ),
    Peer("pofilter 3.20.4", "pofilter", (("translate-toolkit==3.20.4",),)),
    Peer("langdetect 1.0.9", "langdetect", (("langdetect==1.0.9",),)),
)


def environment(peer: Peer, cache: Path) -> Path:
    """The Python of the peer's environment under `cache`, made if it is not there."""
    home = cache / peer.runner
    python, done = home / "bin" / "python", home / "installed"
    if not done.exists():
        print(f"installing {peer.name} into {home}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        for packages in peer.installs:
            pip = [str(python), "-m", "pip", "install", "--quiet", *packages]
            subprocess.run(pip, check=True)
        done.touch()
    return python


def flagged(
    peer: Peer, python: Path, rows: Iterable[Unit], ratio: float | None = None
) -> tuple[set[str], float]:
    """The ids of the rows that a peer flags, and the seconds that it took.

    Args:
        peer: One of PEERS.
        python: Of its environment.
        rows: Units whose ids are unique.
        ratio: The longer side over the shorter, from where on a pair is flagged; None: as tuned on
            other abstracts.
    """
    with tempfile.TemporaryDirectory() as scratch:
        given, told = Path(scratch, "rows.jsonl"), Path(scratch, "flagged.txt")
        with given.open("w", encoding="utf-8") as lines:
            for unit in rows:
                row = {"id": unit.entry_id, "source": unit.source or "", "target": unit.target}
                lines.write(json.dumps(row) + "\n")
        command = [str(python), str(RUNNERS / f"{peer.runner}_flags.py"), str(given), str(told)]
        if ratio is not None:
            command.append(str(ratio))
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return set(told.read_text("utf-8").splitlines()), time.perf_counter() - start


def length_ratio(peer: Peer, units: Iterable[Unit], share: float) -> float | None:
    """The ratio of lengths that `share` of good pairs exceed; None if the peer takes none."""
    if peer.ratio is None:
        return None
    measure = (lambda text: len(text.encode())) if peer.ratio == "bytes" else len
    ratios = []
    for unit in units:
        source, target = measure(unit.source or ""), measure(unit.target)
        ratios.append(max(source, target) / min(source, target))
    return sorted(ratios)[int((1 - share) * len(ratios))]
