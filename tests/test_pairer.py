"""Records to pairs: which segments belong together, and that none is lost."""

from __future__ import annotations

import pandas as pd
import pytest

import audit
from audit.config import Config
from audit.pairer.keys import canonical_id
from audit.schema import RECORDS, Records, conform

EN = "Quantization has become a predominant approach for the compression of large models."
ZH = "我们的公开数据集包含五百小时的越南语音频。"


def records(*rows):
    """RECORDS of rows that name what matters; the place is the row's number."""
    full = [
        {
            "record_id": f"rows#{number}",
            "unit_key": f"rows#{number}",
            "field": "abstract",
            "announced_lang": "en" if row["role"] == "source" else "zh",
            "path": "rows",
            "line": number,
            "end_line": number,
        }
        | row
        for number, row in enumerate(rows, start=1)
    ]
    return Records(conform(pd.DataFrame(full), RECORDS))


def source(text=EN, **more):
    return {"role": "source", "text": text} | more


def target(text=ZH, **more):
    return {"role": "target", "text": text} | more


def joined(table, config=None):
    """(source record, target record, method) of each pair; records are called by their numbers."""
    pairs = audit.pair(table, config or Config())
    return {
        (_number(row.source_record), _number(row.target_record), row.pair_method)
        for row in pairs.itertuples()
    }


def _number(record_id):
    return None if pd.isna(record_id) else int(record_id.removeprefix("rows#"))


def test_same_unit():
    assert joined(records(source(unit_key="u"), target(unit_key="u"))) == {(1, 2, "unit")}


def test_null_slot_is_a_slot():
    assert joined(records(source(unit_key="u"), target(None, unit_key="u"))) == {(1, 2, "unit")}


def test_fields_are_not_mixed():
    table = records(source(unit_key="u", field="title"), target(unit_key="u", field="abstract"))
    assert "unit" not in {method for _, _, method in joined(table)}


SAME_ID = [
    ("arXiv:2308.08948v2", "2308.08948"),
    ("https://arxiv.org/abs/2308.08948v1", "arxiv:2308.08948"),
    ("https://arxiv.org/pdf/2308.08948.pdf", "2308.08948v3"),
    ("https://doi.org/10.1000/AbC.1", "doi:10.1000/abc.1"),
    ("10.1000/182", "http://dx.doi.org/10.1000/182"),
    ("row-7", " row-7"),
]


@pytest.mark.parametrize(("one", "other"), SAME_ID)
def test_same_id(one, other):
    assert joined(records(source(unit_id=one), target(unit_id=other))) == {(1, 2, "id")}


def test_id_in_the_listing_header_of_the_text():
    listed = source(f"arXiv:2308.08948v4 Announce Type: new Abstract: {EN}")
    assert joined(records(listed, target(unit_id="2308.08948"))) == {(1, 2, "id")}


@pytest.mark.parametrize(
    ("one", "other"), [("2308.08948", "2308.08949"), ("10.1000/1", "10.1000/2"), ("a", "b")]
)
def test_other_ids_are_other(one, other):
    assert canonical_id(one) != canonical_id(other)


def test_an_id_that_several_have_decides_nothing():
    table = records(source(unit_id="7"), source(EN + " Again.", unit_id="7"), target(unit_id="7"))
    assert "id" not in {method for _, _, method in joined(table)}


def test_same_title():
    title = "Attention Is All You Need"
    table = records(
        source(title, field="title", unit_key="a"),
        source(EN, unit_key="a"),
        source(title.upper(), field="title", unit_key="b"),
        target(ZH, unit_key="b"),
    )
    assert (2, 4, "title") in joined(table)


def test_source_left_in_the_slot_is_both_sides():
    assert joined(records(target(EN))) == {(1, 1, "copied-source")}


def test_source_left_in_the_slot_finds_its_source_elsewhere():
    table = records(target(EN.replace(" ", "  ")), source(EN))
    assert joined(table) == {(2, 1, "copied-source")}


def test_copy_in_the_same_row_is_a_unit():
    assert joined(records(source(unit_key="u"), target(EN, unit_key="u"))) == {(1, 2, "unit")}


def test_what_nothing_announces_goes_by_its_language():
    table = records(target(EN, role="unknown"), target(ZH, role="unknown"))
    assert joined(table) == {(1, None, "none"), (None, 2, "none")}


def test_what_has_no_counterpart_is_still_a_row():
    assert joined(records(source(), target())) == {(1, None, "none"), (None, 2, "none")}


def test_content_finds_a_translation_that_nothing_else_points_to():
    table = records(
        source(
            "Quantization has become a predominant approach for compressing large neural networks"
            " trained on GPUs, and quantization-aware training optimizes the parameters."
        ),
        target("量化已成为压缩在GPU上训练的大型神经网络的主要方法，而量化感知训练会优化参数。"),
        target(ZH),
    )
    assert joined(table) == {(1, 2, "content"), (None, 3, "none")}


def test_blank_slot_alone_is_a_row():
    assert joined(records(target(""))) == {(None, 1, "none")}


def test_repeated_ids_get_suffixes():
    table = records(
        *(source(f"{EN} {number}", unit_key=f"u{number}", unit_id="x") for number in range(3)),
        source(EN, unit_key="u4", unit_id="x~2"),
    )
    pairs = audit.pair(table, Config())
    assert pairs["entry_id"].tolist() == ["x", "x~3", "x~4", "x~2"]
    assert pairs["pair_id"].is_unique


def test_reference_goes_with_its_row():
    human = target("参考译文。", role="reference", unit_key="u")
    pairs = audit.pair(records(source(unit_key="u"), target(unit_key="u"), human), Config())
    assert pairs["reference"].tolist() == ["参考译文。"]


def test_expected_language_is_the_slot_s_own_before_the_configured():
    table = records(source(unit_key="u"), target(unit_key="u", announced_lang="zh-Hant"), source())
    assert set(audit.pair(table, Config(target_lang="ja"))["expected_lang"]) == {"zh-Hant", "ja"}


def test_nothing_to_pair():
    assert len(audit.pair(records(), Config())) == 0
