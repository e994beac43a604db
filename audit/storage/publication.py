"""Files that take their places together: all of them new, or all as they were."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import InputError
from audit.storage.journal import (
    Journal,
    Place,
    has_leftovers,
    journal_file,
    keep,
    recover,
    stored,
    sweep,
    sync,
)
from audit.storage.locks import BusyError, check_writable, locked
from audit.storage.signals import signals_held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self


class _Staged(NamedTuple):
    """A file that is written in full and waits beside its place."""

    folder: Path  # with no links
    number: int  # in the folder
    file: Path  # as it was named
    place: Place

    @property
    def final(self) -> Path:
        """The place that it takes."""
        return self.folder / self.place.name


class Publication:
    """Files written under other names, which take their places when the `with` block ends.

    Then all are new. After an exception, a kill or a power cut all are as they were: at once where
    the run is still there to see to it, else when the next run writes into one of the folders, or
    begins with `recover_folders`. A file is never half written. Two runs that write into one folder
    wait for each other.

    Args:
        files: The places of all files that will be added; their folders are made.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        # In one order, so that two runs do not wait for each other; the first is the home.
        self._folders = sorted({file.parent.resolve() for file in files})
        self._run = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._staged: list[_Staged] = []
        self._made: list[Path] = []
        self._locks = ExitStack()

    def __enter__(self) -> Self:
        """Make the folders, lock them, and undo what a run that was stopped has left in them.

        Raises:
            InputError: a folder cannot be written, or another run is writing there.
        """
        try:
            for folder in self._folders:
                check_writable(folder)
                self._made += [path for path in (folder, *folder.parents) if not path.exists()]
                folder.mkdir(parents=True, exist_ok=True)
            for folder in self._folders:
                self._locks.enter_context(locked(folder))
                recover(folder)
        except BaseException as error:
            self._close(has_happened=False)
            if isinstance(error, OSError):
                raise _unwritable(error) from error
            raise
        return self

    def add(self, file: Path, content: bytes | Iterable[bytes]) -> str:
        """Write `content`, which is to be at `file`, and return its SHA-256.

        It may come in pieces, none of which is held.

        Raises:
            InputError: it cannot be written.
        """
        folder = file.parent.resolve()
        number = sum(staged.folder == folder for staged in self._staged)
        final, new = folder / file.name, stored(folder, self._run, number, "new")
        digest = hashlib.sha256()
        try:
            was_there = os.path.lexists(final)
            # What is replaced keeps its permissions, and is at no time more open than that.
            mode = final.stat().st_mode & 0o777 if final.exists() else None
            opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode or 0o666)
            with os.fdopen(opened, "wb") as stream:
                for piece in (content,) if isinstance(content, bytes) else content:
                    digest.update(piece)
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            if mode is not None:
                new.chmod(mode)
        except OSError as error:
            raise _unwritable(error, file) from error
        self._staged.append(
            _Staged(folder, number, file, Place(file.name, digest.hexdigest(), was_there))
        )
        return digest.hexdigest()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the files take their places, or after an exception take them away.

        Raises:
            InputError: a file cannot be replaced; then all are as they were.
        """
        has_happened = False
        try:
            if kind is None:
                self._keep_old()
                with signals_held():
                    self._exchange()
                    has_happened = True
        finally:
            with signals_held():
                self._close(has_happened=has_happened)

    def _keep_old(self) -> None:
        """Keep the old files and write the journals, the one that decides last.

        A single file needs none: it is new once it has taken its place.
        """
        if len(self._staged) < 2:
            return
        home, *parts = self._folders
        try:
            for folder in (*parts, home):
                own = [staged for staged in self._staged if staged.folder == folder]
                for staged in own:
                    if staged.place.was_there:
                        keep(staged.final, stored(folder, self._run, staged.number, "old"))
                Journal(
                    self._run,
                    None if folder == home else str(home),
                    tuple(map(str, parts)) if folder == home else (),
                    tuple(staged.place for staged in own),
                ).write(folder)
        except OSError as error:
            raise _unwritable(error) from error

    def _exchange(self) -> None:
        for staged in self._staged:
            try:
                stored(staged.folder, self._run, staged.number, "new").replace(staged.final)
            except PermissionError as error:
                message = (
                    f"{staged.file}: cannot be replaced: it is open in another program (Excel?) or"
                    " must not be changed; close it and run again"
                )
                raise InputError(message) from error
            except OSError as error:
                raise _unwritable(error, staged.file) from error
        for folder in self._folders:
            sync(folder)
        try:  # without this journal it has happened
            journal_file(self._folders[0], self._run).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def _close(self, *, has_happened: bool) -> None:
        """Undo what has not happened, and leave nothing but the files.

        Raises:
            InputError: something cannot be undone now; the next run will.
        """
        try:
            with self._locks:
                if not has_happened:
                    for folder in self._folders[::-1]:
                        journal = Journal.read(folder, self._run)
                        if journal is not None and journal.holds():
                            journal.undo(folder)
                for folder in self._folders:
                    if folder.is_dir():
                        sweep(folder, self._run)
        except OSError as error:
            message = (
                f"{error.filename or self._folders[0]}: cannot be put back: {error.strerror};"
                " close what holds it, and run again"
            )
            raise InputError(message) from error
        if not has_happened:
            for folder in self._made:
                with suppress(OSError):
                    folder.rmdir()


def recover_folders(files: Iterable[Path]) -> None:
    """Undo what a run that was stopped has begun in the folders of `files`, and sweep what it left.

    Where another run is writing just now, nothing is done.

    Raises:
        InputError: a file cannot be put back.
    """
    for folder in sorted({file.parent.resolve() for file in files}):
        if not has_leftovers(folder):
            continue
        try:
            with suppress(BusyError), locked(folder, wait=0):
                recover(folder)
        except OSError as error:
            raise _unwritable(error) from error


def publish(contents: Mapping[Path, bytes]) -> list[str]:
    """Let files with these contents take their places together; see `Publication`.

    Returns:
        The paths written.

    Raises:
        InputError: a file or its folder cannot be written, another run is writing there, or a file
            is held open by another program.
    """
    with Publication(contents) as publication:
        for file, content in contents.items():
            publication.add(file, content)
    return [str(file) for file in contents]


_BINARY = getattr(os, "O_BINARY", 0)


def _unwritable(error: OSError, file: Path | None = None) -> InputError:
    place = file or error.filename or "the report"
    reason = f"{place}: cannot be written: {error.strerror}"
    return InputError(f"{reason}; make room, or name another directory with --out")
