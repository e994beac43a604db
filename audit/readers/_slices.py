"""Large tables in slices, each of which can be read alone, by any process.

A slice is some whole rows of a file: where its bytes begin and end, and the number of its first
line. What the whole table tells, such as its columns, is found out while it is cut.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from audit.readers import delimited, jsonl
from audit.readers._base import Document
from audit.readers._columns import Columns, find_columns
from audit.readers._contents import ROWS_JUDGED
from audit.readers._folded import FREELY, TIMES_AT_MOST
from audit.readers._placing import placed
from audit.readers._table import segments, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from audit.config import Config
    from audit.errors import Problem
    from audit.readers._table import Row
    from audit.schema import Record

# Smaller files are read at once.
LARGE = 8 << 20  # bytes

# Of a slice: few enough for a process to hold what it makes of them in 100 MB, at 1.8 kB a row.
_ROWS = 1_000
_BYTES = 4 << 20

_EXTENSIONS = frozenset({"jsonl", "ndjson", "jsonlines", "csv", "tsv", "tab"})
_MARK = b"\xef\xbb\xbf"


class _Irregular(Exception):  # noqa: N818 it is no error: such a file is read at once
    """The file is no UTF-8, has stray line ends, or is no table of one kind."""


class Slice(NamedTuple):
    """Some whole rows of a file."""

    start: int  # byte
    stop: int
    first_line: int  # from 1


@dataclass(frozen=True)
class Sliced:
    """A table that is read in slices."""

    path: str  # as the report calls it
    file: Path
    sha256: str
    form: str
    columns: Columns
    layout: Mapping[str, Any]  # what the reader has to know besides
    slices: list[Slice] = field(default_factory=list)

    def read(self, one: Slice, config: Config) -> tuple[list[Record], list[Problem]]:
        """The records of a slice, and what is wrong in it."""
        document = Document(self.path, _bytes_of(self.file, one), "utf-8")
        rows = _READ[self.form](document, self.layout)
        shift = one.first_line - 1
        there = (_moved(row, shift) for row in rows)
        found = list(segments(document, there, self.columns, config))
        problems = [
            problem._replace(line=problem.line and problem.line + shift)
            for problem in document.problems
        ]
        return list(placed(found, self.form, [document], first_line=one.first_line)), problems


class Large:
    """The large tables among the inputs, of which only the beginning is loaded.

    `folder` is where gzip'd ones are unfolded; without one there are none.
    """

    def __init__(self, folder: Path | None, config: Config) -> None:
        self._folder, self._config = folder, config
        self.files: dict[str, tuple[Path, Path]] = {}  # by path, the file and what it unfolds to

    def beginning_of(self, path: str, file: Path) -> Document | None:
        """A document with the beginning of `file`, if that is read in slices."""
        if self._folder is None or not file.is_file():
            return None
        if not _may_be_sliced(Document(path, b""), self._config):
            return None
        try:
            plain = _unfolded(file, self._folder)
            if plain.stat().st_size < LARGE:
                return None
            self.files[path] = (file, plain)
            return Document(path, _beginning(plain))
        except (OSError, EOFError, zlib.error):  # whoever reads it at once says why
            return None

    def table(self, document: Document, reader: Any) -> Sliced | None:
        """The table that `document` begins, if `reader` reads it in slices.

        Raises:
            UnreadableError: it has no column for source or target.
        """
        cut = {jsonl.name: _jsonl, delimited.name: _delimited}.get(getattr(reader, "name", ""))
        try:
            return cut and cut(document, self.files[document.path][1], self._config)
        except _Irregular:
            return None

    def loaded(self, document: Document) -> Document:
        """All of `document`.

        Raises:
            UnreadableError: it cannot be read.
        """
        file, _ = self.files.pop(document.path)
        return Document.load(document.path, file, self._config.encoding)


def _may_be_sliced(document: Document, config: Config) -> bool:
    """Whether a file of that name, if it is large, is read in slices."""
    return (
        document.extension in _EXTENSIONS
        and config.encoding is None
        and config.input_format in {None, "jsonl", "csv", "tsv"}
    )


def _unfolded(file: Path, folder: Path) -> Path:
    """`file`, or where it is gzip'd what it unfolds to, in `folder`.

    Raises:
        OSError: it is no intact gzip file, or unfolds to far more than texts do.
    """
    with file.open("rb") as opened:
        if opened.read(2) != b"\x1f\x8b":
            return file
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / f"unfolded-{hashlib.sha256(str(file).encode()).hexdigest()[:12]}"
    with gzip.open(file) as folded, plain.open("wb") as target:
        most = max(FREELY, TIMES_AT_MOST * file.stat().st_size)
        while piece := folded.read(1 << 20):
            target.write(piece)
            if target.tell() > most:
                raise OSError
    return plain


def _beginning(file: Path) -> bytes:
    """The first whole lines of `file`, some LARGE bytes of them."""
    with file.open("rb") as opened:
        head = opened.read(LARGE)
    return head[: head.rfind(b"\n") + 1] or head


def _moved(row: Row, shift: int) -> Row:
    """The row as it stands so many lines further down."""
    if not shift:
        return row
    lines = {name: (first + shift, last + shift) for name, (first, last) in row.lines.items()}
    return row._replace(line=row.line + shift, end_line=row.end_line + shift, lines=lines)


def _bytes_of(file: Path, one: Slice) -> bytes:
    with file.open("rb") as opened:
        opened.seek(one.start)
        return opened.read(one.stop - one.start)


class _Lines:
    """The lines of a file, checked, with the place of each; and the hash of all."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._hash = hashlib.sha256()
        self.number = self.at = 0  # lines read, and bytes

    def __iter__(self) -> Iterator[str]:
        for line in self._opened:
            self._hash.update(line)
            text = line.removeprefix(_MARK) if not self.at else line
            self.at += len(line)
            self.number += 1
            bare = text.removesuffix(b"\n").removesuffix(b"\r")
            if b"\r" in bare or b"\0" in bare or _MARK in bare:
                raise _Irregular
            try:
                yield text.decode("utf-8")
            except UnicodeDecodeError as error:
                raise _Irregular from error

    def sha256(self) -> str:
        """Of all lines read."""
        return self._hash.hexdigest()


