"""The column of each text is where its line holds it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.config import Config
from audit.readers import read
from audit.readers._base import Document
from audit.readers._placing import placed
from audit.schema import Record
from tests.conftest import ROOT


def _columns(path):
    return [None if at is None else int(at) for at in _values(path, "column")]


def _values(path, name):
    column = read([path], Config()).records[name]
    return column.astype(object).where(column.notna(), None).to_list()


@pytest.mark.parametrize("seed", sorted((ROOT / "seeds").iterdir()), ids=lambda path: path.name)
def test_seeds_hold_every_text_where_it_is_said(seed):
    records = read([seed], Config()).records
    lines = seed.read_text("utf-8").split("\n")
    texts = records[records["text"].fillna("") != ""]
    assert texts["column"].notna().all()
    for _, record in texts.iterrows():
        held = "\n".join(lines[record["line"] - 1 :])[record["column"] - 1 :]
        assert held.startswith(record["text"])


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ('en,zh\n"a, ""b""",乙\n', [None, 12]),  # doubled quotation marks are not the text
        ("en,zh\nsame,same\n", [1, 6]),
        ("en,zh\nzh,z\n", [1, 4]),
        ('en,zh\n"one\ntwo",乙\n', [2, 6]),
    ],
)
def test_table(here, content, columns):
    (here / "t.csv").write_text(content, "utf-8")
    assert _columns("t.csv")[: len(columns)] == columns


def test_json(here):
    rows = [{"en": "en", "zh": "zh"}, {"en": 'a "b"', "zh": "乙"}]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (here / "t.jsonl").write_text(text, "utf-8")
    assert _columns("t.jsonl") == [9, 21, None, 26]


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1), st.data()
)
def test_what_is_found_is_there(lines, data):
    document = Document.of("x", "\n".join(lines).encode(), "utf-8")
    line = data.draw(st.integers(1, len(document.lines) or 1))
    text = data.draw(st.sampled_from([*lines, "\n".join(lines)]))
    record = Record("x#1", None, None, "segment", "source", None, None, text, "x", line, line)
    (found,) = placed([record], "lines", [document])
    if found.column is not None:
        rest = "\n".join(document.lines[line - 1 :])
        assert rest[found.column - 1 :].startswith(text)
