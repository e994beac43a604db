"""Pairs that are certain: the same unit, the same id, the same title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.pairer._segments import Link, Segment
from audit.text.similarity import letters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from audit.config import Config
    from audit.pairer._segments import Segments

    Key = Callable[[Segment], Hashable | None]

_ARXIV = regex.compile(r"(?:arxiv\s?[:/]\s?)?(\d{4}\.\d{4,5})(?:v\d+)?", regex.IGNORECASE)
_DOI = regex.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s?)?(10\.\d{4,9}/\S+)", regex.IGNORECASE)
_ARXIV_URL = regex.compile(
    r"https?://arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?", regex.IGNORECASE
)
# The header of an arXiv listing, which opens a text: "arXiv:1711.10051v4 Announce Type: replace".
_LISTED = regex.compile(r"\s{0,9}arXiv:(\d{4}\.\d{4,5})(?:v\d+)?\s", regex.IGNORECASE)

_SHORTEST_TITLE = 12  # letters; shorter titles ("Editorial") recur


def same_unit(segments: Segments, config: Config) -> Iterator[Link]:
    """The input itself puts the two together: a row, a digest item, a line of parallel files."""
    del config

    def unit(segment: Segment) -> Hashable | None:
        return segment.unit_key and (segment.unit_key, segment.field)

    return _unique(segments, unit, "unit")


def same_id(segments: Segments, config: Config) -> Iterator[Link]:
    """Both have the same DOI, arXiv id (versions aside), URL or row id, and nobody else has it."""
    del config

    def given(segment: Segment) -> Hashable | None:
        name = canonical_id(segment.unit_id or "") or _listed_id(segment.text or "")
        return name and (name, segment.field)

    return _unique(segments, given, "id")


def same_title(segments: Segments, config: Config) -> Iterator[Link]:
    """The units of both have the same source title, and no other unit has it."""
    del config

    def title(segment: Segment) -> Hashable | None:
        if segment.field == "title" or segment.unit_key is None:
            return None
        letters = letters_of(segments.titles.get(segment.unit_key, ""))
        return (letters, segment.field) if len(letters) >= _SHORTEST_TITLE else None

    return _unique(segments, title, "title")


def canonical_id(text: str) -> str | None:
    """`arXiv:2308.08948v2`, its URL and `2308.08948` as one id; DOIs likewise; others as given."""
    text = text.strip()
    for form in (_ARXIV, _ARXIV_URL):
        match = form.fullmatch(text)
        if match:
            return f"arxiv:{match[1]}"
    match = _DOI.fullmatch(text)
    if match:
        return f"doi:{match[1].lower()}"
    return text or None


def _listed_id(text: str) -> str | None:
    match = _LISTED.match(text)
    return f"arxiv:{match[1]}" if match else None


def _unique(segments: Segments, key: Key, method: str) -> Iterator[Link]:
    """The sources and targets that alone share a key."""
    sources = _by_key(segments.sources.values(), key)
    targets = _by_key(segments.targets.values(), key)
    for name, source in sources.items():
        target = targets.get(name)
        if source is not None and target is not None:
            yield Link(source, target, method, 1.0)


def _by_key(found: Iterable[Segment], key: Key) -> dict[Hashable, Segment | None]:
    """The segment of each key, None where several have it."""
    keyed: dict[Hashable, Segment | None] = {}
    for segment in found:
        name = key(segment)
        if name is not None:
            keyed[name] = None if name in keyed else segment
    return keyed
