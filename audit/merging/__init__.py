"""Translations that come back, put into the table they are for, and the rows audited again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from audit.errors import InputError, Problem
from audit.ledger import Ledger
from audit.merging._returned import read_returned
from audit.merging._slots import Fitting, match, slots_of
from audit.readers import Reading, read_documents
from audit.readers._base import Document
from audit.readers._discovery import find_documents
from audit.readers._folded import folded
from audit.report.requeue import explained
from audit.run import judge
from audit.schema import RECORDS, Record, Records, Severity, conform, texts
from audit.storage import publish
from audit.writers import Change, UnwritableError, is_writable, replace, tidied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.report import Report
    from audit.run import Progress

_FORMS = "feed, digest, CSV, TSV, JSON Lines, Parquet, one of two parallel files or loose texts"


class Merged(NamedTuple):
    """A row with a new translation, and what the audit says of it."""

    entry_id: str
    field: str
    line: int | None  # of the merged file
    status: str
    findings: list[dict[str, Any]]  # root findings that explain it, as rows of FINDINGS


@dataclass(frozen=True)
class Merger:
    """A table with the translations that fitted."""

    content: bytes  # of the table, unfolded
    rows: list[Merged]  # in the order of the table
    problems: list[Problem]  # of the queue, and of the inputs
    elsewhere: int  # entries that are of other inputs than the table
    report: Report  # on all of the merged table

    def ok(self) -> int:
        """Rows merged that have status `ok` now."""
        return sum(row.status == "ok" for row in self.rows)

    def failures(self) -> int:
        """Findings of the rows merged at or above `fail_on`; 0 if it names no severity."""
        if self.report.config.fail_on is None:
            return 0
        limit = Severity.parse(self.report.config.fail_on)
        found = {
            finding["finding_id"]: finding["severity"]
            for row in self.rows
            for finding in row.findings
            if finding["finding_id"] not in (self.report.known or ())
        }
        return sum(Severity.parse(severity) >= limit for severity in found.values())

    def write(self, file: Path) -> str:
        """Write the table, folded as the ending of `file` says, and return the path.

        A link is followed; a file that is there is replaced, in whole or not at all.

        Raises:
            InputError: it cannot be written.
        """
        publish({file.resolve(): folded(self.content, file.suffix.lower())})
        return str(file)


def merge(
    table: str,
    returned: str,
    config: Config,
    *,
    beside: Sequence[str] = (),
    progress: Progress | None = None,
) -> Merger:
    """Put translations into the table they are for, and audit it again.

    Nothing but the texts of their slots is changed; `audit.writers` says what each format loses.
    What does not fit any more is left as it is and is a problem of the result. The merged table is
    read again before it counts: each new text must be read from its slot, and every other text must
    be what it was.

    Args:
        table: The file that was audited.
        returned: Its queue (`audit run --output requeue=…` or `requeue-xliff=…`) with translations.
        config: As the table was audited with.
        beside: What was audited with the table: the other parallel file, the sources.
        progress: As of `audit.run`.

    Returns:
        The merged table; nothing is written. Where the table held the source in the slot of its
        translation and nowhere else, the rows are judged against the source in the queue.

    Raises:
        InputError: an input cannot be read, or no translation fits.
        ConfigError: a suppression is not valid.
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    ledger = Ledger.of(config)
    found: list[Problem] = []
    documents = _documents(table, beside, config, found)
    problems: list[Problem] = []
    entries = read_returned(returned, problems)
    path = documents[0][0].path
    before = _records(read_documents(_fresh(documents), config, found))
    form = next((record.form for record in before if record.path == path), None)
    if form is None:
        message = f"{path}: holds no text of a form that can be merged: {_FORMS}"
        raise InputError(message)
    if not is_writable(form):
        message = (
            f"{path}: is {form}, which cannot be written back; write one object a line with"
            " `jq -c`, and audit and merge that"
        )
        raise InputError(message)
    matching = match(entries, slots_of(before, path), path, returned)
    problems += matching.problems
    merging = _Merging(documents, found, config, before, form, returned, problems)
    outcome = merging.outcome(matching.fitting)
    if outcome is None:
        told = [str(problem) for problem in problems if problem.kind == "error"]
        message = "\n".join([*told, f"{returned}: no translation fits into {path}"])
        raise InputError(message)
    reading = _with_sources(outcome, config, returned)
    report = judge(reading, config, ledger, progress=progress)
    rows = list(_rows(report, outcome))
    every = [*problems, *outcome.reading.problems]
    return Merger(outcome.content, rows, every, matching.elsewhere, report)


class _Outcome(NamedTuple):
    """The table with some entries in it."""

    fitting: list[Fitting]
    content: bytes
    reading: Reading  # of the merged table, and of what is beside it
    records: list[Record]  # of that


