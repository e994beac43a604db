"""YAML with both languages in one file: a list of entries, or texts by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._base import UnreadableError
from audit.readers._labelled import columns
from audit.readers._table import Row, records
from audit.readers.keyed import yaml_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers.keyed._base import Text
    from audit.schema import Record

name = "yaml"


def recognises(document: Document, config: Config) -> bool:
    """By its extension, where it holds both languages."""
    if not yaml_keys.recognises(document):
        return False
    try:
        return columns(_rows(document), config) is not None
    except UnreadableError:
        return False


def read(document: Document, config: Config) -> Iterator[Record]:
    """One element of the list an entry, or one key of the texts that each language has.

    Raises:
        UnreadableError: it is broken, or holds one language.
    """
    found = _rows(document)
    chosen = columns(found, config)
    if chosen is None:
        raise UnreadableError(
            "is YAML without texts in both languages",
            "name the files of both languages: audit run EN_FILE ZH_FILE",
            material=False,
        )
    yield from records(document, found, chosen, config)


def _rows(document: Document) -> list[Row]:
    import yaml

    root = yaml_keys.composed(document)
    if isinstance(root, yaml.MappingNode):
        lists = [value for _, value in root.value if _is_list(value)]
        if len(lists) != 1:
            return _by_language(root)
        root = lists[0]
    if root is None or not _is_list(root):
        return []
    return [_row(number, list(yaml_keys.below(node))) for number, node in enumerate(root.value, 1)]


def _is_list(node: yaml.Node) -> bool:
    import yaml

    return (
        isinstance(node, yaml.SequenceNode)
        and bool(node.value)
        and all(isinstance(one, yaml.MappingNode) for one in node.value)
    )


def _row(number: int, texts: list[Text]) -> Row:
    lines = {one.key: (one.line, one.end_line) for one in texts}
    first = min((one.line for one in texts), default=1)
    last = max((one.end_line for one in texts), default=1)
    return Row(first, last, {one.key: one.text for one in texts}, lines, f"{first}.{number}")


def _by_language(root: yaml.MappingNode) -> list[Row]:
    """A row for each key that the values of the root have: the languages are the columns."""
    import yaml

    cells: dict[str, dict[str, Text]] = {}
    for key, value in root.value:
        if not isinstance(value, yaml.MappingNode):
            return []
        for text in yaml_keys.below(value):
            cells.setdefault(text.key, {})[str(key.value)] = text
    return [
        Row(
            min(one.line for one in texts.values()),
            max(one.end_line for one in texts.values()),
            {"id": own} | {lang: one.text for lang, one in texts.items()},
            {lang: (one.line, one.end_line) for lang, one in texts.items()},
            own,
        )
        for own, texts in cells.items()
    ]
