"""White space at the ends of a string, and its lines."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import regex

from audit.schema import Span

_START = regex.compile(r"(?:\s|\\[nrt])*+")
_ESCAPES = ("\\n", "\\r", "\\t")
_LINE = regex.compile(r"\n|\\n")
# A line feed that folds no sentence: after its end, a colon or an empty line, before an item.
_OWN_LINE = regex.compile(
    r"(?<=[.!?:;。！？：；…>)][ \t]{0,4})(?:\r?\n|\\n)(?=\S)|(?:\n|\\n)[ \t]*+(?:\n|\\n)"
    r"|(?:\n|\\n)(?=[ \t]{0,8}(?:[-*•·]\s|\d{1,2}[.)]\s))"
)
# The marks that have their space within.
_ROOMY = frozenset("，。、；：？！（）《》「」『』“”‘’…—")


class Edge(Enum):
    """An end of a text."""

    START = "start"
    END = "end"


class Change(NamedTuple):
    """White space that differs at an end of two texts."""

    edge: Edge
    one: str  # what the source has there
    other: str  # what the target has there


def edge_changes(source: str, target: str) -> list[Change]:
    """The ends at which white space differs."""
    ours, theirs = _ends(source), _ends(target)
    if ours == theirs:
        return []
    indented = (ours[0] or source.startswith("<")) and (ours[1] or source.endswith(">"))
    if indented and not any(theirs) and "\\" not in ours[0] + ours[1]:
        return []
    bare = target[len(theirs[0]) : len(target) - len(theirs[1])]
    found = []
    for edge, one, other, beside in (
        (Edge.START, ours[0], theirs[0], bare[:1]),
        (Edge.END, ours[1], theirs[1], bare[-1:]),
    ):
        is_roomy = beside in _ROOMY and "\n" not in one + other and "\\" not in one + other
        if _kind(one) != _kind(other) and not is_roomy:
            found.append(Change(edge, _kind(one), _kind(other)))
    return found


def lost_lines(source: str, target: str) -> Span | None:
    """The first line feed of `source` that folds no sentence, if `target` has none within."""
    match = _OWN_LINE.search(source.strip())
    if match is None or _LINE.search(target.strip()):
        return None
    skipped = len(source) - len(source.lstrip())
    return Span(match.start() + skipped, match.end() + skipped)


def _ends(text: str) -> tuple[str, str]:
    """The white space before and after what `text` says."""
    start = _START.match(text)
    end = len(text)
    while end:
        if text[end - 1].isspace():
            end -= 1
        elif text.endswith(_ESCAPES, 0, end):
            end -= 2
        else:
            break
    return (start[0] if start else ""), text[end:]


def _kind(space: str) -> str:
    """White space in words; how much of it does not count."""
    if not space:
        return "no white space"
    return "a line feed" if _LINE.search(space) else "white space"
