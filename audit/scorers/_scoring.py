"""Runs scorers over pairs and turns their hits into findings."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from audit.engine import executor_of, map_groups, map_partitions, map_parts
from audit.errors import ScorerError
from audit.profiles import DEFAULT, profiles_of
from audit.schema import FINDINGS, PAIRS, Findings, Pairs, Severity, conform
from audit.scorers._base import Batch, Scorer, whole
from audit.scorers._grouping import grouped, key_columns
from audit.scorers._mirror import mirror_of
from audit.scorers._places import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from audit.config import Config
    from audit.engine.executors import Executor
    from audit.schema import Span
    from audit.scorers._base import Hit, Key


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


class _Scored(NamedTuple):
    findings: list[dict[str, Any]]
    facts: pd.DataFrame  # of the first pass
    keys: pd.DataFrame  # of the rules that compare entries; see `key_columns`
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
    parts = []
    done = 0
    with executor_of(config, ordered) as executor:
        for profile, those in _by_profile(ordered):
            chosen = [scorer for scorer in config.scorers(profile) if not scorer.group_by]
            run = partial(
                _score_partition,
                scorers=chosen,
                keep_going=config.keep_going,
                mirrors=_mirrors(chosen),
            )
            for part in map_partitions(run, those, executor=executor):
                parts.append(part)
                done += len(part.facts)
                if progress:
                    progress("score", done, len(ordered))
        facts = pd.concat([part.facts for part in parts], ignore_index=True)
        with_facts = ordered.merge(facts, on="pair_id", validate="one_to_one")
        keys = pd.concat([part.keys for part in parts]).reindex(ordered["pair_id"])
        parts += _across(with_facts, keys, config, executor)
    rows = [row for part in parts for row in part.findings]
    order = {pair_id: number for number, pair_id in enumerate(ordered["pair_id"])}
    rows.sort(key=lambda row: (order[row["_pair"]], row["rule"], row["_spans"]))
    _identify(rows)
    _fold(rows)
    findings = pd.DataFrame(rows, columns=[*FINDINGS], dtype=object)
    faults = [fault for part in parts for fault in part.faults]
    return Verdicts(Findings(conform(findings, FINDINGS)), facts, faults)


def _across(
    table: pd.DataFrame, keys: pd.DataFrame, config: Config, executor: Executor
) -> Iterator[_Scored]:
    """The findings of the rules that compare entries; `keys` are of the rows of `table`."""
    by_column: dict[tuple[str, ...], list[Scorer]] = {}
    for scorer in config.scorers():
        run = partial(_score_partition, scorers=[scorer], keep_going=config.keep_going)
        if scorer.group_by:
            by_column.setdefault(scorer.group_by, []).append(scorer)
        elif scorer.rule in keys:
            own = keys[scorer.rule]
            groups = grouped(table, [own[number] for number in own])
            yield from map_parts(run, groups, executor)
    for columns, scorers in sorted(by_column.items(), key=lambda item: item[0]):
        run = partial(_score_partition, scorers=scorers, keep_going=config.keep_going)
        yield from map_groups(run, table, columns, executor=executor)


def _by_profile(pairs: Pairs) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each profile; no rows are one empty part."""
    named = pd.Series(profiles_of(pairs), index=pairs.index, dtype=object)
    for profile in sorted(set(named)) or [DEFAULT]:
        yield profile, pairs[named == profile]


def _sorted(pairs: Pairs) -> Pairs:
    file = pairs["target_path"].fillna(pairs["source_path"])
    line = pairs["target_line"].fillna(pairs["source_line"])
    place = pd.DataFrame(
        {"file": file, "line": line, "field": pairs["field"], "id": pairs["pair_id"]}
    )
    order = place.sort_values(["file", "line", "field", "id"], kind="stable").index
    return Pairs(pairs.loc[order].reset_index(drop=True))


def _mirrors(chosen: Sequence[Scorer]) -> dict[str, Scorer]:
    """The rules that judge for `chosen` ones where source and target exchange their places."""
    from audit.scorers import scorers

    by_rule = {**scorers(), **{scorer.rule: scorer for scorer in chosen}}
    return {one.rule: by_rule[one.mirror] for one in chosen if one.mirror is not None}


def _score_partition(
    pairs: pd.DataFrame,
    *,
    scorers: Sequence[Scorer],
    keep_going: bool,
    mirrors: Mapping[str, Scorer] = MappingProxyType({}),
) -> _Scored:
    """Run `scorers` over `pairs`, which may carry facts that are known already.

    Without such facts this is the first pass, and rules that compare entries give their keys only.
    """
    known = pairs if "source_lang" in pairs else None
    batch = Batch(Pairs(pairs), known)
    faults: list[Fault] = []
    keys = {}
    if known is None:
        of_rule = {scorer.rule: _keys(scorer, batch, faults, keep_going) for scorer in scorers}
        keys = {rule: given for rule, given in of_rule.items() if given}
    rows = [
        finding
        for scorer in scorers
        if scorer.rule not in keys
        for hit in _hits(scorer, batch, faults, keep_going=keep_going)
        for finding in _findings(batch, scorer, hit)
    ]
    if known is None:
        rows += _mirrored(batch, scorers, mirrors, faults, keep_going=keep_going)
    facts = batch.facts() if known is None else known.iloc[:0]
    return _Scored(rows, facts, key_columns(batch, keys), faults)


def _mirrored(
    batch: Batch,
    chosen: Sequence[Scorer],
    mirrors: Mapping[str, Scorer],
    faults: list[Fault],
    *,
    keep_going: bool,
) -> Iterator[dict[str, Any]]:
    """The findings of `chosen` rules in entries from Chinese into English, by their mirrors."""
    mirror = mirror_of(batch) if mirrors else None
    if mirror is not None:
        for scorer in chosen:
            if scorer.rule in mirrors:
                other = mirrors[scorer.rule]
                for hit in _hits(other, mirror.batch, faults, keep_going=keep_going):
                    yield from _findings(batch, scorer, mirror.back(hit))


def _keys(scorer: Scorer, batch: Batch, faults: list[Fault], keep_going: bool) -> list[Key]:
    try:
        return list(scorer.keys(batch))
    except Exception as error:
        _blame(scorer, batch, error, faults, keep_going=keep_going)
        return []


def _hits(scorer: Scorer, batch: Batch, faults: list[Fault], *, keep_going: bool) -> Iterable[Hit]:
    """The hits of `scorer`; after a crash those of the groups or pairs where it does not crash."""
    try:
        return list(scorer.score(batch))
    except Exception as error:  # whatever a rule does, the report names the rule and the entry
        parts = batch.groups or [[row] for row in range(len(batch))]
        if scorer.group_by or len(parts) == 1:
            _blame(scorer, batch, error, faults, keep_going=keep_going)
            return []
    hits: list[Hit] = []
    for rows in parts:
        some = batch.pairs.iloc[rows].reset_index(drop=True)
        part = Batch(Pairs(some), some if "source_lang" in some else None)
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
        "_pair": ids[hit.row],
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
        by_rule.setdefault((row["_pair"], row["rule"]), []).append(row)
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
                    for cause in by_rule.get((row["_pair"], rule), ())
                    if is_cause(cause, row)
                ),
                None,
            )
        )
    common = {member: row for member, row in shared.items() if row["cause"] is None}
    for row in rows:
        over_all = common.get(row["_pair"])
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
