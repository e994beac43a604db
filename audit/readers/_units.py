"""Translation units of a bilingual form, such as TMX, XLIFF and PO, to records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from audit.readers._direction import primary
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document

FIELD = "segment"


class Slot(NamedTuple):
    """A place that announces a translation."""

    text: str
    line: int
    lang: str | None  # as the file has it; None: it says nothing
    announced_by: str
    locator: str


class Unit(NamedTuple):
    """A source segment and its translations."""

    key: str  # unique within the document
    id: str | None  # the file's own
    line: int
    end_line: int
    source: str | None  # None: the file has none for it
    source_line: int
    slots: tuple[Slot, ...] = ()  # none: it announces no translation


def unit_records(document: Document, unit: Unit, config: Config) -> Iterator[Record]:
    """The records of a unit; of several slots each is a translation of its own.

    A unit without any text is none.
    """
    if not (unit.source or any(slot.text for slot in unit.slots)):
        return
    several = len(unit.slots) > 1
    for slot in unit.slots or (None,):
        own = f"{document.path}#{unit.key}"
        key = f"{own}:{slot.locator}" if several and slot else own
        lang = config.target_lang if slot is None or slot.lang is None else slot.lang
        if unit.source is not None:
            yield Record(
                f"{key}:source", key, unit.id, FIELD, "source", config.source_lang, None,
                unit.source, document.path, unit.source_line, unit.end_line, "source",
            )  # fmt: skip
        if slot is not None:
            yield Record(
                f"{key}:target", key, unit.id, FIELD, "target", lang, slot.announced_by,
                slot.text, document.path, slot.line, unit.end_line, slot.locator,
            )  # fmt: skip


def is_of(tag: str | None, wanted: str) -> bool:
    """Whether a language tag has the primary language wanted; one that is missing has any."""
    return not tag or primary(tag) == primary(wanted)
