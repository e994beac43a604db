"""String catalogues of Xcode: all languages of a key in one JSON file."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from audit.readers._base import UnreadableError
from audit.readers._direction import option
from audit.readers._json_places import Value, begin, leaves_of, members
from audit.readers._units import Slot, Unit, is_of, unit_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "xcstrings"

_HEAD = 2_000  # characters in which the first keys are looked for


def recognises(document: Document, config: Config) -> bool:
    """By its extension and its keys."""
    del config
    head = document.text[:_HEAD]
    return document.extension == "xcstrings" or (
        head.lstrip().startswith("{") and '"sourceLanguage"' in head and '"strings"' in head
    )


def read(document: Document, config: Config) -> Iterator[Record]:
    """One key an entry for each variant of the target language, such as the forms of a plural.

    A key without a text in the source language is that text itself. What has
    `shouldTranslate: false` or is stale is left out.

    Raises:
        UnreadableError: it is broken, or its source is in another language.
    """
    try:
        value = json.loads(document.text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UnreadableError(f"is broken JSON: {error}", "mend it", line) from error
    lang = value.get("sourceLanguage", "en") if isinstance(value, dict) else ""
    if not isinstance(value, dict) or not isinstance(value.get("strings"), dict):
        raise UnreadableError("is no catalogue of strings", "is this another format?")
    if not is_of(lang, config.source_lang):
        remedy = f"audit it with {option('source-lang', lang)}"
        raise UnreadableError(f"is from {lang}, not from {config.source_lang}", remedy)
    text = document.text
    ends = [match.end() for match in document.line_end.finditer(text)]
    strings = next(one for one in members(text, begin(text)) if one.path == ("strings",))
    kept = 0
    for entry in members(text, strings.start):
        if not isinstance(entry.value, dict):
            continue
        if (
            entry.value.get("shouldTranslate") is False
            or entry.value.get("extractionState") == "stale"
        ):
            kept += 1
            continue
        for unit in _units(text, entry, lang, ends, config):
            yield from unit_records(document, unit, config)
    if kept:
        document.notice(None, f"{kept} keys are stale or not to be translated and are left out")


def _units(
    text: str, entry: Value, source_lang: str, ends: list[int], config: Config
) -> Iterator[Unit]:
    key = entry.path[0]
    line = bisect_right(ends, entry.start) + 1
    last = bisect_right(ends, entry.end - 1) + 1
    texts: dict[str, Value] = {}
    slots: list[tuple[str, str, Value]] = []
    for leaf in leaves_of(text, entry._replace(path=())):
        if leaf.path[0] != "localizations" or leaf.path[-1] != "value" or len(leaf.path) < 3:
            continue
        lang, *variant = leaf.path[1:-1]
        named = ".".join(part for part in variant if part not in {"stringUnit", "variations"})
        if lang == source_lang:
            texts[named] = leaf
        elif is_of(lang, config.target_lang):
            slots.append((lang, named, leaf))
    every: list[tuple[str, str, Value | None]] = [*slots] or [("", "", None)]
    for lang, named, slotted in every:
        source = texts.get(named) or texts.get("plural.other") or next(iter(texts.values()), None)
        slot: tuple[Slot, ...] = ()
        if slotted is not None:
            place = bisect_right(ends, slotted.start) + 1
            slot = (Slot(_said(slotted.value), place, lang, lang, f"{lang} {named}".strip()),)
        yield Unit(
            f"{line}:{lang}:{named}" if named or len(slots) > 1 else str(line), key, line, last,
            key if source is None else _said(source.value),
            line if source is None else bisect_right(ends, source.start) + 1, slot,
        )  # fmt: skip


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""
