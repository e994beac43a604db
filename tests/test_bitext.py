"""The bitext: which rows it has, and that every format gives the texts back."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import Config
from audit.pairer.explain import shared_terms
from audit.report.bitext import FORMATS, Bitext
from audit.report.bitext._columns import COLUMNS
from audit.report.cells import unescape
from tests.conftest import ROOT, pairs_of
from tests.strategies import pairs

EN, ZH = "We study sparse attention.", "我们研究稀疏注意力。"
README = (ROOT / "README.md").read_text("utf-8")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_delimited(content, delimiter):
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return [
        {name: unescape(cell) for name, cell in row.items()}
        for row in csv.DictReader(text, delimiter=delimiter)
    ]


def read_tmx(content):
    rows = []
    for unit in ElementTree.fromstring(content).iter("tu"):
        row = {prop.get("type")[2:].replace("-", "_"): prop.text for prop in unit.iter("prop")}
        sides = {variant.get(LANG): variant.findtext("seg") for variant in unit.iter("tuv")}
        rows.append(row | {"pair_id": unit.get("tuid"), "sides": sides})
    return rows


READERS = {
    "csv": lambda content: read_delimited(content, ","),
    "tsv": lambda content: read_delimited(content, "\t"),
    "jsonl": lambda content: [json.loads(line) for line in content.split(b"\n")[:-1]],
    "parquet": lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
    "tmx": read_tmx,
}


def test_every_format_is_read_back_here():
    assert set(READERS) == set(FORMATS)


def same(value, expected):
    """Whether a cell holds `expected`; text and null are one in a cell."""
    if expected is None or pd.isna(expected):
        return value in {None, ""}
    return str(value) == str(expected) if isinstance(expected, str | int) else True


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet"])
@settings(deadline=None, max_examples=60)
@given(table=pairs())
def test_texts_come_back_from_tables(form, table):
    rows = READERS[form](Bitext.of(table, Config(), unpaired=True).content(form))
    assert len(rows) == len(table)
    for row, expected in zip(rows, table[list(COLUMNS)].to_dict("records"), strict=True):
        assert list(row) == list(COLUMNS)
        assert [name for name in COLUMNS if not same(row[name], expected[name])] == []


@settings(deadline=None, max_examples=60)
@given(table=pairs())
def test_tmx_is_well_formed_whatever_the_texts(table):
    def legal(text):
        return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)

    rows = read_tmx(Bitext.of(table, Config(), unpaired=True).content("tmx"))
    expected = [
        {
            lang: legal(text)
            for lang, text in (("en", row.source_text), (row.expected_lang, row.target_text))
            if not pd.isna(text)
        }
        for row in table.itertuples()
    ]
    assert [row["sides"] for row in rows] == [sides for sides in expected if sides]


def test_tmx_tells_of_the_tool_the_method_and_the_score():
    table = pairs_of({"source": EN, "target": ZH})
    table["pair_method"], table["pair_score"] = "content", 0.98763
    root = ElementTree.fromstring(Bitext.of(table, Config()).content("tmx"))
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = root.find("header")
    assert (header.get("creationtool"), header.get("creationtoolversion")) == (
        "audit", audit.__version__,
    )  # fmt: skip
    assert {header.get(name) for name in ("segtype", "o-tmf", "adminlang", "datatype")} == {
        "paragraph", "audit", "en", "plaintext",
    }  # fmt: skip
    (row,) = read_tmx(ElementTree.tostring(root))
    assert (row["pair_method"], row["pair_score"]) == ("content", "0.9876")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_every_time_and_no_rows_are_no_error(form):
    table = pairs_of({"source": EN, "target": ZH})
    bitext = [Bitext.of(table, Config(), explain=True).content(form) for _ in range(2)]
    assert bitext[0] == bitext[1]
    assert READERS[form](Bitext.of(table.head(0), Config(), explain=True).content(form)) == []


@pytest.mark.parametrize(
    ("row", "is_pair", "left"),
    [
        ({"source": EN, "target": ZH}, True, (0, 0)),
        ({"source": EN, "target": ZH, "pair_method": "none"}, False, (1, 1)),
        ({"source": EN, "target": EN, "pair_method": "copied-source"}, False, (1, 0)),
        ({"source": EN, "target": " \u200b"}, False, (1, 0)),
        ({"source": EN, "target": "N/A"}, False, (1, 0)),
        ({"source": "N/A", "target": "N/A"}, True, (0, 0)),
        ({"source": EN, "target": None}, False, (1, 0)),
        ({"source": EN, "target_slot": False}, False, (1, 0)),
        ({"target": ZH}, False, (0, 1)),
        ({"source": "", "target": ZH}, False, (0, 1)),
    ],
)
def test_what_is_a_pair_and_what_is_left(row, is_pair, left):
    table = pairs_of(row)
    table["pair_method"] = row.get("pair_method", "unit")
    bitext = Bitext.of(table, Config())
    assert len(bitext.pairs) == is_pair
    assert (bitext.sources_left, bitext.targets_left) == left
    assert len(Bitext.of(table, Config(), unpaired=True).pairs) == 1


def test_a_source_paired_beside_its_own_slot_is_not_left():
    table = pairs_of({"source": EN, "target": EN}, {"source": EN, "target": ZH})
    table["pair_method"] = ["copied-source", "content"]
    table["source_record"] = table["target_record"].iloc[0]
    bitext = Bitext.of(table, Config())
    assert bitext.pairs["pair_method"].tolist() == ["content"]
    assert (bitext.sources_left, bitext.targets_left) == (0, 0)
    assert bitext.told() == ["1 pair: content 1", "Without a counterpart: 0 sources, 0 targets"]


def test_pairs_are_explained():
    bitext = Bitext.of(pairs_of({"source": EN, "target": ZH}), Config(), explain=True)
    ((first, *rest),) = bitext.terms
    assert first.weight == max(term.weight for term in [first, *rest])
    assert ("注意力", ("attent",)) in {(term.term, term.stems) for term in bitext.terms[0]}
    (row,) = READERS["jsonl"](bitext.content("jsonl"))
    assert row["shared_terms"] == [
        {"term": term.term, "stems": list(term.stems), "weight": term.weight}
        for term in bitext.terms[0]
    ]
    assert READERS["parquet"](bitext.content("parquet"))[0]["shared_terms"] == row["shared_terms"]
    for form in ("csv", "tsv", "tmx"):
        (row,) = READERS[form](bitext.content(form))
        assert row["shared_terms"] == "; ".join(map(str, bitext.terms[0]))
    assert re.fullmatch(r"[^=;]+=[a-z/]+:\d+\.\d\d", str(first))


def test_an_explanation_does_not_depend_on_the_other_pairs():
    sources = [EN, "GPT and BERT read 12 texts.", "", "Zyxwv qwrty."]
    targets = [ZH, "BERT 和 GPT 读了 12 篇文本。", ZH, ""]
    together = list(shared_terms(sources, targets))
    alone = [next(shared_terms([en], [zh])) for en, zh in zip(sources, targets, strict=True)]
    backwards = list(shared_terms(sources[::-1], targets[::-1]))[::-1]
    assert together == alone == backwards
    assert together[2:] == [(), ()]
    assert {"gpt", "bert", "12"} <= {term.term for term in together[1]}


def test_a_bitext_is_an_input(here):
    table = pairs_of({"source": EN, "target": ZH}, {"source": "Fine.", "target": "很好。"})
    for form in ("csv", "tsv", "jsonl", "parquet"):
        (here / f"bitext.{form}").write_bytes(Bitext.of(table, Config()).content(form))
        records = audit.read([f"bitext.{form}"], Config()).records
        assert records["text"].tolist() == [EN, ZH, "Fine.", "很好。"]


def test_readme_shows_what_pairing_prints(here):
    (shown,) = re.findall(r"<!-- pair -->\n```sh\n(.*?)```", README, re.DOTALL)
    (output,) = re.findall(r"<!-- pair output -->\n```text\n(.*?)```", README, re.DOTALL)
    make, pair, show = shown.strip().splitlines()
    assert make == "awk 'length > 240' seeds/002_b83577b64e6b106d.txt | LC_ALL=C sort > loose.txt"
    digest = (ROOT / "seeds" / "002_b83577b64e6b106d.txt").read_bytes().splitlines(keepends=True)
    (here / "loose.txt").write_bytes(b"".join(sorted(line for line in digest if len(line) > 241)))
    program, *args = shlex.split(pair)
    assert program == ".venv/bin/audit"
    result = CliRunner().invoke(app, args)
    told, _, shown = output.partition("\n\n")
    assert result.stderr == f"{told}\n"
    program, *args = shlex.split(show)
    assert program == ".venv/bin/audit"
    lines = CliRunner().invoke(app, args).stdout.splitlines()
    for line in shown.splitlines():
        beginning = line.removesuffix("…")
        assert any(found.startswith(beginning) for found in lines), line
