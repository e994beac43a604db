"""A feed page: texts, each above a line that says who translated it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import regex

from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document

name = "feed"


def recognises(document: Document, config: Config) -> bool:
    """Text with at least one marker line."""
    del config
    return any(_is_marker(line) for line in document.lines)


def read(document: Document, config: Config) -> Iterator[Record]:
    """One record per slot: the text above a marker, which announces it as translated.

    A slot's line is that of its first text; a blank slot's is the marker's. Text after the last
    marker is a record that nothing announces. Where every text stands below a marker and none
    above the first, each marker announces what follows it.
    """
    if _stand_before(document):
        document.notice(None, "each marker is read as that of the text below it")
        yield from _below(document, config)
        return
    start = 1
    for number, line in enumerate(document.lines, start=1):
        if _is_marker(line):
            yield _record(document, start, number, config.target_lang, line.strip())
            start = number + 1
    if any(line.strip() for line in document.lines[start - 1 :]):
        end = len(document.lines) + 1
        record = _record(document, start, end, None, None)
        reason = "text after the last marker: nothing announces it as a translation"
        document.notice(record.line, reason)
        yield record


def _stand_before(document: Document) -> bool:
    """Whether markers and texts take turns from a marker on to a text."""
    kinds = [_is_marker(line) for line in document.lines if line.strip()]
    turns = [kind for kind, _ in groupby(kinds)]
    markers = sum(kinds)
    return (
        markers >= _FEWEST_BEFORE
        and turns[0]
        and not turns[-1]
        and len(turns) == 2 * markers  # no two markers follow each other
    )


def _below(document: Document, config: Config) -> Iterator[Record]:
    at = [number for number, line in enumerate(document.lines, start=1) if _is_marker(line)]
    for number, following in pairwise([*at, len(document.lines) + 1]):
        marker = document.lines[number - 1].strip()
        yield _record(document, number + 1, following, config.target_lang, marker)


def _record(
    document: Document, start: int, end: int, announced: str | None, marker: str | None
) -> Record:
    """The text of lines `start` to before `end`, 1-based, without blank lines around it."""
    lines = document.lines[start - 1 : end - 1]
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if filled:
        text = "\n".join(lines[filled[0] : filled[-1] + 1])
        first, last = start + filled[0], start + filled[-1]
    else:
        text, first, last = "\n".join(lines), end, end
    record_id = f"{document.path}#{first}"
    role = "target" if announced else "unknown"
    return Record(
        record_id, record_id, None, "abstract", role, announced, marker, text, document.path,
        first, last,
    )  # fmt: skip


def _is_marker(line: str) -> bool:
    return len(line) <= _LONGEST_MARKER and _markers().fullmatch(line.strip()) is not None


def names_known_provider(marker: str) -> bool:
    """Whether a marker names a provider of `feed_markers.toml`, not just anyone."""
    return _by_known_provider().fullmatch(marker.strip()) is not None


_FEWEST_BEFORE = 3  # markers before a feed is believed to have them above its texts
_LONGEST_MARKER = 80  # characters
_ANYONE = r"[^\s，。,.;；][^，。,.;；]{0,30}"


@cache
def _markers() -> regex.Pattern[str]:
    return _compiled(_ANYONE)


@cache
def _by_known_provider() -> regex.Pattern[str]:
    return _compiled(None)


def _compiled(anyone: str | None) -> regex.Pattern[str]:
    """Markers; those of open form by any provider that matches `anyone`, None: by known ones."""
    table = tomllib.loads(files(__package__).joinpath("feed_markers.toml").read_text("utf-8"))
    known = f"(?:{'|'.join(map(regex.escape, table['providers']))})"
    forms = [form.replace("{provider}", known) for form in table["forms"]]
    forms += [form.replace("{provider}", anyone or known) for form in table["open_forms"]]
    return regex.compile(rf"[(（\[【]?(?:{'|'.join(forms)})[.。]?[)）\]】]?", regex.IGNORECASE)
