"""Folders that one run at a time writes into."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = ".audit.lock"

# A report of 20,000 entries (120 MB) is written in 2 s.
WAIT_S = 10.0


class BusyError(InputError):
    """Another run is writing into a folder."""


@contextmanager
def locked(folder: Path, wait: float | None = None) -> Iterator[None]:
    """Hold the lock of `folder`, which is there; the file of the lock is taken away in the end.

    Args:
        folder: Where files are to be written.
        wait: Seconds to wait for another run; by default WAIT_S.

    Raises:
        BusyError: another run holds the lock for longer.
        OSError: no lock can be made there.
    """
    lock = FileLock(folder / LOCK, timeout=WAIT_S if wait is None else wait)
    try:
        lock.acquire()
    except Timeout as error:
        message = f"{folder}: another run is writing its report here; wait for it, or name another"
        raise BusyError(message) from error
    try:
        yield
    finally:
        # Taken away while it is held; whoever has opened it by then opens another.
        with suppress(OSError):  # Windows takes it away by itself
            (folder / LOCK).unlink()
        lock.release()


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
