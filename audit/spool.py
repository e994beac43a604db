"""Tables of a run that are put aside: written once, read again by name, whole or in part."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.engine import PARTITION_ROWS
from audit.engine.executors.serial import Serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.engine.executors import Executor

_EXTENSION = ".arrow"
_UNFOLDED = "unfolded"


class Spool:
    """Tables by name, in the files of a folder, or held in memory where there is no folder.

    A file is whole or not there: it is written under another name first. Rows are taken out of a
    file without the others being read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._held: dict[str, pa.Table] = {}

    def __contains__(self, name: str) -> bool:
        if self.folder is None:
            return name in self._held
        try:
            self.schema(name)
        except (OSError, pa.ArrowInvalid):  # not there, or what a full disk has left of it
            return False
        return True

    def write(self, name: str, table: pa.Table) -> None:
        """Put `table` aside as `name`."""
        table = table.combine_chunks()
        if self.folder is None:
            self._held[name] = table
            return
        file = self._file(name)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        draft.replace(file)

    def write_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Put a frame aside, whose index is not kept."""
        self.write(name, pa.Table.from_pandas(frame, preserve_index=False))

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The table `name`, or some of its columns."""
        if self.folder is None:
            table = self._held[name]
            return table if columns is None else table.select(list(columns))
        with pa.OSFile(str(self._file(name)), "rb") as source:
            options = pa.ipc.IpcReadOptions()
            if columns is not None:
                names = pa.ipc.open_file(source).schema.names
                options.included_fields = [names.index(column) for column in columns]
            return pa.ipc.open_file(source, options=options).read_all()

    def schema(self, name: str) -> pa.Schema:
        """The columns and metadata of the table `name`."""
        if self.folder is None:
            return self._held[name].schema
        with pa.OSFile(str(self._file(name)), "rb") as source:
            return pa.ipc.open_file(source).schema

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The table `name` as the frame it was."""
        frame: pd.DataFrame = self.read(name, columns).to_pandas()
        return frame

    def take(
        self, name: str, rows: NDArray[np.int64], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """Some rows of the table `name`, in the order of `rows`, or of some of its columns."""
        if self.folder is None:
            return self.read(name, columns).take(pa.array(rows))
        # What is mapped counts as memory of the process only until the end of the block.
        with pa.memory_map(str(self._file(name))) as source:
            table = pa.ipc.open_file(source).read_all()
            chosen = table if columns is None else table.select(list(columns))
            return chosen.take(pa.array(rows)).combine_chunks()

    def remove(self, name: str) -> None:
        """Forget the table `name`, if it is there."""
        if self.folder is None:
            self._held.pop(name, None)
        else:
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{name}{_EXTENSION}"


def kept_spool(folder: Path, key: str, *, resume: bool) -> Spool:
    """A spool in `folder` that outlives a run which is stopped; see `discard`.

    Args:
        folder: Of such spools, of which only this one is left.
        key: Of all that its tables are made from.
        resume: Whether tables that are there already under this key stay.
    """
    own = folder / key
    for other in folder.iterdir() if folder.is_dir() else ():
        if other != unfolded_in(folder) and (other != own or not resume):
            shutil.rmtree(other, ignore_errors=True)
    own.mkdir(parents=True, exist_ok=True)
    return Spool(own)


def unfolded_in(folder: Path | None) -> Path | None:
    """The place in the folder of kept spools where a run puts what is packed in its inputs."""
    return None if folder is None else folder / _UNFOLDED


def clear_unfolded(folder: Path | None) -> None:
    """Take that away, and the folder if nothing else is in it."""
    if folder is not None:
        shutil.rmtree(folder / _UNFOLDED, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.rmdir()


def sweep(folder: Path) -> None:
    """Take away all kept spools."""
    shutil.rmtree(folder, ignore_errors=True)


def discard(spool: Spool) -> None:
    """Take the folder of a kept spool away when nothing refers to the spool any more."""
    if spool.folder is not None:
        weakref.finalize(spool, _remove, spool.folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    clear_unfolded(folder.parent)


def spool_for(count: int, executor: Executor) -> Spool:
    """A spool for so many pairs: in memory where they are few and this process looks at them."""
    is_here = isinstance(executor, Serial)
    return Spool() if is_here and count <= PARTITION_ROWS else temporary_spool()


def temporary_spool() -> Spool:
    """A spool in a folder that is taken away when nothing refers to the spool any more."""
    folder = tempfile.TemporaryDirectory(prefix="audit-")
    spool = Spool(Path(folder.name))
    weakref.finalize(spool, folder.cleanup)
    return spool


class Numbering:
    """The numbers that the rows of parts have in all of a run, in the order of the parts."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.counts = list(counts)
        self.firsts = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])[:-1]

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def total(self) -> int:
        """The rows of all parts."""
        return sum(self.counts)

    def parts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The part that each of `rows` is in."""
        found: NDArray[np.int64] = np.searchsorted(self.firsts, rows, side="right") - 1
        return found

    def fetch(
        self,
        spool: Spool,
        name: str,
        rows: NDArray[np.int64],
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Rows of the tables `name`-0, `name`-1, …, in the order of `rows`."""
        parts = self.parts(rows)
        order = np.argsort(parts, kind="stable")
        found = [
            spool.take(f"{name}-{part}", rows[own] - self.firsts[part], columns)
            for part, own in _runs(parts, order)
        ]
        whole = pa.concat_tables(found).take(pa.array(np.argsort(order)))
        frame: pd.DataFrame = whole.to_pandas()
        return frame


def _runs(
    parts: NDArray[np.int64], order: NDArray[np.int64]
) -> list[tuple[int, NDArray[np.int64]]]:
    """The parts, each with the places in it, of what `order` sorts by part."""
    ends = np.flatnonzero(np.diff(parts[order])) + 1
    return [(int(parts[own[0]]), own) for own in np.split(order, ends) if len(own)]
