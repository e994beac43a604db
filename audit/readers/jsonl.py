"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._contents import ROWS_JUDGED
from audit.readers._json_places import by_speaker
from audit.readers._table import Row, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "jsonl"


def recognises(document: Document, config: Config) -> bool:
    """By extension, or by a first line that is a JSON object."""
    del config
    if document.extension in {"jsonl", "ndjson", "jsonlines"}:
        return True
    first = next((line for line in document.lines if line.strip()), "")
    if not first.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def read(document: Document, config: Config) -> Iterator[Record]:
    """One object a unit; nested keys are joined by dots. A missing key is null.

    Raises:
        UnreadableError: no key for source or target in any object, or no line is an object.
    """
    found = list(rows(document))
    names = list(dict.fromkeys(name for row in found for name in row.cells))
    if not names:
        if document.problems:
            raise UnreadableError("no line is a JSON object", "is this another format?")
        return
    columns = find_columns(names, config, [row.cells for row in found[:ROWS_JUDGED]])
    yield from records(document, found, columns, config)


def rows(document: Document) -> Iterator[Row]:
    """The objects of a document, line by line; what is none is rejected."""
    for number, line in enumerate(document.lines, start=1):
        if not line.strip():
            continue
        try:
            repeated: list[str] = []
            value = json.loads(line, object_pairs_hook=partial(_object, repeated))
        except (ValueError, RecursionError) as error:
            at = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            reason = getattr(error, "msg", str(error))
            document.reject(number, f"broken JSON{at}: {reason}", "mend the line or take it out")
            continue
        if not isinstance(value, dict):
            document.reject(number, "the line is no JSON object", 'write {"en": …, "zh": …}')
            continue
        for key in repeated:
            document.notice(number, *twice(key))
        yield Row(number, number, flatten(value))


def _object(repeated: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of `pairs`; what it holds twice is added to `repeated`."""
    value = dict(pairs)
    if len(value) < len(pairs):
        repeated += [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    return value


def twice(key: str) -> tuple[str, str]:
    """The message for a key that an object holds twice, and what to do."""
    return f"the key {key!r} stands twice in an entry, and the last counts", "take one out"


def flatten(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"title": {"en": x}}` as `{"title.en": x}`."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        turns = by_speaker(inner)
        if isinstance(inner, dict):
            flat |= flatten(inner, f"{prefix}{key}.")
        elif turns is not None:
            flat |= {f"{prefix}{key}.{speaker}": text for speaker, text in turns.items()}
        else:
            flat[prefix + key] = inner
    return flat
