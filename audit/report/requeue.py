"""The entries that are to be translated again, and why."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from audit.schema import Severity
from audit.scorers import scorers
from audit.text.blanks import is_blank, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.report import Report

_LEAST = Severity.MAJOR


class Reason(NamedTuple):
    """A finding that asks for a new translation."""

    finding_id: str
    rule: str
    severity: str
    message: str
    start: int | None  # of the bad target, in code points; null where the finding tells no part
    end: int | None


class Place(NamedTuple):
    """Where a text stands in its file, as RECORDS has it."""

    path: str
    line: int | None
    end_line: int | None
    column: int | None
    locator: str | None
    form: str | None
    record: str


class Queued(NamedTuple):
    """An entry to be translated again."""

    id: str  # of the slot and what it holds; see `queue_id`
    entry_id: str
    field: str
    source_lang: str
    target_lang: str
    source: str
    bad_target: str | None
    reasons: list[Reason]  # the worst first
    place: Place | None  # of the slot; null where the input has none for the translation
    source_place: Place | None
    counterpart: str | None  # a record elsewhere that translates the source already


def requeue(report: Report) -> list[Queued]:
    """The entries that a new translation would mend, in the order of places.

    An entry is in the queue if its source holds text and one of the root findings that explain it
    is of severity major or above, not suppressed, and of a rule whose defects a new translation
    mends (`Scorer.retranslate`). So these are in it:

    * `wrong-pair`: the source is right and its translation is nowhere; asking for it again is
      cheaper and surer than looking where the text came from.
    * `same-target`: all its entries, for one cached answer stands in all of them; the one that the
      text belongs to is not among them.
    * `merged-entries`: the neighbour whose slot is empty as well.
    * `mojibake`: what was read wrongly is often lost; the message has what can be read back.

    And these are not, for a new translation would not be the cure: `shifted-pairs` (the
    translations are all there, each some rows away; new ones would be paid for and the good ones
    written over: mend the join and audit again), defects of the source, duplicates, doubtful pairs,
    and residue that a program takes out.
    """
    places = _places(report)
    queue = []
    for pair, reasons in _wanted(report):
        target_place = places.get(pair["target_record"])
        source_place = places.get(pair["source_record"])
        bad_target = pair["target_text"]
        anchor = target_place or source_place
        queue.append(
            Queued(
                queue_id(anchor.record if anchor else str(pair["pair_id"]), bad_target),
                pair["entry_id"],
                pair["field"],
                report.config.source_lang,
                pair["expected_lang"] or report.config.target_lang,
                pair["source_text"],
                bad_target,
                reasons,
                target_place,
                source_place,
                pair["counterpart"],
            )
        )
    return queue


def queue_id(record: str, text: str | None) -> str:
    """A name for `text` in the slot `record`: another text, or another slot, has another one."""
    content = f"{record}\0{text!r}".encode("utf-8", "surrogatepass")
    return f"Q-{hashlib.sha256(content).hexdigest()[:12]}"


def explained(report: Report) -> dict[str, list[dict[str, Any]]]:
    """By `pair_id` the root findings that explain it, not suppressed, the worst first.

    They are its own, and those of other units that its symptoms are due to: these are without the
    span, which is of another text. Each is a row of FINDINGS by name, null as None.
    """
    findings = _rows(report.findings[~report.findings["suppressed"]])
    by_id = {finding["finding_id"]: finding for finding in findings}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for finding in findings:
        root = by_id.get(finding["cause"] or finding["finding_id"])
        if root is None:
            continue
        pair = finding["pair_id"]
        own = pair == root["pair_id"]
        told = root if own else root | {"target_start": None, "target_end": None}
        found.setdefault(pair, {}).setdefault(root["finding_id"], told)
    return {pair: sorted(roots.values(), key=_worst_first) for pair, roots in found.items()}


def _wanted(report: Report) -> Iterable[tuple[dict[str, Any], list[Reason]]]:
    mended = {rule for rule, scorer in scorers().items() if scorer.retranslate}
    causes = explained(report)
    for pair in _rows(report.pairs):
        source = pair["source_text"]
        if source is None or is_blank(source) or is_placeholder(source):
            continue
        reasons = [
            _reason(finding)
            for finding in causes.get(pair["pair_id"], ())
            if finding["rule"] in mended and Severity.parse(finding["severity"]) >= _LEAST
        ]
        if reasons:
            yield pair, reasons


def _reason(finding: dict[str, Any]) -> Reason:
    return Reason(
        finding["finding_id"],
        finding["rule"],
        finding["severity"],
        finding["message"],
        _number(finding["target_start"]),
        _number(finding["target_end"]),
    )


def _places(report: Report) -> dict[str | None, Place]:
    return {
        row["record_id"]: Place(
            row["path"],
            _number(row["line"]),
            _number(row["end_line"]),
            _number(row["column"]),
            row["locator"],
            row["form"],
            row["record_id"],
        )
        for row in _rows(report.records)
    }


def _worst_first(finding: dict[str, Any]) -> tuple[int, str, str]:
    return -Severity.parse(finding["severity"]), finding["rule"], finding["finding_id"]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by name, null as None."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
