"""What the rules that compare entries note of each in the first pass; kept as a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.schema import Span
from audit.scorers._exchange import Labelled, added
from audit.scorers._places import files
from audit.scorers._scopes import LEFT_OUT, Counted, Group, Total
from audit.scorers._scopes import Sequence as InSequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch, Scorer
    from audit.spool import Spool


class Notes(NamedTuple):
    """The notes of the rows of a part, by rule."""

    rows: int
    keys: dict[str, list[NDArray[np.uint64]]]
    labelled: dict[str, Labelled]
    counted: dict[str, list[Counted]]


def note(scorer: Scorer, batch: Batch, notes: Notes) -> None:
    """Add to `notes` what `scorer` knows of the rows of `batch`."""
    rule, scope = scorer.rule, scorer.scope
    if isinstance(scope, Group):
        notes.keys[rule] = list(scorer.keys(batch))
    elif isinstance(scope, Total):
        notes.counted[rule] = scorer.count(batch)
    elif isinstance(scope, InSequence):
        facts = scorer.facts(batch)
        left_out = (facts if facts.ndim == 1 else facts[:, 0]) == LEFT_OUT
        columns = [files(batch) if name == "file" else batch.column(name) for name in scope.by]
        named = [
            None if None in row or out else "\0".join(map(str, row))
            for row, out in zip(zip(*columns, strict=True), left_out.tolist(), strict=True)
        ]
        places, labels = pd.factorize(np.array(named, dtype=object))
        notes.labelled[rule] = Labelled(list(labels), places.astype(np.int32), facts)


def merged(parts: Sequence[tuple[NDArray[np.int64], Notes]], count: int) -> Notes:
    """The notes of `count` rows, given in parts with their rows; a rule need not be in all."""
    notes = Notes(count, {}, {}, {})
    for rows, part in parts:
        for rule, keys in part.keys.items():
            every = notes.keys.setdefault(rule, [np.zeros(count, np.uint64) for _ in keys])
            for whole_key, key in zip(every, keys, strict=True):
                whole_key[rows] = key
        for rule, (labels, places, facts) in part.labelled.items():
            if rule not in notes.labelled:
                shape = (count, *facts.shape[1:])
                nowhere = np.full(count, LEFT_OUT, np.int32)
                notes.labelled[rule] = Labelled([], nowhere, np.zeros(shape, np.int32))
            known = notes.labelled[rule]
            number = {label: place for place, label in enumerate(known.labels)}
            new = [number.setdefault(label, len(number)) for label in labels]
            known.labels[:] = list(number)
            known.places[rows] = np.array([*new, LEFT_OUT], np.int32)[places]
            known.facts[rows] = facts
        for rule, counted in part.counted.items():
            there = [one._replace(row=int(rows[one.row])) for one in counted]
            before = notes.counted.get(rule, [])
            notes.counted[rule] = added([(0, before), (0, there)])
    return notes


def to_table(notes: Notes, told: Any = None) -> pa.Table:
    """The notes as a table of narrow columns, with `told`, which JSON can hold."""
    columns: dict[str, Any] = {}
    for rule, keys in notes.keys.items():
        columns |= {f"key:{rule}:{number}": key for number, key in enumerate(keys)}
    for rule, (_, places, facts) in notes.labelled.items():
        columns[f"place:{rule}"] = places
        wide = facts if facts.ndim > 1 else facts[:, None]
        columns |= {f"fact:{rule}:{number}": wide[:, number] for number in range(wide.shape[1])}
    texts = {
        "rows": notes.rows,
        "labels": {rule: labelled.labels for rule, labelled in notes.labelled.items()},
        "wide": [rule for rule, labelled in notes.labelled.items() if labelled.facts.ndim > 1],
        "counted": notes.counted,
        "told": told,
    }
    arrays = {name: pa.array(column) for name, column in columns.items()}
    return pa.table(arrays).replace_schema_metadata({"notes": json.dumps(texts)})


def keys_in(spool: Spool, names: Sequence[str], rule: str) -> list[NDArray[np.uint64]]:
    """The keys that `rule` gave to all rows of some parts; 0 where it did not run."""
    tables = [_columns(spool, name, f"key:{rule}:") for name in names]
    count = max((table.num_columns for table, _ in tables), default=0)
    return [
        np.concatenate(
            [
                table[number].to_numpy() if table.num_columns else np.zeros(rows, np.uint64)
                for table, rows in tables
            ]
        )
        for number in range(count)
    ]


def labelled_in(spool: Spool, name: str, rule: str) -> Labelled | None:
    """The notes of `rule` on the rows of a part; None if it did not run there."""
    texts = told_in(spool, name)
    if rule not in texts["labels"]:
        return None
    table, _ = _columns(spool, name, f"fact:{rule}:")
    facts = np.column_stack([column.to_numpy() for column in table.columns])
    places = spool.read(name, [f"place:{rule}"])[0].to_numpy()
    flat = facts if rule in texts["wide"] else facts[:, 0]
    return Labelled(texts["labels"][rule], places, flat)


def counted_in(spool: Spool, name: str, rule: str) -> list[Counted]:
    """The counts of `rule` in a part."""
    return [
        Counted(row, tuple(key), number, source and Span(*source), target and Span(*target))
        for row, key, number, source, target in told_in(spool, name)["counted"].get(rule, ())
    ]


def told_in(spool: Spool, name: str) -> dict[str, Any]:
    """What the notes of a part hold beside numbers."""
    texts: dict[str, Any] = json.loads(spool.schema(name).metadata[b"notes"])
    return texts


def _columns(spool: Spool, name: str, prefix: str) -> tuple[pa.Table, int]:
    wanted = [column for column in spool.schema(name).names if column.startswith(prefix)]
    return spool.read(name, wanted), int(told_in(spool, name)["rows"])
