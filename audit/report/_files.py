"""Writing files so that a reader sees the old ones or the new ones, never half of either."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOCK = ".audit.lock"


def write_together(
    directory: str | os.PathLike[str], files: Mapping[str, bytes | Iterable[bytes]]
) -> list[str]:
    """Write `files`, by name, into `directory`, which is made if it is not there.

    The content of a file may come in pieces, none of which is held.

    Every file is written in full under another name before the first takes its place.

    Returns:
        The paths written.

    Raises:
        InputError: the directory is a file or cannot be written, another run is writing it, or a
            file in it is held open by another program.
    """
    folder = Path(directory)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        check_writable(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with lock:
            try:
                return _write(folder, files)
            finally:
                Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout as error:
        message = f"{folder}: another run is writing its report here; wait for it, or name another"
        raise InputError(message) from error
    except OSError as error:
        reason = f"{error.filename or folder}: cannot be written: {error.strerror}"
        message = f"{reason}; make room, or name another directory with --out"
        raise InputError(message) from error


def check_writable(folder: Path) -> None:
    """Fail early where a report cannot be written.

    Raises:
        InputError: `folder`, or what stands in for a folder above it, is a file, or is closed to
            writing.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        message = f"{there}: is a file, not a directory; name another directory with --out"
        raise InputError(message)
    if not os.access(there, os.W_OK | os.X_OK):
        message = f"{there}: cannot be written; change its permissions or name another with --out"
        raise InputError(message)


def _write(folder: Path, files: Mapping[str, bytes | Iterable[bytes]]) -> list[str]:
    staged: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            staged.append((Path(temporary), folder / name))
            with os.fdopen(descriptor, "wb") as file:
                for piece in (content,) if isinstance(content, bytes) else content:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes it private; what is replaced keeps its permissions.
            replaced = folder / name
            mode = replaced.stat().st_mode & 0o777 if replaced.exists() else 0o666 & ~_umask()
            Path(temporary).chmod(mode)
        for temporary_path, final in staged:
            _replace(temporary_path, final)
    finally:
        for temporary_path, _ in staged:
            temporary_path.unlink(missing_ok=True)
    return [str(final) for _, final in staged]


def _replace(temporary: Path, final: Path) -> None:
    try:
        temporary.replace(final)
    except PermissionError as error:
        message = f"{final}: is open in another program (Excel?); close it and run again"
        raise InputError(message) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
