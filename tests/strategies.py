"""What Hypothesis draws: hostile texts, and tables that hold them."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from audit.schema import PAIRS, Pairs, conform

# Astral, combining, right to left, joiners, formula triggers, line ends, signs of the CSV report,
# and every other character, lone surrogates among them.
TRICKY = st.sampled_from(
    [
        "𠮷", "👩\u200d🔬", "e\u0301", "\u202eabc\u202c", "שלום", "مرحبا", "=1+1", "\t=", "'", "⏎",
        "\ufeff-", "\r\n", "\x1b[31m", "\u2028", "␦", "\ud800", "\0", "$x$", "https://a.b/c",
        "[/red]", "\u00a0=1", "\u3000＋",
    ]
)  # fmt: skip
REAL = st.sampled_from(
    [
        "We study sparse attention.", "我们研究稀疏注意力。", "本研究を提案する。", "BERT", "N/A",
        "본 연구는 방법을 제안한다.", "Nous proposons une méthode pour les textes.", "-", " ", "",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(REAL, TRICKY, st.text(max_size=8)), max_size=4).map("".join)
CELLS = st.none() | TEXTS


@st.composite
def pairs(draw, max_rows=8):
    """PAIRS with any texts, a row having a source, a slot, or both."""
    rows = []
    for number in range(draw(st.integers(0, max_rows))):
        source, target = draw(CELLS), draw(CELLS)
        has_slot = source is None or draw(st.booleans())
        row = {
            "pair_id": f"P-{number}",
            "entry_id": f"e{number // 2}",
            "field": ("abstract", "title")[number % 2],
            "source_text": source,
            "target_text": target if has_slot else None,
            "expected_lang": draw(st.sampled_from(["zh", "zh-Hant", "ja"])),
            "pair_method": "unit",
        }
        for side, there in (("source", source is not None), ("target", has_slot)):
            if there:
                place = {"record": f"f#{number}:{side}", "path": "f", "line": number // 3 + 1}
                row |= {f"{side}_{name}": value for name, value in place.items()}
        rows.append(row)
    return Pairs(conform(pd.DataFrame(rows, columns=list(PAIRS), dtype=object), PAIRS))
