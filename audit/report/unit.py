"""All that is known of one translation unit, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import rapidfuzz

from audit.errors import InputError
from audit.pairer.explain import shared_terms
from audit.report.terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report
    from audit.schema import Findings

_EVIDENCE_CHARS = 200  # of a finding; the whole is marked in the text
_TERMS_SHOWN = 30  # an abstract has some hundred, the last of them words of grammar


def describe(report: Report, name: str) -> str:
    """The units called `name`: place, pair, findings, texts, shared terms.

    Args:
        report: Of a run over the inputs that have the unit.
        name: An `entry_id` (which may be a title's and an abstract's), `pair_id` or `finding_id`;
            the evidence of a finding is marked `[[…]]` in the texts.

    Returns:
        Lines without anything that a terminal would obey.

    Raises:
        InputError: nothing is called so; the message names the nearest.
    """
    findings = report.findings[report.findings["finding_id"] == name]
    table = report.pairs.assign(status=report.entries["status"])
    if len(findings):
        units = table[table["pair_id"].isin(findings["pair_id"])]
    else:
        units = table[(table["entry_id"] == name) | (table["pair_id"] == name)]
    if units.empty:
        raise InputError(_unknown(report, name))
    marked = findings.iloc[0] if len(findings) else None
    blocks = [
        [*_head(unit), "", *_findings(report.findings, unit), *_texts(unit, marked), *_terms(unit)]
        for _, unit in units.iterrows()
    ]
    lines = "\n\n".join("\n".join(block) for block in blocks).split("\n")
    return "\n".join(safe(line) for line in lines)


def _unknown(report: Report, name: str) -> str:
    ids = pd.concat(
        [report.pairs["entry_id"], report.pairs["pair_id"], report.findings["finding_id"]]
    )
    best = rapidfuzz.process.extractOne(name, ids.unique().tolist(), scorer=rapidfuzz.fuzz.ratio)
    hint = f"; the nearest is {best[0]!r}" if best else ""
    return f"no entry, pair or finding here is called {name!r}{hint}"


def _head(unit: pd.Series[Any]) -> Iterator[str]:
    yield f"entry      {unit['entry_id']} ({unit['field']})"
    yield f"pair       {unit['pair_id']}"
    for side in ("source", "target"):
        path, line = unit[f"{side}_path"], unit[f"{side}_line"]
        yield f"{side}     {'none' if pd.isna(path) else f'{path}:{line}'}"
    if not pd.isna(unit["counterpart"]):
        yield f"elsewhere  {unit['counterpart']} translates the source"
    yield f"method     {unit['pair_method']}"
    for label, name in (("score      ", "pair_score"), ("runner-up  ", "runner_up")):
        if not pd.isna(unit[name]):
            yield f"{label}{unit[name]:.4g}"
    yield f"status     {unit['status']}"


def _findings(findings: Findings, unit: pd.Series[Any]) -> Iterator[str]:
    own = findings[findings["pair_id"] == unit["pair_id"]]
    if own.empty:
        return
    yield "findings"
    for _, finding in own.iterrows():
        cause = "" if pd.isna(finding["cause"]) else f", because of {finding['cause']}"
        yield f"  {finding['finding_id']}  {finding['rule']}, {finding['severity']}{cause}"
        yield f"    {finding['message']}"
        for side in ("source", "target"):
            evidence = finding[f"{side}_evidence"]
            if not pd.isna(evidence) and evidence:
                yield f"    {side}: {_clipped(evidence)}"
    yield ""


def _clipped(evidence: str) -> str:
    """The beginning of `evidence` on one line."""
    short = evidence[:_EVIDENCE_CHARS].replace("\n", " ")
    return short if len(evidence) <= _EVIDENCE_CHARS else f"{short}…"


def _texts(unit: pd.Series[Any], marked: pd.Series[Any] | None) -> Iterator[str]:
    for side in ("source", "target"):
        text = unit[f"{side}_text"]
        if not pd.isna(text):
            yield f"{side} text"
            yield _marked(text, side, marked)
            yield ""


def _marked(text: str, side: str, finding: pd.Series[Any] | None) -> str:
    if finding is None or pd.isna(finding[f"{side}_start"]):
        return text
    start, end = int(finding[f"{side}_start"]), int(finding[f"{side}_end"])
    return f"{text[:start]}[[{text[start:end]}]]{text[end:]}"


def _terms(unit: pd.Series[Any]) -> Iterator[str]:
    """What the sides share; nothing where a side is not there or is the other one."""
    if pd.isna(unit["source_text"]) or pd.isna(unit["target_text"]):
        return
    if unit["pair_method"] == "copied-source":
        return
    (terms,) = shared_terms([unit["source_text"]], [unit["target_text"]])
    if not terms:
        yield "no shared terms"
        return
    yield "shared terms, weight in nats"
    for term in terms[:_TERMS_SHOWN]:
        yield f"  {term.weight:5.2f}  {term.term}  {', '.join(term.stems)}"
    rest = terms[_TERMS_SHOWN:]
    if rest:
        yield f"  {sum(term.weight for term in rest):5.2f}  {len(rest)} more"
