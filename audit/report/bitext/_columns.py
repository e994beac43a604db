"""The columns of a bitext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from audit.schema import PAIRS

if TYPE_CHECKING:
    from audit.report.bitext import Bitext

COLUMNS = {
    name: PAIRS[name]
    for name in (
        "pair_id", "entry_id", "field", "source_text", "target_text", "pair_method", "pair_score",
        "runner_up", "source_path", "source_line", "target_path", "target_line",
    )
}  # fmt: skip

# Of the column that follows them where the shared terms are asked for.
TERMS = "shared_terms"


def columns(bitext: Bitext) -> dict[str, list[Any]]:
    """The values of each column as str, int or float, null as None, without the shared terms."""
    kinds: dict[str, type] = {"str": str, "Int64": int, "Float64": float}
    return {
        name: [None if pd.isna(value) else kinds[dtype](value) for value in bitext.pairs[name]]
        for name, dtype in COLUMNS.items()
    }
