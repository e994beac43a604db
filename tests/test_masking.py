"""Masking: what is blanked, and that offsets hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.masking import mask, mask_all

# Fragments of what is masked, whole and broken, so that they meet in any order.
FRAGMENTS = st.sampled_from(
    ["https://", "www.", "a.b/", "github.com/", "x@y.", "org", "10.1234/", "$", "$$", "\\(", "\\)",
     "\\alpha", "[12", "]", "(Wu, ", "2020", ")", "）", "#", "_", ".", "5", "中文", " ", "\n"]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | st.text(max_size=5), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("代码见https://github.com/a/b_c。", "代码见。"),
        ("(https://a.org/b), and", "(), and"),
        ("误差为$O(n^2)$，成本为$5 billion", "误差为，成本为$5 billion"),
        ("如文献[3, 4]和(Smith et al., 2020)所示", "如文献和所示"),
        ("在CVPR (2020)上", "在CVPR (2020)上"),
        ("精度为3.5，见v2.0和a_b.py", "精度为3.5，见和"),
        ("我们的模型GPT_2", "我们的模型"),
        ("\\textit{good} #MT", "{good}"),
        ("标题 (arXiv:2401.01234v2 [cs.CL] UPDATED)", "标题"),
        ("写信给a.b@c.edu。nDCG@10.5", "写信给。nDCG@10.5"),
    ],
)
def test_what_is_left(text, left):
    assert "".join(mask(text).split()) == "".join(left.split())


@given(TEXTS)
def test_mask_keeps_offsets(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, masked, strict=True))


@given(st.lists(TEXTS, max_size=5))
def test_a_column_is_masked_text_by_text(texts):
    assert mask_all(texts) == [mask(text) for text in texts]
