"""A damaged copy of the inputs, and the key to it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import ConfigError, InputError, nearest
from audit.injection._base import KINDS, Unit
from audit.injection._plan import plan
from audit.report.cells import escape
from audit.schema import texts

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from audit.injection._plan import Done
    from audit.report import Report

KEY_COLUMNS = ("entry_id", "field", "kind", "rules", "start", "end")
KEY_FILE = "key.csv"
_TABLE_FILE, _FEED_FILE = "damaged.jsonl", "damaged.txt"
COPY_FILES = (_TABLE_FILE, _FEED_FILE, KEY_FILE)  # one of the first two is written


def holds_copy(folder: Path) -> bool:
    """Whether `Injection.write` has written `folder`."""
    from audit.report._destinations import is_own

    key = folder / KEY_FILE
    return key.is_file() and is_own(key)


class _Row(NamedTuple):
    """A unit of the report, intact or not."""

    entry_id: str
    field: str
    source: str | None
    target: str | None
    file: str | None  # of the source, with which runs of units stand together
    status: str
    announced_by: str | None


@dataclass(frozen=True)
class Injection:
    """The units of some inputs, in their order, and what was done to some of them."""

    rows: Sequence[_Row]
    done: Mapping[int, Done]  # by number of the row
    is_feed: bool  # whether the inputs are feeds without sources

    def counts(self) -> dict[str, int]:
        """Damaged units by kind, in the order of KINDS; kinds without any are left out."""
        counted = Counter(done.kind.name for done in self.done.values())
        return {name: counted[name] for name in KINDS if counted[name]}

    def write(self, directory: str | os.PathLike[str]) -> list[str]:
        """Write `damaged.jsonl`, or for feeds `damaged.txt`, and `key.csv`.

        Returns:
            The paths written.

        Raises:
            InputError: the directory cannot be written.
        """
        from pathlib import Path

        from audit.storage import publish

        name = _FEED_FILE if self.is_feed else _TABLE_FILE
        content, ids = self._feed(name) if self.is_feed else self._table()
        folder = Path(directory)
        return publish({folder / name: content, folder / KEY_FILE: self._key(ids)})

    def _target(self, number: int) -> str | None:
        return self.done[number].damaged.target if number in self.done else self.rows[number].target

    def _table(self) -> tuple[bytes, list[str]]:
        """One object an entry, and the ids that its units will have."""
        objects: dict[str, dict[str, str | None]] = {}
        for number, row in enumerate(self.rows):
            entry = objects.setdefault(row.entry_id, {"entry_id": row.entry_id})
            prefix = "" if row.field == "segment" else f"{row.field}_"
            entry |= {f"{prefix}source": row.source, f"{prefix}target": self._target(number)}
        lines = [json.dumps(entry, ensure_ascii=True) + "\n" for entry in objects.values()]
        return "".join(lines).encode(), [row.entry_id for row in self.rows]

    def _feed(self, name: str) -> tuple[bytes, list[str]]:
        """Each text above its marker, and the ids that the slots will have: file and line."""
        lines: list[str] = []
        ids = []
        for number, row in enumerate(self.rows):
            text = self._target(number) or ""
            slot = text.split("\n")
            filled = next((place for place, line in enumerate(slot) if line.strip()), len(slot))
            ids.append(f"{name}#{len(lines) + filled + 1}")
            lines += [*slot, row.announced_by] if row.announced_by else slot
        content = "".join(f"{line}\n" for line in lines)
        return content.encode("utf-8", "replace"), ids

    def _key(self, ids: Sequence[str]) -> bytes:
        file = io.StringIO(newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(KEY_COLUMNS)
        for number, done in sorted(self.done.items()):
            rules = ";".join(done.kind.rules)
            entry, field = escape(ids[number]), self.rows[number].field
            writer.writerow([entry, field, done.kind.name, rules, *done.damaged.span])
        return file.getvalue().encode("utf-8", "replace")


def inject(
    report: Report, *, kinds: Sequence[str] = (), share: float = 0.3, seed: int = 0
) -> Injection:
    """Damage some of the units that were audited and have status `ok`.

    Args:
        report: Of the intact inputs. What has a finding of its own is left alone, so that no
            finding is taken for that of a defect that was put in.
        kinds: Names in KINDS; none are all of them.
        share: Of the units with status `ok` and a target, 0-1.
        seed: Another one damages others, in other ways.

    Raises:
        ConfigError: a kind is not known, or the share is none.
        InputError: there is no unit to damage, or no kind applies to any.
    """
    _check(kinds, share)
    rows = _rows(report)
    numbers = [
        number
        for number, row in enumerate(rows)
        if row.status == "ok" and row.target and row.target.strip()
    ]
    units = [
        Unit(row.entry_id, row.field, row.source, row.target or "")
        for row in (rows[number] for number in numbers)
    ]
    done = plan(units, kinds or tuple(KINDS), share, seed, _runs(rows, numbers))
    if not done:
        message = "no text can be damaged: it needs entries with a translation and no finding"
        raise InputError(message)
    feed_only = all(item.format == "feed" for item in report.inputs if item.records)
    is_feed = feed_only and not any(row.source and row.target != row.source for row in rows)
    return Injection(rows, {numbers[item.number]: item for item in done}, is_feed)


def _check(kinds: Sequence[str], share: float) -> None:
    mistakes = [
        f"kind: unknown kind {name!r}; {nearest(name, list(KINDS))}"
        for name in kinds
        if name not in KINDS
    ]
    if not 0 < share <= 1:
        mistakes.append(f"share: {share} is no share; more than 0, at most 1")
    if mistakes:
        raise ConfigError(mistakes)


def _rows(report: Report) -> list[_Row]:
    """The units in the order of their places; what is on no side of its own is left out."""
    entries = report.entries
    announced = dict(
        zip(texts(report.records["record_id"]), texts(report.records["announced_by"]), strict=True)
    )
    columns = [
        texts(entries[name])
        for name in ("entry_id", "field", "source_text", "target_text", "source_file", "status")
    ]
    markers = [announced.get(name) for name in texts(report.pairs["target_record"])]
    rows = [_Row(*row) for row in zip(*columns, markers, strict=True)]
    place = entries["target_file"].fillna(entries["source_file"]).astype(object)
    line = entries["target_line"].fillna(entries["source_line"]).fillna(0)
    order = sorted(range(len(rows)), key=lambda n: (place[n], int(line[n]), rows[n].field, n))
    return [rows[number] for number in order]


def _runs(rows: Sequence[_Row], numbers: Sequence[int]) -> list[list[int]]:
    """The stretches of `numbers` of one file and field that stand in a row, as their places."""
    places: dict[tuple[str, str], list[int | None]] = {}
    known = {number: place for place, number in enumerate(numbers)}
    for number, row in enumerate(rows):
        if row.file is not None:
            places.setdefault((row.file, row.field), []).append(known.get(number))
    runs: list[list[int]] = []
    for column in places.values():
        runs.append([])
        for place in column:
            if place is None:
                runs.append([])
            else:
                runs[-1].append(place)
    return [run for run in runs if run]
