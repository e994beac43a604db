"""From hits to findings: evidence, place and id. Causes follow when all are known."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from audit.schema import FINDINGS
from audit.scorers._base import whole
from audit.scorers._places import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.schema import Span
    from audit.scorers._base import Batch, Hit, Scorer

_TYPES = {
    "str": pa.large_string(), "Int64": pa.int64(), "Float64": pa.float64(), "bool": pa.bool_(),
}  # fmt: skip

SPANS = ("source_start", "source_end", "target_start", "target_end")

# A finding that has no cause yet, and may get another id: `finding_id` is that of the first with
# the same content, `row` is the number of its pair in the run, and for what several entries share
# see `Found` of `_causes`.
RAW = pa.schema(
    [
        *((name, _TYPES[dtype]) for name, dtype in FINDINGS.items()),
        ("row", pa.int64()),
        ("hit", pa.large_string()),
        ("is_member", pa.bool_()),
        ("members", pa.large_list(pa.int64())),
    ]
)


def findings_of(
    batch: Batch, rows: NDArray[np.int64], scorer: Scorer, hit: Hit, name: str
) -> Iterator[dict[str, Any]]:
    """The finding of `hit`, and one for each of its other members, whose cause it is.

    Args:
        batch: That the hit is of.
        rows: The number in the run of each of its rows.
        scorer: Of the hit.
        hit: To be told.
        name: Of the hit, which no other has.
    """
    explained = rows[list(hit.members)].tolist() if scorer.explains_members else []
    shared = name if hit.members else ""
    yield _finding(batch, rows, scorer, hit) | {"hit": shared, "members": explained}
    for row in hit.members:
        if row != hit.row:
            other = hit._replace(
                row=row,
                message=hit.member_message or hit.message,
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
            )
            yield _finding(batch, rows, scorer, other) | {"hit": shared, "is_member": True}


def _finding(batch: Batch, rows: NDArray[np.int64], scorer: Scorer, hit: Hit) -> dict[str, Any]:
    source, target = batch.source.texts[hit.row], batch.target.texts[hit.row]
    file, line = place(batch, hit.row)
    spans = (*(hit.source or (None, None)), *(hit.target or (None, None)))
    field = batch.column("field")[hit.row]
    return {
        "finding_id": finding_id(scorer.rule, field, (source, target), spans, 0),
        "rule": scorer.rule,
        "category": scorer.category,
        "severity": hit.severity or scorer.severity,
        "confidence": scorer.confidence if hit.confidence is None else hit.confidence,
        "cause": None,
        "suppressed": False,
        "pair_id": batch.column("pair_id")[hit.row],
        "entry_id": batch.column("entry_id")[hit.row],
        "field": field,
        "file": file,
        "line": line,
        "message": hit.message,
        "source_evidence": _slice(source, hit.source),
        "target_evidence": _slice(target, hit.target),
        **dict(zip(SPANS, spans, strict=True)),
        "measured": hit.measured,
        "limit": hit.limit,
        "row": int(rows[hit.row]),
        "hit": "",
        "is_member": False,
        "members": [],
    }


def finding_id(
    rule: str,
    field: str | None,
    texts: tuple[str | None, str | None],
    spans: Sequence[int | None],
    before: int,
) -> str:
    """A hash of rule, field, texts and spans, and of how many the same came before.

    So it stays when lines move.
    """
    known = tuple(-1 if end is None else int(end) for end in spans)
    content = "\0".join(map(repr, (rule, field, texts, known)))
    digest = hashlib.sha256(f"{content}\0{before}".encode("utf-8", "surrogatepass"))
    return f"F-{digest.hexdigest()[:12]}"


def table_of(findings: list[dict[str, Any]]) -> pa.Table:
    """Findings as a table of RAW."""
    return pa.Table.from_pylist(findings, schema=RAW)


def in_order(table: pa.Table) -> pa.Table:
    """The findings of a table of RAW by pair, rule and span; those alike as they come."""
    keys = [table["row"], table["rule"], *(table[name].fill_null(-1) for name in SPANS)]
    columns = dict(zip("abcdef", keys, strict=True))
    order = pa.table({**columns, "g": pa.array(np.arange(len(table)))}).sort_by(
        [(name, "ascending") for name in "abcdefg"]
    )
    return table.take(order["g"]).combine_chunks()


def _slice(text: str | None, span: Span | None) -> str | None:
    return None if text is None or span is None else text[span.start : span.end]
