"""A queue that comes back with translations: JSON Lines or XLIFF 1.2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from audit.errors import InputError, Problem
from audit.readers._base import Document, UnreadableError
from audit.schema import without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("id", "entry_id", "source", "bad_target")


class Returned(NamedTuple):
    """An entry of the queue as it came back; what is not said is None."""

    line: int  # of the file that came back
    id: str | None
    entry_id: str | None
    path: str | None  # of the input that the entry is of
    record: str | None
    source: str | None
    bad_target: str | None
    translation: str | None

    @property
    def name(self) -> str:
        """What a person may know it by."""
        return self.entry_id or self.record or self.id or "an entry without a name"


def read_returned(path: str, problems: list[Problem]) -> list[Returned]:
    """The entries of `path`; lines that hold none are added to `problems`.

    Raises:
        InputError: it cannot be read, or is neither JSON Lines nor XLIFF 1.2.
    """
    try:
        document = Document.load(path, Path(path), None)
        if document.text.lstrip().startswith("<"):
            return list(_xliff(document))
        return list(_json_lines(document, problems))
    except UnreadableError as error:
        problem = Problem(path, error.line, "error", error.reason, error.remedy)
        raise InputError(str(problem)) from error


def _json_lines(document: Document, problems: list[Problem]) -> Iterator[Returned]:
    """One entry a line; the translation is in `translation`, or else in `target`."""
    for number, line in enumerate(document.lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = f"is no JSON: {getattr(error, 'msg', error)}"
            problems.append(Problem(document.path, number, "error", reason, "mend the line"))
            continue
        entry = _entry(number, value)
        if entry is None:
            reason = "is no entry of a queue with a text for its translation"
            remedy = 'write {"id": …, "translation": …}'
            problems.append(Problem(document.path, number, "error", reason, remedy))
        else:
            yield entry


def _entry(number: int, value: Any) -> Returned | None:
    if not isinstance(value, dict):
        return None
    place = _object(value.get("place"))
    translation = value.get("translation")
    if translation is None:
        translation = value.get("target")
    if not isinstance(translation, str | None):
        return None
    told = {name: _text(value.get(name)) for name in _NAMES}
    record = _text(place.get("record"))
    if told["id"] is None and record is None and told["entry_id"] is None:
        return None
    return Returned(
        number,
        told["id"],
        told["entry_id"],
        # What has no slot is of the input that its source is in.
        _text((place or _object(value.get("source_place"))).get("path")),
        record,
        told["source"],
        told["bad_target"],
        _text(translation),
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return without_surrogates(value) if isinstance(value, str) else None


def _xliff(document: Document) -> Iterator[Returned]:
    """One entry a `trans-unit`; tags inside a target are left out, their text stays."""
    root = _parsed(document)
    if _local(root) != "xliff" or root.get("version", "").startswith("2"):
        reason = f"is {_local(root)} {root.get('version', '')}, not XLIFF 1.2".replace("  ", " ")
        raise UnreadableError(reason, "save it as XLIFF 1.2")
    for file in _children(root, "file"):
        for unit in file.iter():
            if _local(unit) == "trans-unit":
                yield _unit(unit, file.get("original"))


def _unit(unit: ElementTree.Element, path: str | None) -> Returned:
    context = {
        child.get("context-type"): child.text
        for group in _children(unit, "context-group")
        for child in group
    }
    bad = [_inner(child, "target") for child in _children(unit, "alt-trans")]
    return Returned(
        int(unit.get(_LINE, "0")),
        unit.get("id"),
        unit.get("resname"),
        path,
        context.get("record"),
        _inner(unit, "source"),
        bad[0] if bad else None,
        _inner(unit, "target"),
    )


_LINE = "audit-line"


def _parsed(document: Document) -> ElementTree.Element:
    """The elements, each with its line; a document with entities of its own is refused."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate("utf-8", "}")  # whatever the document says it was written in

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(name, {**attributes, _LINE: str(parser.CurrentLineNumber)})

    def refuse(name: str, *rest: Any) -> None:
        raise UnreadableError(f"has an entity of its own: {name}", "write what it stands for")

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = refuse
    try:
        parser.Parse(document.text.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = f"is no well-formed XML: {expat.ErrorString(error.code)}"
        raise UnreadableError(reason, "mend it", error.lineno) from error
    return builder.close()


def _children(parent: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in parent if _local(child) == name)


def _inner(parent: ElementTree.Element, name: str) -> str | None:
    return next(("".join(child.itertext()) for child in _children(parent, name)), None)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
