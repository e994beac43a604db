"""XLIFF 1.2 of the entries to translate again, for CAT tools."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import audit
from audit.report.formats._xml import legal
from audit.report.requeue import requeue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report
    from audit.report.requeue import Queued


def content(report: Report) -> bytes:
    """One `file` per input file and language, one `trans-unit` an entry, in the order of places.

    The target is empty and needs translation; the bad one is an `alt-trans` that was rejected. A
    note has the reasons. The `id` of a unit holds what `audit merge` needs to put its translation
    back, so that nothing else of it has to survive a tool. Which entries are here: see
    `audit.report.requeue.requeue`.

    Source:
        OASIS, XLIFF Version 1.2. Characters that XML 1.0 cannot hold become U+FFFD.
    """
    return "".join(f"{line}\n" for line in _lines(report)).encode("utf-8", "replace")


def _lines(report: Report) -> Iterator[str]:
    files: dict[tuple[str, str, str], list[Queued]] = {}
    for one in requeue(report):
        place = one.place or one.source_place
        path = place.path if place else ""
        files.setdefault((path, one.source_lang, one.target_lang), []).append(one)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    for (path, source_lang, target_lang), queue in files.items():
        langs = f"source-language={_quoted(source_lang)} target-language={_quoted(target_lang)}"
        yield f'<file original={_quoted(path)} {langs} datatype="plaintext">'
        tool = f'tool-id="audit" tool-name="audit" tool-version="{audit.__version__}"'
        yield f"<header><tool {tool}/></header>"
        yield "<body>"
        for one in queue:
            yield from _unit(one)
        yield "</body>"
        yield "</file>"
    yield "</xliff>"


def _unit(one: Queued) -> Iterator[str]:
    names = f"id={_quoted(one.id)} resname={_quoted(one.entry_id)}"
    yield f'<trans-unit {names} restype={_quoted(f"x-{one.field}")} xml:space="preserve">'
    yield f"<source xml:lang={_quoted(one.source_lang)}>{_escaped(one.source)}</source>"
    yield f'<target xml:lang={_quoted(one.target_lang)} state="needs-translation"></target>'
    yield from _context(one)
    for reason in one.reasons:
        told = f"{reason.rule} ({reason.severity}, {reason.finding_id}): {reason.message}"
        yield f'<note from="audit" annotates="target">{_escaped(told)}</note>'
    if one.bad_target:
        yield f'<alt-trans alttranstype="rejected"><target>{_escaped(one.bad_target)}</target>'
        yield "</alt-trans>"
    yield "</trans-unit>"


def _context(one: Queued) -> Iterator[str]:
    place = one.place or one.source_place
    if place is None:
        return
    told = {"sourcefile": place.path, "linenumber": place.line, "record": place.record}
    yield '<context-group name="place" purpose="location">'
    for kind, value in told.items():
        if value is not None:
            yield f'<context context-type="{kind}">{_escaped(str(value))}</context>'
    yield "</context-group>"


def _quoted(text: str) -> str:
    return quoteattr(legal(text))


def _escaped(text: str) -> str:
    # A bare CR would be read as LF (XML 1.0, 2.11).
    return escape(legal(text), {"\r": "&#13;"})
