"""Runs scorers over pairs and turns their hits into findings.

Parts of the pairs are looked at one by one, then entries that rules have to see together, and last
the causes of findings. Between these steps all that is large is put aside in a spool:

    pairs-N   the pairs of part N, in the order of files and lines
    facts-N   what the report and other batches have to know of them; see `Batch.facts`
    notes-N   what the rules that compare entries know of them
    found-N   the findings of part N by itself; cross-N-M what others add; merged-N both
    findings-N  FINDINGS
    roots-N   the findings on other pairs that are causes of these
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.engine import PARTITION_ROWS, executor_of, map_items
from audit.errors import ScorerError
from audit.profiles import DEFAULT, profiles_of
from audit.schema import FINDINGS, PAIRS, Findings, Pairs, conform
from audit.scorers._base import Batch, Scorer
from audit.scorers._causes import Found, fold
from audit.scorers._exchange import added, grouped, seen, sequences
from audit.scorers._findings import SPANS, finding_id, findings_of, in_order, table_of
from audit.scorers._mirror import mirror_of
from audit.scorers._notes import (
    Notes,
    counted_in,
    keys_in,
    labelled_in,
    merged,
    note,
    to_table,
    told_in,
)
from audit.scorers._places import place
from audit.scorers._scopes import Entry, Group, Total
from audit.scorers._scopes import Sequence as InSequence
from audit.spool import Numbering, Spool, spool_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.engine.executors import Executor
    from audit.scorers._base import Hit
    from audit.scorers._scopes import Counted

# Findings of rules that compare entries that are held before they are put aside.
_FINDINGS_HELD = 20_000

_ROWS_HELD = 3 * PARTITION_ROWS  # of a group that can be looked through instead

# What of a finding matters for its cause.
_NARROW = ("finding_id", "row", "rule", "severity", *SPANS, "members", "hit", "is_member")
_ROOTS = ("finding_id", "rule", "severity", "pair_id")


class Fault(NamedTuple):
    """A scorer that crashed on a unit."""

    rule: str
    entry_id: str
    file: str
    line: int | None
    error: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"the rule {self.rule} crashed on entry {self.entry_id} ({place}): {self.error}"


@dataclass(frozen=True)
class Verdicts:
    """The findings, the facts of each pair for the report, and the faults."""

    findings: Findings
    facts: pd.DataFrame  # per pair; see `Batch.facts`
    faults: list[Fault]


def score(
    pairs: Pairs,
    config: Config,
    *,
    progress: Callable[[str, int, int], None] | None = None,
    rows: int = PARTITION_ROWS,
) -> Verdicts:
    """Look for every selected rule's defect in `pairs`.

    Args:
        pairs: PAIRS, in any order.
        config: Rules, their options, and how many workers share the work.
        progress: Called with "score", the pairs done and the pairs in all.
        rows: Of a part.

    Returns:
        FINDINGS sorted by place, rule and span; a row per defect. The same pairs give the same
        findings whatever their order, the parts and the workers.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    with executor_of(config, pairs) as executor:
        spool = spool_for(len(pairs), executor)
        numbering = put_aside(_sorted(Pairs(conform(pairs, PAIRS))), spool, rows)
        faults = score_parts(numbering, spool, config, executor, progress=progress)
        tables = {
            name: pd.concat(
                [spool.frame(f"{name}-{part}") for part in range(len(numbering))],
                ignore_index=True,
            )
            for name in ("findings", "facts")
        }
    return Verdicts(Findings(conform(tables["findings"], FINDINGS)), tables["facts"], faults)


def put_aside(pairs: Pairs, spool: Spool, rows: int = PARTITION_ROWS) -> Numbering:
    """Put `pairs`, which are in the order of their places, aside in parts of so many rows."""
    counts = []
    for part, start in enumerate(range(0, max(len(pairs), 1), rows)):
        own = pairs.iloc[start : start + rows]
        spool.write_frame(f"pairs-{part}", own)
        counts.append(len(own))
    return Numbering(counts)


