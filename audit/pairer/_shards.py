"""Pairs of large tables, slice by slice; what a slice leaves over is paired with all the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from audit.pairer._segments import Segments
from audit.pairer.keys import same_unit
from audit.schema import PAIRS, RECORDS, Pairs, Records, conform

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from audit.config import Config


class Paired(NamedTuple):
    """The pairs that came of the records of a slice."""

    pairs: Pairs  # complete: the unit has its translation; without ids
    left: Records  # whatever may have a counterpart elsewhere, and references to it
    titles: dict[str, str]  # source titles of units of which something else is left, by unit


def pair_within(records: Records, config: Config) -> Paired:
    """Pair what the input itself puts together, and part it from what is left."""
    segments = Segments.of(records, config)
    titles = segments.titles
    complete = []
    left: set[str] = set()
    for link in list(same_unit(segments, config)):
        segments.link(link)
        assert link.target is not None
        if segments.is_translated(link.target):
            complete.append(link)
        else:
            left.add(link.target.record_id)
    left |= {*segments.sources, *segments.targets}
    segments.links[:] = complete
    rows = [row for row in segments.rows() if row["pair_method"] == "unit"]
    frame = conform(pd.DataFrame(rows, columns=list(PAIRS), dtype=object), PAIRS)
    over = records["record_id"].isin(left)
    units = set(zip(records["unit_key"][over], records["field"][over], strict=True))
    is_reference = records["role"] == "reference"
    asked = np.array(
        [unit in units for unit in zip(records["unit_key"], records["field"], strict=True)], bool
    )
    rest = Records(conform(records[over | (is_reference & asked)], RECORDS))
    keys = {key for key, _ in units}
    return Paired(
        Pairs(in_order(frame)),
        rest,
        {key: title for key, title in titles.items() if key in keys},
    )


def in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of one file by line and field; those of one place as they come."""
    line = pairs["target_line"].fillna(pairs["source_line"])
    order = pd.DataFrame({"line": line, "field": pairs["field"]})
    rows = order.sort_values(["line", "field"], kind="stable").index
    return pairs.loc[rows].reset_index(drop=True)


def pair_id(source_record: str | None, target_record: str | None) -> str:
    """The id of a pair, from the ids of its records."""
    key = f"{source_record}\0{target_record}"
    return "P-" + hashlib.sha256(key.encode()).hexdigest()[:12]


def with_pair_ids(pairs: pd.DataFrame) -> pd.DataFrame:
    """`pairs` with their ids."""
    sides = (
        pairs[f"{side}_record"].astype(object).where(pairs[f"{side}_record"].notna(), None)
        for side in ("source", "target")
    )
    ids = [pair_id(source, target) for source, target in zip(*sides, strict=True)]
    return pairs.assign(pair_id=pd.Series(ids, dtype="str", index=pairs.index))


def renamed(keys: NDArray[np.uint64], name_of: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """New names for the entries whose name another of their field has already, by row.

    Args:
        keys: Of field and name of all entries, in order; see `name_keys`.
        name_of: Field and name of each row whose key `shared` tells of.
    """
    given = np.unique(keys)
    used: set[tuple[str, str]] = set()
    seen: Counter[tuple[str, str]] = Counter()
    names: dict[int, str] = {}
    for row in sorted(name_of):
        field, wanted = name_of[row]
        name = (field, wanted)
        while name in used or (seen[field, wanted] and _is_in(name, given)):
            seen[field, wanted] += 1
            name = (field, f"{wanted}~{seen[field, wanted] + 1}")
        used.add(name)
        if name[1] != wanted:
            names[row] = name[1]
    return names


def name_keys(fields: Iterable[str], names: Iterable[str]) -> NDArray[np.uint64]:
    """A number for each field and name; others have the same by chance once in 2^64."""
    texts = [f"{field}\0{name}" for field, name in zip(fields, names, strict=True)]
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False)


def shared(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The rows whose key others have too."""
    _, codes, counts = np.unique(keys, return_inverse=True, return_counts=True)
    rows: NDArray[np.int64] = np.flatnonzero(counts[codes] > 1)
    return rows


def _is_in(name: tuple[str, str], given: NDArray[np.uint64]) -> bool:
    key = name_keys([name[0]], [name[1]])[0]
    place = int(np.searchsorted(given, key))
    return place < len(given) and bool(given[place] == key)


def join(
    records: Records, config: Config, titles: Mapping[str, str], progress: Any = None
) -> pd.DataFrame:
    """The pairs among `records`, without unique names; see `audit.pairer.pair`."""
    from audit.pairer import pair_rows

    rows: Sequence[dict[str, object]] = pair_rows(records, config, progress, titles)
    return conform(pd.DataFrame(rows, columns=list(PAIRS), dtype=object), PAIRS)
