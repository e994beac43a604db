"""From what each entry gives in the first pass to the entries that are looked at together.

Only numbers are exchanged here: keys and facts with the number of their row. Rows are numbered
through all of the run, in the order of the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from audit.engine import PARTITION_ROWS
from audit.scorers._scopes import Counted, Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._scopes import Window

# A window that is longer is cut, so that no part of a file has to be held at once.
_WINDOW_ROWS = 20_000


class Labelled(NamedTuple):
    """The facts of the rows of a partition, and the sequence that each is in."""

    labels: list[str]  # of the sequences
    places: NDArray[np.int32]  # of each row among `labels`; LEFT_OUT: in none
    facts: NDArray[np.int32]  # (n,) or (n, m)


class Together(NamedTuple):
    """Rows to be fetched for one batch."""

    rows: NDArray[np.int64]
    groups: NDArray[np.int64]  # of each row, the groups one behind the other


class Seen(NamedTuple):
    """A window of a sequence with the rows around it."""

    rows: NDArray[np.int64]
    core: slice  # of `rows`, what is not around it
    note: object


def keys_of(
    texts: Sequence[str | None],
    fields: Sequence[str | None] | None = None,
    first: NDArray[np.uint64] | None = None,
) -> NDArray[np.uint64]:
    """A number per text, the same for equal texts of one field; 0 for none, or where `first` is 0.

    Other texts have the same number by chance once in 2^64.
    """
    fields = fields or [""] * len(texts)
    named = [f"{field}\0{text or ''}" for text, field in zip(texts, fields, strict=True)]
    keys = pd.util.hash_array(np.array(named, dtype=object), categorize=False)
    known = np.array([text is not None for text in texts], bool)
    if first is not None:
        keys, known = keys ^ first, known & (first > 0)
    found: NDArray[np.uint64] = np.where(known, keys, np.uint64(0))
    return found


def grouped(keys: Sequence[NDArray[np.uint64]], rows: int = PARTITION_ROWS) -> Iterator[Together]:
    """The rows that belong with others, in batches of about `rows` that no group is cut by.

    Args:
        keys: Of n numbers each; rows equal in one of them belong together, 0 with nothing.
        rows: Of a batch.
    """
    found, group = _components(keys)
    ends = np.flatnonzero(np.diff(group, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        if end - start >= rows or end == len(found):
            yield Together(found[start:end], group[start:end])
            start = end


def _components(
    keys: Sequence[NDArray[np.uint64]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that share a key with another, and the first row that each is connected with.

    They are in the order of the groups, and within one in their own.
    """
    shared = [_shared(key) for key in keys]
    rows = np.concatenate([found for found, _ in shared]) if shared else np.zeros(0, np.int64)
    if not len(rows):
        return rows, rows
    numbers, nodes = np.unique(rows, return_inverse=True)
    values, total = [], len(numbers)
    for _, codes in shared:
        values.append(codes + total)
        total += int(codes.max(initial=-1)) + 1
    edges = (nodes, np.concatenate(values))
    graph = coo_array((np.ones(len(rows), np.int8), edges), shape=(total, total))
    _, labels = connected_components(graph, directed=False)
    _, first, inverse = np.unique(labels[: len(numbers)], return_index=True, return_inverse=True)
    group = numbers[first[inverse]]
    order = np.argsort(group, kind="stable")
    return numbers[order], group[order]


def _shared(key: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows whose key others have too, and the number of that key."""
    rows = np.flatnonzero(key)
    _, codes, counts = np.unique(key[rows], return_inverse=True, return_counts=True)
    kept = counts[codes] > 1
    number = np.cumsum(counts > 1) - 1
    return rows[kept], number[codes[kept]]


def sequences(
    parts: Iterable[tuple[int, Labelled]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32]]]:
    """The rows and facts of each sequence; `parts` come with the number of their first row."""
    found: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int32]]]] = {}
    for first, part in parts:
        order = np.argsort(part.places, kind="stable")
        bounds = np.searchsorted(part.places[order], np.arange(len(part.labels) + 1))
        for place, label in enumerate(part.labels):
            rows = order[bounds[place] : bounds[place + 1]]
            if len(rows):
                found.setdefault(label, []).append((rows + first, part.facts[rows]))
    for pieces in found.values():
        yield (
            np.concatenate([rows for rows, _ in pieces]),
            np.concatenate([facts for _, facts in pieces]),
        )


def seen(rows: NDArray[np.int64], windows: Iterable[Window], scope: object) -> Iterator[Seen]:
    """The windows of a sequence of `rows`; of neighbours with those around, and joined in one."""
    if not isinstance(scope, Neighbours):
        for window in windows:
            yield Seen(rows[window.rows], slice(0, len(window.rows)), window.note)
        return
    radius = scope.radius
    for start, stop in _joined(windows, 2 * radius):
        for first in range(start, stop, _WINDOW_ROWS):
            last = min(first + _WINDOW_ROWS, stop)
            low, high = max(first - radius, 0), min(last + radius, len(rows))
            yield Seen(rows[low:high], slice(first - low, last - low), None)


def _joined(windows: Iterable[Window], gap: int) -> Iterator[tuple[int, int]]:
    """The stretches of windows that are no farther apart than `gap`."""
    start = stop = -1
    for window in windows:
        first, last = int(window.rows[0]), int(window.rows[-1]) + 1
        if start >= 0 and first - stop <= gap:
            stop = max(stop, last)
        else:
            if start >= 0:
                yield start, stop
            start, stop = first, last
    if start >= 0:
        yield start, stop


def added(parts: Iterable[tuple[int, Sequence[Counted]]]) -> list[Counted]:
    """The counts of all parts, in the order of the first rows; see `sequences`."""
    total: dict[tuple[str, ...], Counted] = {}
    for first, part in parts:
        for one in part:
            known = total.get(one.key)
            total[one.key] = (
                one._replace(row=one.row + first)
                if known is None
                else known._replace(number=known.number + one.number)
            )
    return list(total.values())