def _sorted(pairs: Pairs) -> Pairs:
    file = pairs["target_path"].fillna(pairs["source_path"])
    line = pairs["target_line"].fillna(pairs["source_line"])
    place = pd.DataFrame(
        {"file": file, "line": line, "field": pairs["field"], "id": pairs["pair_id"]}
    )
    order = place.sort_values(["file", "line", "field", "id"], kind="stable").index
    return Pairs(pairs.loc[order].reset_index(drop=True))


def score_parts(
    numbering: Numbering,
    spool: Spool,
    config: Config,
    executor: Executor,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Fault]:
    """Look for every selected rule's defect in the parts of `spool`, and put the findings aside.

    A part whose findings by itself are there already is not looked at again.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    by_part = _Parts(numbering, spool, config)
    first = partial(_first_pass, parts=by_part)
    done = 0
    for part, _ in enumerate(map_items(first, range(len(numbering)), executor)):
        done += numbering.counts[part]
        if progress:
            progress("score", done, numbering.total)
    names = [f"notes-{part}" for part in range(len(numbering))]
    faults = [Fault(*fault) for name in names for fault in told_in(spool, name)["told"]]
    compared = map_items(partial(_compare, parts=by_part), _tasks(by_part), executor)
    flushes: dict[int, int] = defaultdict(int)
    held: list[pa.Table] = []
    for found, failed in compared:
        faults += failed
        held.append(found)
        if sum(map(len, held)) > _FINDINGS_HELD:
            _flush(held, by_part, flushes)
    _flush(held, by_part, flushes)
    for part in flushes:
        _merge(part, flushes[part], spool)
    work = _known_causes(by_part, sorted(flushes))
    for _ in map_items(partial(_last_pass, parts=by_part), work, executor):
        pass
    return faults


class _Parts:
    """The parts of a run and the rules for them."""

    def __init__(self, numbering: Numbering, spool: Spool, config: Config) -> None:
        self.numbering, self.spool, self.keep_going = numbering, spool, config.keep_going
        self.by_profile: dict[str, list[Scorer]] = {}
        self._config = config
        self.across = {
            scorer.rule: scorer
            for scorer in config.scorers()
            if not isinstance(scorer.scope, Entry)
        }

    def scorers(self, profile: str) -> list[Scorer]:
        """The scorers that run on what has that profile."""
        if profile not in self.by_profile:
            self.by_profile[profile] = self._config.scorers(profile)
        return self.by_profile[profile]

    def scorer_of(self) -> dict[str, Scorer]:
        """The scorers by rule; of whatever profile they are, they name the same causes."""
        from audit.scorers import scorers

        return {**scorers(), **{one.rule: one for one in self.scorers(DEFAULT)}}


# The first pass


def _first_pass(part: int, *, parts: _Parts) -> None:
    """Look at each entry of a part by itself: its findings, its facts, what rules note of it."""
    spool, first = parts.spool, int(parts.numbering.firsts[part])
    if f"found-{part}" in spool:
        return
    pairs = Pairs(spool.frame(f"pairs-{part}"))
    done = [
        (rows, _one_profile(pairs, rows, first, name, parts))
        for name, rows in _rows_by_profile(pairs)
    ]
    back = np.argsort(np.concatenate([rows for rows, _ in done]))
    facts = pd.concat([one.facts for _, one in done], ignore_index=True).iloc[back]
    notes = merged([(rows, one.notes) for rows, one in done], len(pairs))
    faults = [fault for _, one in done for fault in one.faults]
    spool.write_frame(f"facts-{part}", facts)
    spool.write(f"notes-{part}", to_table(notes, faults))
    found = table_of([finding for _, one in done for finding in one.findings])
    spool.write(f"found-{part}", in_order(found))


class _Scored(NamedTuple):
    findings: list[dict[str, Any]]
    facts: pd.DataFrame
    notes: Notes
    faults: list[Fault]


def _rows_by_profile(pairs: Pairs) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """The profiles and the rows of each; one profile without rows where there are none."""
    names = np.array(profiles_of(pairs), dtype=object)
    for name in sorted(set(names.tolist())) or [DEFAULT]:
        yield name, np.flatnonzero(names == name)


def _one_profile(
    pairs: Pairs, rows: NDArray[np.int64], first: int, profile: str, parts: _Parts
) -> _Scored:
    own = pairs if len(rows) == len(pairs) else pairs.iloc[rows].reset_index(drop=True)
    batch = Batch(Pairs(own))
    faults: list[Fault] = []
    notes = Notes(len(batch), {}, {}, {})
    findings: list[dict[str, Any]] = []
    for scorer in parts.scorers(profile):
        if isinstance(scorer.scope, Entry):
            for hit in _hits(scorer, batch, faults, keep_going=parts.keep_going):
                name = f"{first}:{profile}:{len(findings)}"
                findings += findings_of(batch, rows + first, scorer, hit, name)
        else:
            try:
                note(scorer, batch, notes)
            except Exception as error:
                _blame(scorer, batch, error, faults, keep_going=parts.keep_going)
    for scorer, hit in _mirrored(batch, parts.scorers(profile), faults, parts.keep_going):
        name = f"{first}:{profile}:{len(findings)}"
        findings += findings_of(batch, rows + first, scorer, hit, name)
    return _Scored(findings, batch.facts(), notes, faults)


def _mirrored(
    batch: Batch, chosen: Sequence[Scorer], faults: list[Fault], keep_going: bool
) -> Iterator[tuple[Scorer, Hit]]:
    """The hits of `chosen` rules in entries from Chinese into English, by their mirrors."""
    from audit.scorers import scorers

    by_rule = {**scorers(), **{scorer.rule: scorer for scorer in chosen}}
    mirrored = [scorer for scorer in chosen if scorer.mirror is not None]
    mirror = mirror_of(batch) if mirrored else None
    if mirror is not None:
        for scorer in mirrored:
            other = by_rule[str(scorer.mirror)]
            for hit in _hits(other, mirror.batch, faults, keep_going=keep_going):
                yield scorer, mirror.back(hit)


# Rules that compare entries


class Task(NamedTuple):
    """Entries that one rule looks at together."""

    number: int
    rule: str
    rows: NDArray[np.int64]
    core: slice  # of `rows`, those of which findings count
    groups: Sequence[list[int]] = ()
    note: object = None
    counted: Sequence[Counted] = ()


def _tasks(parts: _Parts) -> Iterator[Task]:
    """The entries that rules have to see together."""
    number = 0
    for scorer in parts.across.values():
        for task in tasks_of(scorer, parts.spool, parts.numbering):
            yield task._replace(number=number)
            number += 1


def tasks_of(scorer: Scorer, spool: Spool, numbering: Numbering) -> Iterator[Task]:
    """The entries that `scorer` has to see together, by what was noted of each."""
    rule, scope = scorer.rule, scorer.scope
    names = [f"notes-{part}" for part in range(len(numbering))]
    if isinstance(scope, Group):
        for together in grouped(keys_in(spool, names, rule)):
            every = slice(0, len(together.rows))
            ends = np.flatnonzero(np.diff(together.groups)) + 1
            groups = [rows.tolist() for rows in np.split(np.arange(every.stop), ends)]
            yield Task(0, rule, together.rows, every, groups)
    elif isinstance(scope, InSequence):
        noted = ((first, labelled_in(spool, name, rule)) for first, name in _numbered(numbering))
        labelled = ((first, known) for first, known in noted if known is not None)
        for rows, facts in sequences(labelled):
            for window in seen(rows, scorer.windows(facts), scope):
                yield Task(0, rule, window.rows, window.core, note=window.note)
    elif isinstance(scope, Total):
        counted = added(
            (first, counted_in(spool, name, rule)) for first, name in _numbered(numbering)
        )
        chosen = scorer.chosen(counted)
        rows = np.unique([one.row for one in chosen]).astype(np.int64)
        if len(rows):
            places = np.searchsorted(rows, [one.row for one in chosen]).tolist()
            there = [one._replace(row=row) for one, row in zip(chosen, places, strict=True)]
            yield Task(0, rule, rows, slice(0, len(rows)), counted=there)


def _numbered(numbering: Numbering) -> Iterator[tuple[int, str]]:
    """The number of the first row and the notes of each part."""
    for part, first in enumerate(numbering.firsts.tolist()):
        yield first, f"notes-{part}"


def _compare(task: Task, *, parts: _Parts) -> tuple[pa.Table, list[Fault]]:
    """The findings of a rule in entries that it looks at together."""
    scorer = parts.across[task.rule]
    faults: list[Fault] = []
    if len(task.rows) > _ROWS_HELD and len(task.groups) == 1 and scorer.scan() is not None:
        return _look_through(task, scorer, parts, faults)
    batch = _fetched(task.rows, parts, task)
    findings = [
        finding
        for number, hit in enumerate(_hits(scorer, batch, faults, keep_going=parts.keep_going))
        if task.core.start <= hit.row < task.core.stop
        for finding in findings_of(batch, task.rows, scorer, hit, f"{task.number}-{number}")
    ]
    return table_of(findings), faults


def _fetched(rows: NDArray[np.int64], parts: _Parts, task: Task | None = None) -> Batch:
    """The entries `rows` of the run, with their facts."""
    fetch = partial(parts.numbering.fetch, parts.spool, rows=rows)
    pairs = pd.concat([fetch("pairs"), fetch("facts").drop(columns="pair_id")], axis=1)
    if task is None:
        return Batch(Pairs(pairs), pairs)
    return Batch(Pairs(pairs), pairs, groups=task.groups, note=task.note, counted=task.counted)


def _look_through(
    task: Task, scorer: Scorer, parts: _Parts, faults: list[Fault]
) -> tuple[pa.Table, list[Fault]]:
    """The findings in a group that is too long to be held."""
    scan = scorer.scan()
    assert scan is not None
    for start in range(0, len(task.rows), PARTITION_ROWS):
        rows = task.rows[start : start + PARTITION_ROWS]
        batch = _fetched(rows, parts)
        try:
            scan.add(batch, range(len(rows)), rows.tolist())
        except Exception as error:
            _blame(scorer, batch, error, faults, keep_going=parts.keep_going)
    found = list(scan.found())
    tables = [table_of([])]
    for start in range(0, len(found), PARTITION_ROWS):
        some = found[start : start + PARTITION_ROWS]
        rows = np.unique([row for one in some for row in one.rows])
        batch = _fetched(rows, parts)
        hits = [scan.hit(batch, np.searchsorted(rows, one.rows).tolist(), one) for one in some]
        findings = [
            finding
            for number, hit in enumerate(hits, start=start)
            for finding in findings_of(batch, rows, scorer, hit, f"{task.number}-{number}")
        ]
        tables.append(table_of(findings))
    return pa.concat_tables(tables), faults


def _flush(held: list[pa.Table], parts: _Parts, flushes: dict[int, int]) -> None:
    """Put findings aside, each to those of its part; `flushes` counts how often for each."""
    if not held:
        return
    found = pa.concat_tables(held)
    held.clear()
    of_part = parts.numbering.parts(found["row"].to_numpy())
    for part in np.unique(of_part).tolist():
        parts.spool.write(
            f"cross-{part}-{flushes[part]}", found.take(pa.array(np.flatnonzero(of_part == part)))
        )
        flushes[part] += 1


def _merge(part: int, count: int, spool: Spool) -> None:
    """Put the findings of a part by itself and all that were added in one order."""
    names = [f"found-{part}", *(f"cross-{part}-{number}" for number in range(count))]
    spool.write(f"merged-{part}", in_order(pa.concat_tables([spool.read(name) for name in names])))
    for name in names[1:]:
        spool.remove(name)


# Ids and causes


class _Known(NamedTuple):
    """What only all findings of a run tell of those of a part."""

    part: int
    source: str  # where they are
    before: dict[int, int]  # by place, of how many the same came before, if any
    settled: dict[int, tuple[str, str | None, str]]  # by place, id, cause and severity
    roots: list[tuple[str, str, str, str]]  # causes on other pairs; see _ROOTS


def _known_causes(parts: _Parts, crossed: Sequence[int]) -> Iterator[_Known]:
    """What is known of each part: ids that others have too, and causes beyond one pair.

    Args:
        parts: Of the run.
        crossed: The parts with findings of rules that compare entries.
    """
    spool, numbering = parts.spool, parts.numbering
    sources = {
        part: f"merged-{part}" if part in set(crossed) else f"found-{part}"
        for part in range(len(numbering))
    }
    before = _repeated(sources, spool)
    settled, roots = _settled(parts, crossed, sources, before)
    for part, source in sources.items():
        yield _Known(part, source, before.get(part, {}), settled[part], roots[part])


def _repeated(sources: Mapping[int, str], spool: Spool) -> dict[int, dict[int, int]]:
    """By part and place, of how many findings with the same content came before, if of any."""
    counts, ids = [], []
    for name in sources.values():
        names = spool.read(name, ["finding_id"])[0].to_pylist()
        counts.append(len(names))
        ids.append(np.array([int(one[2:], 16) for one in names], np.int64))
    every = np.concatenate(ids)
    order = np.argsort(every, kind="stable")
    new = np.flatnonzero(np.diff(every[order], prepend=-1))
    rank = np.arange(len(every)) - np.repeat(new, np.diff(new, append=len(every)))
    again = np.flatnonzero(rank)
    numbering = Numbering(counts)
    found: dict[int, dict[int, int]] = {}
    for at, many in sorted(zip(order[again].tolist(), rank[again].tolist(), strict=True)):
        own = int(numbering.parts(np.array([at]))[0])
        part = list(sources)[own]
        found.setdefault(part, {})[at - int(numbering.firsts[own])] = many
    return found


def _settled(
    parts: _Parts,
    crossed: Sequence[int],
    sources: Mapping[int, str],
    before: Mapping[int, Mapping[int, int]],
) -> tuple[
    dict[int, dict[int, tuple[str, str | None, str]]], dict[int, list[tuple[str, str, str, str]]]
]:
    """The causes of all findings on pairs that a finding speaks of together with others.

    Returns:
        By part and place, id, cause and severity; by part, the causes on other pairs.
    """
    touched = _touched(parts, crossed)
    rows: list[Found] = []
    places: list[tuple[int, int, str]] = []
    for part in crossed:
        narrow = parts.spool.read(sources[part], [*_NARROW, "pair_id"])
        there = np.flatnonzero(np.isin(narrow["row"].to_numpy(), touched))
        found = _found(narrow.take(pa.array(there)))
        ids = _ids(part, sources[part], before.get(part, {}), parts, set(there.tolist()))
        pair_ids = narrow["pair_id"].take(pa.array(there)).to_pylist()
        for at, one, pair_id in zip(there.tolist(), found, pair_ids, strict=True):
            one.finding_id = ids.get(at, one.finding_id)
            rows.append(one)
            places.append((part, at, pair_id))
    fold(rows, parts.scorer_of())
    by_id = {
        one.finding_id: (one, pair_id) for one, (_, _, pair_id) in zip(rows, places, strict=True)
    }
    settled: dict[int, dict[int, tuple[str, str | None, str]]] = defaultdict(dict)
    roots: dict[int, dict[str, tuple[str, str, str, str]]] = defaultdict(dict)
    for one, (part, at, pair_id) in zip(rows, places, strict=True):
        settled[part][at] = (one.finding_id, one.cause, one.severity)
        if one.cause is not None:
            cause, home = by_id[one.cause]
            if home != pair_id:
                roots[part][one.cause] = (one.cause, cause.rule, cause.severity, home)
    return settled, defaultdict(list, {part: list(of.values()) for part, of in roots.items()})


def _touched(parts: _Parts, crossed: Sequence[int]) -> NDArray[np.int64]:
    """The rows that a finding speaks of together with others, or explains."""
    found = []
    for part in crossed:
        narrow = parts.spool.read(f"merged-{part}", ["row", "hit", "members"])
        found.append(narrow["row"].filter(pc.not_equal(narrow["hit"], "")).to_numpy())
        found.append(pc.list_flatten(narrow["members"]).to_numpy())
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _found(narrow: pa.Table) -> list[Found]:
    """Findings of a table of RAW, as far as it matters for causes."""
    spans = zip(*(narrow[name].fill_null(-1).to_pylist() for name in SPANS), strict=True)
    columns = (
        narrow[name].to_pylist()
        for name in ("finding_id", "row", "rule", "severity", "members", "hit", "is_member")
    )
    return [
        Found(name, row, rule, severity, span, members, hit, is_member)
        for (name, row, rule, severity, members, hit, is_member), span in zip(
            zip(*columns, strict=True), spans, strict=True
        )
    ]


def _ids(
    part: int, source: str, before: Mapping[int, int], parts: _Parts, among: set[int] | None = None
) -> dict[int, str]:
    """By place, the ids of the findings that are not the first with their content."""
    places = [at for at in before if among is None or at in among]
    if not places:
        return {}
    named = parts.spool.take(source, np.array(places))
    rows = named["row"].to_numpy() - parts.numbering.firsts[part]
    texts = parts.spool.take(f"pairs-{part}", rows)
    columns = [named[name].to_pylist() for name in ("rule", "field", *SPANS)]
    sides = [texts[f"{side}_text"].to_pylist() for side in ("source", "target")]
    return {
        at: finding_id(rule, field, (source_text, target_text), spans, before[at])
        for at, (rule, field, *spans), source_text, target_text in zip(
            places, zip(*columns, strict=True), *sides, strict=True
        )
    }


def _last_pass(known: _Known, *, parts: _Parts) -> None:
    """Give the findings of a part their ids and causes, and put them aside as FINDINGS."""
    part, spool = known.part, parts.spool
    table = spool.read(known.source)
    found = _found(table.select(list(_NARROW)))
    for at, name in _ids(part, known.source, known.before, parts).items():
        found[at].finding_id = name
    fold([one for at, one in enumerate(found) if at not in known.settled], parts.scorer_of())
    for at, (_, cause, severity) in known.settled.items():
        found[at].cause, found[at].severity = cause, severity
    changed = {
        "finding_id": [one.finding_id for one in found],
        "cause": [one.cause for one in found],
        "severity": [one.severity for one in found],
    }
    for name, values in changed.items():
        number = table.schema.get_field_index(name)
        table = table.set_column(
            number, table.schema.field(number), pa.array(values, pa.large_string())
        )
    frame = table.select([*FINDINGS]).to_pandas(ignore_metadata=True)
    spool.write_frame(f"findings-{part}", conform(frame, FINDINGS))
    roots = pd.DataFrame(known.roots, columns=[*_ROOTS], dtype="str")
    spool.write_frame(f"roots-{part}", roots)


# What goes wrong


def _hits(scorer: Scorer, batch: Batch, faults: list[Fault], *, keep_going: bool) -> Iterable[Hit]:
    """The hits of `scorer`; after a crash those of the groups or pairs where it does not crash."""
    try:
        return list(scorer.score(batch))
    except Exception as error:  # whatever a rule does, the report names the rule and the entry
        parts = batch.groups or [[row] for row in range(len(batch))]
        apart = isinstance(scorer.scope, Entry | Group)
        if not apart or len(parts) == 1:
            _blame(scorer, batch, error, faults, keep_going=keep_going)
            return []
    hits: list[Hit] = []
    for rows in parts:
        some = batch.pairs.iloc[rows].reset_index(drop=True)
        groups = [list(range(len(rows)))] if batch.groups else []
        part = Batch(Pairs(some), some if "source_lang" in some else None, groups=groups)
        hits += (
            hit._replace(row=rows[hit.row], members=tuple(rows[row] for row in hit.members))
            for hit in _hits(scorer, part, faults, keep_going=keep_going)
        )
    return hits


def _blame(
    scorer: Scorer, batch: Batch, error: Exception, faults: list[Fault], *, keep_going: bool
) -> None:
    """Count a crash, or stop at it."""
    fault = _fault(scorer, batch, error)
    if not keep_going:
        raise ScorerError(str(fault)) from error
    faults.append(fault)


def _fault(scorer: Scorer, batch: Batch, error: Exception) -> Fault:
    file, line = place(batch, 0)
    entry_id = str(batch.column("entry_id")[0])
    return Fault(scorer.rule, entry_id, file, line, f"{type(error).__name__}: {error}")
