"""JSON Lines: the value of a key, and nothing else of its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from audit.schema import without_surrogates
from audit.writers._base import Edit, Lines, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Change

_Path = tuple[str, ...]
_SPACE = regex.compile(r"[ \t\n\r]*+")
_DECODER = json.JSONDecoder()


class _Value(NamedTuple):
    """A value that is no object."""

    start: int
    end: int
    value: Any


class _Object(NamedTuple):
    """The place where a key can be added to an object, and whether it is the first."""

    end: int
    is_empty: bool


class _Line(NamedTuple):
    """The values of a line and their places in it, by the keys that lead there."""

    values: dict[_Path, _Value]
    objects: dict[_Path, _Object]
    colon: str  # between key and value, with white space


def tidied(text: str) -> str:
    """As it is: a string holds any text."""
    return text


def editor(document: Document, config: Config) -> Callable[[Change], Edit]:
    r"""The string is replaced; a key that the object lacks is added as its last.

    Characters beyond ASCII are escaped if the file escapes its own (`\u4e2d`), or cannot hold them.
    """
    del config
    lines = Lines(document)
    ascii_only = document.text.isascii() and "\\u" in document.text
    encoding = document.decoded.encoding
    paths: dict[str, _Path] = {}  # of columns, as the first line that has them spells them
    extended: set[int] = set()  # offsets at which a key has been added

    def path_of(column: str) -> _Path:
        if column not in paths:
            found = (
                path
                for line in document.lines
                if line.strip()
                for path in _values_of(line)
                if ".".join(path) == column
            )
            paths[column] = next(found, (column,))
        return paths[column]

    def edit(change: Change) -> Edit:
        record = change.record
        column = record.locator or ""
        start = lines.start(record.line or 0)
        line = document.text[start : lines.stop(record.line or 0)]
        text = json.dumps(change.text, ensure_ascii=ascii_only or not _fits(change.text, encoding))
        scanned = _scan(line)
        here = [path for path in scanned.values if ".".join(path) == column]
        if here:
            value = scanned.values[here[-1]]
            if _read(value.value) != record.text:
                message = "the value there is no text"
                raise UnwritableError(message)
            return Edit(start + value.start, start + value.end, text)
        at, end, added = _added(scanned, path_of(column), text, extended, start)
        return Edit(start + at, start + end, added)

    return edit


def _added(
    line: _Line, path: _Path, text: str, extended: set[int], start: int
) -> tuple[int, int, str]:
    """The place for the new key that `path` ends with, and the text to put there."""
    comma = ", " if line.colon.endswith(" ") else ","
    for depth in range(len(path) - 1, -1, -1):
        nested = _nested(path[depth:], text, line.colon)
        there = line.objects.get(path[:depth])
        if there is not None:
            first = there.is_empty and start + there.end not in extended
            extended.add(start + there.end)
            return there.end, there.end, nested[1:-1] if first else comma + nested[1:-1]
        value = line.values.get(path[:depth])
        if value is not None:
            if value.value is not None:
                break
            return value.start, value.end, nested
    message = "a value stands where an object should be"
    raise UnwritableError(message)


def _nested(path: _Path, text: str, colon: str) -> str:
    """An object that holds `text` under `path`."""
    for key in reversed(path):
        text = "{" + json.dumps(key, ensure_ascii=False) + colon + text + "}"
    return text


def _read(value: Any) -> str | None:
    return without_surrogates(value) if isinstance(value, str) else None


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _values_of(line: str) -> dict[_Path, _Value]:
    try:
        return _scan(line).values if isinstance(json.loads(line), dict) else {}
    except (ValueError, RecursionError):
        return {}


def _scan(line: str) -> _Line:
    """The values in `line`, which is a JSON object; of equal keys the last counts."""
    values: dict[_Path, _Value] = {}
    objects: dict[_Path, _Object] = {}
    colons: list[str] = []

    def scan(at: int, path: _Path) -> int:
        """Read the object whose brace is at `at`; the offset behind it."""
        end = at + 1
        is_empty = True
        at = _after_space(line, end)
        while line[at] != "}":
            key, after = _DECODER.raw_decode(line, at)
            at = _after_space(line, _after_space(line, after) + 1)
            colons.append(line[after:at])
            own = (*path, key)
            if line[at] == "{":
                end = scan(at, own)
            else:
                value, end = _DECODER.raw_decode(line, at)
                values.pop(own, None)
                values[own] = _Value(at, end, value)
            is_empty = False
            at = _after_space(line, end)
            if line[at] == ",":
                at = _after_space(line, at + 1)
        objects[path] = _Object(end, is_empty)
        return at + 1

    try:
        scan(_after_space(line, 0), ())
    except RecursionError as error:
        message = "its objects are nested too deep"
        raise UnwritableError(message) from error
    return _Line(values, objects, colons[0] if colons else ": ")


def _after_space(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at
