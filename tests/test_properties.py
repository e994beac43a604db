"""What holds for any input."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pandas as pd
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.errors import InputError
from audit.report.cells import CELL_LIMIT, cut, escape, unescape
from audit.report.csv_report import read_csv
from audit.schema import ENTRIES, FINDINGS, without_surrogates
from tests.strategies import CELLS, TEXTS, pairs

settings.register_profile("audit", deadline=None, max_examples=50)
settings.load_profile("audit")

TRIGGERS = "=+-@\t\r\n|\0＝＋－＠"


def score(table, **more):
    return audit.score(table, Config(), **more).findings


@given(pairs())
def test_evidence_is_the_text_of_the_span(table):
    texts = table.set_index(["entry_id", "field"])
    for finding in score(table).itertuples():
        unit = texts.loc[(finding.entry_id, finding.field)]
        for side in ("source", "target"):
            evidence = getattr(finding, f"{side}_evidence")
            if not pd.isna(evidence):
                start, end = (getattr(finding, f"{side}_{end}") for end in ("start", "end"))
                assert evidence == unit[f"{side}_text"][start:end]


@given(pairs(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_partitions_and_order_change_nothing(table, rows, random):
    whole = score(table)
    order = list(range(len(table)))
    random.shuffle(order)
    assert score(table.iloc[order], rows=rows).equals(whole)


@given(TEXTS)
def test_without_surrogates_the_offsets_stay(text):
    whole = without_surrogates(f"\ud800{text}")
    assert len(whole) == len(text) + 1
    assert whole.encode().decode() == whole


@given(pairs())
def test_scoring_leaves_the_pairs_alone(table):
    before = table.copy(deep=True)
    score(table)
    assert table.equals(before)


@given(pairs())
def test_findings_have_ids_of_their_own_and_known_causes(table):
    findings = score(table)
    assert findings["finding_id"].is_unique
    assert findings["finding_id"].str.match("^[A-Z]").all()
    assert set(findings["cause"].dropna()) <= set(findings["finding_id"])


@settings(max_examples=1_000)
@given(TEXTS)
def test_a_cell_gives_its_text_back(text):
    assert unescape(escape(text)) == text


@settings(max_examples=1_000)
@given(TEXTS)
def test_a_cell_is_one_line_and_no_formula(text):
    cell = escape(text)
    shown = [char for char in cell if not (char.isspace() or unicodedata.category(char) == "Cf")]
    assert not set(cell) & set("\r\n\v\f\x85\u2028\u2029\0\x1b")
    assert not cell.startswith(tuple(TRIGGERS))
    assert not shown or shown[0] not in TRIGGERS


@given(st.text(max_size=60), st.integers(20, 60))
def test_a_cut_cell_keeps_the_limit(text, limit):
    assert len(cut(text, limit).encode("utf-16-le", "surrogatepass")) <= 2 * limit


ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"en": CELLS, "zh": CELLS, "id": TEXTS}), min_size=1
)


def run(folder, rows):
    lines = [json.dumps({"en": "first", "zh": None}), *map(json.dumps, rows), "no json"]
    (folder / "in.jsonl").write_text("\n".join(lines))
    try:
        return audit.run([folder / "in.jsonl"])
    except InputError:  # the names of the columns are contradicted by what they hold
        reject()


@given(ROWS)
def test_no_record_is_lost(tmp_path_factory, rows):
    report = run(tmp_path_factory.mktemp("run"), rows)
    balance = report.conservation()
    assert balance["records_rejected"] == 1
    assert balance["records_read"] == balance["records_in_pairs"] + balance["records_rejected"]
    sources, targets = (report.pairs[f"{side}_record"] for side in ("source", "target"))
    assert sources.dropna().is_unique
    assert targets.dropna().is_unique
    assert set(sources.dropna()) & set(targets.dropna()) == set(sources[sources == targets])
    units = report.entries[["entry_id", "field"]]
    assert not units.duplicated().any()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_records_is_no_matter(tmp_path_factory, rows, random):
    report = run(tmp_path_factory.mktemp("run"), rows)
    order = list(range(len(report.records)))
    random.shuffle(order)
    again = audit.pair(report.records.iloc[order].reset_index(drop=True), report.config)
    assert again.equals(report.pairs)


@given(ROWS)
def test_a_csv_is_read_back_as_it_was(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("run")
    report = run(folder, rows)
    report.write(folder)
    for name, table, schema in (
        ("entries.csv", report.entries, ENTRIES),
        ("findings.csv", report.findings, FINDINGS),
    ):
        raw = (folder / name).read_bytes().decode("utf-8-sig")
        assert len(raw.split("\r\n")) == len(table) + 2
        assert {len(row) for row in csv.reader(io.StringIO(raw, newline=""))} == {len(schema) + 2}
        again = read_csv(folder / name)
        words = [column for column, dtype in schema.items() if dtype == "str"]
        assert not again["truncated"].any()
        assert again[words].fillna("").equals(table[words].fillna(""))


def test_a_text_beyond_a_cell_is_cut_and_counted(tmp_path):
    report = run(tmp_path, [{"en": "A" * 40_000, "zh": "长"}])
    report.write(tmp_path)
    entries = read_csv(tmp_path / "entries.csv")
    long = entries[entries["truncated"]]["source_text"].item()
    assert CELL_LIMIT - 3 < len(long) <= CELL_LIMIT
    assert long.endswith("chars]")
