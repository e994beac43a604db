"""What is to be translated again, and the pairs that are fine."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import defusedxml.ElementTree as ElementTree
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import Config
from audit.ledger import Ledger
from audit.merging._returned import read_returned
from audit.readers import Reading
from audit.report import Report
from audit.report.clean import _WRITERS, clean
from audit.report.formats import content
from audit.report.formats._xml import legal
from audit.report.requeue import explained, queue_id, requeue
from audit.schema import RECORDS, Records, conform, without_surrogates
from audit.scorers import score
from tests.conftest import ROOT, pairs_of
from tests.strategies import TEXTS, pairs

EN, ZH = "We study sparse attention.", "我们研究稀疏注意力。"
HELD = TEXTS.map(without_surrogates)  # the tables hold no others
XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"


def report_on(pairs, config=None):
    """A report on PAIRS that no file holds."""
    config = config or Config()
    records = [
        {"record_id": name, "path": path, "line": line, "text": text, "role": side}
        for side in ("source", "target")
        for name, path, line, text in zip(
            *(pairs[f"{side}_{name}"] for name in ("record", "path", "line", "text")), strict=True
        )
        if not pd.isna(name)
    ]
    frame = pd.DataFrame(records, columns=list(RECORDS), dtype=object)
    reading = Reading(Records(conform(frame, RECORDS)), [], [])
    return Report.of(config, reading, pairs, score(pairs, config), Ledger())


def ids(report):
    return [one.entry_id for one in requeue(report)]


@pytest.mark.parametrize(
    ("row", "queued"),
    [
        ({"source": EN, "target": ZH}, False),
        ({"source": EN, "target": EN}, True),
        ({"source": EN, "target": ""}, True),
        ({"source": EN, "target": None}, True),
        ({"source": EN, "target_slot": False}, True),  # the place is that of the source
        ({"source": "", "target": ""}, False),  # there is nothing to translate
        ({"source": "N/A", "target": "N/A"}, False),
        ({"target": ""}, False),
        ({"target": EN}, False),
        ({"source": f"{EN} <b>x</b>", "target": f"{ZH} &amp;lt; x"}, False),  # minor
    ],
)
def test_what_is_queued(row, queued):
    assert ids(report_on(pairs_of(row))) == (["e1"] if queued else [])


def test_all_of_the_queue_is_major_and_mended_by_a_translation():
    for seed in sorted((ROOT / "seeds").iterdir()):
        report = audit.run([seed])
        for one in requeue(report):
            assert one.source.strip()
            assert {reason.severity for reason in one.reasons} <= {"major", "critical"}
        flagged = report.entries[["missing_translation", "language_mismatch"]].any(axis=1)
        has_source = report.entries["source_text"].notna()
        wanted = set(report.entries.loc[flagged & has_source, "entry_id"])
        assert wanted <= set(ids(report))


def test_shifted_pairs_need_another_pairing_and_no_translation():
    pairs = _abstracts()
    assert ids(report_on(pairs)) == []
    shifted = pairs.assign(target_text=[*pairs["target_text"][1:], pairs["target_text"].iloc[0]])
    report = report_on(shifted)
    assert "shifted-pairs" in set(report.roots()["rule"])
    assert ids(report) == []
    assert len(clean(report).pairs) == 0


def test_members_of_a_shared_finding_are_queued_with_it():
    pairs = _abstracts()
    pairs["target_text"] = "请求过于频繁，请稍后再试，或者联系管理员。" * 2
    report = report_on(pairs, Config(select=("same-target",)))
    queue = requeue(report)
    assert [one.entry_id for one in queue] == pairs["entry_id"].tolist()
    (root,) = report.roots()["finding_id"]
    assert {reason.finding_id for one in queue for reason in one.reasons} == {root}
    assert [one.reasons[0].start for one in queue] == [0] + [None] * (len(pairs) - 1)


def _abstracts():
    """Some abstracts, each with its translation."""
    rows = [
        ("Graph neural networks learn the structure of large molecules from data.",
         "图神经网络从数据中学习大分子的结构。"),
        ("Speech recognition for children suffers from a lack of training recordings.",
         "儿童语音识别缺乏训练录音。"),
        ("We measure the temperature of distant stars with a new telescope in Chile.",
         "我们在智利用一台新望远镜测量遥远恒星的温度。"),
        ("Robots that walk on two legs fall when the ground is wet and slippery.",
         "当地面潮湿光滑时，用两条腿行走的机器人会摔倒。"),
        ("A quantum computer with few qubits factors small integers in an hour.",
         "一台量子比特很少的量子计算机在一小时内分解小整数。"),
        ("Patients with diabetes sleep better after exercise in the evening.",
         "糖尿病患者在晚上锻炼后睡得更好。"),
    ]  # fmt: skip
    return pairs_of(*({"source": source, "target": target} for source, target in rows))


def test_suppressed_findings_ask_for_nothing():
    report = report_on(pairs_of({"source": EN, "target": EN}))
    assert ids(report) == ["e1"]
    findings = report.findings.assign(suppressed=True)
    assert ids(report.with_tables(findings=findings)) == []
    assert explained(report.with_tables(findings=findings)) == {}


def test_severity_decides():
    minor = {"severity": "minor"}
    config = Config(rules={"language-mismatch": minor, "missing-translation": minor})
    row = {"source": EN, "target": "This is something else."}
    rules = {one["rule"] for found in explained(report_on(pairs_of(row))).values() for one in found}
    assert "language-mismatch" in rules
    assert ids(report_on(pairs_of(row))) == ["e1"]
    assert ids(report_on(pairs_of(row), config)) == []


def test_json_lines_say_what_why_and_where(here):
    (here / "t.csv").write_text(f"id,en,zh\na,{EN},{EN}\n", "utf-8")
    report = audit.run(["t.csv"])
    (line,) = content(report, "requeue").splitlines()
    entry = json.loads(line)
    (finding,) = report.roots().to_dict("records")
    assert entry == {
        "id": queue_id("t.csv#2:zh", EN),
        "entry_id": "a",
        "field": "segment",
        "source_lang": "en",
        "target_lang": "zh",
        "source": EN,
        "bad_target": EN,
        "reasons": [
            {
                "finding_id": finding["finding_id"],
                "rule": "language-mismatch",
                "severity": "critical",
                "message": finding["message"],
                "start": 0,
                "end": len(EN),
            }
        ],
        "place": {
            "path": "t.csv",
            "line": 2,
            "end_line": 2,
            "column": 30,
            "locator": "zh",
            "form": "csv",
            "record": "t.csv#2:zh",
        },
        "source_place": {**entry["place"], "column": 3, "locator": "en", "record": "t.csv#2:en"},
        "counterpart": None,
        "translation": None,
    }


def test_xliff_says_the_same(here):
    (here / "t.csv").write_text(f"id,en,zh\na,{EN},{EN}\n", "utf-8")
    report = audit.run(["t.csv"])
    root = ElementTree.fromstring(content(report, "requeue-xliff"))
    assert (root.tag, root.get("version")) == (f"{XLIFF}xliff", "1.2")
    (file,) = root
    assert (file.get("original"), file.get("source-language")) == ("t.csv", "en")
    assert (file.get("target-language"), file.get("datatype")) == ("zh", "plaintext")
    (unit,) = file.iter(f"{XLIFF}trans-unit")
    assert (unit.get("id"), unit.get("resname")) == (queue_id("t.csv#2:zh", EN), "a")
    target = unit.find(f"{XLIFF}target")
    assert (target.text, target.get("state")) == (None, "needs-translation")
    alternative = unit.find(f"{XLIFF}alt-trans")
    assert alternative.get("alttranstype") == "rejected"
    assert alternative.findtext(f"{XLIFF}target") == unit.findtext(f"{XLIFF}source") == EN
    (note,) = (note.text for note in unit.iter(f"{XLIFF}note"))
    (finding,) = report.roots().to_dict("records")
    assert note.startswith(f"language-mismatch (critical, {finding['finding_id']}): The slot ")


@settings(deadline=None, max_examples=20)
@given(texts=st.lists(st.tuples(HELD, st.none() | HELD), min_size=60, max_size=60))
def test_every_text_is_held(texts):
    """JSON Lines hold it exactly, XLIFF but for what XML cannot hold: 2,400 texts."""
    config = Config(select=("missing-translation", "blank-entry", "language-mismatch"))
    rows = ({"source": source, "target": target} for source, target in texts)
    report = report_on(pairs_of(*rows), config)
    queue = requeue(report)
    lines = content(report, "requeue")
    entries = [json.loads(line) for line in lines.splitlines()]
    assert [(one["source"], one["bad_target"]) for one in entries] == [
        (one.source, one.bad_target) for one in queue
    ]
    assert not any(char in lines.decode() for char in "\x1b\x7f\x85\u2028\u202e")
    root = ElementTree.fromstring(content(report, "requeue-xliff"))
    units = list(root.iter(f"{XLIFF}trans-unit"))
    assert sorted(unit.get("id") for unit in units) == sorted(one.id for one in queue)
    by_id = {one.id: one for one in queue}
    for unit in units:
        source = unit.findtext(f"{XLIFF}source")
        assert source == legal(by_id[unit.get("id")].source)


def test_both_forms_are_read_back(here):
    table = pairs_of({"source": f"{EN}\x1b <&>", "target": f"a\r\nb]]>\u2028 {EN}"})
    report = report_on(table)
    for name in ("requeue", "requeue-xliff"):
        (here / name).write_bytes(content(report, name))
        problems = []
        (entry,) = read_returned(name, problems)
        (one,) = requeue(report)
        assert (entry.id, entry.entry_id, entry.record) == (one.id, one.entry_id, "rows#1:target")
        assert legal(entry.source) == legal(one.source)
        assert legal(entry.bad_target) == legal(one.bad_target)
        assert (entry.translation, problems) == ("" if name == "requeue-xliff" else None, [])


def test_the_same_bytes_every_time_and_nothing_is_no_error():
    for name in ("requeue", "requeue-xliff"):
        queue = pairs_of({"source": EN, "target": EN}, {"source": EN, "target": None})
        assert content(report_on(queue), name) == content(report_on(queue), name)
        nothing = content(report_on(pairs_of({"source": EN, "target": ZH})), name)
        assert nothing == b"" or len(ElementTree.fromstring(nothing)) == 0


def read_tsv(made):
    return list(csv.DictReader(io.StringIO(made.decode(), newline=""), delimiter="\t"))


def read_jsonl(made):
    return [json.loads(line) for line in made.splitlines()]


@settings(deadline=None, max_examples=30)
@given(table=pairs(max_rows=30))
def test_clean_pairs_are_exact(table):
    report = report_on(table)
    bitext = clean(report)
    ok = report.entries.loc[report.entries["status"] == "ok", ["entry_id", "field"]]
    units = set(ok.itertuples(index=False, name=None))
    rows = list(zip(bitext.pairs["entry_id"], bitext.pairs["field"], strict=True))
    assert set(rows) <= units
    texts = list(zip(bitext.pairs["source_text"], bitext.pairs["target_text"], strict=True))
    for form, read in (("tsv", read_tsv), ("jsonl", read_jsonl)):
        rows = read(_WRITERS[form](bitext))
        assert [(row["source_text"], row["target_text"]) for row in rows] == texts
    ElementTree.fromstring(_WRITERS["tmx"](bitext))


def test_export_clean(here):
    rows = f'{EN},{ZH}\n"=1+1 costs\t""much"" here.","=1+1 在这里\t很贵。"\n{EN} Twice.,{EN}\n'
    (here / "t.csv").write_text(f"en,zh\n{rows}", "utf-8")
    for name in ("c.jsonl", "c.tsv", "deep/c.tmx"):
        result = CliRunner().invoke(app, ["run", "t.csv", "--export-clean", name])
        assert (result.exit_code, name in result.stderr) == (0, True)
    targets = [ZH, "=1+1 在这里\t很贵。"]
    assert [row["target_text"] for row in read_tsv(Path("c.tsv").read_bytes())] == targets
    assert [row["target_text"] for row in read_jsonl(Path("c.jsonl").read_bytes())] == targets
    assert b'"=1+1 costs\t""much"" here."\t' in Path("c.tsv").read_bytes()
    assert audit.run(["c.tsv"]).entries["target_text"].tolist() == targets


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("c.xlsx", "no format has the extension '.xlsx'; valid: jsonl, tmx, tsv"),
        ("c", "no format has the extension ''; one of .jsonl, .tmx, .tsv"),
        ("t.tsv", "t.tsv: is an input and would be overwritten"),
    ],
)
def test_where_clean_pairs_cannot_go(here, name, said):
    (here / "t.tsv").write_text(f"en\tzh\n{EN}\t{ZH}\n", "utf-8")
    result = CliRunner().invoke(app, ["run", "t.tsv", "--export-clean", name])
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("reports").exists()


def test_queue_on_standard_output(here):
    (here / "t.csv").write_text(f"en,zh\n{EN},{EN}\n", "utf-8")
    result = CliRunner().invoke(app, ["run", "t.csv", "--output", "requeue=-", "-q"])
    assert json.loads(result.stdout)["source"] == EN
