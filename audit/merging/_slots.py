"""Which slot of a table each entry of a queue belongs into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.errors import InputError, Problem
from audit.report.formats._xml import legal
from audit.report.requeue import queue_id
from audit.text.blanks import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.merging._returned import Returned
    from audit.schema import Record

_SPACE = regex.compile(r"\s++")
_AGAIN = "audit it again and translate its new queue"


class Slot(NamedTuple):
    """A target of the table, by its number among the records, and its source if that is known."""

    number: int
    record: Record
    source: str | None


class Fitting(NamedTuple):
    """An entry and the slot whose text it replaces."""

    entry: Returned
    slot: Slot


class Matching(NamedTuple):
    """Where entries go."""

    fitting: list[Fitting]  # in the order of the slots
    problems: list[Problem]  # what fits nowhere, or has nothing to put there
    elsewhere: int  # entries of other inputs


def slots_of(records: Sequence[Record], path: str) -> list[Slot]:
    """The targets that stand in the file `path`."""
    sources: dict[tuple[str | None, str], str | None] = {
        (record.unit_key, record.field): record.text
        for record in records
        if record.role == "source" and record.unit_key is not None
    }
    return [
        Slot(number, record, sources.get((record.unit_key, record.field)))
        for number, record in enumerate(records)
        if record.path == path and record.role in {"target", "unknown"}
    ]


def match(entries: Sequence[Returned], slots: Sequence[Slot], table: str, name: str) -> Matching:
    """Find the slot of each entry.

    An entry goes into the slot it was queued for if that holds the bad target still, which its
    `id` tells, and has the source still. If the slot is no longer where it was, it goes into the
    one slot with the same bad target and source. Anything else stays as it is and is told of.

    Args:
        entries: What came back.
        slots: The targets of the table.
        table: The path of the table.
        name: The path of what came back.

    Raises:
        InputError: the entries are of several inputs, and the table might be any of them or none.
    """
    path = _queued_path({entry.path for entry in entries if entry.path is not None}, table, name)
    finder = _Finder(slots, path, table, name)
    problems: list[Problem] = []
    found: dict[int, list[Fitting]] = {}
    elsewhere = 0
    for entry in entries:
        if entry.path not in {None, path}:
            elsewhere += 1
            continue
        result = finder.find(entry)
        if isinstance(result, Problem):
            problems.append(result)
        else:
            found.setdefault(result.number, []).append(Fitting(entry, result))
    fitting = []
    for _, same in sorted(found.items()):
        if len({one.entry.translation for one in same}) == 1:
            fitting.append(same[0])
            continue
        lines = ", ".join(str(one.entry.line) for one in same)
        reason = f"{same[0].entry.name} has several translations: lines {lines}"
        problems.append(Problem(name, same[0].entry.line, "error", reason, "keep one"))
    return Matching(fitting, problems, elsewhere)


class _Finder:
    def __init__(self, slots: Sequence[Slot], path: str, table: str, name: str) -> None:
        self.table, self.name, self.path = table, name, path
        records = {slot.number: path + slot.record.record_id[len(table) :] for slot in slots}
        self.by_record = {records[slot.number]: slot for slot in slots}
        self.by_id = {queue_id(records[slot.number], slot.record.text): slot for slot in slots}
        self.by_text: dict[tuple[str, str], list[Slot]] = {}
        for slot in slots:
            # A copied source is its own source.
            source = slot.record.text if slot.source is None else slot.source
            self.by_text.setdefault((_folded(slot.record.text), _folded(source)), []).append(slot)

    def find(self, entry: Returned) -> Slot | Problem:
        if entry.translation is None or is_blank(entry.translation):
            return Problem(self.name, entry.line, "notice", f"{entry.name} is not translated yet")
        likely = [self.by_id.get(entry.id or ""), self._by_place(entry), self._moved(entry)]
        there = [slot for slot in likely if slot is not None]
        slot = next((slot for slot in there if _is_of(slot, entry)), None)
        if slot is None:
            return self._misfit(entry, there)
        if entry.translation == slot.record.text:
            reason = f"the translation of {entry.name} is what stood there before"
            return Problem(self.name, entry.line, "notice", reason)
        return slot

    def _by_place(self, entry: Returned) -> Slot | None:
        """The slot that is said to be the place, if its text is the one that is said to be bad."""
        slot = self.by_record.get(entry.record or "")
        if slot is None or entry.bad_target is None:
            return None
        return slot if _folded(slot.record.text) == _folded(entry.bad_target) else None

    def _moved(self, entry: Returned) -> Slot | None:
        """The only slot that has the bad target, or nothing, beside the source of `entry`."""
        if entry.source is None:
            return None
        found = self.by_text.get((_folded(entry.bad_target), _folded(entry.source)), [])
        return found[0] if len(found) == 1 else None

    def _misfit(self, entry: Returned, there: Sequence[Slot]) -> Problem:
        slot = self.by_record.get(entry.record or "")
        if there:
            reason = f"{self._at(there[0])}: the source of {entry.name} is not what was queued"
        elif slot is not None:
            reason = f"{self._at(slot)}: does not hold what {entry.name} was queued for"
        else:
            reason = f"{entry.name} has no slot in {self.table}"
        return Problem(self.name, entry.line, "error", f"{reason}; it is left as it is", _AGAIN)

    def _at(self, slot: Slot) -> str:
        return f"{self.table}:{slot.record.line}"


def _is_of(slot: Slot, entry: Returned) -> bool:
    """Whether the slot is one for a translation of the source of `entry`, as far as is known."""
    if slot.source is None or entry.source is None:
        return True
    return _folded(slot.source) == _folded(entry.source)


def _queued_path(paths: set[str], table: str, name: str) -> str:
    """What the queue calls the table: by its path, else by its file name, else the only one."""
    if table in paths or not paths:
        return table
    likely = [path for path in paths if Path(path).name == Path(table).name] or list(paths)
    if len(likely) == 1:
        return likely[0]
    message = (
        f"{name}: is of {_listed(likely)}, and none is {table};"
        " name the table as it was named when it was audited"
    )
    raise InputError(message)


def _listed(paths: Iterable[str]) -> str:
    first, *rest = sorted(paths)
    return f"{first} and {len(rest)} more" if rest else first


def _folded(text: str | None) -> str:
    """What of a text survives XML and the programs that read it; nothing for null."""
    folded: str = _SPACE.sub(" ", legal(text or ""))
    return folded.strip()
