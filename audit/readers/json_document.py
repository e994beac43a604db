"""One JSON document: an array of entries, an object that wraps one, or a map of translations."""

from __future__ import annotations

import json
from bisect import bisect_right
from shlex import quote
from typing import TYPE_CHECKING, Any

import regex

from audit.readers._base import UnreadableError
from audit.readers._columns import Columns, TextColumns, find_columns
from audit.readers._contents import ROWS_JUDGED, contents
from audit.readers._direction import primary
from audit.readers._json_places import Value, begin, elements, find, leaves, members
from audit.readers._names import Vocabulary
from audit.readers._table import Row, opened, records
from audit.readers.jsonl import flatten, twice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "json"

_OPENING = regex.compile(r'\s*+(?:\[\s*+["\[{\]\-0-9tfn]|\{\s*+["}])')
_FIELDS = ("title", "abstract")
_DEEPEST = 4  # levels of objects around the list of entries
_LINES = frozenset({"jsonl", "ndjson", "jsonlines"})
_KEY, _VALUE = "key", "value"


def recognises(document: Document, config: Config) -> bool:
    """A text that begins and ends as one JSON value, and is not one object a line."""
    del config
    text = document.text
    if document.extension in {"csv", "tsv", "tab"}:
        return False
    if not _OPENING.match(text) or text.rstrip()[-1:] not in {"]", "}"}:
        return False
    if _is_json_lines(document):
        return False
    # Where one object a line is announced, a line may be broken, the first among them.
    return document.extension not in _LINES or _is_json(text)


def read(document: Document, config: Config) -> Iterator[Record]:
    """One object a unit; nested keys are joined by dots. A missing key is null.

    The entries are the elements of the array, or of the one list of objects in the document, or the
    values of an object whose values are all objects; a map from texts to texts is one entry a key.

    Raises:
        UnreadableError: it is broken, or holds no entries, or several lists of them.
    """
    try:
        value = json.loads(document.text)
    except RecursionError as error:
        raise UnreadableError("is JSON nested too deep", "write one object a line") from error
    except json.JSONDecodeError as error:
        raise _broken(document, error) from error
    except ValueError as error:
        raise UnreadableError("holds a number too long to be read", "write it as text") from error
    entries = _Entries(document, config)
    if isinstance(value, list):
        yield from entries.of_list(value, ())
    else:
        yield from entries.of_object(value)


