"""Runs scorers over pairs and turns their hits into findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from audit.engine import map_partitions
from audit.errors import ScorerError
from audit.schema import FINDINGS, PAIRS, Findings, Pairs, conform
from audit.scorers._base import Batch, Scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from audit.config import Config
    from audit.schema import Span
    from audit.scorers._base import Hit


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
    """What scoring found: the findings, facts of each pair for the report, and the faults."""

    findings: Findings
    facts: pd.DataFrame  # per pair: source_lang, target_lang, source_chars, target_chars
    faults: list[Fault]


class _Scored(NamedTuple):
    findings: list[dict[str, Any]]
    facts: pd.DataFrame
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
    function = partial(_score_partition, scorers=config.scorers(), keep_going=config.keep_going)
    rows: list[dict[str, Any]] = []
    facts, faults = [], []
    done = 0
    for scored in map_partitions(function, ordered, workers=config.workers):
        rows += scored.findings
        facts.append(scored.facts)
        faults += scored.faults
        done += len(scored.facts)
        if progress:
            progress("score", done, len(ordered))
    _identify(rows)
    findings = pd.DataFrame(rows, columns=[*FINDINGS], dtype=object)
    return Verdicts(
        Findings(conform(findings, FINDINGS)), pd.concat(facts, ignore_index=True), faults
    )


def _sorted(pairs: Pairs) -> Pairs:
    file = pairs["target_path"].fillna(pairs["source_path"])
    line = pairs["target_line"].fillna(pairs["source_line"])
    place = pd.DataFrame(
        {"file": file, "line": line, "field": pairs["field"], "id": pairs["pair_id"]}
    )
    order = place.sort_values(["file", "line", "field", "id"], kind="stable").index
    return Pairs(pairs.loc[order].reset_index(drop=True))


def _score_partition(
    pairs: pd.DataFrame, *, scorers: Sequence[Scorer], keep_going: bool
) -> _Scored:
    batch = Batch(Pairs(pairs))
    hits: dict[int, list[tuple[Scorer, Hit]]] = defaultdict(list)
    faults: list[Fault] = []
    for scorer in scorers:
        for hit in _hits(scorer, batch, faults, keep_going=keep_going):
            hits[hit.row].append((scorer, hit))
    columns = {name: batch.column(name) for name in ("entry_id", "pair_id", "field")}
    rows: list[dict[str, Any]] = []
    for row in sorted(hits):
        of_entry = sorted(hits[row], key=lambda found: (found[0].rule, _order(found[1])))
        fired = {scorer.rule for scorer, _ in of_entry}
        for scorer, hit in of_entry:
            cause = next((rule for rule in scorer.symptom_of if rule in fired), None)
            keys = {name: column[row] for name, column in columns.items()}
            rows.append(_finding(batch, scorer, hit, cause) | keys)
    facts = pd.DataFrame(
        {
            "pair_id": columns["pair_id"],
            "source_lang": pd.Series(batch.source.languages, dtype="str"),
            "target_lang": pd.Series(batch.target.languages, dtype="str"),
            "source_chars": pd.Series(batch.source.chars, dtype="Int64"),
            "target_chars": pd.Series(batch.target.chars, dtype="Int64"),
        }
    )
    return _Scored(rows, facts, faults)


def _hits(scorer: Scorer, batch: Batch, faults: list[Fault], *, keep_going: bool) -> Iterable[Hit]:
    """The hits of `scorer`; after a crash those of the pairs on which it does not crash."""
    try:
        return list(scorer.score(batch))
    except Exception as error:  # whatever a rule does, the report names the rule and the entry
        if len(batch) == 1:
            fault = _fault(scorer, batch, error)
            if not keep_going:
                raise ScorerError(str(fault)) from error
            faults.append(fault)
            return []
    hits: list[Hit] = []
    for row in range(len(batch)):
        alone = Batch(Pairs(batch.pairs.iloc[row : row + 1].reset_index(drop=True)))
        hits += (
            hit._replace(row=row) for hit in _hits(scorer, alone, faults, keep_going=keep_going)
        )
    return hits


def _fault(scorer: Scorer, batch: Batch, error: Exception) -> Fault:
    file, line = _place(batch, 0)
    entry_id = str(batch.column("entry_id")[0])
    return Fault(scorer.rule, entry_id, file, line, f"{type(error).__name__}: {error}")


def _finding(batch: Batch, scorer: Scorer, hit: Hit, cause: str | None) -> dict[str, Any]:
    source, target = batch.source.texts[hit.row], batch.target.texts[hit.row]
    file, line = _place(batch, hit.row)
    return {
        "rule": scorer.rule,
        "category": scorer.category,
        "severity": hit.severity or scorer.severity,
        "confidence": scorer.confidence if hit.confidence is None else hit.confidence,
        "cause": cause,  # the rule; `_identify` puts the finding in its place
        "suppressed": False,
        "file": file,
        "line": line,
        "message": hit.message,
        "source_evidence": _slice(source, hit.source),
        "target_evidence": _slice(target, hit.target),
        "source_start": hit.source and hit.source.start,
        "source_end": hit.source and hit.source.end,
        "target_start": hit.target and hit.target.start,
        "target_end": hit.target and hit.target.end,
        "measured": hit.measured,
        "limit": hit.limit,
        "_texts": (source, target),
    }


def _place(batch: Batch, row: int) -> tuple[str, int | None]:
    """Where to look first: the target if there is one, else the source."""
    pair = batch.pairs.iloc[row]
    side = "source" if pd.isna(pair["target_path"]) else "target"
    line = pair[f"{side}_line"]
    return str(pair[f"{side}_path"]), None if pd.isna(line) else int(line)


def _identify(rows: list[dict[str, Any]]) -> None:
    """Give each finding its id, and each symptom the id of its cause, in place.

    The id is a hash of rule, field, texts and spans, and of how many the same came before; so it
    stays when lines move.
    """
    seen: dict[str, int] = defaultdict(int)
    first: dict[tuple[str, str], str] = {}
    for row in rows:
        spans = [row[f"{side}_{end}"] for side in ("source", "target") for end in ("start", "end")]
        content = "\0".join(map(repr, (row["rule"], row["field"], row.pop("_texts"), spans)))
        number = seen[content]
        seen[content] += 1
        digest = hashlib.sha256(f"{content}\0{number}".encode("utf-8", "surrogatepass")).hexdigest()
        row["finding_id"] = f"F-{digest[:12]}"
        first.setdefault((row["pair_id"], row["rule"]), row["finding_id"])
    for row in rows:
        pair_id = row.pop("pair_id")
        if row["cause"] is not None:
            row["cause"] = first[pair_id, row["cause"]]


def _slice(text: str | None, span: Span | None) -> str | None:
    return None if text is None or span is None else text[span.start : span.end]


def _order(hit: Hit) -> tuple[int, int, int, int]:
    nowhere = (-1, -1)
    return (*(hit.source or nowhere), *(hit.target or nowhere))
