"""Pairs that do not belong together: what is called of true ones, of strangers, of runs.

    python -m tests.benchmarks.meaning [--data DIR] [--show 5] [NAME ...]

The weights are fitted on the odd rows of the sets, so of strangers the even ones are measured; of
true pairs all are told, for each of them that is called is to be read. With `--show` so many true
pairs that are called are printed.
"""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import audit
from audit.config import Config
from audit.injection import Unit
from audit.text.meaning import installed
from tests.benchmarks.common import load, parser, versions
from tests.benchmarks.damage import pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class Options(NamedTuple):
    data: Path
    show: int


class Set(NamedTuple):
    """Some pairs of a set: the columns, the field, and how many words a source has."""

    label: str
    name: str
    field: str
    source: str = "source"
    target: str = "target"
    words: range = range(1, 100_000)
    rows: int = 10_000


PAPERS = {"source": "en", "target": "zh"}
TITLES = {"source": "title_en", "target": "title_zh"}
SETS = (
    Set("news, social media, speech, literature", "general_pairs", "segment"),
    Set("… of 12 words and more", "general_pairs", "segment", words=range(12, 1_000)),
    Set("… of 5 to 11 words", "general_pairs", "segment", words=range(5, 12)),
    Set("titles", "title_pairs", "title", **TITLES),
    Set("titles of 5 to 9 words", "title_pairs", "title", **TITLES, words=range(5, 10)),
    Set("… that are not called titles", "title_pairs", "segment", **TITLES, words=range(5, 10)),
    Set("titles of other papers", "abstract_pairs", "title", **TITLES, rows=4_000),
    Set("interface strings", "interface_pairs", "segment"),
    Set("abstracts", "abstract_pairs", "abstract", **PAPERS, rows=4_000),
    Set("… that are not called abstracts", "abstract_pairs", "segment", **PAPERS, rows=4_000),
    Set("abridged abstracts", "loose_pairs", "abstract", **PAPERS),
    Set("summaries", "summary_not_translation", "abstract", **PAPERS),
    Set("old machine translations", "nmt_pairs", "abstract", **PAPERS),
    Set("MLQE-PE", "mlqe_pe_enzh_train", "segment", rows=3_000),
    Set("Tatoeba", "tatoeba_cmn_eng", "segment"),
)
CALLED = Config(select=("wrong-pair",))
OFF = Config(select=("wrong-pair", "shifted-pairs"), embed="none")


def of_set(data: Path, one: Set) -> list[Unit]:
    """The units of a set that have both texts; each is named by its row, from 0."""
    return [
        Unit(str(number), one.field, row[one.source], row[one.target])
        for number, row in enumerate(load(data, one.name)[: one.rows])
        if row.get(one.target) and len((row.get(one.source) or "").split()) in one.words
    ]


def called(units: Sequence[Unit], config: Config = CALLED) -> list[int]:
    """The places of the units that are wrong pairs."""
    unique = [unit._replace(entry_id=str(place)) for place, unit in enumerate(units)]
    findings = audit.score(pairs_of(unique), config).findings
    return sorted(int(name) for name in findings.loc[findings["rule"] == "wrong-pair", "entry_id"])


def exchanged(units: Sequence[Unit], others: NDArray[np.int64]) -> list[Unit]:
    """The even rows, each with the target of another."""
    return [
        unit._replace(target=units[other].target)
        for unit, other in zip(units, others.tolist(), strict=True)
        if int(unit.entry_id) % 2 == 0 and unit.target != units[other].target
    ]


def strangers(units: Sequence[Unit]) -> NDArray[np.int64]:
    """For each unit another one, at random."""
    order = np.random.default_rng(0).permutation(len(units))
    others = np.empty(len(units), np.int64)
    others[order] = np.roll(order, 1)
    return others


def nearest(units: Sequence[Unit]) -> NDArray[np.int64]:
    """For each unit the one whose target is nearest to its source, but for versions of its own."""
    embed = installed()
    assert embed is not None, "the encoder is not installed"
    sources, targets = (
        np.concatenate([embed([text]) for text in texts])
        for texts in ([unit.source or "" for unit in units], [unit.target for unit in units])
    )
    likeness = sources @ targets.T
    likeness[targets @ targets.T > 0.95] = -1
    return np.asarray(likeness.argmax(axis=1), np.int64)


def share(some: Sequence[int], total: Sequence[Unit]) -> str:
    return f"{len(some)} of {len(total)} ({len(some) / max(len(total), 1):.2%})"