@dataclass(frozen=True)
class _Merging:
    """A table that translations are to be put into."""

    documents: Sequence[tuple[Document, bool]]  # the table is the first
    found: Sequence[Problem]  # on the way to the documents
    config: Config
    before: Sequence[Record]
    form: str
    returned: str
    problems: list[Problem]  # what does not fit is added

    def outcome(self, wanted: Sequence[Fitting]) -> _Outcome | None:
        """The table with those of `wanted` that can be written and read again; None if none can."""
        texts: dict[int, str] = {}
        for one in wanted:
            try:
                texts[one.slot.number] = tidied(one.entry.translation or "", self.form)
            except UnwritableError as error:
                self._refuse(one, str(error))
        return self._settled([one for one in wanted if one.slot.number in texts], texts)

    def _settled(self, wanted: list[Fitting], texts: dict[int, str]) -> _Outcome | None:
        """As `outcome`; where the file would be read otherwise, halves show by which of them."""
        kept, content = self._written(wanted, texts)
        outcome = self._read(kept, content, texts)
        if outcome is not None or not kept:
            return outcome
        if len(kept) == 1:
            self._refuse(kept[0], "with it the file would be read in another way")
            return None
        middle = len(kept) // 2
        halves = (self._settled(half, texts) for half in (kept[:middle], kept[middle:]))
        left = [one for half in halves if half is not None for one in half.fitting]
        if not left:
            return None
        outcome = self._read(left, self._written(left, texts)[1], texts)
        if outcome is None:
            message = f"{self.returned}: its translations cannot be merged together"
            raise InputError(message)
        return outcome

    def _written(self, wanted: list[Fitting], texts: dict[int, str]) -> tuple[list[Fitting], bytes]:
        changes = [Change(one.slot.record, texts[one.slot.number]) for one in wanted]
        content, refused = replace(self.documents[0][0], self.form, changes, self.config)
        for one in wanted:
            if one.slot.record.record_id in refused:
                self._refuse(one, refused[one.slot.record.record_id])
        kept = [one for one in wanted if one.slot.record.record_id not in refused]
        return kept, content

    def _read(self, kept: list[Fitting], content: bytes, texts: dict[int, str]) -> _Outcome | None:
        """The outcome, if it reads as it did before but for the new texts."""
        if not kept:
            return None
        (table, named), *rest = self.documents
        merged = Document(table.path, content, table.encoding), named
        try:
            reading = read_documents([merged, *_fresh(rest)], self.config, self.found)
        except InputError:
            return None
        records = _records(reading)
        new = {one.slot.number: texts[one.slot.number] for one in kept}
        wanted = [
            _likeness(record._replace(text=new.get(number, record.text)))
            for number, record in enumerate(self.before)
        ]
        if [_likeness(record) for record in records] != wanted:
            return None
        return _Outcome(kept, content, reading, records)

    def _refuse(self, one: Fitting, reason: str) -> None:
        record = one.slot.record
        told = f"{record.path}:{record.line}: cannot hold the translation of {one.entry.name}"
        problem = Problem(
            self.returned, one.entry.line, "error", f"{told}: {reason}", "it is left as it is"
        )
        self.problems.append(problem)


def _likeness(record: Record) -> tuple[str | None, ...]:
    """The part of a record that merging leaves alone when lines move."""
    return record.path, record.field, record.role, record.locator, record.unit_id, record.text


def _documents(
    table: str, beside: Sequence[str], config: Config, problems: list[Problem]
) -> list[tuple[Document, bool]]:
    """The table, and what is read with it."""
    if not Path(table).is_file():
        message = f"{table}: is no file; name the table that the queue was made from"
        raise InputError(message)
    documents = find_documents([table], config.encoding, problems, None)
    if not documents:
        raise InputError("\n".join(map(str, problems)))
    own = documents[0][0].path
    others = find_documents(beside, config.encoding, problems, None)
    return [*documents, *(other for other in others if other[0].path != own)]


def _fresh(documents: Sequence[tuple[Document, bool]]) -> list[tuple[Document, bool]]:
    """The documents without what reading them has told."""
    return [(Document(one.path, one.raw, one.encoding), named) for one, named in documents]


def _records(reading: Reading) -> list[Record]:
    """The rows of RECORDS, null as None."""
    records = reading.records
    columns = (records[name].astype(object).where(records[name].notna(), None) for name in RECORDS)
    return [Record._make(row) for row in zip(*columns, strict=True)]


def _with_sources(outcome: _Outcome, config: Config, returned: str) -> Reading:
    """The merged reading, and the sources that only the queue still has."""
    reading = outcome.reading
    known = {record.text for record in outcome.records}
    added = []
    for entry, slot in outcome.fitting:
        own = outcome.records[slot.number]
        if slot.source is None and entry.source is not None and entry.source not in known:
            added.append(
                Record(
                    f"{returned}#{entry.line}", own.unit_key, None, own.field, "source",
                    config.source_lang, None, entry.source, returned, entry.line, entry.line,
                )
            )  # fmt: skip
    if not added:
        return reading
    rows = pd.DataFrame([*outcome.records, *added], columns=list(RECORDS), dtype=object)
    records = Records(conform(rows, RECORDS))
    return Reading(records, reading.inputs, reading.problems, reading.directions)


def _rows(report: Report, outcome: _Outcome) -> Iterator[Merged]:
    columns = [report.pairs[name] for name in ("pair_id", "entry_id", "field")]
    pairs = list(zip(*map(texts, [*columns, report.entries["status"]]), strict=True))
    # A translation that is none may be read as a source.
    homes = {
        record: pair
        for side in ("source", "target")
        for record, pair in zip(texts(report.pairs[f"{side}_record"]), pairs, strict=True)
    }
    causes = explained(report)
    for _, slot in outcome.fitting:
        own = outcome.records[slot.number]
        pair_id, entry_id, field, status = map(str, homes[own.record_id])
        findings = causes.get(pair_id, [])
        yield Merged(entry_id, field, own.line, status, findings)
