"""Runs scorers over pairs and turns their hits into findings."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from audit.engine import map_items, map_partitions
from audit.errors import ScorerError
from audit.profiles import DEFAULT, profiles_of
from audit.schema import FINDINGS, PAIRS, Findings, Pairs, Severity, conform
from audit.scorers._base import Batch, Scorer, whole
from audit.scorers._exchange import Labelled, added, grouped, seen, sequences
from audit.scorers._places import files, place
from audit.scorers._scopes import LEFT_OUT, Entry, Group, Total
from audit.scorers._scopes import Sequence as InSequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.config import Config
    from audit.schema import Span
    from audit.scorers._base import Hit
    from audit.scorers._scopes import Counted


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


class Notes(NamedTuple):
    """What the rules that compare entries know of each row of a partition, by rule."""

    rows: int
    keys: dict[str, list[NDArray[np.uint64]]]
    labelled: dict[str, Labelled]
    counted: dict[str, list[Counted]]


class _Scored(NamedTuple):
    findings: list[dict[str, Any]]
    facts: pd.DataFrame  # of the first pass
    notes: Notes
    faults: list[Fault]


def score(
    pairs: Pairs,
    config: Config,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> Verdicts:
    """Look for every selected rule's defect in `pairs`.

    Args:
        pairs: PAIRS, in any order.
        config: Rules, their options, and how many workers share the work.
        progress: Called with "score", the pairs done and the pairs in all.

    Returns:
        FINDINGS sorted by place, rule and span; a row per defect. The same pairs give the same
        findings whatever their order, the partitions and the workers.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    ordered = _sorted(Pairs(conform(pairs, PAIRS)))
    parts: list[_Scored] = []
    firsts = []
    done = 0
    run = partial(_first_pass, scorers=_by_profile(ordered, config), keep_going=config.keep_going)
    for part in map_partitions(run, ordered, workers=config.workers):
        parts.append(part)
        firsts.append(done)
        done += len(part.facts)
        if progress:
            progress("score", done, len(ordered))
    facts = pd.concat([part.facts for part in parts], ignore_index=True)
    with_facts = pd.concat([ordered, facts.drop(columns="pair_id")], axis=1)
    rows = [row for part in parts for row in part.findings]
    faults = [fault for part in parts for fault in part.faults]
    notes = [(first, part.notes) for first, part in zip(firsts, parts, strict=True)]
    for found, failed in _across(with_facts, notes, config):
        rows += found
        faults += failed
    order = {pair_id: number for number, pair_id in enumerate(ordered["pair_id"])}
    rows.sort(key=lambda row: (order[row["pair_id"]], row["rule"], row["_spans"]))
    _identify(rows)
    _fold(rows)
    findings = pd.DataFrame(rows, columns=[*FINDINGS], dtype=object)
    return Verdicts(Findings(conform(findings, FINDINGS)), facts, faults)


def _by_profile(pairs: Pairs, config: Config) -> dict[str, list[Scorer]]:
    """The scorers of each profile that a row of `pairs` has, and of that of no rows at all."""
    return {name: config.scorers(name) for name in {*profiles_of(pairs), DEFAULT}}


def _across(
    table: pd.DataFrame, notes: Sequence[tuple[int, Notes]], config: Config
) -> Iterator[tuple[list[dict[str, Any]], list[Fault]]]:
    """The findings of the rules that compare entries; `notes` are of the rows of `table`."""
    for scorer in config.scorers():
        run = partial(_compare, scorer=scorer, keep_going=config.keep_going)
        work = (
            task._replace(pairs=table.iloc[task.rows].reset_index(drop=True))
            for task in _tasks(scorer, notes)
        )
        yield from map_items(run, work, config.workers)


class Task(NamedTuple):
    """Entries that one rule looks at together."""

    rows: NDArray[np.int64]
    core: slice  # of `rows`, those of which findings count
    groups: Sequence[list[int]] = ()
    note: object = None
    counted: Sequence[Counted] = ()
    pairs: pd.DataFrame | None = None  # of `rows`, with their facts


