"""Markdown with both languages: front matter, sections and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._labelled import Labelled, Labels, columns, rows
from audit.readers._markdown import EXTENSIONS, blocks, front_matter
from audit.readers._table import Row, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._columns import Columns
    from audit.readers._markdown import Block
    from audit.schema import Record

name = "markdown"


def recognises(document: Document, config: Config) -> bool:
    """By its extension, front matter or a table, where it holds both languages."""
    if document.extension not in EXTENSIONS and not (
        front_matter(document) or _may_hold_a_table(document)
    ):
        return False
    return any(True for _ in _tables(document, config))


def read(document: Document, config: Config) -> Iterator[Record]:
    """Each row of a table an entry, and each group of sections: `## Abstract`, `## 摘要`.

    Sections belong together under one heading above them. Front matter is a part of the first
    group, as are lines that begin with a label: `**Abstract**: …`.
    """
    for found, chosen in _tables(document, config):
        yield from records(document, found, chosen, config)


def _tables(document: Document, config: Config) -> Iterator[tuple[list[Row], Columns]]:
    """The rows of each table in the page, its front matter and sections being one."""
    body = list(blocks(document))
    groups = rows(_groups(document, body, config))
    found = [groups] if groups else []
    numbers = dict.fromkeys(block.table for block in body if block.kind == "row")
    found += [_table([block for block in body if block.table == number]) for number in numbers]
    for table in found:
        chosen = columns(table, config)
        if chosen is not None:
            yield table, chosen


def _may_hold_a_table(document: Document) -> bool:
    return any(
        line.count("|") > 1 and "--" in line and not set(line) - set("|-: \t")
        for line in document.lines
    )


def _table(body: list[Block]) -> list[Row]:
    header, *rest = body
    named = [cell or f"column {number}" for number, cell in enumerate(header.cells, start=1)]
    return [
        Row(block.line, block.end_line, dict(zip(named, block.cells, strict=False)))
        for block in rest
    ]


def _groups(document: Document, body: list[Block], config: Config) -> list[list[Labelled]]:
    labels = Labels(config)
    groups: list[list[Labelled]] = [_of_front_matter(document, labels)]
    label, level, heading = "", 0, None
    for block in body:
        if block.kind in {"row", "code"}:
            continue
        if block.kind.startswith("h"):
            own = int(block.kind[1:])
            if labels.is_text(block.text):
                label, level = block.text, own
                continue
            if not label or own <= level:
                label, heading = "", block
                if own > 1 or len(groups[-1]) == 0:
                    groups.append([])
            continue
        for text in _parts(block, labels):
            found = text if text.label else text._replace(label=label)
            if not found.label:
                continue
            _add(groups, found, continues=not text.label)
            is_title = labels.field(found.label) == "title"
            if is_title and heading is not None and len(groups[-1]) == 1:
                _add(groups, Labelled("Title", heading.text, heading.line, heading.end_line))
    return [group for group in groups if group]


def _parts(block: Block, labels: Labels) -> Iterator[Labelled]:
    """The texts of a block, each with its label; those before the first have none."""
    found: Labelled | None = None
    for number, line in enumerate(block.text.split("\n"), start=block.line):
        parted = labels.parted(line)
        if parted is not None or found is None:
            if found is not None:
                yield found
            label, text = parted or ("", line)
            found = Labelled(label, text, number, number)
        else:
            found = found._replace(text=f"{found.text}\n{line}", end_line=number)
    if found is not None:
        yield found


def _add(groups: list[list[Labelled]], text: Labelled, *, continues: bool = False) -> None:
    """Add a text to the last group, or to a new one if that has one of its label."""
    group = groups[-1]
    if group and continues and group[-1].label == text.label:
        before = group[-1]
        group[-1] = before._replace(text=f"{before.text}\n\n{text.text}", end_line=text.end_line)
    elif any(one.label == text.label for one in group):
        groups.append([text])
    else:
        group.append(text)


def _of_front_matter(document: Document, labels: Labels) -> list[Labelled]:
    import yaml

    last = front_matter(document)
    try:
        root = yaml.compose("\n".join(document.lines[1 : last - 1]), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    if not isinstance(root, yaml.MappingNode):
        return []
    known = labels.related(key.value for key, _ in root.value if isinstance(key.value, str))
    return [
        Labelled(key.value, value.value, value.start_mark.line + 2, value.end_mark.line + 2)
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        if key.value in known
    ]
