"""A run in parts: from the slices of large tables to the report, with a spool in between.

read-N, records-N   the records of a slice, as read and as they are found to be; of loose texts
left-N              what of a slice may have a counterpart elsewhere
units-N             the pairs of a slice that are complete
pairs-N             all pairs of a part of the run; see `audit.scorers` for what follows
entries-N           ENTRIES
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

import audit
from audit.engine import PARTITION_ROWS, map_items
from audit.errors import Problem
from audit.pairer._shards import (
    in_order,
    join,
    name_keys,
    pair_within,
    renamed,
    shared,
    with_pair_ids,
)
from audit.readers import as_found, records_of, with_sliced
from audit.readers._material import Tally
from audit.report import Report
from audit.report._tables import Spooled
from audit.report.entries import build_entries, suppressed
from audit.schema import PAIRS, RECORDS, Pairs, Records, conform, texts
from audit.spool import Numbering

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from audit.config import Config
    from audit.engine.executors import Executor
    from audit.ledger import Ledger
    from audit.readers import Reading
    from audit.readers._direction import Direction
    from audit.readers._slices import Slice, Sliced
    from audit.run import Progress
    from audit.scorers import Fault
    from audit.spool import Spool


def key_of(reading: Reading, config: Config) -> str:
    """A name for a run: of the content of its inputs, its configuration and this version."""
    inputs = [(item.path, item.sha256) for item in reading.inputs]
    inputs += [(table.path, table.sha256) for table in reading.sliced]
    chosen = (sorted(inputs), config.digest(), config.keep_going, audit.__version__)
    return hashlib.sha256(repr(chosen).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Slice(NamedTuple):
    """A slice of one of the tables of a run."""

    number: int
    table: int  # among those of the run
    one: Slice


class _Left(NamedTuple):
    """What pairing within a slice came to."""

    records: int
    complete: int
    left: int
    titles: dict[str, str]


def pair_slices(
    reading: Reading,
    spool: Spool,
    config: Config,
    executor: Executor,
    progress: Progress | None = None,
) -> tuple[Reading, Numbering, list[int]]:
    """Read and pair the slices of the tables of `reading`, and all else with what they leave over.

    Returns:
        What is known when all is read, the parts of the run, and the records in each.

    Raises:
        InputError: nothing could be read.
    """
    tables = reading.sliced
    slices = [_Slice(0, table, one) for table, sliced in enumerate(tables) for one in sliced.slices]
    slices = [one._replace(number=number) for number, one in enumerate(slices)]
    reads = partial(_read_slice, tables=tables, spool=spool, config=config)
    tallies = [(Tally(), 0, list[Problem]()) for _ in tables]
    for one, (tally, count, problems) in zip(
        slices, map_items(reads, slices, executor), strict=True
    ):
        known, so_far, told = tallies[one.table]
        tallies[one.table] = (known.plus(tally), so_far + count, [*told, *problems])
        if progress:
            progress("read", one.number + 1, len(slices))
    reading, materials = with_sliced(reading, tallies, config)
    pairing = partial(
        _pair_slice, materials=materials, directions=reading.directions, spool=spool, config=config
    )
    found = list(map_items(pairing, slices, executor))
    extra = _joined(reading, found, spool, config, progress)
    parts = _parts(slices, tables, extra)
    names = _names(parts, spool)
    assembling = partial(_assemble, spool=spool)
    counts = list(
        map_items(
            assembling,
            ((number, part, names.get(number, {})) for number, part in enumerate(parts)),
            executor,
        )
    )
    records = [one.records for one in found]
    records += put_records_aside(reading.records, spool, len(records))
    return reading, Numbering(counts), records


def put_records_aside(records: Records, spool: Spool, first: int = 0) -> list[int]:
    """Put `records` aside in parts from number `first` on; how many are in each."""
    counts = []
    for part, start in enumerate(range(0, max(len(records), 1), PARTITION_ROWS), start=first):
        own = records.iloc[start : start + PARTITION_ROWS]
        spool.write_frame(f"records-{part}", own)
        counts.append(len(own))
    return counts


def _read_slice(
    one: _Slice, *, tables: Sequence[Sliced], spool: Spool, config: Config
) -> tuple[Tally, int, list[Problem]]:
    """Put the records of a slice aside: what they tell of the table, how many, and the problems."""
    records, problems = tables[one.table].read(one.one, config)
    spool.write_frame(f"read-{one.number}", records_of(records))
    return Tally.of(records), len(records), problems


def _pair_slice(
    one: _Slice,
    *,
    materials: Sequence[str | None],
    directions: Sequence[Direction],
    spool: Spool,
    config: Config,
) -> _Left:
    """Pair the records of a slice with each other."""
    read = spool.frame(f"read-{one.number}")
    material = pd.Series([materials[one.table]] * len(read), dtype="str")
    records = as_found(Records(read.assign(material=material)), directions)
    spool.write_frame(f"records-{one.number}", records)
    spool.remove(f"read-{one.number}")
    paired = pair_within(records, config)
    spool.write_frame(f"units-{one.number}", paired.pairs)
    spool.write_frame(f"left-{one.number}", paired.left)
    return _Left(len(records), len(paired.pairs), len(paired.left), paired.titles)


def _joined(
    reading: Reading,
    found: Sequence[_Left],
    spool: Spool,
    config: Config,
    progress: Progress | None,
) -> pd.DataFrame:
    """The pairs of loose texts and of what slices have left over."""
    left = [spool.frame(f"left-{number}") for number, one in enumerate(found) if one.left]
    titles = {key: title for one in found for key, title in one.titles.items()}
    records = Records(conform(pd.concat([reading.records, *left], ignore_index=True), RECORDS))
    return join(records, config, titles, progress)


class _Part(NamedTuple):
    """The pairs of a part of the run."""

    units: int | None  # the slice they are of
    extra: pd.DataFrame  # pairs beside those that are complete in the slice


def _parts(slices: Sequence[_Slice], tables: Sequence[Sliced], extra: pd.DataFrame) -> list[_Part]:
    """The parts of the run, in the order of files and lines.

    Args:
        slices: Of all tables.
        tables: Their tables.
        extra: Other pairs, in order.
    """
    paths = texts(extra["target_path"].fillna(extra["source_path"]))
    lines = extra["target_line"].fillna(extra["source_line"]).to_numpy(np.int64)
    rows: dict[str, list[int]] = {}
    for row, path in enumerate(paths):
        rows.setdefault(str(path), []).append(row)
    by_path = {sliced.path: table for table, sliced in enumerate(tables)}
    parts: list[_Part] = []
    loose: list[int] = []

    def end() -> None:
        for start in range(0, len(loose), PARTITION_ROWS):
            own = loose[start : start + PARTITION_ROWS]
            parts.append(_Part(None, extra.iloc[own].reset_index(drop=True)))
        loose.clear()

    for path in sorted({*rows, *by_path}):
        own = rows.get(path, [])
        if path not in by_path:
            loose += own
            continue
        end()
        of_table = [one for one in slices if one.table == by_path[path]]
        firsts = [one.one.first_line for one in of_table]
        at = np.maximum(np.searchsorted(firsts, lines[own], side="right") - 1, 0)
        for place, one in enumerate(of_table):
            there = extra.iloc[np.array(own, np.int64)[at == place]].reset_index(drop=True)
            parts.append(_Part(one.number, there))
    end()
    return parts


def _names(parts: Sequence[_Part], spool: Spool) -> dict[int, dict[int, str]]:
    """By part and row, the names of entries whose own others have already."""
    names = [_named(part, spool) for part in parts]
    keys = [name_keys(frame["field"], frame["entry_id"]) for frame in names]
    every = np.concatenate(keys)
    numbering = Numbering([len(key) for key in keys])
    rows = shared(every)
    wanted = {}
    for row, part in zip(rows.tolist(), numbering.parts(rows).tolist(), strict=True):
        one = names[part].iloc[row - int(numbering.firsts[part])]
        wanted[row] = (str(one["field"]), str(one["entry_id"]))
    new: dict[int, dict[int, str]] = {}
    for row, name in renamed(every, wanted).items():
        part = int(numbering.parts(np.array([row]))[0])
        new.setdefault(part, {})[row - int(numbering.firsts[part])] = name
    return new


def _named(part: _Part, spool: Spool) -> pd.DataFrame:
    columns = ["field", "entry_id", "source_line", "target_line"]
    if part.units is None:
        return part.extra[columns]
    units = spool.frame(f"units-{part.units}", columns)
    if part.extra.empty:
        return units
    return in_order(pd.concat([units, part.extra[columns]], ignore_index=True))


def _assemble(task: tuple[int, _Part, dict[int, str]], *, spool: Spool) -> int:
    """Put the pairs of a part aside, with their names and ids; how many they are."""
    number, part, names = task
    pairs = part.extra
    if part.units is not None:
        units = spool.frame(f"units-{part.units}")
        pairs = in_order(pd.concat([units, pairs], ignore_index=True))
    if names:
        entry_ids = texts(pairs["entry_id"])
        for row, name in names.items():
            entry_ids[row] = name
        pairs = pairs.assign(entry_id=pd.Series(entry_ids, dtype="str"))
    spool.write_frame(f"pairs-{number}", conform(with_pair_ids(pairs), PAIRS))
    return len(pairs)


def put_report_aside(
    config: Config,
    reading: Reading,
    numbering: Numbering,
    records: Sequence[int],
    spool: Spool,
    faults: Sequence[Fault],
    ledger: Ledger,
    executor: Executor,
) -> Report:
    """The report on the parts of `spool`, where its entries are put as well.

    Raises:
        AssertionError: a record is neither paired nor rejected; that is a fault of the pairer.
    """
    rules = _rules(spool, len(numbering), ledger.suppressions.keys())
    held, notices = ledger.settle(rules)
    entered = partial(_put_entries_aside, spool=spool, held=held)
    found = list(map_items(entered, range(len(numbering)), executor))
    counts = {
        "records": list(records),
        "pairs": numbering.counts,
        "entries": numbering.counts,
        "findings": found,
    }
    report = Report(
        config,
        Spooled(spool, counts),
        reading.inputs,
        [*reading.problems, *notices],
        list(faults),
        reading.directions,
        ledger,
    )
    report.check()
    return report


def _rules(spool: Spool, parts: int, wanted: Collection[str]) -> dict[str, str]:
    """The rules of the findings that are `wanted`, by their ids."""
    rules: dict[str, str] = {}
    for part in range(parts) if wanted else ():
        findings = spool.frame(f"findings-{part}", ["finding_id", "rule"])
        some = findings[findings["finding_id"].isin(wanted)]
        rules |= dict(zip(some["finding_id"], some["rule"], strict=True))
    return rules


def _put_entries_aside(part: int, *, spool: Spool, held: frozenset[str]) -> int:
    """Put the entries of a part aside, and mark what is suppressed; its number of findings."""
    findings, roots = spool.frame(f"findings-{part}"), spool.frame(f"roots-{part}")
    if held:
        findings["suppressed"] = suppressed(findings, held)
        spool.write_frame(f"findings-{part}", findings)
        roots = roots[~roots["finding_id"].isin(held)]
    pairs = Pairs(spool.frame(f"pairs-{part}"))
    entries = build_entries(pairs, spool.frame(f"facts-{part}"), findings, roots)
    spool.write_frame(f"entries-{part}", entries)
    return len(findings)
