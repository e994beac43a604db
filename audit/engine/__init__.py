"""Run a function over the partitions of a table; the executors know how the work is spread."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from audit.engine.executors import executor_named
from audit.engine.executors.serial import Serial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from audit.config import Config
    from audit.engine.executors import Executor

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Enough to make the columns' arithmetic cheap per row, few enough to keep a partition's texts and
# facts within some 100 MB at 3,000 characters a pair.
PARTITION_ROWS = 2_000

# Below, the work is spread evenly rather than in partitions of that size.
_PARTITIONS_PER_WORKER = 4
_LEAST_ROWS = 250

# A worker loads models and dictionaries for 1.7 s; 5,000 abstracts with their translations, of 8 MB
# as a table, take 4.5 s in one process and as long in two.
SMALL_BYTES = 8 << 20


def executor_for(config: Config, size: int | None = None) -> Executor:
    """The executor that `config` names, or this process for little work; not yet entered.

    Args:
        config: Names the engine, the number of workers and the scheduler.
        size: Bytes of what is to be worked at, as a table; None: many.

    Raises:
        ConfigError: the engine needs an extra that is not installed.
    """
    is_small = size is not None and size < SMALL_BYTES
    if config.engine == "processes" and (is_small or config.workers == 1):
        return Serial()
    return executor_named(config.engine, config.workers, config.scheduler)


def executor_of(config: Config, table: pd.DataFrame) -> Executor:
    """As `executor_for`, for work at `table`."""
    return executor_for(config, int(table.memory_usage(index=False).sum()))


def map_partitions(
    function: Callable[[pd.DataFrame], _Result],
    table: pd.DataFrame,
    *,
    executor: Executor | None = None,
    rows: int | None = None,
) -> Iterator[_Result]:
    """Apply `function` to consecutive partitions of `table`, and yield its results in their order.

    Args:
        function: Must be picklable for more than one worker; gets a partition with a fresh index.
        table: Any frame; an empty one is one empty partition.
        executor: Where the work is done; by default in this process.
        rows: Rows per partition; by default PARTITION_ROWS, or fewer for all workers to have some.
    """
    if rows is None:
        parts = executor.workers * _PARTITIONS_PER_WORKER if executor else 1
        rows = min(PARTITION_ROWS, max(_LEAST_ROWS, -(-len(table) // parts)))
    starts = range(0, max(len(table), 1), rows)
    yield from map_parts(function, (table.iloc[s : s + rows] for s in starts), executor)


def map_parts(
    function: Callable[[pd.DataFrame], _Result],
    parts: Iterable[pd.DataFrame],
    executor: Executor | None = None,
) -> Iterator[_Result]:
    """Apply `function` to each of `parts`, with a fresh index, and yield its results in order."""
    fresh = (part.reset_index(drop=True) for part in parts)
    yield from map_items(function, fresh, executor)


def map_items(
    function: Callable[[_Item], _Result],
    items: Iterable[_Item],
    executor: Executor | None = None,
) -> Iterator[_Result]:
    """Apply `function` to each of `items`, and yield its results in their order.

    No more items are made than are worked at, and a few more.
    """
    yield from (executor or Serial()).map(partial(_without_collection, function), items)


def _without_collection(function: Callable[[_Item], _Result], item: _Item) -> _Result:
    """`function(item)`, while nobody looks for garbage in cycles, of which it makes next to none.

    With the facts of 2,000 pairs in memory the search takes an eighth of all time.
    """
    if not gc.isenabled():
        return function(item)
    gc.disable()
    try:
        return function(item)
    finally:
        gc.enable()
