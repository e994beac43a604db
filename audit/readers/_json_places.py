"""Where the values of a JSON text stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPACE = regex.compile(r"[ \t\n\r]*+")
_DECODER = json.JSONDecoder()


# Who says what in a chat, by the names of two usual forms.
_SPEAKERS = {"human": "user", "gpt": "assistant"}


_IDS = ("id", "key", "arxiv_id", "uid")  # of the elements of a list


class Value(NamedTuple):
    """A value and where it stands in the text."""

    path: tuple[str, ...]
    start: int
    end: int
    value: Any


def begin(text: str) -> int:
    """The offset of the value that the text is."""
    return _after_space(text, 0)


def find(text: str, path: Sequence[str]) -> int:
    """The offset of the value that `path` leads to; of equal keys the last counts."""
    at = begin(text)
    for key in path:
        at = [one.start for one in members(text, at) if one.path[-1] == key][-1]
    return at


def members(text: str, at: int, path: tuple[str, ...] = ()) -> Iterator[Value]:
    """The values of the object whose brace is at `at`."""
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key, after = _DECODER.raw_decode(text, at)
        start = _after_space(text, _after_space(text, after) + 1)
        value, end = _DECODER.raw_decode(text, start)
        yield Value((*path, key), start, end, value)
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def elements(text: str, at: int, path: tuple[str, ...] = ()) -> Iterator[Value]:
    """The values of the array whose bracket is at `at`."""
    at = _after_space(text, at + 1)
    number = 0
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        number += 1
        yield Value((*path, str(number)), at, end, value)
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def leaves(text: str, one: Value) -> Iterator[Value]:
    """The values below an entry that are no objects, with the keys that lead from it to them."""
    if isinstance(one.value, list):
        yield from elements(text, one.start)
        return
    open_ = [Value((), one.start, one.end, one.value)]
    while open_:
        inner = open_.pop()
        for value in members(text, inner.start, inner.path):
            turns = by_speaker(value.value)
            if isinstance(value.value, dict):
                open_.append(value)
            elif turns is not None:
                for speaker, said in turns.items():
                    yield value._replace(path=(*value.path, speaker), value=said)
            else:
                yield value


def leaves_of(text: str, one: Value) -> Iterator[Value]:
    """The values below `one`, of objects and lists, that are neither, each with its path."""
    open_ = [one]
    while open_:
        inner = open_.pop()
        if isinstance(inner.value, dict):
            below = members(text, inner.start, inner.path)
        elif isinstance(inner.value, list):
            below = iter(_by_id(list(elements(text, inner.start, inner.path))))
        else:
            yield inner
            continue
        open_ += reversed(list(below))


def _by_id(found: list[Value]) -> list[Value]:
    """The elements of a list, by their own ids where each has one, instead of by number."""
    ids = [
        next((str(one.value[name]) for name in _IDS if one.value.get(name) is not None), "")
        if isinstance(one.value, dict)
        else ""
        for one in found
    ]
    if not all(ids) or len(set(ids)) < len(ids):
        return found
    return [one._replace(path=(*one.path[:-1], own)) for one, own in zip(found, ids, strict=True)]


def by_speaker(value: Any) -> dict[str, str] | None:
    """The last words of each speaker of a list of chat messages; None if it is no such list."""
    if not isinstance(value, list) or not value:
        return None
    said: dict[str, str] = {}
    for message in value:
        if not isinstance(message, dict):
            return None
        inner = message.get("message", message)  # of the choices of an answer
        if not isinstance(inner, dict):
            return None
        speaker = inner.get("role", inner.get("from"))
        text = inner.get("content", inner.get("value"))
        if not isinstance(speaker, str) or not isinstance(text, str):
            return None
        said[_SPEAKERS.get(speaker, speaker)] = text
    return said


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
