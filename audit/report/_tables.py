"""The tables of a report: held in memory, or read from the parts of a run when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from audit.schema import ENTRIES, FINDINGS, PAIRS, RECORDS, conform
from audit.spool import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.spool import Spool

SCHEMAS = {"records": RECORDS, "pairs": PAIRS, "findings": FINDINGS, "entries": ENTRIES}


class Tables(Protocol):
    """Tables by name, one of SCHEMAS; `pairs` and `entries` have the same rows."""

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The table in parts, each with a fresh index: all that has to be held at once."""

    def take(
        self, name: str, rows: NDArray[np.int64], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Some rows of the table, in the order of `rows`."""

    def whole(self, name: str) -> pd.DataFrame:
        """All of the table."""


class Held:
    """Tables in memory."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = dict(tables)

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """See `Tables`."""
        table = self._tables[name]
        yield table if columns is None else table[list(columns)]

    def take(
        self, name: str, rows: NDArray[np.int64], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """See `Tables`."""
        table = self._tables[name] if columns is None else self._tables[name][list(columns)]
        return table.iloc[rows].reset_index(drop=True)

    def whole(self, name: str) -> pd.DataFrame:
        """See `Tables`."""
        return self._tables[name]


class Spooled:
    """Tables in the parts of a spool."""

    def __init__(self, spool: Spool, counts: Mapping[str, Sequence[int]]) -> None:
        self._spool = spool
        self._numbered = {name: Numbering(count) for name, count in counts.items()}
        self._whole: dict[str, pd.DataFrame] = {}

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """See `Tables`."""
        for part in range(len(self._numbered[name])):
            yield self._spool.frame(f"{name}-{part}", columns)

    def take(
        self, name: str, rows: NDArray[np.int64], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """See `Tables`."""
        if not len(rows):
            first = next(self.parts(name, columns))
            return first.iloc[:0]
        return self._numbered[name].fetch(self._spool, name, rows, columns)

    def whole(self, name: str) -> pd.DataFrame:
        """See `Tables`; once read it is kept."""
        if name not in self._whole:
            parts = list(self.parts(name))
            self._whole[name] = conform(pd.concat(parts, ignore_index=True), SCHEMAS[name])
        return self._whole[name]
