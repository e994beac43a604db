"""XLIFF 1.2, 2.0 and 2.1: what localisation tools exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from audit.readers._base import UnreadableError
from audit.readers._direction import option
from audit.readers._structured import xml_root
from audit.readers._units import Slot, Unit, is_of, unit_records
from audit.readers._xml import elements, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._xml import Element
    from audit.schema import Record

name = "xliff"

_UNITS = frozenset({"trans-unit", "unit"})  # of 1.x and of 2.x
_UNFINISHED = frozenset({"new", "needs-translation", "initial"})  # states: 1.2 twice, 2.x


class _Languages(NamedTuple):
    source: str | None
    target: str | None


def recognises(document: Document, config: Config) -> bool:
    """By its root element."""
    del config
    return xml_root(document.text) == "xliff"


def read(document: Document, config: Config) -> Iterator[Record]:
    """One `<trans-unit>`, or one `<segment>` of a `<unit>`, an entry.

    A `<target>` that is not there announces nothing. What the file says is not to be translated is
    left out, and so are files in it of other languages; both are told of.

    Raises:
        UnreadableError: it has no text in the languages asked for.
    """
    kept = found = slots = unfinished = 0
    is_for_a_language = False
    others: dict[str, int] = {}
    for element, around in elements(document, _UNITS):
        languages = _languages(around)
        lang = languages.target
        if not is_of(languages.source, config.source_lang) or not is_of(lang, config.target_lang):
            named = f"{languages.source} to {lang}"
            others[named] = others.get(named, 0) + 1
            continue
        is_for_a_language = is_for_a_language or lang is not None
        if any(one.attributes.get("translate") == "no" for one in (*around, element)):
            kept += 1
            continue
        for unit in _units(element, languages):
            found += 1
            slots += len(unit.slots)
            yield from unit_records(document, unit, config)
        unfinished += any(one.attributes.get("state") in _UNFINISHED for one in element.walk())
    for named, count in others.items():
        document.notice(None, f"units {named}, left out: {count}", _remedy(named))
    if kept:
        document.notice(None, f"units not to be translated, left out: {kept}")
    if unfinished:
        document.notice(
            None, f"units marked as not translated yet, whose targets are audited: {unfinished}"
        )
    if found and not slots and not is_for_a_language:
        raise UnreadableError(
            "is a template: no unit has a <target>, and no target language is named",
            "name the file of a language",
        )
    if others and not found:
        named = next(iter(others))
        raise UnreadableError(f"is {named}, not what is asked for", _remedy(named))


def _remedy(named: str) -> str:
    source, _, target = named.partition(" to ")
    return f"audit them with {option('source-lang', source)} {option('target-lang', target)}"


def _languages(around: tuple[Element, ...]) -> _Languages:
    source = target = None
    for element in around:
        own = element.attributes
        source = own.get("source-language") or own.get("srcLang") or source
        target = own.get("target-language") or own.get("trgLang") or target
    return _Languages(source, target)


def _units(element: Element, languages: _Languages) -> Iterator[Unit]:
    parts = [element]
    if element.tag == "unit":
        parts = [one for one in element.walk() if one.tag == "segment"]
    own = element.attributes.get("id")
    for number, part in enumerate(parts):
        source, target = part.child("source"), part.child("target")
        segment = part.attributes.get("id") or str(number + 1)
        unit_id = own if own is None or len(parts) == 1 else f"{own}/{segment}"
        slots: tuple[Slot, ...] = ()
        if target is not None:
            lang = target.attributes.get("lang") or languages.target
            by = f"target {lang}" if lang else "target"
            slots = (Slot(inline(target), target.line, lang, by, "target"),)
        last = max(node.line for node in part.walk())
        key = element.place if len(parts) == 1 else f"{element.place}:{number + 1}"
        yield Unit(
            key, unit_id, part.line, last,
            None if source is None else inline(source),
            part.line if source is None else source.line, slots,
        )  # fmt: skip
