"""Where in the lines of its document each text stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from audit.readers import parquet, xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.readers._base import Document
    from audit.schema import Record


# What may stand before and after a cell, or a string of JSON.
_BOUNDS = '",;\t'
_WITHOUT_LINES = frozenset({parquet.name, xlsx.name})
_IN_CELLS = frozenset({"csv", "tsv", "json", "jsonl", "i18n", "strings", "xcstrings"})


def placed(
    records: Sequence[Record],
    form: str,
    documents: Sequence[Document],
    material: str | None = None,
    first_line: int = 1,
) -> Iterator[Record]:
    """The records with their form and material, and with the columns where their texts begin.

    A text has a column if its lines hold it as it is.

    A text that the format writes in another way, with escapes or doubled quotation marks, has none.
    Of equal texts in one line, such as a source and its copy, each has its own place.
    `first_line` is the number of the first line of the documents.
    """
    lines = {} if form in _WITHOUT_LINES else {one.path: one.lines for one in documents}
    path, line, after = "", 0, 0
    for record in records:
        if (record.path, record.line) != (path, line):
            path, line, after = record.path, record.line or 0, 0
        offset = None
        own = line - first_line
        if record.text and record.path in lines and 0 <= own < len(lines[path]):
            find = partial(_find, record.text, lines[path], own, in_cell=form in _IN_CELLS)
            offset = find(after)
            if offset is None and after:
                offset = find(0)
        if offset is not None:
            after = offset + len(record.text or "")
        column = None if offset is None else offset + 1
        yield record._replace(form=form, column=column, material=material)


def _find(text: str, lines: list[str], first: int, start: int, *, in_cell: bool) -> int | None:
    """The offset in line `first` from which on the lines hold `text`, looking from `start` on."""
    head, *rest = text.split("\n")
    last = first + len(rest)
    if last >= len(lines) or (rest and lines[first + 1 : last] != rest[:-1]):
        return None
    at = lines[first].find(head, start)
    while at >= 0:
        end = at + len(head)
        if rest:
            fits = end == len(lines[first]) and lines[last].startswith(rest[-1])
        else:
            fits = not in_cell or _is_cell(lines[first], at, end)
        if fits:
            return at
        at = lines[first].find(head, at + 1)
    return None


def _is_cell(line: str, start: int, end: int) -> bool:
    """Whether a cell or a string of JSON, and no key, lies between `start` and `end`."""
    before, after = line[:start][-1:], line[end : end + 1]
    is_key = after == '"' and line[end + 1 :].lstrip()[:1] in {":", "="}
    return before in _BOUNDS and after in _BOUNDS and not is_key
