"""Texts under labels, such as `Abstract:` and `摘要：`, put together to rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError
from audit.readers._columns import find_columns
from audit.readers._contents import ROWS_JUDGED
from audit.readers._names import Vocabulary
from audit.readers._table import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.config import Config
    from audit.readers._columns import Columns

_LONGEST = 40  # characters of a label
_LABELLED = regex.compile(
    r"\s*+(?:[-*+]\s++)?+(?:[^\p{L}\p{N}\s*_:]{1,4}+\s++)?+(?:\*\*|__)?+([^\s*_:：\d][^*_:：\n]*?)\s*+(?:\*\*|__)?+\s*+[:：]\s*+"
    r"(?:\*\*|__)?+\s*+(.*)",
    regex.DOTALL,
)


class Labelled(NamedTuple):
    """A text, its label, and the lines it stands on."""

    label: str
    text: str
    line: int
    end_line: int


class Labels:
    """The labels that are known, given the languages of a run."""

    def __init__(self, config: Config) -> None:
        self._vocabulary = Vocabulary(config)

    def is_text(self, label: str) -> bool:
        """Whether a label says of the text below it which side or field it is, and no more."""
        if not label or len(label) > _LONGEST:
            return False
        name = self._vocabulary.read(label)
        return (
            name.kind == "text"
            and name.meaning in {"", "title", "abstract"}
            and (name.role != "none" or name.field != "segment")
        )

    def is_other(self, label: str) -> bool:
        """Whether it is about something else, such as authors or an address."""
        return len(label) <= _LONGEST and self._vocabulary.read(label).kind != "text"

    def related(self, names: Iterable[str]) -> set[str]:
        """Of the keys of an entry those that name a side or a field, and those beside them."""
        read = {name: self._vocabulary.read(name) for name in names}
        sided = {name.base for name in read.values() if name.role != "none" and name.kind == "text"}
        return {
            key
            for key, name in read.items()
            if self.is_text(key) or (name.base and name.base in sided)
        }

    def field(self, label: str) -> str:
        """The field that a label names."""
        return self._vocabulary.read(label).field

    def parted(self, text: str) -> tuple[str, str] | None:
        """The label of a text and the rest of it; None if it begins with none."""
        match = _LABELLED.fullmatch(text)
        if match is None or not (self.is_text(match[1]) or self.is_other(match[1])):
            return None
        return match[1], match[2]


def rows(groups: Iterable[Sequence[Labelled]]) -> list[Row]:
    """A row for each group, of which the labels are the columns."""
    found = []
    seen: set[int] = set()
    for number, group in enumerate(groups):
        cells = {one.label: one.text for one in group}
        lines = {one.label: (one.line, one.end_line) for one in group}
        first = min(one.line for one in group)
        key = f"{first}.{number}" if first in seen else str(first)
        seen.add(first)
        found.append(Row(first, max(one.end_line for one in group), cells, lines, key))
    return found


def columns(found: Sequence[Row], config: Config) -> Columns | None:
    """The columns of rows, if they hold both sides; else None."""
    names = list(dict.fromkeys(name for row in found for name in row.cells))
    if len(names) < 2:
        return None
    try:
        chosen = find_columns(names, config, [row.cells for row in found[:ROWS_JUDGED]])
    except UnreadableError:
        return None
    return chosen if any(one.source and one.target for one in chosen.texts) else None
