"""Subtitles of two files, paired by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers import subtitles
from audit.readers._contents import contents
from audit.readers._direction import primary
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._sides import Pair
    from audit.readers.subtitles import Cue, Line

_COMMON = 0.5  # of the shorter of two cues, from where on they belong together
_JUDGED = 300  # cues by which the language of a file is told


def is_pair(source: Document, target: Document, config: Config) -> bool:
    """Whether both are subtitles, and each is in one language."""
    if not all(subtitles.recognises(document, config) for document in (source, target)):
        return False
    lang = primary(config.target_lang)
    return _share(source, lang) < 1 - _COMMON or _share(target, lang) < 1 - _COMMON


def is_in_order(pair: Pair, config: Config) -> bool:
    """Whether the second has no less of the target language than the first."""
    lang = primary(config.target_lang)
    return _share(pair.source, lang) <= _share(pair.target, lang)


def name_of(pair: Pair) -> str:
    """The name of the form."""
    del pair
    return subtitles.name


def read(pair: Pair, config: Config) -> Iterator[Record]:
    """The cues that are shown at one time a unit, since a sentence may run over several."""
    texts, slots = list(subtitles.cues(pair.source)), list(subtitles.cues(pair.target))
    alone = 0
    for of_source, of_target in _beads(texts, slots):
        source = [line for cue in of_source for line in cue.lines]
        target = [line for cue in of_target for line in cue.lines]
        if not (source or target):
            continue
        key = f"{pair.target.path}#{(of_target or of_source)[0].line}"
        key = key if of_target else f"{key}:source"
        if source:
            yield _record(pair.source, key, source, "source", config.source_lang, None)
        if of_target:
            lang = pair.lang or config.target_lang
            by = f"file {pair.target.path}"
            yield _record(pair.target, key, target, "target", lang, by, of_target[0].line)
        alone += not of_source
    if alone:
        pair.target.notice(None, f"{alone} cues are shown while {pair.source.path} has none")


def _beads(texts: Sequence[Cue], slots: Sequence[Cue]) -> Iterator[tuple[list[Cue], list[Cue]]]:
    """The cues of both sides that share time, each once, in the order of time."""
    cues = sorted(
        [(cue, 0) for cue in texts] + [(cue, 1) for cue in slots],
        key=lambda one: (one[0].start, one[1]),
    )
    bead: tuple[list[Cue], list[Cue]] = ([], [])
    for cue, side in cues:
        others = bead[1 - side]
        if any(bead) and not any(_share_time(cue, other) for other in others):
            yield bead
            bead = ([], [])
        bead[side].append(cue)
    if any(bead):
        yield bead


def _share_time(first: Cue, second: Cue) -> bool:
    common = min(first.end, second.end) - max(first.start, second.start)
    shorter = min(first.end - first.start, second.end - second.start)
    return common > 0 and common >= _COMMON * shorter


def _share(document: Document, lang: str) -> float:
    rows = [
        {"text": subtitles.joined(cue.lines)}
        for cue, _ in zip(subtitles.cues(document), range(_JUDGED), strict=False)
    ]
    return contents(["text"], rows)["text"].share(lang)


def _record(
    document: Document, key: str, lines: Sequence[Line], role: str, lang: str, by: str | None,
    place: int | None = None,
) -> Record:  # fmt: skip
    first = lines[0].number if lines else place
    last = lines[-1].number if lines else place
    return Record(
        f"{key}:{role}", key, None, "segment", role, lang, by, subtitles.joined(lines),
        document.path, first, last, role,
    )  # fmt: skip