class _Cutter:
    """Puts rows together to slices."""

    def __init__(self, start: int, line: int) -> None:
        self.slices: list[Slice] = []
        self._start, self._line, self._rows = start, line, 0

    def row(self, at: int, lines: int, *, may_end: bool = True) -> None:
        """A row has ended before byte `at`, after so many lines of the file."""
        self._rows += 1
        if may_end and (self._rows >= _ROWS or at - self._start >= _BYTES):
            self.end(at, lines)

    def end(self, at: int, lines: int) -> None:
        """The slice ends here."""
        if at > self._start:
            self.slices.append(Slice(self._start, at, self._line))
        self._start, self._line, self._rows = at, lines + 1, 0


def _jsonl(document: Document, file: Path, config: Config) -> Sliced | None:
    names: dict[str, None] = {}
    sample: list[Mapping[str, Any]] = []
    with file.open("rb") as opened:
        lines = _Lines(opened)
        start = len(_MARK) if document.raw.startswith(_MARK) else 0
        cutter = _Cutter(start, 1)
        for text in lines:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                cells = jsonl.flatten(value)
                names.update(dict.fromkeys(cells))
                if len(sample) < ROWS_JUDGED:
                    sample.append(cells)
            cutter.row(lines.at, lines.number)
        cutter.end(lines.at, lines.number)
    if not names:
        return None
    columns = find_columns(list(names), config, sample)
    tell(document, columns)
    return Sliced(document.path, file, lines.sha256(), jsonl.name, columns, {}, cutter.slices)


def _delimited(document: Document, file: Path, config: Config) -> Sliced | None:
    delimiter, first = delimited.delimiter_of(document, config)
    plain = delimiter == "\t" and _is_plain(file, first)
    head = Document(document.path, document.raw)  # what it tells of rows their slices tell
    names, rows, is_headless = delimited.header(head, config, _unheard, plain=plain)
    delimited.tell_headless(document, config, is_headless=is_headless)
    table = delimited.table(head, rows, names)
    sample = [row.cells for row, _ in zip(table, range(ROWS_JUDGED), strict=False)]
    if len(sample) < ROWS_JUDGED:
        return None
    columns = find_columns(names, config, sample)
    with file.open("rb") as opened:
        lines = _Lines(opened)
        texts = iter(lines)
        for _ in range(first - 1):
            next(texts)
        ends = _plain_rows(texts) if plain else _quoted_rows(texts, delimiter)
        if not is_headless:
            next(ends)
        start = lines.at or (len(_MARK) if document.raw.startswith(_MARK) else 0)
        cutter = _Cutter(start, lines.number + 1)
        before = lines.number
        for _ in ends:
            cutter.row(lines.at, lines.number, may_end=lines.number == before + 1)
            before = lines.number
        cutter.end(lines.at, lines.number)
    tell(document, columns)
    layout = {"delimiter": delimiter, "plain": plain, "names": names}
    return Sliced(
        document.path, file, lines.sha256(), delimited.name, columns, layout, cutter.slices
    )


def _unheard(line: int, reason: str, remedy: str) -> None:
    """Rows that cannot be read are told of by whoever reads their slice."""


def _is_plain(file: Path, first: int) -> bool:
    """Whether every line from `first` on has as many tabs; see `delimited`."""
    with file.open("rb") as opened:
        tabs = {
            line.count(b"\t")
            for number, line in enumerate(opened, start=1)
            if number >= first and line.strip(b" \r\n")
        }
    return len(tabs) == 1


def _plain_rows(lines: Iterator[str]) -> Iterator[None]:
    for _ in lines:
        yield None


def _quoted_rows(lines: Iterator[str], delimiter: str) -> Iterator[None]:
    try:
        for _ in csv.reader(lines, delimiter=delimiter):
            yield None
    except csv.Error as error:
        raise _Irregular from error


def _read_jsonl(document: Document, layout: Mapping[str, Any]) -> Iterator[Row]:
    del layout
    return jsonl.rows(document)


def _read_delimited(document: Document, layout: Mapping[str, Any]) -> Iterator[Row]:
    names: Sequence[str] = layout["names"]
    rows = delimited.rows(document, layout["delimiter"], 1, document.reject, plain=layout["plain"])
    return delimited.table(document, rows, list(names))


_READ = {jsonl.name: _read_jsonl, delimited.name: _read_delimited}
