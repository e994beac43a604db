"""Records to pairs: which target is the translation of which source.

The passes go from certain to likely, each over what the ones before have left: the same unit, the
same id, the same title, a copy of the source, the same
content. What is left after them has no counterpart and is a
row of its own: an outer join.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from audit.pairer._segments import Link, Segments
from audit.pairer._shards import pair_id
from audit.pairer.content import same_content, same_content_learned
from audit.pairer.copies import same_text
from audit.pairer.keys import same_id, same_title, same_unit
from audit.schema import PAIRS, Pairs, Records, conform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from audit.config import Config
    from audit.run import Progress

    Pass = Callable[[Segments, Config], Iterator[Link]]

# From certain to likely.
_PASSES: tuple[Pass, ...] = (
    same_unit,
    same_id,
    same_title,
    same_text,
    same_content,
    same_content_learned,
)


def pair(records: Records, config: Config, *, progress: Progress | None = None) -> Pairs:
    """Join the sources and targets of `records`.

    Args:
        records: RECORDS, in any order.
        config: The languages expected, `min_pair_score`, `embed` and `learn`.
        progress: Called with "pair", the texts searched for by content and all of them.

    Returns:
        PAIRS, one row per unit, sorted by place. Every record but references is in a row; every
        target in exactly one. An untranslated source in the slot of its translation is on both
        sides of its row, and if its counterpart stands elsewhere, it is the source of that row too.
        `pair_score` is 1 where equality decides and null where there is no pair.
    """
    rows = pair_rows(records, config, progress)
    _name_entries(rows)
    return Pairs(conform(pd.DataFrame(rows, columns=list(PAIRS), dtype=object), PAIRS))


def pair_rows(
    records: Records,
    config: Config,
    progress: Progress | None = None,
    titles: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """The rows of `pair`, without ids of pairs and with names that several entries may have.

    `titles` are the source titles of units of which `records` hold other texts alone.
    """
    segments = Segments.of(records, config, progress)
    segments.titles.update(titles or {})
    for find in _PASSES:
        for link in list(find(segments, config)):
            segments.link(link)
    return sorted(segments.rows(), key=lambda row: (*_place(row), row["field"]))


def _place(row: dict[str, object]) -> tuple[str, int]:
    side = "target" if row["target_path"] is not None else "source"
    return str(row[f"{side}_path"]), int(str(row[f"{side}_line"]))


def _name_entries(rows: list[dict[str, object]]) -> None:
    """Make `entry_id` unique within a field, and give each row its `pair_id`."""
    used: set[tuple[object, str]] = set()
    seen: Counter[tuple[object, str]] = Counter()
    given = {(row["field"], str(row["entry_id"])) for row in rows}
    for row in rows:
        wanted = str(row["entry_id"])
        name = (row["field"], wanted)
        while name in used or (seen[row["field"], wanted] and name in given):
            seen[row["field"], wanted] += 1
            name = (row["field"], f"{wanted}~{seen[row['field'], wanted] + 1}")
        used.add(name)
        row["entry_id"] = name[1]
        sides = (row["source_record"], row["target_record"])
        row["pair_id"] = pair_id(*(None if side is None else str(side) for side in sides))
