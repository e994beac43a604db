"""Qt Linguist TS files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._base import UnreadableError
from audit.readers._direction import option
from audit.readers._structured import xml_root
from audit.readers._units import Slot, Unit, is_of, unit_records
from audit.readers._xml import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._xml import Element
    from audit.schema import Record

name = "ts"

_GONE = frozenset({"vanished", "obsolete"})  # messages that the program has no more


def recognises(document: Document, config: Config) -> bool:
    """By its root element."""
    del config
    return xml_root(document.text) == "ts" and "<source" in document.text


def read(document: Document, config: Config) -> Iterator[Record]:
    """One `<message>` a unit, vanished and obsolete ones left out.

    A `<translation>` that is unfinished and empty is a slot without a translation; of the forms of
    a numerus each is an entry.
    """
    gone, lang = 0, None
    contexts: dict[int, str] = {}
    for element, around in elements(document, {"message", "name"}):
        place = around[-1].line if around else 0
        if element.tag == "name":
            contexts[place] = element.text
            continue
        lang = around[0].attributes.get("language") or None if around else None
        if not is_of(lang, config.target_lang):
            raise UnreadableError(
                f"is in {lang}, not in {config.target_lang}",
                f"audit it with {option('target-lang', str(lang).replace('_', '-'))}",
            )
        translation = element.child("translation")
        if translation is not None and translation.attributes.get("type") in _GONE:
            gone += 1
            continue
        for unit in _units(element, translation, contexts.get(place), lang):
            yield from unit_records(document, unit, config)
    if gone:
        document.notice(None, f"messages no longer in the program, left out: {gone}")


def _units(
    element: Element, translation: Element | None, context: str | None, lang: str | None
) -> Iterator[Unit]:
    source = element.child("source")
    if source is None:
        return
    own = element.attributes.get("id") or (f"{context}/{source.text}" if context else None)
    forms = [] if translation is None else [*translation.children("numerusform")] or [translation]
    last = max(node.line for node in element.walk())
    for number, form in enumerate(forms or [None]):
        slots: tuple[Slot, ...] = ()
        if form is not None:
            slots = (Slot(form.text, form.line, lang, "translation", f"translation[{number + 1}]"),)
        key = f"{element.place}:{number + 1}" if number else element.place
        unit_id = own if own is None or len(forms) < 2 else f"{own}[{number}]"
        yield Unit(key, unit_id, element.line, last, source.text, source.line, slots)