def _tasks(scorer: Scorer, notes: Sequence[tuple[int, Notes]]) -> Iterator[Task]:
    """The entries that `scorer` has to see together, by what is known of each."""
    rule, scope = scorer.rule, scorer.scope
    if isinstance(scope, Group):
        for together in grouped(_keys(rule, [part for _, part in notes])):
            every = slice(0, len(together.rows))
            ends = np.flatnonzero(np.diff(together.groups)) + 1
            groups = [rows.tolist() for rows in np.split(np.arange(every.stop), ends)]
            yield Task(together.rows, every, groups)
    elif isinstance(scope, InSequence):
        labelled = ((first, part.labelled[rule]) for first, part in notes if rule in part.labelled)
        for rows, facts in sequences(labelled):
            for window in seen(rows, scorer.windows(facts), scope):
                yield Task(window.rows, window.core, note=window.note)
    elif isinstance(scope, Total):
        counted = added((first, part.counted.get(rule, ())) for first, part in notes)
        chosen = scorer.chosen(counted)
        rows = np.unique([one.row for one in chosen]).astype(np.int64)
        if len(rows):
            places = np.searchsorted(rows, [one.row for one in chosen]).tolist()
            there = [one._replace(row=row) for one, row in zip(chosen, places, strict=True)]
            yield Task(rows, slice(0, len(rows)), counted=there)


def _keys(rule: str, notes: Sequence[Notes]) -> list[NDArray[np.uint64]]:
    """The keys that `rule` gave to all rows; 0 where it did not run."""
    count = next((len(part.keys[rule]) for part in notes if rule in part.keys), 0)
    return [
        np.concatenate(
            [
                part.keys[rule][number] if rule in part.keys else np.zeros(part.rows, np.uint64)
                for part in notes
            ]
        )
        for number in range(count)
    ]


