"""Tables as delimited text: CSV and TSV."""

from __future__ import annotations

import csv
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._contents import ROWS_JUDGED, contents
from audit.readers._direction import primary
from audit.readers._names import Vocabulary
from audit.readers._table import Row, opened, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

    _Cells = tuple[int, int, list[str]]  # first line, last line and cells of a row
    _Reject = Callable[[int, str, str], None]

name = "csv"

# The csv module refuses longer cells; a whole book fits.
csv.field_size_limit(1 << 28)

_DELIMITERS = {"tsv": "\t", "tab": "\t", "csv": ","}
_SEPARATORS = (",", "\t", ";", "|")  # the first of those that are as frequent
# Excel's own first line, which names the delimiter.
_SEP_LINE = regex.compile(r'"?sep=(.)"?[,;\t]*+', regex.IGNORECASE)

# A table without a header begins with texts like those below them: in the language of its column,
# and no shorter than this share of the column's median. Names of columns have 30 letters at most.
_LIKE_THE_REST = 0.25
_FEWEST_LETTERS = 12  # of a text; a Han character counts as three
_LINES_ASKED = 0.9  # with as many tabs as the first, for a text without an extension to be a table


def recognises(document: Document, config: Config) -> bool:
    """By extension, by a first line that names columns of a translation, or by tabs in all lines.

    A text with tabs is a table only if one column holds sources and one targets.
    """
    if document.extension in _DELIMITERS:
        return True
    if not document.lines:
        return False
    if _SEP_LINE.fullmatch(document.lines[0]):
        return True
    header = document.lines[0]
    for delimiter in _SEPARATORS:
        if delimiter == "|" and header.lstrip().startswith("|"):  # a table of Markdown
            continue
        if delimiter in header:
            try:
                names = next(csv.reader([header], delimiter=delimiter))
                columns = find_columns(_unique(names), config)
            except (UnreadableError, csv.Error):  # a lone carriage return is an error
                continue
            if any(text.source and text.target for text in columns.texts):
                return True
    return _is_tabbed(document, config)


def read(document: Document, config: Config) -> Iterator[Record]:
    """One row a unit. An empty cell is `""`; a cell that a short row lacks is null.

    In a table without a header columns have numbers, from 1 on; that it has none is told by its
    first row, or by numbers that name the columns.

    Raises:
        UnreadableError: no column for source or target, or several that could be.
    """
    names, found, is_headless = header(document, config, document.reject)
    tell_headless(document, config, is_headless=is_headless)
    if names:
        sample, opened_table = opened(table(document, found, names))
        columns = find_columns(names, config, sample)
        yield from records(document, opened_table, columns, config)


def tell_headless(document: Document, config: Config, *, is_headless: bool) -> None:
    """Note that a table has no header, if nobody said so."""
    if is_headless and not _are_numbers(config):
        document.notice(
            1,
            "the first row is a text like those below it and is read as one: the table has no"
            " header, and its columns are numbered from 1 on",
            "put names of columns above it, such as source and target",
        )


class Layout(NamedTuple):
    """The delimiter, quoting and header of a table."""

    delimiter: str
    plain: bool  # cells hold no delimiter and no line end, and may begin with a quotation mark
    names: list[str]  # of the columns


def layout(document: Document, config: Config) -> Layout:
    """The layout of `document`, which can be read."""
    delimiter, first = delimiter_of(document, config)
    plain = delimiter == "\t" and _is_plain(document, first)
    return Layout(delimiter, plain, header(document, config, _unheard)[0])


def _unheard(line: int, reason: str, remedy: str) -> None:
    """Rows that cannot be read are told of once, by `read`."""


def header(
    document: Document, config: Config, reject: _Reject, *, plain: bool | None = None
) -> tuple[list[str], Iterator[_Cells], bool]:
    """The names of the columns, none in an empty table; the rows; whether it has no header."""
    delimiter, first = delimiter_of(document, config)
    found = rows(document, delimiter, first, reject, plain=plain)
    sample = list(islice(found, ROWS_JUDGED))
    if not sample:
        return [], iter(()), False
    head = sample[0][2]
    if _are_numbers(config) or _is_headless(sample, config):
        width = len(head)
        return [str(number) for number in range(1, width + 1)], chain(sample, found), True
    return _unique(head), chain(sample[1:], found), False


def _unique(names: list[str]) -> list[str]:
    """The names, with the number of its column for one that is empty or stands there already."""
    found: dict[str, None] = {}
    for number, given in enumerate(names, start=1):
        bare = given.strip("\ufeff")
        if not bare.strip():
            bare = f"column {number}"
        while bare in found:
            bare = f"{bare} (column {number})"
        found[bare] = None
    return list(found)


def _is_headless(sample: list[_Cells], config: Config) -> bool:
    """Whether the first row is one of texts."""
    head, *rest = [cells for _, _, cells in sample]
    if len(head) > _CELLS_OF_A_HEADLESS:
        return False
    vocabulary = Vocabulary(config)
    if any(_names_something(vocabulary, cell) for cell in head):
        return False
    numbers = [str(number) for number in range(len(head))]
    table = [dict(zip(numbers, cells, strict=False)) for cells in rest or [head]]
    held, own = contents(numbers, table), contents(numbers, [dict(zip(numbers, head, strict=True))])
    languages = primary(config.source_lang), primary(config.target_lang)
    sides = {number: held[number].side(*languages) for number in numbers}
    texts = [number for number in numbers if sides[number] in {"source", "target"}]
    if not texts:
        return False
    for number in texts:
        language = languages[sides[number] == "target"]
        length = own[number].lengths.get(language, 0)
        if length < max(_FEWEST_LETTERS, _LIKE_THE_REST * held[number].lengths.get(language, 0)):
            return False
    return True


