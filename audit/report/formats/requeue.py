"""JSON Lines of the entries to translate again: source, bad target, reasons, place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.report.bitext.jsonl import json_line
from audit.report.requeue import requeue

if TYPE_CHECKING:
    from audit.report import Report
    from audit.report.requeue import Place, Queued


def content(report: Report) -> bytes:
    """One object an entry, in the order of places; exact text, null where there is nothing.

    `translation` is null: whoever translates fills it, and `audit merge` puts it back. Which
    entries are here: see `audit.report.requeue.requeue`.
    """
    return "".join(json_line(_object(one)) for one in requeue(report)).encode("utf-8", "replace")


def _object(one: Queued) -> dict[str, Any]:
    reasons = [reason._asdict() for reason in one.reasons]
    places = {"place": _place(one.place), "source_place": _place(one.source_place)}
    return {**one._asdict(), "reasons": reasons, **places, "translation": None}


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else place._asdict()
