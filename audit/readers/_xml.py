"""Elements of an XML document, one after another, with the lines they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from audit.readers._base import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from audit.readers._base import Document

_AT_ONCE = 1 << 20  # bytes that are parsed before the elements in them are given out
_DEEPEST = 200  # elements within each other; what is deeper is no text


@dataclass(frozen=True)
class Element:
    """An element by its local name, with text and elements in their order."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    place: str = ""  # of one asked for: its line, and the column where the line has several
    parts: list[str | Element] = field(default_factory=list)

    def children(self, *tags: str) -> Iterator[Element]:
        """The elements directly in it that have one of those names."""
        return (part for part in self.parts if isinstance(part, Element) and part.tag in tags)

    def child(self, tag: str) -> Element | None:
        """The first element directly in it of that name."""
        return next(self.children(tag), None)

    def walk(self) -> Iterator[Element]:
        """It and every element in it, in order."""
        yield self
        for part in self.parts:
            if isinstance(part, Element):
                yield from part.walk()

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def elements(
    document: Document, tags: Collection[str]
) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Each outermost element that has one of the `tags`, and those around it without their text.

    Where the document is broken, what comes before is given and the place is told.

    Raises:
        UnreadableError: it defines entities, which may unfold without end.
    """
    reading = _Reading(frozenset(tags))
    raw = document.text.encode("utf-8", "replace")
    for start in range(0, max(len(raw), 1), _AT_ONCE):
        is_last = start + _AT_ONCE >= len(raw)
        try:
            reading.parser.Parse(raw[start : start + _AT_ONCE], is_last)
        except expat.ExpatError as error:
            yield from reading.given()
            reason = expat.errors.messages[error.code]
            document.reject(
                error.lineno,
                f"broken XML at column {error.offset + 1}: {reason}",
                "mend it there; what comes before is read",
            )
            return
        yield from reading.given()


class _Reading:
    """The state of a parser between two calls."""

    def __init__(self, tags: frozenset[str]) -> None:
        self._tags = tags
        self._around: list[Element] = []
        self._open: list[Element] = []  # the wanted one, and those in it that are not closed
        self._last = 0  # the line of the last one wanted
        self._done: list[tuple[Element, tuple[Element, ...]]] = []
        # The text has been decoded, whatever the declaration says.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def given(self) -> Iterator[tuple[Element, tuple[Element, ...]]]:
        """The elements that are complete and were not given yet."""
        done, self._done = self._done, []
        return iter(done)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        tag, line = name.rpartition(":")[2], self.parser.CurrentLineNumber
        is_wanted = not self._open and tag in self._tags
        place = str(line)
        if is_wanted:
            if line == self._last:
                place = f"{line}.{self.parser.CurrentColumnNumber + 1}"
            self._last = line
        found = Element(tag, local, line, place)
        if len(self._around) + len(self._open) > _DEEPEST:
            reason = f"has more than {_DEEPEST} elements within each other"
            raise UnreadableError(reason, "is it a translation file?", found.line)
        if self._open:
            self._open[-1].parts.append(found)
            self._open.append(found)
        elif is_wanted:
            self._open.append(found)
        else:
            self._around.append(found)

    def _end(self, name: str) -> None:
        del name
        if not self._open:
            self._around.pop()
            return
        closed = self._open.pop()
        if not self._open:
            self._done.append((closed, tuple(self._around)))

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def _entity(self, name: str, *_: object) -> None:
        raise UnreadableError(
            f"defines the entity {name!r}, and entities may unfold without end",
            "write out what they say",
            self.parser.CurrentLineNumber,
        )


# Elements that stand for code of the original, by what says which code.
_CODES = frozenset({"x", "bx", "ex", "ph", "bpt", "ept", "it", "ut", "sc", "ec", "cp"})
_SAID = ("equiv-text", "equiv", "disp")
_PAIRED = frozenset({"g", "pc"})  # around text


def inline(element: Element) -> str:
    """The text of a segment, with its inline elements as the code that they stand for.

    `<x id="1" equiv-text="{name}"/>` is `{name}`, `<ph>&lt;b&gt;</ph>` is `<b>`, `<x id="1"/>` and
    `<g id="1">…</g>` stay as they are; of others, such as marks of a reviewer, only the text does.
    """
    parts = []
    for part in element.parts:
        if isinstance(part, str):
            parts.append(part)
        elif part.tag in _CODES:
            parts.append(_code(part))
        elif part.tag in _PAIRED:
            opening = _tag(part)
            parts.append(f"<{opening}>{inline(part)}</{part.tag}>")
        else:
            parts.append(inline(part))
    return "".join(parts)


def _code(element: Element) -> str:
    said = next((element.attributes[name] for name in _SAID if element.attributes.get(name)), None)
    return said or element.text.strip() or f"<{_tag(element)}/>"


def _tag(element: Element) -> str:
    number = element.attributes.get("id") or element.attributes.get("i")
    return f'{element.tag} id="{number}"' if number else element.tag
