"""YAML by key, as of Rails: the root may be the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.readers._base import UnreadableError
from audit.readers.keyed._base import QUANTITIES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from audit.readers._base import Document

name = "yaml"

_LANGUAGE = regex.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})*+")
_STRING, _NULL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_SYMBOL = regex.compile(r":\w++")  # of Ruby, for the program and not for people
_DEEPEST = 100  # mappings within each other


def recognises(document: Document) -> bool:
    """By its extension."""
    return document.extension in {"yaml", "yml"}


def composed(document: Document) -> yaml.Node | None:
    """The root of a YAML document; None if it is empty.

    Raises:
        UnreadableError: it is broken.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(document.text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise UnreadableError(
            f"is broken YAML: {reason}", "mend it there", mark.line + 1 if mark else None
        ) from error


def texts(document: Document) -> Iterator[Text]:
    """The strings by the path of their keys, those in lists by number, plurals by quantity.

    What an alias repeats is read once.
    """
    import yaml

    root = composed(document)
    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        key, inner = root.value[0]
        is_language = isinstance(key.value, str) and _LANGUAGE.fullmatch(key.value)
        if is_language and isinstance(inner, yaml.MappingNode):
            root = inner
    if root is not None:
        yield from _texts(root, (), set())


def below(node: yaml.Node) -> Iterator[Text]:
    """The strings below a node, as `texts` has them."""
    yield from _texts(node, (), set())


def _texts(node: yaml.Node, path: tuple[str, ...], seen: set[int]) -> Iterator[Text]:
    import yaml

    if id(node) in seen or len(path) > _DEEPEST:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.tag in {_STRING, _NULL}:
            is_symbol = _SYMBOL.fullmatch(node.value) is not None
            yield _text(node, ".".join(path))._replace(is_kept=is_symbol)
    elif isinstance(node, yaml.SequenceNode):
        for number, inner in enumerate(node.value, start=1):
            yield from _texts(inner, (*path, str(number)), seen)
    else:
        keys = {key.value for key, _ in node.value if isinstance(key.value, str)}
        is_plural = "other" in keys and keys <= QUANTITIES
        for key, inner in node.value:
            if is_plural and isinstance(inner, yaml.ScalarNode):
                named = ".".join(path)
                yield _text(inner, f"{named}[{key.value}]", f"{named}[other]")
            elif isinstance(key.value, str) and key.value != "<<":
                yield from _texts(inner, (*path, key.value), seen)


def _text(node: yaml.ScalarNode, key: str, stands_in: str = "") -> Text:
    value = None if node.tag == _NULL else node.value
    first, last = node.start_mark.line + 1, node.end_mark.line + 1
    if node.style in {"|", ">"}:  # the mark is where the block ends
        first, last = first + 1, max(first + 1, last - 1)
    return Text(key, value, first, last, stands_in)
