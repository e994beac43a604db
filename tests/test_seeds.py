"""The seeds: what they hold, read by hand, and the report committed beside them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import audit
from audit import engine
from audit.config import Config
from audit.report.csv_report import read_csv
from tests.conftest import ROOT

FILES = ("entries.csv", "findings.csv", "index.html", "summary.json")
REFRESH = "the report of the seeds has changed; if that is meant: audit run seeds --out reports"

# What a bilingual reader finds in the Chinese entries, whose sources are not in the input.
DEFECTS = {
    "seeds/001_5577003dcb3ec7a1.txt#1": "repetition",
    "seeds/001_5577003dcb3ec7a1.txt#9": "formula-broken",
    "seeds/001_5577003dcb3ec7a1.txt#13": "term-mistranslated",
    "seeds/001_5577003dcb3ec7a1.txt#15": "term-mistranslated",
    "seeds/001_5577003dcb3ec7a1.txt#19": "formula-broken;repetition;term-mistranslated",
    "seeds/004_5ab3ca5a59bce349.txt#17": "term-mistranslated",
    "seeds/004_5ab3ca5a59bce349.txt#19": "term-mistranslated",
}


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return audit.run(["seeds"])


@pytest.fixture(scope="module")
def records(report):
    return report.records


def test_units_and_flags(report):
    assert len(report.entries) == 54
    assert report.flags() == {
        "missing_translation": 22, "blank_entry": 3, "language_mismatch": 22,
    }  # fmt: skip


def test_every_entry_has_a_verdict(report):
    verdicts = report.entries["verdict"].value_counts().to_dict()
    assert verdicts == {"translated": 29, "untranslated": 25}


def test_untranslated_entries_are_the_entries_in_english(report):
    entries = report.entries
    assert (entries["missing_translation"] == entries["language_mismatch"]).all()
    english = entries[entries["target_lang"] == "en"]
    assert english["language_mismatch"].all()
    assert len(english) == 22


def test_blank_entries_are_at_their_markers(report):
    blank = report.entries[report.entries["blank_entry"]]
    assert blank["target_line"].tolist() == [7, 12, 15]
    assert blank["target_file"].unique().tolist() == ["seeds/000_82420e7e006f224c.txt"]


def test_symptoms_are_folded_under_their_causes(report):
    findings = report.findings
    symptoms = findings[findings["cause"].notna()]
    assert set(symptoms["rule"]) == {"missing-translation"}
    causes = findings.set_index("finding_id").loc[symptoms["cause"]]
    assert set(causes["rule"]) == {"language-mismatch"}
    assert causes["entry_id"].tolist() == symptoms["entry_id"].tolist()


def test_chinese_entries_without_a_source(report):
    entries = report.entries
    chinese = entries[(entries["target_lang"] == "zh") & entries["source_text"].isna()]
    assert len(chinese) == 15
    assert chinese["rules"].str.contains("missing-source").all()
    defects = chinese.set_index("entry_id")["rules"].str.replace(";?missing-source", "", regex=True)
    assert defects[defects != ""].to_dict() == DEFECTS


def test_pairs_of_the_digest(report):
    pairs = report.pairs[report.pairs["source_path"].str.contains("002_")]
    assert pairs["field"].value_counts().to_dict() == {"title": 9, "abstract": 5}
    assert pairs[["source_text", "target_text"]].notna().all(axis=None)
    assert set(pairs["pair_method"]) == {"unit"}


def test_no_pair_across_entries_of_a_feed(report):
    pairs = report.pairs[~report.pairs["target_path"].str.contains("002_")]
    both = pairs[pairs["source_record"].notna() & pairs["target_record"].notna()]
    assert (both["source_record"] == both["target_record"]).all()


@pytest.mark.parametrize(
    "furniture",
    [
        "image.png",
        "weibo.com",
        "[LG]",
        "[CV]",
        "1、",
        "B W. Larsen",
        "Stanford University",
        "另外几篇",
    ],
)
def test_no_furniture_in_any_text_of_the_digest(records, furniture):
    texts = records.loc[records["path"].str.contains("002_"), "text"]
    assert len(texts) == 28
    assert not texts.str.contains(furniture, regex=False).any()


def test_no_marker_in_any_text(records):
    assert not records["text"].str.contains("translated by").any()


def test_chinese_titles_end_before_the_first_stop(records):
    titles = records[(records["field"] == "title") & (records["role"] == "target")]
    assert len(titles) == 9
    assert not titles["text"].str.contains("。").any()
    assert titles["text"].iloc[0] == "训练深度网络需要多少自由度:损失景观视角"


def test_lines_hold_the_texts(records):
    for row in records[records["text"] != ""].itertuples():
        line = (ROOT / row.path).read_text("utf-8").split("\n")[row.line - 1]
        assert row.text.split("\n")[0] in line


def test_nothing_is_lost(report):
    balance = report.conservation()
    assert balance == {
        "records_read": 68, "records_in_pairs": 68, "records_rejected": 0, "holds": True,
    }  # fmt: skip
    assert report.problems == []


def test_committed_report_is_fresh(report, tmp_path):
    report.write(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (ROOT / "reports" / name).read_bytes(), REFRESH


def test_committed_report_reads_back(report):
    entries = read_csv(ROOT / "reports" / "entries.csv")
    assert entries["source_text"].fillna("").equals(report.entries["source_text"].fillna(""))
    assert entries["status"].equals(report.entries["status"])


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_bytes_in_any_process(environment, tmp_path, hash_seed):
    subprocess.run(
        [sys.executable, "-m", "audit", "run", "seeds", "--out", str(tmp_path), "--quiet"],
        cwd=ROOT,
        env=environment | {"PYTHONHASHSEED": hash_seed},
        check=True,
    )
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (ROOT / "reports" / name).read_bytes(), REFRESH


def test_the_same_tables_from_several_workers(report, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(engine, "SMALL_BYTES", 0)
    again = audit.score(report.pairs, Config(workers=2), rows=20)
    assert again.findings.equals(report.findings)


def test_order_of_inputs_is_no_matter(report, monkeypatch):
    monkeypatch.chdir(ROOT)
    files = sorted((ROOT / "seeds").iterdir(), reverse=True)
    again = audit.run(files, Config())
    assert again.entries.equals(report.entries)
    assert again.findings.equals(report.findings)