class _Entries:
    """The entries of one document."""

    def __init__(self, document: Document, config: Config) -> None:
        self.document, self.config = document, config
        self.ends = [match.end() for match in document.line_end.finditer(document.text)]
        self.keys: set[str] = set()  # of the rows
        self.shown = quote(document.path)

    def of_list(self, value: Sequence[Any], path: tuple[str, ...]) -> Iterator[Record]:
        """The entries of the list at `path`.

        Raises:
            UnreadableError: its elements are neither objects nor lists, or have no columns.
        """
        if value and not any(isinstance(element, dict | list) for element in value):
            raise UnreadableError(
                "is a JSON array of single values, which pairs nothing",
                "write [{\"source\": …, \"target\": …}, …]",
                material=False,
            )  # fmt: skip
        rows = self._rows(find(self.document.text, path))
        sample, table = opened(rows)
        columns = self._columns(sample)
        if columns is not None:
            yield from records(self.document, table, columns, self.config)

    def of_object(self, value: Mapping[str, Any]) -> Iterator[Record]:
        """The entries that an object holds.

        Raises:
            UnreadableError: it holds none, or several lists of them.
        """
        if self._is_keyed(value):
            yield from self._of_keyed()
            return
        sides = self._sides(value)
        if sides is not None:
            yield from self._of_sides(value, *sides)
            return
        flat = _flat(value)
        if any(isinstance(cell, str) for cell in flat.values()) and _has_pair(flat, self.config):
            text = self.document.text
            whole = Value((), begin(text), len(text), value)
            row = self._row(1, whole)
            columns = find_columns(list(row.cells), self.config, [row.cells])
            yield from records(self.document, [row], columns, self.config)
            return
        lists = list(_lists(value))
        if len(lists) > 1:
            lists = [
                (path, found) for path, found in lists if _has_pair(_flat_all(found), self.config)
            ] or lists
            if not _has_pair(_flat_all(lists[0][1]), self.config):
                names = ", ".join(repr(".".join(path)) for path, _ in lists[:5])
                raise UnreadableError(
                    f"is a JSON object with several lists of objects: {names}",
                    f"take out one: jq -c '.{_jq(lists[0][0])}[]' {self.shown} > entries.jsonl",
                )
        if not lists:
            yield from self._of_map(value)
            return
        named = ", ".join(repr(".".join(path)) for path, _ in lists)
        what = "list" if len(lists) == 1 else "lists"
        self.document.notice(None, f"the entries are the {what} {named}")
        for path, found in lists:
            yield from self.of_list(found, path)

    def _sides(self, value: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two keys of an object that holds each language for itself: `{"en": …, "zh": …}`."""
        held = {key: cell for key, cell in value.items() if isinstance(cell, list | dict) and cell}
        if len(held) < 2 or any(map(_is_list_of_objects, held.values())):
            return None
        try:
            columns = find_columns(list(held), self.config)
        except UnreadableError:
            return None
        found = [(one.source, one.target) for one in columns.texts if one.source and one.target]
        if len(found) != 1 or found[0][0] is None or found[0][1] is None:
            return None
        source, target = held[found[0][0]], held[found[0][1]]
        if isinstance(source, dict) and len(source) <= len(_FIELDS):
            vocabulary = Vocabulary(self.config)
            if any(vocabulary.read(key).field in _FIELDS for key in source):
                return None  # one entry, whose fields are in two languages
        is_one_kind = isinstance(source, list) == isinstance(target, list)
        if not is_one_kind or (isinstance(source, list) and len(source) != len(target)):
            return None
        return found[0][0], found[0][1]

    def _of_sides(self, value: Mapping[str, Any], source: str, target: str) -> Iterator[Record]:
        """One entry a key, or a place in two lists of equal length."""
        text = self.document.text
        of_sides: list[dict[str, Value]] = []
        for side in (source, target):
            at = find(text, (side,))
            whole = Value((), at, at, value[side])
            of_sides.append({".".join(leaf.path): leaf for leaf in leaves(text, whole)})
        of_source, of_target = of_sides
        columns = Columns(
            [TextColumns("segment", source, target, self.config.target_lang)], "id", None, [],
            (f"the texts are held by language; source: {source}, target: {target}",
             "write a list of objects to have it read otherwise"),
        )  # fmt: skip
        rows = []
        for key in dict.fromkeys((*of_source, *of_target)):
            found = {
                side: leaves_of[key]
                for side, leaves_of in ((source, of_source), (target, of_target))
                if key in leaves_of
            }
            lines = {side: (self._line(leaf.start),) * 2 for side, leaf in found.items()}
            first = min(line for line, _ in lines.values())
            cells = {"id": key} | {side: leaf.value for side, leaf in found.items()}
            rows.append(Row(first, first, cells, lines, key))
        yield from records(self.document, rows, columns, self.config)

    def _of_map(self, value: Mapping[str, Any]) -> Iterator[Record]:
        """One entry a key, if the keys are sources and the values targets."""
        rows = [{_KEY: key, _VALUE: cell} for key, cell in value.items()]
        held = contents((_KEY, _VALUE), rows[:ROWS_JUDGED])
        languages = primary(self.config.source_lang), primary(self.config.target_lang)
        sides = held[_KEY].side(*languages), held[_VALUE].side(*languages)
        is_map = all(isinstance(cell, str | None) for cell in value.values())
        if not is_map or sides != ("source", "target"):
            raise self._no_entries(value, sides)
        columns = Columns(
            [TextColumns("segment", _KEY, _VALUE, self.config.target_lang)], None, None, [],
            ("a map of texts; source: its keys, target: its values, by content",
             "write a list of objects to have it read otherwise"),
        )  # fmt: skip
        yield from records(self.document, self._map_rows(), columns, self.config)

    def _no_entries(self, value: Mapping[str, Any], sides: tuple[str, str]) -> UnreadableError:
        lists = [key for key, cell in value.items() if isinstance(cell, list | dict)]
        flat = [cell for cell in _flat(value).values() if not isinstance(cell, list)]
        is_by_key = bool(flat) and all(isinstance(cell, str | None) for cell in flat)
        if (
            not is_by_key
            and value
            and len(lists) == len(value)
            and not any(map(_is_list_of_objects, value.values()))
        ):
            command = (
                "python3 -c \"import pandas, sys; pandas.read_json(sys.argv[1]).to_json(sys.stdout,"
                " orient='records', lines=True, force_ascii=False)\""
            )  # fmt: skip
            return UnreadableError(
                "is a JSON object of columns, which is not read",
                f"write one object a line: {command} {self.shown} > entries.jsonl",
                material=False,
            )
        if is_by_key or sides[1] in {"source", "target"}:
            return UnreadableError(
                "is a JSON object of texts by key, and its values are no translations of its keys",
                "name the files of both languages: audit run EN_FILE ZH_FILE",
                material=False,
            )
        return UnreadableError(
            "is a JSON object that holds no list of entries",
            f"write one object a line: jq -c '.[]' {self.shown} > entries.jsonl",
            material=False,
        )

    def _is_keyed(self, value: Mapping[str, Any]) -> bool:
        """Whether all values are objects and the keys name none of their fields."""
        if not value or not all(isinstance(cell, dict) for cell in value.values()):
            return False
        vocabulary = Vocabulary(self.config)
        named = [vocabulary.read(key) for key in list(value)[:ROWS_JUDGED]]
        if any(name.role != "none" or name.field != "segment" for name in named):
            return False
        return _has_pair(_flat_all(list(value.values())), self.config)

    def _of_keyed(self) -> Iterator[Record]:
        rows = (row._replace(cells={"id": key, **row.cells}) for key, row in self._keyed_rows())
        sample, table = opened(rows)
        columns = self._columns(sample)
        if columns is not None:
            yield from records(self.document, table, columns, self.config)

    def _columns(self, sample: Sequence[Mapping[str, Any]]) -> Columns | None:
        names = list(dict.fromkeys(name for cells in sample for name in cells))
        return find_columns(names, self.config, sample) if names else None

    # Rows

    def _rows(self, start: int) -> Iterator[Row]:
        """The rows of the array whose bracket is at `start`."""
        for number, one in enumerate(elements(self.document.text, start), start=1):
            if isinstance(one.value, dict | list):
                yield self._row(number, one)
            else:
                self.document.reject(
                    self._line(one.start),
                    f"element {number} is no object",
                    'write {"en": …, "zh": …}',
                )

    def _keyed_rows(self) -> Iterator[tuple[str, Row]]:
        for number, one in enumerate(members(self.document.text, begin(self.document.text)), 1):
            yield one.path[-1], self._row(number, one)

    def _row(self, number: int, one: Value) -> Row:
        cells: dict[str, Any] = {}
        places: dict[str, tuple[int, int]] = {}
        for leaf in leaves(self.document.text, one):
            column = ".".join(leaf.path)
            if column in cells:
                self.document.notice(self._line(leaf.start), *twice(column))
            cells[column] = leaf.value
            places[column] = (self._line(leaf.start),) * 2
        line = self._line(one.start)
        return Row(line, self._line(one.end - 1), cells, places, self._key(line, number))

    def _map_rows(self) -> Iterator[Row]:
        keys: set[str] = set()
        text = self.document.text
        for number, one in enumerate(members(text, begin(text)), start=1):
            if one.path[-1] in keys:
                reason = f"the source {one.path[-1]!r} stands twice; both are read"
                self.document.notice(self._line(one.start), reason)
            keys.add(one.path[-1])
            line = self._line(one.start)
            key = self._key(line, number)
            cells = {_KEY: one.path[-1], _VALUE: one.value}
            yield Row(line, line, cells, dict.fromkeys(cells, (line, line)), key)

    def _key(self, line: int, number: int) -> str:
        """The key that tells the nth entry of a list, which begins on a line, from all others."""
        own = (str(line), f"{line}.{number}", f"{line}.{len(self.keys)}+{number}")
        key = next(one for one in own if one not in self.keys)
        self.keys.add(key)
        return key

    def _line(self, offset: int) -> int:
        return bisect_right(self.ends, offset) + 1


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_json_lines(document: Document) -> bool:
    """Whether the first line is an object of its own, and what follows begins with another."""
    filled = (line for line in document.lines if line.strip())
    first, second = next(filled, ""), next(filled, "")
    try:
        is_object = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
    if second:
        return is_object
    return is_object and document.extension not in {"json", "txt", ""}


def _broken(document: Document, error: json.JSONDecodeError) -> UnreadableError:
    if error.msg == "Extra data":
        return UnreadableError(
            "holds several JSON values over several lines",
            f"write one a line: jq -c . {quote(document.path)} > entries.jsonl",
            error.lineno,
        )
    return UnreadableError(
        f"is broken JSON at column {error.colno}: {error.msg}", "mend it", error.lineno
    )


def _lists(value: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, list[Any]]]:
    """The lists of objects in an object, with the keys that lead there."""
    for key, inner in value.items():
        if _is_list_of_objects(inner):
            yield (*path, key), inner
        elif isinstance(inner, dict) and len(path) < _DEEPEST:
            yield from _lists(inner, (*path, key))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(element, dict) for element in value)


def _flat(value: Any) -> dict[str, Any]:
    """As `flatten` of JSON Lines, with the numbers of elements for an array."""
    if isinstance(value, list):
        return {str(number): cell for number, cell in enumerate(value, start=1)}
    return flatten(value)


def _flat_all(values: Sequence[Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for value in values[:ROWS_JUDGED]:
        if isinstance(value, dict):
            flat = _flat(value) | flat
    return flat


def _has_pair(flat: Mapping[str, Any], config: Config) -> bool:
    """Whether the keys name columns of both sides, or what one entry holds shows them."""
    try:
        columns = find_columns(list(flat), config, [flat])
    except UnreadableError:
        return False
    return any(text.source and text.target for text in columns.texts)


def _jq(path: Sequence[str]) -> str:
    return ".".join(
        key if key.isidentifier() and key.isascii() else json.dumps(key) for key in path
    )
