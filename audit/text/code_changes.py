"""What of a piece of a program a translation has changed that it should have kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.program import is_statement

if TYPE_CHECKING:
    from collections.abc import Iterator

# Comments and strings, which may be translated, and what else a line is made of.
_TOKEN = regex.compile(
    r"(?P<free>(?:(?<=\s)|^)(?:\#|//|--\s).*|/\*.*?(?:\*/|$)"
    r"|\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\])*+'?|“[^”]*+”?)"
    r"|\w++|[^\w\s]"
)
_LONG_STRING = regex.compile(r"\"\"\"|'''|```")
_MOST_LINES = 400


class CodeChange(NamedTuple):
    """The first token that is another one, or the first line that is lost."""

    source: Span | None  # None: the token is only in the target
    target: Span | None
    is_line: bool = False


def code_change(source: str, target: str) -> CodeChange | None:
    """The first change of the statements of `source` outside of comments and strings."""
    ours, theirs = list(_lines(source)), list(_lines(target))
    if len(ours) > _MOST_LINES or len(theirs) > len(ours):
        return None
    if len(theirs) < len(ours):
        return _lost(ours, {line.strip() for _, line in theirs})
    inside = False  # of a string over several lines
    for (start, line), (other_start, other) in zip(ours, theirs, strict=True):
        marks = len(_LONG_STRING.findall(line))
        free = inside or marks > 0
        inside ^= marks % 2 == 1
        if not free and is_statement(line):
            for one, its in _pairs(line, other):
                if one is None or its is None or line[slice(*one)] != other[slice(*its)]:
                    return CodeChange(_moved(one, start), _moved(its, other_start))
    return None


def _lost(ours: list[tuple[int, str]], there: set[str]) -> CodeChange | None:
    """The first statement that no line of the target has."""
    for start, line in ours:
        if is_statement(line) and line.strip() not in there and _is_plain(line):
            return CodeChange(Span(start, start + len(line)), None, is_line=True)
    return None


def _is_plain(line: str) -> bool:
    """Whether nothing in a line may be translated."""
    return all(match["free"] is None for match in _TOKEN.finditer(line))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, without the white space behind, and their offsets."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, line.rstrip()
        start += len(line)


def _pairs(line: str, other: str) -> Iterator[tuple[Span | None, Span | None]]:
    ours, theirs = (
        [Span(*match.span()) for match in _TOKEN.finditer(one) if match["free"] is None]
        for one in (line, other)
    )
    count = max(len(ours), len(theirs))
    padded = ([*spans, *[None] * (count - len(spans))] for spans in (ours, theirs))
    yield from zip(*padded, strict=True)


def _moved(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.start + by, span.end + by)
