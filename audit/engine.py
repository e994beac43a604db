"""Run a function over the partitions of a table; nothing else knows how the work is spread."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    import pandas as pd

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Enough to make the columns' arithmetic cheap per row, few enough to keep a partition's texts and
# facts within some 100 MB at 3,000 characters a pair.
PARTITION_ROWS = 2_000

_AHEAD = 2  # items a worker that wait for it


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
    parts = (table.iloc[start : start + rows].reset_index(drop=True) for start in starts)
    with Workers(workers) as pool:
        yield from pool.map(function, parts)


class Workers:
    """As many processes as named, which are started when there is work for more than one.

    All that is known of them elsewhere is `map`.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[_Result]:
        """Apply `function` to each of `items`, and yield its results in their order.

        No more items are made than are worked at, and a few more. With more than one worker
        `function`, items and results must be picklable.
        """
        run = partial(_without_collection, function)
        rest = iter(items)
        first = list(islice(rest, 2))
        if self.count == 1 or len(first) < 2:
            yield from map(run, chain(first, rest))
            return
        if self._pool is None:
            # Spawned, not forked: threads of numpy and Arrow do not survive a fork.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, mp_context=context)
        waiting: deque[Future[_Result]] = deque()
        for item in chain(first, rest):
            waiting.append(self._pool.submit(run, item))
            if len(waiting) > _AHEAD * self.count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _without_collection(function: Callable[[_Item], _Result], part: _Item) -> _Result:
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
