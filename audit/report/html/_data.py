"""What the page's script is given: entries and findings, the worst first, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from audit.config import SEVERITIES
from audit.report.messages import message, reason
from audit.report.words import rule_name, words
from audit.schema import ENTRIES, VERDICTS, texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.report import Report

# What keeps the page below 16 MB and 400 MB of heap, and what making it takes the same for 50,000
# entries and for millions, some 110 MB: the worst entries with their texts, more without, and what
# is left in the CSV files alone.
_ENTRIES = 40_000
_FINDINGS = 60_000
_WITH_TEXT = 5_000
_TEXT_CHARS = 20_000  # of one text
_ALL_CHARS = 8_000_000  # of all texts together
_EXCERPT = 60  # characters of the evidence where there is no text

_NO_SEVERITY = -1
_TEXTS = ("source_text", "target_text")
_EVIDENCE = ("source_evidence", "target_evidence")


def payload(report: Report) -> dict[str, Any]:
    """The page's data.

    Returns:
        `words` (key → [English, Chinese]), `files`, `rules` (name, Chinese name), `messages`
        (English, Chinese), `reasons` of verdicts (likewise), and the columns of `entries` and
        `findings`; the lists of a table are of one length. A finding's `entry` is the number of its
        entry, its `message` that of its message, its `cause` that of a finding or -1. Entries
        without texts have `text` 0. `left`
        counts entries and findings that are in the CSV files alone.
    """
    order = _by_weight(report)[:_ENTRIES]
    findings = _findings_on(report, order)
    entries = _with_texts(report, order)
    with_text = entries["_with_text"].to_numpy(np.bool_)
    files = sorted({*entries["source_file"].dropna(), *entries["target_file"].dropna()})
    rules = sorted(set(findings["rule"]))
    numbers, messages = _messages(findings)
    reasons, said = _reasons(entries)
    return {
        "signature": report.signature(),
        "words": {key: [*said] for key, said in words().items()},
        "files": files,
        "rules": [[rule, *rule_name(rule)[1:]] for rule in rules],
        "messages": messages,
        "reasons": said,
        "entries": _entries(entries, with_text, files) | {"reason": reasons},
        "findings": _findings(findings, with_text, rules, report) | {"message": numbers},
        "left": [report.counts.entries - len(entries), report.counts.findings - len(findings)],
    }


def _by_weight(report: Report) -> NDArray[np.int64]:
    """The numbers of the entries, the worst first; those alike as they stand in the input."""
    parts = report.tables.parts("entries", ["worst_severity"])
    codes = np.concatenate([_codes(entries["worst_severity"]).astype(np.int8) for entries in parts])
    return np.argsort(-codes, kind="stable").astype(np.int64)


def _findings_on(report: Report, order: NDArray[np.int64]) -> pd.DataFrame:
    """The findings on the entries of `order`, by their places there, as `_entry`."""
    place = np.full(report.counts.entries, len(order), np.int64)
    place[order] = np.arange(len(order))
    first, kept = 0, []
    parts = zip(
        report.tables.parts("pairs", ["pair_id"]), report.tables.parts("findings"), strict=True
    )
    for pairs, findings in parts:
        rows = pd.Index(pairs["pair_id"]).get_indexer(pd.Index(findings["pair_id"]))
        own = np.where(rows < 0, len(order), place[first + np.maximum(rows, 0)])
        first += len(pairs)
        there = findings.assign(_entry=own)[own < len(order)]
        short = {name: there[name].str.slice(0, _EXCERPT) for name in _EVIDENCE}
        kept.append(there.assign(**short))
    found = pd.concat(kept, ignore_index=True).sort_values("_entry", kind="stable")
    return found[:_FINDINGS].reset_index(drop=True)


def _with_texts(report: Report, order: NDArray[np.int64]) -> pd.DataFrame:
    """The entries of `order`; only those that are marked in `_with_text` have their texts."""
    names = [name for name in ENTRIES if name not in _TEXTS]
    with_text = report.tables.take("entries", order[:_WITH_TEXT])
    entries = report.tables.take("entries", order, names)
    shown = np.zeros(len(entries), np.bool_)
    shown[: len(with_text)] = _with_text(with_text)
    return entries.assign(_with_text=shown, **{name: with_text[name] for name in _TEXTS})


def _with_text(entries: pd.DataFrame) -> NDArray[np.bool_]:
    """The entries that keep their texts: the first of them, within what the page can hold."""
    chars = sum(
        entries[f"{side}_text"].str.len().fillna(0).clip(upper=_TEXT_CHARS).to_numpy(np.int64)
        for side in ("source", "target")
    )
    return (np.cumsum(chars) <= _ALL_CHARS) & (np.arange(len(entries)) < _WITH_TEXT)


def _entries(
    entries: pd.DataFrame, with_text: NDArray[np.bool_], files: list[str]
) -> dict[str, list[Any]]:
    number = {name: index for index, name in enumerate(files)}
    columns: dict[str, list[Any]] = {
        "id": texts(entries["entry_id"]),
        "field": texts(entries["field"]),
        "status": texts(entries["status"]),
        "verdict": [VERDICTS.index(word) for word in entries["verdict"]],
        "severity": _codes(entries["worst_severity"]).tolist(),
        "method": texts(entries["pair_method"]),
        "text": with_text.astype(int).tolist(),
    }
    for side in ("source", "target"):
        columns[f"{side}_file"] = [
            -1 if name is None else number[name] for name in texts(entries[f"{side}_file"])
        ]
        columns[f"{side}_line"] = _numbers(entries[f"{side}_line"])
        columns[f"{side}_lang"] = texts(entries[f"{side}_lang"])
        columns[side] = [
            text[:_TEXT_CHARS] if kept and text is not None else None
            for text, kept in zip(texts(entries[f"{side}_text"]), with_text, strict=True)
        ]
        columns[f"{side}_chars"] = _numbers(entries[f"{side}_chars"])
    return columns


def _findings(
    findings: pd.DataFrame, with_text: NDArray[np.bool_], rules: list[str], report: Report
) -> dict[str, list[Any]]:
    number = {name: index for index, name in enumerate(rules)}
    place = {name: index for index, name in enumerate(findings["finding_id"])}
    shown = with_text[findings["_entry"].to_numpy(np.int64)]
    evidence = findings["target_evidence"].fillna(findings["source_evidence"]).fillna("")
    known = report.known
    return {
        "id": texts(findings["finding_id"]),
        "entry": findings["_entry"].tolist(),
        "rule": [number[rule] for rule in findings["rule"]],
        "severity": _codes(findings["severity"]).tolist(),
        "cause": [-1 if cause is None else place.get(cause, -1) for cause in _causes(findings)],
        "suppressed": findings["suppressed"].astype(int).tolist(),
        "new": [int(known is not None and name not in known) for name in findings["finding_id"]],
        "confidence": _rounded(findings["confidence"]),
        "measured": _rounded(findings["measured"]),
        "limit": _rounded(findings["limit"]),
        "excerpt": [
            "" if has_text else said[:_EXCERPT]
            for said, has_text in zip(evidence, shown, strict=True)
        ],
        **{
            f"{side}_{end}": _numbers(findings[f"{side}_{end}"])
            for side in ("source", "target")
            for end in ("start", "end")
        },
    }


def _messages(findings: pd.DataFrame) -> tuple[list[int], list[list[str]]]:
    """Per finding the number of its message, and the messages, each once, in both languages."""
    numbers: dict[tuple[str, str], int] = {}
    told = zip(findings["rule"], findings["message"], strict=True)
    of_findings = [numbers.setdefault(one, len(numbers)) for one in told]
    return of_findings, [[*message(rule, text)] for rule, text in numbers]


def _reasons(entries: pd.DataFrame) -> tuple[list[int], list[list[str]]]:
    """Per entry the number of the reason of its verdict, and the reasons in both languages."""
    numbers: dict[str, int] = {}
    of_entries = [numbers.setdefault(one, len(numbers)) for one in entries["verdict_reason"]]
    return of_entries, [[*reason(text)] for text in numbers]


def _causes(findings: pd.DataFrame) -> list[str | None]:
    return texts(findings["cause"])


def _codes(severities: pd.Series[Any]) -> NDArray[np.int64]:
    """The place of each in SEVERITIES, -1 where there is none."""
    number = {name: code for code, name in enumerate(SEVERITIES)}
    return severities.map(number).astype(object).fillna(_NO_SEVERITY).to_numpy(np.int64)


def _numbers(column: pd.Series[Any]) -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in column.astype(object)]


def _rounded(column: pd.Series[Any]) -> list[float | None]:
    """To four digits: enough to read."""
    return [
        None if pd.isna(value) else float(f"{float(value):.4g}") for value in column.astype(object)
    ]
