"""Subtitles, SubRip and WebVTT: one file of which each cue has both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError
from audit.readers._direction import primary
from audit.readers._units import Slot, Unit, unit_records
from audit.text.scripts import HAN, count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "subtitles"

_TIME = r"(?:(\d++):)?+(\d{1,2}):(\d{2})[,.](\d{1,3})"
_TIMES = regex.compile(rf"\s*+{_TIME}\s*+-->\s*+{_TIME}.*+")
_ASKED = 400  # lines in which a cue is looked for
_STYLE = regex.compile(r"\{\\[^{}]*+\}")  # of ASS, which players of SubRip know too
_NUMBER = regex.compile(r"\s*+\d++\s*+")
_BOTH = 0.2  # of the cues with text, in both languages, from where on a file holds both


class Line(NamedTuple):
    """A line of a cue and its number in the file."""

    text: str
    number: int


class Cue(NamedTuple):
    """A text that is shown from one moment, in seconds, to another."""

    start: float
    end: float
    line: int  # of its times
    lines: tuple[Line, ...]


def recognises(document: Document, config: Config) -> bool:
    """By the line of the times of a cue."""
    del config
    return any(_TIMES.fullmatch(line) for line in document.lines[:_ASKED])


def cues(document: Document) -> Iterator[Cue]:
    """The cues in the order of the file; the number above each is left out."""
    times: tuple[float, float] | None = None
    line = 0
    inside: list[Line] = []
    for number, text in enumerate([*document.lines, ""], start=1):
        match = _TIMES.fullmatch(text)
        if match or not text.strip():
            if match and inside and _NUMBER.fullmatch(inside[-1].text):
                inside.pop()  # of the next cue, where no blank line sets it apart
            if times is not None and (inside or match):
                yield Cue(*times, line, tuple(inside))
                times, inside = None, []
        if match:
            times, line, inside = _seconds(match), number, []
        elif times is not None and text.strip():
            shown = _STYLE.sub("", text).strip()
            if shown:
                inside.append(Line(shown, number))
    if times is not None:
        yield Cue(*times, line, tuple(inside))


def _seconds(match: regex.Match[str]) -> tuple[float, float]:
    parts = match.groups()
    start, end = (
        int(hours or 0) * 3_600 + int(minutes) * 60 + int(seconds) + int(part.ljust(3, "0")) / 1_000
        for hours, minutes, seconds, part in (parts[:4], parts[4:])
    )
    return start, end


def read(document: Document, config: Config) -> Iterator[Record]:
    """One cue a unit: the lines in the one language and those in the other.

    Raises:
        UnreadableError: hardly a cue has both.
    """
    found = [_parted(cue, config) for cue in _together(cues(document))]
    filled = [parts for parts in found if parts[0] or parts[1]]
    both = sum(bool(source and target) for source, target, _ in filled)
    if both < _BOTH * len(filled) or not filled:
        raise UnreadableError(
            "is subtitles in one language", "name the files of both: audit run EN_FILE ZH_FILE",
            material=False,
        )  # fmt: skip
    for source, target, cue in found:
        yield from unit_records(document, unit(str(cue.line), source, target), config)


def _together(found: Iterable[Cue]) -> Iterator[Cue]:
    """The cues, those that follow each other at the same times as one."""
    before: Cue | None = None
    for cue in found:
        if before is not None and before[:2] == cue[:2]:
            before = before._replace(lines=(*before.lines, *cue.lines))
            continue
        if before is not None:
            yield before
        before = cue
    if before is not None:
        yield before


def unit(key: str, source: Sequence[Line], target: Sequence[Line]) -> Unit:
    """The unit of the lines of both sides."""
    slots: tuple[Slot, ...] = ()
    if target:
        slots = (Slot(joined(target), target[0].number, None, "cue", "target"),)
    every = [*source, *target]
    return Unit(
        key, None, every[0].number if every else 1, every[-1].number if every else 1,
        joined(source) if source else None, source[0].number if source else 1, slots,
    )  # fmt: skip


def joined(lines: Sequence[Line]) -> str:
    """The text of several lines."""
    return "\n".join(line.text for line in lines)


def _parted(cue: Cue, config: Config) -> tuple[list[Line], list[Line], Cue]:
    """The lines of the source and those of the target.

    Where neither side is Chinese, the first half is the source.
    """
    languages = [primary(lang) for lang in (config.source_lang, config.target_lang)]
    if "zh" not in languages:
        half = len(cue.lines) // 2
        return list(cue.lines[:half]), list(cue.lines[half:]), cue
    counts = count_scripts([line.text for line in cue.lines]) if cue.lines else ()
    chinese = [bool(count[HAN]) for count in counts]
    of_chinese = [line for line, is_own in zip(cue.lines, chinese, strict=True) if is_own]
    others = [line for line, is_own in zip(cue.lines, chinese, strict=True) if not is_own]
    # A number or a name alone belongs to whatever stands beside it.
    if languages[0] == "zh":
        return of_chinese, others, cue
    return others, of_chinese, cue