def _compare(
    task: Task, *, scorer: Scorer, keep_going: bool
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The findings of `scorer` in entries that it looks at together."""
    assert task.pairs is not None
    faults: list[Fault] = []
    batch = Batch(
        Pairs(task.pairs), task.pairs, groups=task.groups, note=task.note, counted=task.counted
    )
    rows = [
        finding
        for hit in _hits(scorer, batch, faults, keep_going=keep_going)
        if task.core.start <= hit.row < task.core.stop
        for finding in _findings(batch, scorer, hit)
    ]
    return rows, faults


def _sorted(pairs: Pairs) -> Pairs:
    file = pairs["target_path"].fillna(pairs["source_path"])
    line = pairs["target_line"].fillna(pairs["source_line"])
    place = pd.DataFrame(
        {"file": file, "line": line, "field": pairs["field"], "id": pairs["pair_id"]}
    )
    order = place.sort_values(["file", "line", "field", "id"], kind="stable").index
    return Pairs(pairs.loc[order].reset_index(drop=True))


def _first_pass(
    pairs: pd.DataFrame, *, scorers: Mapping[str, Sequence[Scorer]], keep_going: bool
) -> _Scored:
    """Look at each entry by itself: its findings, its facts, and what other rules note of it."""
    parts = [
        (
            rows,
            _one_profile(Pairs(pairs.iloc[rows].reset_index(drop=True)), scorers[name], keep_going),
        )
        for name, rows in _rows_by_profile(Pairs(pairs))
    ]
    if len(parts) == 1:
        return parts[0][1]
    back = np.argsort(np.concatenate([rows for rows, _ in parts]))
    facts = pd.concat([part.facts for _, part in parts], ignore_index=True).iloc[back]
    return _Scored(
        [finding for _, part in parts for finding in part.findings],
        facts.reset_index(drop=True),
        _merged([(rows, part.notes) for rows, part in parts], len(pairs)),
        [fault for _, part in parts for fault in part.faults],
    )


def _rows_by_profile(pairs: Pairs) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """The profiles and the rows of each; one profile without rows where there are none."""
    names = np.array(profiles_of(pairs), dtype=object)
    for name in sorted(set(names.tolist())) or [DEFAULT]:
        yield name, np.flatnonzero(names == name)


def _one_profile(pairs: Pairs, scorers: Sequence[Scorer], keep_going: bool) -> _Scored:
    batch = Batch(pairs)
    faults: list[Fault] = []
    notes = Notes(len(batch), {}, {}, {})
    rows: list[dict[str, Any]] = []
    for scorer in scorers:
        if isinstance(scorer.scope, Entry):
            for hit in _hits(scorer, batch, faults, keep_going=keep_going):
                rows += _findings(batch, scorer, hit)
        else:
            try:
                _note(scorer, batch, notes)
            except Exception as error:
                _blame(scorer, batch, error, faults, keep_going=keep_going)
    return _Scored(rows, batch.facts(), notes, faults)


def _note(scorer: Scorer, batch: Batch, notes: Notes) -> None:
    """Add to `notes` what `scorer` knows of the rows of `batch`."""
    rule, scope = scorer.rule, scorer.scope
    if isinstance(scope, Group):
        notes.keys[rule] = list(scorer.keys(batch))
    elif isinstance(scope, Total):
        notes.counted[rule] = scorer.count(batch)
    elif isinstance(scope, InSequence):
        facts = scorer.facts(batch)
        left_out = (facts if facts.ndim == 1 else facts[:, 0]) == LEFT_OUT
        columns = [files(batch) if name == "file" else batch.column(name) for name in scope.by]
        named = [
            None if None in row or out else "\0".join(map(str, row))
            for row, out in zip(zip(*columns, strict=True), left_out.tolist(), strict=True)
        ]
        places, labels = pd.factorize(np.array(named, dtype=object))
        notes.labelled[rule] = Labelled(list(labels), places.astype(np.int32), facts)


def _merged(parts: Sequence[tuple[NDArray[np.int64], Notes]], count: int) -> Notes:
    """The notes of `count` rows, given in parts with their rows; a rule need not be in all."""
    notes = Notes(count, {}, {}, {})
    for rows, part in parts:
        for rule, keys in part.keys.items():
            every = notes.keys.setdefault(rule, [np.zeros(count, np.uint64) for _ in keys])
            for whole_key, key in zip(every, keys, strict=True):
                whole_key[rows] = key
        for rule, (labels, places, facts) in part.labelled.items():
            if rule not in notes.labelled:
                shape = (count, *facts.shape[1:])
                nowhere = np.full(count, LEFT_OUT, np.int32)
                notes.labelled[rule] = Labelled([], nowhere, np.zeros(shape, np.int32))
            known = notes.labelled[rule]
            number = {label: place for place, label in enumerate(known.labels)}
            new = [number.setdefault(label, len(number)) for label in labels]
            known.labels[:] = list(number)
            known.places[rows] = np.array([*new, LEFT_OUT], np.int32)[places]
            known.facts[rows] = facts
        for rule, counted in part.counted.items():
            there = [one._replace(row=int(rows[one.row])) for one in counted]
            before = notes.counted.get(rule, [])
            notes.counted[rule] = added([(0, before), (0, there)])
    return notes


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


def _findings(batch: Batch, scorer: Scorer, hit: Hit) -> Iterator[dict[str, Any]]:
    """The finding of `hit`, and one for each of its other members, whose cause it is."""
    root = _finding(batch, scorer, hit)
    yield root
    for row in hit.members:
        if row != hit.row:
            shared = hit._replace(
                row=row,
                message=hit.member_message or hit.message,
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                members=(),
            )
            yield _finding(batch, scorer, shared) | {"_member_of": root}


def _finding(batch: Batch, scorer: Scorer, hit: Hit) -> dict[str, Any]:
    """A row of FINDINGS without id and cause, and what `_identify` and `_fold` make them of."""
    source, target = batch.source.texts[hit.row], batch.target.texts[hit.row]
    ids = batch.column("pair_id")
    file, line = place(batch, hit.row)
    nowhere = (None, None)
    source_start, source_end = hit.source or nowhere
    target_start, target_end = hit.target or nowhere
    return {
        "rule": scorer.rule,
        "category": scorer.category,
        "severity": hit.severity or scorer.severity,
        "confidence": scorer.confidence if hit.confidence is None else hit.confidence,
        "suppressed": False,
        "pair_id": ids[hit.row],
        "entry_id": batch.column("entry_id")[hit.row],
        "field": batch.column("field")[hit.row],
        "file": file,
        "line": line,
        "message": hit.message,
        "source_evidence": _slice(source, hit.source),
        "target_evidence": _slice(target, hit.target),
        "source_start": source_start,
        "source_end": source_end,
        "target_start": target_start,
        "target_end": target_end,
        "measured": hit.measured,
        "limit": hit.limit,
        "_texts": (source, target),
        "_spans": tuple(
            -1 if end is None else end
            for end in (source_start, source_end, target_start, target_end)
        ),
        "_symptom_of": scorer.symptom_of,
        "_part_of": scorer.part_of,
        "_same_place_as": scorer.same_place_as,
        "_members": [ids[row] for row in hit.members] if scorer.explains_members else [],
    }


def _identify(rows: list[dict[str, Any]]) -> None:
    """Give each finding its id, in place.

    The id is a hash of rule, field, texts and spans, and of how many the same came before; so it
    stays when lines move.
    """
    seen: Counter[str] = Counter()
    for row in rows:
        content = "\0".join(map(repr, (row["rule"], row["field"], row["_texts"], row["_spans"])))
        digest = hashlib.sha256(f"{content}\0{seen[content]}".encode("utf-8", "surrogatepass"))
        seen[content] += 1
        row["finding_id"] = f"F-{digest.hexdigest()[:12]}"


def _fold(rows: list[dict[str, Any]]) -> None:
    """Give each symptom its cause, in place.

    A finding is the symptom of the one that it repeats for another member, of one on the same pair
    that its rule names as a cause, of one whose span holds or overlaps its own where its rule says
    so, or of one that speaks of several pairs, this among them, and has no cause itself; of two
    such the one that speaks of more. The cause of a cause is the cause, and is as severe as what it
    causes.
    """
    by_rule: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_rule.setdefault((row["pair_id"], row["rule"]), []).append(row)
    widest_last = sorted(rows, key=lambda row: len(row["_members"]))
    shared = {member: row for row in widest_last for member in row["_members"]}
    for row in rows:
        row["cause"] = (
            row["_member_of"]["finding_id"]
            if "_member_of" in row
            else next(
                (
                    cause["finding_id"]
                    for rules, is_cause in (
                        (row["_symptom_of"], _is_any),
                        (row["_part_of"], _holds),
                        (row["_same_place_as"], _overlaps),
                    )
                    for rule in rules
                    for cause in by_rule.get((row["pair_id"], rule), ())
                    if is_cause(cause, row)
                ),
                None,
            )
        )
    common = {member: row for member, row in shared.items() if row["cause"] is None}
    for row in rows:
        over_all = common.get(row["pair_id"])
        if row["cause"] is None and over_all is not None and over_all is not row:
            row["cause"] = over_all["finding_id"]
    causes = {row["finding_id"]: row["cause"] for row in rows}
    for row in rows:
        met = {row["finding_id"]}
        while causes.get(row["cause"]) is not None and row["cause"] not in met:
            met.add(row["cause"])
            row["cause"] = causes[row["cause"]]
        if row["cause"] == row["finding_id"]:  # two that name each other: the first is the root
            row["cause"] = causes[row["finding_id"]] = None
    by_id = {row["finding_id"]: row for row in rows}
    for row in rows:
        if row["cause"] is not None:
            cause = by_id[row["cause"]]
            cause["severity"] = max(cause["severity"], row["severity"], key=Severity.parse)


def _is_any(cause: dict[str, Any], row: dict[str, Any]) -> bool:
    return cause is not row


def _holds(cause: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a span of `cause` holds the span of `row` on the same side."""
    return cause is not row and any(
        -1 < outer[0] <= inner[0] and inner[1] <= outer[1]
        for outer, inner in zip(_sides(cause), _sides(row), strict=True)
    )


def _overlaps(cause: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a span of `cause` overlaps the span of `row` on the same side."""
    return cause is not row and any(
        one[0] < other[1] and other[0] < one[1]
        for one, other in zip(_sides(cause), _sides(row), strict=True)
    )


def _sides(row: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    return row["_spans"][:2], row["_spans"][2:]


def _slice(text: str | None, span: Span | None) -> str | None:
    return None if text is None or span is None else text[span.start : span.end]