def pairs(options: Options) -> None:
    """True pairs that are called, and pairs of strangers."""
    print("| pairs | true ones called | of strangers |\n|---|---|---|")
    shown = []
    for one in SETS:
        units = of_set(options.data, one)
        found, apart = called(units), exchanged(units, strangers(units))
        print(
            f"| {one.label} | {share(found, units)} | {share(called(apart), apart)} |", flush=True
        )
        shown += [f"{one.label}: {units[place].source!r:.300}\n  {units[place].target!r:.200}"
                  for place in found[: options.show]]  # fmt: skip
    print(*shown, sep="\n")


def neighbours(options: Options) -> None:
    """The hardest strangers: of each source the nearest of all other targets."""
    for one in SETS:
        if one.words == range(1, 100_000) and one.name in ("abstract_pairs", "title_pairs"):
            units = of_set(options.data, one)
            apart = exchanged(units, nearest(units))
            print(f"nearest, {one.label} ({one.field}): {share(called(apart), apart)}", flush=True)


def without(options: Options) -> None:
    """The same without vectors: less is called."""
    for one in SETS:
        units = of_set(options.data, one)
        apart = exchanged(units, strangers(units))
        found, caught = called(units, OFF), called(apart, OFF)
        print(
            f"no vectors, {one.label}: {share(found, units)} true ones,"
            f" {share(caught, apart)} of strangers",
            flush=True,
        )


def runs(options: Options) -> None:
    """Tables in which a run of targets slipped: is it found, and its first and last row."""
    rng = random.Random(0)
    for one in SETS:
        if one.words != range(1, 100_000) or one.name in ("nmt_pairs", "loose_pairs"):
            continue
        units = of_set(options.data, one)
        for length in (4, 6, 20):
            tables = [slipped(units, length, rng) for _ in range(100)]
            found = [shifts(table) for table, _ in tables]
            truth = [run for _, run in tables]
            exact = sum(run in have for have, run in zip(found, truth, strict=True))
            near = sum(
                any(set(range(*run)) & set(range(*other)) for other in have)
                for have, run in zip(found, truth, strict=True)
            )
            more = sum(max(0, len(have) - 1) for have in found)
            print(
                f"{one.label}, run of {length}: {near} of 100 found, {exact} exactly, {more} more"
            )
        for label, table in (("true", units), ("strangers", exchanged(units, strangers(units)))):
            print(f"{one.label}, {label}, {len(table)} rows: {len(shifts(table))} runs", flush=True)


def slipped(
    units: Sequence[Unit], length: int, rng: random.Random
) -> tuple[list[Unit], tuple[int, int]]:
    """Neighbours in the data, of which some have the target of the row above or below.

    The last of them has none of theirs: a target from elsewhere.
    """
    first = rng.randrange(len(units) - length - 10)
    table = list(units[first : first + length + 10])
    start = rng.randrange(0, 11)
    run = range(start, start + length)
    step = rng.choice((1, -1))
    targets = {row: table[row + step].target for row in run if row + step in run}
    (last,) = set(run) - set(targets)
    targets[last] = rng.choice(units).target
    return (
        [unit._replace(target=targets.get(row, unit.target)) for row, unit in enumerate(table)],
        (run.start, run.stop),
    )


def shifts(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """The runs found, each as its first row and the row after its last."""
    findings = audit.score(pairs_of(units), Config(select=("shifted-pairs",))).findings
    lines = (re.findall(r"line (\d+)", message) for message in findings["message"])
    return [(int(first) - 1, int(last)) for first, last in lines]


def cost(options: Options) -> None:
    """CPU seconds of all rules on abstracts and titles, without vectors and with them."""
    units = [
        unit
        for one in SETS
        if one.label in ("abstracts", "titles of other papers")
        for unit in of_set(options.data, one)
    ]
    table = pairs_of(unit._replace(entry_id=str(place)) for place, unit in enumerate(units))
    for _ in range(2):
        for name, config in (("without", Config(embed="none")), ("with", Config())):
            start = time.process_time()
            audit.score(table, config)
            print(f"{len(units)} pairs, {name} vectors: {time.process_time() - start:.1f} s CPU")


FIGURES: dict[str, Callable[[Options], None]] = {
    figure.__name__: figure for figure in (pairs, neighbours, without, runs, cost)
}


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--show", type=int, default=0, help="true pairs shown of each set")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    given = arguments.parse_args()
    print(versions(), flush=True)
    for name in given.names or FIGURES:
        FIGURES[name](Options(given.data, given.show))


if __name__ == "__main__":
    main()
