"""Run a function over the partitions of a table; nothing else knows how the work is spread."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

_Result = TypeVar("_Result")

# Enough to make the columns' arithmetic cheap per row, few enough to keep a partition's texts and
# facts within some 100 MB at 3,000 characters a pair.
PARTITION_ROWS = 2_000


def map_partitions(
    function: Callable[[pd.DataFrame], _Result],
    table: pd.DataFrame,
    *,
    workers: int = 1,
    rows: int = PARTITION_ROWS,
) -> Iterator[_Result]:
    """Apply `function` to consecutive partitions of `table`, and yield its results in their order.

    Args:
        function: Must be picklable for more than one worker; gets a partition with a fresh index.
        table: Any frame; an empty one is one empty partition.
        workers: Processes; with one, everything happens in this process.
        rows: Rows per partition.
    """
    starts = range(0, max(len(table), 1), rows)
    parts = [table.iloc[start : start + rows] for start in starts]
    yield from map_parts(function, parts, workers)


def map_groups(
    function: Callable[[pd.DataFrame], _Result],
    table: pd.DataFrame,
    keys: Sequence[str],
    *,
    workers: int = 1,
) -> Iterator[_Result]:
    """Apply `function` to the rows of `table` that are equal in `keys`, group by group.

    Rows with a null key are in no group. The groups come in the order of their keys.
    """
    yield from map_parts(function, [group for _, group in table.groupby(list(keys))], workers)


def map_parts(
    function: Callable[[pd.DataFrame], _Result], parts: Sequence[pd.DataFrame], workers: int
) -> Iterator[_Result]:
    """Apply `function` to each of `parts`, with a fresh index, and yield its results in order."""
    fresh = (part.reset_index(drop=True) for part in parts)
    run = partial(_without_collection, function)
    if workers == 1 or len(parts) <= 1:
        yield from map(run, fresh)
        return
    # Spawned, not forked: threads of numpy and Arrow do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(parts)), mp_context=context) as pool:
        yield from pool.map(run, fresh)


def _without_collection(function: Callable[[pd.DataFrame], _Result], part: pd.DataFrame) -> _Result:
    """`function(part)`, while nobody looks for garbage in cycles, of which it makes next to none.

    With the facts of 2,000 pairs in memory the search takes an eighth of all time.
    """
    if not gc.isenabled():
        return function(part)
    gc.disable()
    try:
        return function(part)
    finally:
        gc.enable()
