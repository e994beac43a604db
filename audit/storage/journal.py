"""The journal of files that take their places together: what undoes them when that is not finished.

Before the first file takes its place, each folder has in it, under names that carry the run's, the
new files, the old ones as they were (links where there can be some), and a journal of both. The run
has happened once the journal of its first folder, its *home*, is taken away. Until then whoever
finds it puts the old files back. A journal lies beside anybody's data, so it names files of its own
folder alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from audit.storage.locks import LOCK, locked

_RUN = r"\d+-[0-9a-f]{16}"
_LEFTOVER = re.compile(rf"\.audit-({_RUN})(?:-\d+\.(?:new|old)|\.journal(?:\.new)?)")


class Place(NamedTuple):
    """The place that a file takes."""

    name: str  # in the folder of the journal
    sha256: str  # of the new file
    was_there: bool  # whether there is an old one


@dataclass(frozen=True)
class Journal:
    """The places that a run takes in a folder."""

    run: str
    home: str | None  # folder whose journal decides; None: this one
    parts: tuple[str, ...]  # the folders that this one decides for
    places: tuple[Place, ...]

    @classmethod
    def read(cls, folder: Path, run: str) -> Journal | None:
        """The journal of `run` in `folder`; None if there is none, or what is there is none."""
        try:
            found = json.loads(journal_file(folder, run).read_text("utf-8"))
            places = tuple(Place(*place) for place in found["places"])
            journal = cls(run, found["home"], tuple(found["parts"]), places)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        is_sound = (
            all(_is_name(place.name) for place in places)
            and isinstance(journal.home, str | None)
            and all(isinstance(part, str) for part in journal.parts)
        )
        return journal if is_sound else None

    def write(self, folder: Path) -> None:
        """Write it into `folder`, in whole or not at all, and so that it outlasts a power cut."""
        file = journal_file(folder, self.run)
        written = file.with_name(f"{file.name}.new")
        with written.open("w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream)
            stream.flush()
            os.fsync(stream.fileno())
        written.replace(file)
        sync(folder)

    def holds(self) -> bool:
        """Whether the run has not happened yet, by the journal that decides."""
        return self.home is None or os.path.lexists(journal_file(Path(self.home), self.run))

    def undo(self, folder: Path) -> None:
        """Put back what was there before, where the new file stands and nobody has changed it.

        Raises:
            OSError: a file cannot be moved. What could be is back; it can be tried again.
        """
        failed = None
        for number, place in enumerate(self.places):
            final, old = folder / place.name, stored(folder, self.run, number, "old")
            try:
                if _digest(final) != place.sha256:
                    continue
                if not place.was_there:
                    final.unlink()
                elif os.path.lexists(old):
                    old.replace(final)
            except OSError as error:
                failed = error
        sync(folder)
        if failed is not None:
            raise failed


def journal_file(folder: Path, run: str) -> Path:
    """The place of the journal of `run`."""
    return folder / f".audit-{run}.journal"


def stored(folder: Path, run: str, number: int, age: str) -> Path:
    """The place where the new or the old file of a number waits."""
    return folder / f".audit-{run}-{number}.{age}"


def keep(final: Path, old: Path) -> None:
    """Let what is at `final` be at `old` as well: a link to it, or a copy where there are none."""
    try:
        os.link(final, old, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(final, old, follow_symlinks=False)


def recover(folder: Path) -> None:
    """Undo what a run that was stopped has left undone in `folder`, and sweep what it has left.

    The lock of `folder` is held, so whoever has left something there has ended.

    Raises:
        OSError: a file cannot be put back.
        InputError: another run is writing into a folder that was to change together with this one.
    """
    for run in {run for _, run in _leftovers(folder)}:
        _undo(folder, run)


def has_leftovers(folder: Path) -> bool:
    """Whether a run has left something in `folder`, or is writing there."""
    try:
        return (folder / LOCK).exists() or any(_leftovers(folder))
    except OSError:
        return False


def _undo(folder: Path, run: str) -> None:
    """Undo `run` in `folder`, and first in those that it decides for; then sweep."""
    journal = Journal.read(folder, run)
    if journal is not None and journal.holds():
        for part in map(Path, journal.parts):
            if part != folder and journal_file(part, run).is_file():
                with locked(part):
                    _undo(part, run)
        journal.undo(folder)
    sweep(folder, run)


def sweep(folder: Path, run: str) -> None:
    """Take away what `run` has left in `folder`, its journal first, without which it has happened.

    What another program holds open stays for the next run.
    """
    try:
        journal_file(folder, run).unlink(missing_ok=True)
    except OSError:
        return
    for file, whose in _leftovers(folder):
        if whose == run:
            with suppress(OSError):
                file.unlink()


def _leftovers(folder: Path) -> list[tuple[Path, str]]:
    """Each file that a run has left in `folder`, and the run."""
    named = ((file, _LEFTOVER.fullmatch(file.name)) for file in folder.iterdir())
    return [(file, found.group(1)) for file, found in named if found]


def sync(folder: Path) -> None:
    """Let the names in `folder` outlast a power cut, where folders can be synchronised."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _digest(file: Path) -> str | None:
    """The SHA-256 of a regular file; None if there is none."""
    if file.is_symlink() or not file.is_file():
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_name(name: Any) -> bool:
    """Whether `name` is that of a file in a folder, and not of one elsewhere."""
    if not isinstance(name, str) or name in ("", ".", "..") or "\0" in name:
        return False
    return os.path.basename(name) == name  # noqa: PTH119 - a Path drops what shows it