def _names_something(vocabulary: Vocabulary, cell: str) -> bool:
    named = vocabulary.read(cell)
    short = len(cell.split()) <= _WORDS_OF_A_NAME and len(cell) <= _CHARS_OF_A_NAME
    return short and (
        named.role != "none" or named.field != "segment" or not named.meaning
        or named.kind != "text"
    )  # fmt: skip


_CELLS_OF_A_HEADLESS = 100  # corpora without a header have a handful
_WORDS_OF_A_NAME = 4
_CHARS_OF_A_NAME = 30


def _is_tabbed(document: Document, config: Config) -> bool:
    """Whether tabs make columns of sources and of targets."""
    lines = [line for line in document.lines[:ROWS_JUDGED] if line.strip()]
    tabs = lines[0].count("\t") if lines else 0
    if not 0 < tabs < _CELLS_OF_A_HEADLESS or sum(
        line.count("\t") == tabs for line in lines
    ) < _LINES_ASKED * len(lines):
        return False
    numbers = [str(number) for number in range(tabs + 1)]
    rows = [dict(zip(numbers, line.split("\t"), strict=False)) for line in lines]
    languages = primary(config.source_lang), primary(config.target_lang)
    sides = {content.side(*languages) for content in contents(numbers, rows).values()}
    return {"source", "target"} <= sides


def table(document: Document, found: Iterable[_Cells], names: list[str]) -> Iterator[Row]:
    """The rows of a table with those columns; one with more cells is rejected."""
    for line, end_line, cells in found:
        if len(cells) > len(names) and any(cells[len(names) :]):
            document.reject(
                line,
                f"the row has {len(cells)} cells, the header {len(names)}",
                "quote cells that hold the delimiter",
            )
            continue
        lines = {}
        at = line
        for column, cell in zip(names, cells, strict=False):
            first = at
            at += document.line_ends(cell) if at < end_line else 0
            lines[column] = first, at
        yield Row(line, end_line, dict(zip(names, cells, strict=False)), lines)


def rows(
    document: Document, delimiter: str, first: int, reject: _Reject, *, plain: bool | None = None
) -> Iterator[_Cells]:
    """First line, last line and cells of each row from line `first` on that is no blank line.

    `plain` says whether no cell holds a tab or a line end; None: it is found out.
    """
    if plain is None:
        plain = delimiter == "\t" and _is_plain(document, first)
    if plain:
        for number, text in enumerate(document.lines[first - 1 :], start=first):
            if text.strip(" "):
                yield number, number, [_unquoted(cell) for cell in text.split("\t")]
        return
    inside, lines = _lines(document, first)
    reader = csv.reader(lines, delimiter=delimiter)
    line = first - 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reject(line + 1, f"is no {delimiter!r}-separated row: {error}", "mend it")
            line = reader.line_num + first - 1
            continue
        begin, line = line + 1, reader.line_num + first - 1
        if begin < line == len(document.lines) and _is_open(document.lines[begin - 1 :]):
            reject(
                begin,
                "a quote that opens a cell is never closed: the rest of the file is that cell",
                'close it, or write "" for a quote inside a cell',
            )
        elif document.lines[begin - 1].strip(" "):
            if inside:
                cells = [cell.replace(inside, "\r") for cell in cells]
            yield begin, line, cells


def _lines(document: Document, first: int) -> tuple[str, Iterator[str]]:
    r"""The lines from `first` on with their ends, and what stands in them for a `\r` inside.

    The csv module would end the row there.
    """
    text = document.text
    inside = ""
    if "\r" in text:
        inside = next(char for char in map(chr, range(0xE000, 0xF900)) if char not in text)

    def lines() -> Iterator[str]:
        begin = 0
        ends = document.line_end.finditer(text)
        for number, (start, end) in enumerate(
            chain((match.span() for match in ends), [(len(text), len(text))]), start=1
        ):
            if number >= first and begin < end:
                bare = text[begin:start]
                yield (bare.replace("\r", inside) if inside else bare) + text[start:end]
            begin = end

    return inside, lines()


def _is_plain(document: Document, first: int) -> bool:
    """Whether every line has as many tabs as the first, so that no cell holds a tab or a line end.

    Corpora in TSV often quote nothing, and a cell may begin with a quotation mark.
    """
    lines = document.lines[first - 1 :]
    return len({line.count("\t") for line in lines if line.strip(" ")}) == 1


_QUOTED = regex.compile(r'"((?:[^"]|"")*+)"')


def _unquoted(cell: str) -> str:
    match = _QUOTED.fullmatch(cell)
    return cell if match is None else match[1].replace('""', '"')


def _is_open(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def delimiter_of(document: Document, config: Config) -> tuple[str, int]:
    """As the file or the format says, or what separates the most cells of the first line.

    With it comes the number of the line at which the table begins.
    """
    first = document.lines[0] if document.lines else ""
    match = _SEP_LINE.fullmatch(first)
    if match is not None:
        return match[1], 2
    if config.input_format == "tsv" or document.extension in {"tsv", "tab"}:
        return "\t", 1
    return max(_SEPARATORS, key=first.count), 1


def _are_numbers(config: Config) -> bool:
    named = (*config.source_column, *config.target_column)
    return bool(named) and all(column.isdecimal() for column in named)
