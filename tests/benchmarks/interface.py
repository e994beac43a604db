"""Strings of interfaces, damaged on purpose: what is found and named, and by whom else.

    python -m tests.benchmarks.interface [--data DIR] [--each 24] [--show N] [--peers [--cache DIR]]

Each string of `interface_pairs` that is a label or a sentence and has no finding is damaged in one
way at most; the others stay as they are. What a string has to have for a damage is put in on both
sides, and the same strings are audited undamaged, too. With `--peers` other programs see the same
rows in the same run, in environments of their own.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.config import Config
from audit.injection import Unit
from audit.schema import Severity
from tests.benchmarks.common import load, parser, versions
from tests.benchmarks.damage import SEED, at_least, pairs_of, roots_in
from tests.benchmarks.interface_damage import KINDS, Case, Kind, String
from tests.benchmarks.interface_peers import PEERS, flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.injection.recall import Root

EACH = 24
WANTED = 0.95  # of the damaged, found and named
QUIET = 0.01  # of the intact, with a finding of minor or above
CONFIG = Config(profile="interface")
_LABEL = regex.compile(r"(?=.*\p{L}{2})[^{}%<>$#@_&`\"“”「」\\\n*]{2,60}")
_HAN = regex.compile(r"\p{Han}")


class Row(NamedTuple):
    """A string of the set, perhaps damaged."""

    id: str
    string: String
    kind: Kind | None = None
    case: Case | None = None


def rows_of(strings: dict[str, String], flagged: set[str], each: int) -> list[Row]:
    """The strings, of which `each` are damaged in each way, in the order of the set."""
    rng = random.Random(SEED)
    free = [name for name, one in strings.items() if name not in flagged and _is_label(one)]
    rng.shuffle(free)
    rows = {name: Row(name, one) for name, one in strings.items()}
    for kind in KINDS:
        made = 0
        for name in list(free):
            if made == each:
                break
            case = kind.make(strings[name], rng)
            if case is not None:
                rows[name] = Row(name, strings[name], kind, case)
                free.remove(name)
                made += 1
    return list(rows.values())


def _is_label(one: String) -> bool:
    """Whether a string is some plain words, and its target their translation."""
    source, target = one.source.strip(), one.target.strip()
    bare = one == (source, target) and source[-1:].isalnum() and target[-1:].isalnum()
    return bare and bool(_LABEL.fullmatch(source) and len(_HAN.findall(target)) > 1)


def texts(rows: Sequence[Row], *, damaged: bool) -> list[tuple[str, String, str | None]]:
    """Ids, strings and targets; those that were made ready are intact or damaged."""
    found = []
    for row in rows:
        one = row.case.intact if row.case else row.string
        found.append((row.id, one, row.case.damaged if damaged and row.case else one.target))
    return found


def roots_of(rows: Sequence[Row], *, damaged: bool) -> list[list[Root]]:
    """By row, what its findings come down to."""
    given = texts(rows, damaged=damaged)
    pairs = pairs_of(Unit(name, "segment", one.source, target or "") for name, one, target in given)
    missing = [place for place, (_, _, target) in enumerate(given) if target is None]
    pairs.loc[pairs.index[missing], "target_text"] = None
    return roots_in(pairs, CONFIG)


def worst(roots: Sequence[Root]) -> bool:
    return any(root.severity >= Severity.MINOR for root in roots)


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--each", type=int, default=EACH, help="strings of each kind")
    arguments.add_argument("--show", type=int, default=0, help="strings shown of each kind")
    arguments.add_argument("--peers", action="store_true", help="compare with other programs")
    cache = Path(tempfile.gettempdir(), "audit-peers")
    arguments.add_argument("--cache", type=Path, default=cache, help="of their environments")
    given = arguments.parse_args()
    print(versions())
    strings = {
        row["id"]: String(row["source"], row["target"])
        for row in load(given.data, "interface_pairs")
        if row["source"]
    }
    plain = [Row(name, one) for name, one in strings.items()]
    roots = roots_of(plain, damaged=False)
    count = at_least(roots, Severity.MINOR)
    print(f"as they are: {count} of {len(roots)} flagged, {count / len(roots):.2%} (≤ {QUIET:.0%})")
    flagged = {row.id for row, found in zip(plain, roots, strict=True) if worst(found)}
    rows = rows_of(strings, flagged, given.each)
    ready = [place for place, row in enumerate(rows) if row.case]
    roots = roots_of(rows, damaged=False)
    false = [place for place in ready if worst(roots[place])]
    print(
        f"made ready, and not damaged: {len(false)} of {len(ready)} flagged,"
        f" {len(false) / len(ready):.2%}"
    )
    for place in false[: 20 if given.show else 0]:
        kind, case = rows[place].kind, rows[place].case
        print(f"  {kind and kind.name} {case and case.intact} {roots[place]}")
    roots = roots_of(rows, damaged=True)
    theirs = flags(texts(rows, damaged=True), given.cache) if given.peers else {}
    table(rows, roots, theirs, given.show)


def table(
    rows: Sequence[Row], roots: Sequence[Sequence[Root]], theirs: dict[str, set[str]], show: int
) -> None:
    """A line per kind: how many are found, named, and found by each peer."""
    names = [peer.name for peer in PEERS if peer.name in theirs]
    print("\n| damage | rule | strings | found | named | " + " | ".join(names) + " |")
    print("|---|---|---|---|---|" + "---|" * len(names))
    sums = [0] * (3 + len(names))
    for kind in KINDS:
        places = [place for place, row in enumerate(rows) if row.kind is kind]
        found = [place for place in places if worst(roots[place])]
        named = [place for place in found if any(root.rule in kind.rules for root in roots[place])]
        of_peers = [sum(rows[place].id in theirs[name] for place in places) for name in names]
        counts = [len(places), len(found), len(named), *of_peers]
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
        print(f"| {kind.name} | `{kind.rules[0]}` | " + " | ".join(map(str, counts)) + " |")
        for place in [place for place in places if place not in named][:show]:
            print(f"  <!-- {rows[place].case} {[root.rule for root in roots[place]]} -->")
    print("| all | | " + " | ".join(map(str, sums)) + " |")
    others = [place for place, row in enumerate(rows) if row.case is None]
    intact = sum(worst(roots[place]) for place in others)
    of_peers = [sum(rows[place].id in theirs[name] for place in others) for name in names]
    print(
        f"| intact ones beside them | | {len(others)} | {intact} | | "
        + " | ".join(map(str, of_peers))
        + " |"
    )
    print(
        f"\nfound {sums[1] / sums[0]:.1%}, found and named {sums[2] / sums[0]:.1%} (≥ {WANTED:.0%})"
    )


if __name__ == "__main__":
    main()
