"""Which pairs a rule that compares entries is given together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from audit.engine import PARTITION_ROWS
from audit.scorers._base import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch, Key


def key_columns(batch: Batch, keys: Mapping[str, Sequence[Key]]) -> pd.DataFrame:
    """The keys that rules gave, in columns of (rule, number), indexed by the id of the pair."""
    columns = {
        (rule, number): pd.Series(key, dtype=getattr(key, "dtype", object))
        for rule, given in keys.items()
        for number, key in enumerate(given)
    }
    frame = pd.DataFrame(columns, index=range(len(batch)))
    frame.columns = pd.MultiIndex.from_tuples(columns, names=("rule", "number"))
    return frame.set_index(pd.Index(batch.column("pair_id"), name="pair_id"))


def grouped(table: pd.DataFrame, keys: Sequence[pd.Series]) -> Iterator[pd.DataFrame]:
    """The rows of `table` that belong with others, in parts that no group is cut by.

    Args:
        table: n pairs in the order of their files.
        keys: Of n values each; rows equal in one of them belong together, 0 and null with nothing.

    Yields:
        Parts of some PARTITION_ROWS with a column GROUP, the same number for the rows of a group.
    """
    group = _components(len(table), keys)
    sizes = np.bincount(group, minlength=len(table))
    rows = np.flatnonzero(sizes[group] > 1)
    rows = rows[np.argsort(group[rows], kind="stable")]
    ends = np.flatnonzero(np.diff(group[rows], append=-1)) + 1
    start = 0
    for end in ends.tolist():
        if end - start >= PARTITION_ROWS or end == len(rows):
            chosen = rows[start:end]
            yield table.iloc[chosen].assign(**{GROUP: group[chosen]})
            start = end


def _components(count: int, keys: Sequence[pd.Series]) -> NDArray[np.int64]:
    """Per row the first row that it is connected with by equal keys."""
    rows, nodes, total = [], [], count
    for key in keys:
        codes, values = pd.factorize(key)
        known = np.flatnonzero((codes >= 0) & (key != 0).to_numpy(bool))
        rows.append(known)
        nodes.append(codes[known] + total)
        total += len(values)
    edges = (np.concatenate(rows), np.concatenate(nodes))
    graph = coo_array((np.ones(len(edges[0]), np.int8), edges), shape=(total, total))
    _, labels = connected_components(graph, directed=False)
    _, first, numbers = np.unique(labels[:count], return_index=True, return_inverse=True)
    component: NDArray[np.int64] = first[numbers]
    return component
