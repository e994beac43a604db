"""Other programs on the same rows, each in an environment of its own."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.injection import KINDS
from audit.schema import Severity
from tests.benchmarks.damage import (
    SEED,
    at_least,
    clean_of,
    pairs_of,
    roots_in,
    sample,
    units_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from audit.injection import Unit

RUNNERS = Path(__file__).with_name("peers")
EACH = 160  # damaged units of each kind
INTACT = 2_000
TUNED_SHARE = 0.015  # of good pairs that a peer's ratio of lengths may reject


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


def flagged(peer: Peer, python: Path, rows: Iterable[Unit], ratio: float | None = None) -> set[str]:
    """The ids of the rows that a peer flags.

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
        subprocess.run(command, check=True, capture_output=True)
        return set(told.read_text("utf-8").splitlines())


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


Flags = dict[str, set[str]]  # ids by kind of damage, "" for the intact


def compare(data: Path, cache: Path, headline: Sequence[str]) -> None:
    """Other programs and this one on the same rows: recall by kind, and false alarms.

    What stands in a damaged row of a peer's own false alarms counts as found, to its advantage.

    Args:
        data: Where `abstract_pairs` is.
        cache: Where the environments are, or are to be made.
        headline: The kinds of the first macro recall; the second is of all.
    """
    units = units_of(data)
    numbers = list(range(len(units)))
    random.Random(SEED).shuffle(numbers)
    intact, rest = (
        [units[number] for number in sorted(part)] for part in (numbers[:INTACT], numbers[INTACT:])
    )
    found, sets = ours(intact, rest)
    for peer in PEERS:
        python = environment(peer, cache)
        tuned = length_ratio(peer, rest, TUNED_SHARE)
        for ratio in dict.fromkeys((None, tuned)):
            name = peer.name if ratio is None else f"{peer.name}, lengths fitted here"
            found[name] = theirs(peer, python, sets, ratio)
    best = [name for name in found if "fitted" in name or name.startswith(("pofil", "langd"))]
    found["all of these peers together"] = {
        kind: set[str]().union(*(found[name][kind] for name in best)) for kind in sets
    }
    show(found, {kind: len(rows) for kind, rows in sets.items()}, headline)


def ours(intact: list[Unit], rest: list[Unit]) -> tuple[dict[str, Flags], dict[str, list[Unit]]]:
    """What this program flags, by name and severity, and the rows: intact, and of each kind."""
    limits = {f"audit, {one} or above": one for one in (Severity.MAJOR, Severity.MINOR)}
    roots = roots_in(pairs_of(intact))
    found: dict[str, Flags] = {
        name: {
            "": {
                unit.entry_id
                for unit, own in zip(intact, roots, strict=True)
                if at_least([own], limit)
            }
        }
        for name, limit in limits.items()
    }
    sets = {"": intact}
    clean = clean_of(rest, roots_in(pairs_of(rest)))
    for kind in KINDS:
        one = sample(clean, kind, EACH)
        roots = roots_in(one.pairs())
        sets[kind] = [
            one.units[place]._replace(target=damaged.target)
            for place, damaged in one.damaged.items()
        ]
        for name, limit in limits.items():
            found[name][kind] = {
                one.units[place].entry_id
                for place in one.damaged
                if at_least([roots[place]], limit)
            }
    return found, sets


def theirs(peer: Peer, python: Path, sets: dict[str, list[Unit]], ratio: float | None) -> Flags:
    """What a peer flags of each set, in one run."""
    rows = [
        unit._replace(entry_id=f"{kind} {unit.entry_id}")
        for kind, units in sets.items()
        for unit in units
    ]
    told = flagged(peer, python, rows, ratio)
    return {
        kind: {unit.entry_id for unit in units if f"{kind} {unit.entry_id}" in told}
        for kind, units in sets.items()
    }


def show(found: dict[str, Flags], sizes: dict[str, int], headline: Sequence[str]) -> None:
    """The table: a column per program."""
    names = list(found)
    print("\n| | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))

    def row(label: str, value: Callable[[Flags], float]) -> None:
        print(f"| {label} | " + " | ".join(f"{value(found[name]):.1%}" for name in names) + " |")

    row(f"false alarms, of {sizes['']}", lambda one: len(one[""]) / sizes[""])
    kinds = [kind for kind in KINDS if sizes[kind]]
    for label, chosen in (
        (f"macro recall, {len(headline)} kinds", [kind for kind in kinds if kind in headline]),
        (f"macro recall, all {len(kinds)} kinds", kinds),
    ):
        row(label, lambda one, chosen=chosen: statistics.mean(
            len(one[kind]) / sizes[kind] for kind in chosen
        ))  # fmt: skip
    for kind in sorted(kinds, key=lambda kind: kind not in headline):
        row(f"{kind} ({sizes[kind]})", lambda one, kind=kind: len(one[kind]) / sizes[kind])
