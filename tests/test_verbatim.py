"""What a translation repeats as it stands: the spans of each kind."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.text.formulae import parse
from audit.text.verbatim import ARXIV, CITATION, DOI, EMAIL, FORMULA, TAG, URL
from tests.test_masking import TEXTS

KINDS = (URL, EMAIL, DOI, ARXIV, FORMULA, CITATION, TAG)


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (URL, "https://wilds.stanford.edu获得", ["https://wilds.stanford.edu"]),
        (URL, "(https://a.b/c),", ["https://a.b/c"]),
        (URL, "\\url{https://a.b/c\\_d}。", ["https://a.b/c\\_d"]),
        (URL, "[https://a.b](https://a.b)", ["https://a.b", "https://a.b"]),
        (URL, "https://a.b/C_(d) and", ["https://a.b/C_(d)"]),
        (URL, "在github.com/a/b上，www.x.org。", ["github.com/a/b", "www.x.org"]),
        (URL, "either/or, e.g./i.e.", []),
        (EMAIL, "邮箱a.b@c.edu。nDCG@10.5", ["a.b@c.edu"]),
        (DOI, "doi:10.1145/12345.67890.", ["10.1145/12345.67890"]),
        (ARXIV, "（arXiv:2101.00001v2），", ["arXiv:2101.00001v2"]),
        (FORMULA, "$n$ of $5 billion, \\(x\\) and $$y = 1$$", ["$n$", "\\(x\\)", "$$y = 1$$"]),
        (FORMULA, "$1-2\\%$ to $10k$, from $5 to $10", ["$1-2\\%$", "$10k$"]),
        (CITATION, "[12], [3, 4], [2023]", ["[12]", "[3, 4]"]),
        (CITATION, "(Wu et al., 2020) in (2021)", ["(Wu et al., 2020)"]),
        (CITATION, "（Hou等人，2023） (KDD 2000)", ["（Hou等人，2023）"]),
        (TAG, "<b>x</b> &amp; a<b and c>d", ["<b>", "</b>", "&amp;"]),
    ],
)  # fmt: skip
def test_found(kind, text, found):
    assert [text[start:end] for start, end in kind.find(text)] == found


@given(TEXTS)
def test_spans_are_in_order_and_apart(text):
    for kind in KINDS:
        spans = kind.find(text)
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        assert all(end <= start for end, start in zip(ends, starts, strict=True))
        assert all(start < end for start, end in spans)


@given(st.lists(TEXTS, max_size=4))
def test_a_column_is_searched_text_by_text(texts):
    for kind in KINDS:
        assert kind.find_all(texts) == [kind.find(text) for text in texts]


@example(r"\($\)")
@given(TEXTS)
def test_loose_dollars_are_in_no_formula(text):
    found = parse(text)
    assert not any(start <= place < end for start, end in found.spans for place in found.loose)
    assert all(text[place] == "$" for place in found.loose)
