"""What `audit show` says of a unit, whatever its texts are."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.errors import InputError
from audit.report.unit import describe
from tests.strategies import CELLS

LINE_END = "\n"
COPY = "We study how sparse attention reads long documents in linear time."
TRANSLATION = "我们研究稀疏注意力如何以线性时间读取长文档。"


def report_of(folder, rows):
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return audit.run([folder / "t.jsonl"], Config(input_format="jsonl"))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.fixed_dictionaries({"en": CELLS, "zh": CELLS}), min_size=1, max_size=4))
def test_any_unit_can_be_shown_and_nothing_obeyed(tmp_path_factory, rows):
    report = report_of(tmp_path_factory.mktemp("rows"), [*rows, {"en": "x", "zh": "x"}])
    names = {*report.pairs["entry_id"], *report.pairs["pair_id"], *report.findings["finding_id"]}
    for name in names:
        shown = describe(report, name)
        assert {unicodedata.category(char) for char in shown if char != LINE_END}.isdisjoint(
            {"Cc", "Cf", "Cs", "Zl", "Zp"}
        )


def test_evidence_is_marked_where_it_stands(tmp_path):
    report = report_of(tmp_path, [{"en": COPY, "zh": COPY}])
    finding = report.findings.set_index("rule").loc["language-mismatch"]
    text = describe(report, finding["finding_id"])
    assert f"target text\n[[{COPY}]]\n" in text
    assert f"source text\n[[{COPY}]]\n" in text
    assert "[[" not in describe(report, finding["entry_id"])


def test_title_and_abstract_of_an_entry_are_both_shown(tmp_path):
    row = {"id": "x1", "title_en": "Sparse attention", "title_zh": "稀疏注意力"}
    report = report_of(tmp_path, [row | {"en": COPY, "zh": TRANSLATION}])
    text = describe(report, "x1")
    assert "entry      x1 (title)\n" in text
    assert "entry      x1 (abstract)\n" in text
    only = report.pairs.set_index("field").loc["title", "pair_id"]
    assert "(abstract)" not in describe(report, only)


def test_long_evidence_is_clipped_in_the_list_and_whole_in_the_text(tmp_path):
    report = report_of(tmp_path, [{"en": None, "zh": f"{COPY} " * 9}])
    (finding,) = report.findings.loc[report.findings["rule"] == "language-mismatch", "finding_id"]
    text = describe(report, finding)
    assert f"{(COPY + ' ') * 9}"[:200] + "…\n" in text
    assert f"[[{(COPY + ' ') * 9}".strip() in text


def test_the_nearest_name_is_told(tmp_path):
    report = report_of(tmp_path, [{"id": "alpha", "en": COPY, "zh": TRANSLATION}])
    with pytest.raises(InputError, match="called 'alfa'; the nearest is 'alpha'"):
        describe(report, "alfa")
