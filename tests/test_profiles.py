"""Which profile an input gets, what it changes, and where it is told."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

import audit
from audit import cli
from audit.config import Config
from audit.readers._material import Tally, material_of
from audit.schema import Record
from tests.conftest import pairs_of

KEYS = ("settings.account.title", "settings_save", "appTitle", "login.button", "ok")
# Columns, ids, sources and the profile.
TABLES = [
    (("id", "abstract_en", "abstract_zh"), "ab", "AB", "papers"),
    (("id", "Abstract", "摘要"), "ab", "AB", "papers"),
    (("中文摘要", "英文摘要"), "", "AB", "papers"),
    (("arxiv_id", "en", "zh"), "ab", "AB", "papers"),
    (("DOI", "title.en", "title.zh"), "ab", "AB", "papers"),
    (("id", "en", "zh"), ("2301.00001v2", "qh-2312.12345"), "AB", "papers"),
    (("id", "en", "zh"), ("10.1000/182", "https://doi.org/10.1000/183"), "AB", "papers"),
    (("id", "en", "zh"), ("2301.00001", "wmt-1", "wmt-2"), "ABC", None),
    (("id", "en", "zh"), ("2021.12345", "3.14159"), "AB", None),
    (("msgid", "msgstr"), "", "AB", "interface"),
    (("key", "en", "zh"), KEYS, ("Account", "Save", "Notes", "Log in", "OK"), "interface"),
    (("key", "en", "zh"), KEYS, ["A sentence that is no string of any interface. " * 2] * 5, None),
    (("id", "en", "zh"), ("doc_a.seg1", "doc_a.seg2", "doc_a.seg3"), "ABC", None),
    (("id", "en", "zh"), ("wmt22-0", "wmt22-1"), "AB", None),
    (("id", "title_en", "title_zh", "summary", "summary_zh"), "ab", "AB", None),
    (("source", "target"), "", "AB", None),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "ids", "sources", "expected"), TABLES)
def test_material_of_a_table(columns, ids, sources, expected):
    ids = ids or [None] * len(sources)
    records = [
        Record(f"r{number}", None, unit_id, "segment", "source", "en", None, text, "t", number, 1)
        for number, (unit_id, text) in enumerate(zip(ids, sources, strict=True))
    ]
    for seed in range(3):  # in any order
        random.Random(seed).shuffle(records)
        assert material_of(reversed(columns), Tally.of(records)) == expected


def _table(folder, name, rows):
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_text("".join(lines), "utf-8")
    return name


PAPER = {
    "id": "a",
    "abstract_en": "It works well on all data.",
    "abstract_zh": "它在所有数据上都很好",
}
STRINGS = [
    {"key": "menu.save", "en": "Save the file now.", "zh": "立即保存文件"},
    {"key": "menu.open", "en": "Open", "zh": "打开"},
]
TALK = {"id": "1", "en": "Never mind, it will be fine.", "zh": "没关系，会好的"}


def _severities(report):
    found = report.findings[report.findings["rule"] == "missing-end-punctuation"]
    return dict(zip(found["file"], found["severity"], strict=True))


def test_each_input_has_its_own(here):
    files = [
        _table(here, "papers.jsonl", [PAPER]),
        _table(here, "strings.jsonl", STRINGS),
        _table(here, "talk.jsonl", [TALK]),
    ]
    report = audit.run(files)
    assert report.profiles() == {"general": 1, "interface": 2, "papers": 1}
    assert _severities(report) == dict(zip(files, ("minor", "minor", "neutral"), strict=True))
    assert [item.profile for item in report.inputs] == ["papers", "interface", "general"]
    turned = audit.run(list(reversed(files)), Config(workers=2))
    assert _severities(turned) == _severities(report)


def _run(*arguments):
    """What `audit run` tells at its end, and the summary that it writes."""
    result = CliRunner().invoke(cli.app, ["run", *arguments, "--out", "out"])
    assert result.exit_code == 0
    told = [line for line in result.stderr.splitlines() if line.startswith("Profile: ")]
    return told, json.loads(Path("out", "summary.json").read_text("utf-8"))


def test_profile_is_told(here):
    told, summary = _run(_table(here, "papers.jsonl", [PAPER]))
    assert told == ["Profile: papers 1 (by what the input tells; --profile sets another)"]
    assert summary["profiles"] == {"papers": 1}
    assert summary["config"]["profile"] is None
    assert summary["inputs"][0]["profile"] == "papers"
    assert "<code>jsonl papers " in Path("out", "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "profile"), [((), "interface"), (("--profile", "general"), "general")]
)
def test_profile_is_overridden(here, options, profile):
    (here / "audit.toml").write_text('profile = "interface"\n', "utf-8")
    told, summary = _run(_table(here, "papers.jsonl", [PAPER]), *options)
    assert told == [f"Profile: {profile} 1 (as configured)"]
    assert summary["profiles"] == {profile: 1}
    assert summary["config"]["profile"] == profile


COMMA = {
    "source": "The school will go on to offer this choice to all of the young people in town.",
    "target": "这所学校将继续为镇上所有的年轻人提供这样的选择和机会，",
}


@pytest.mark.parametrize(
    ("profile", "severity"),
    [("general", "minor"), ("papers", "major"), ("interface", "major"), ("strict", "major")],
)
def test_a_comma_at_the_end_of_a_whole_text(profile, severity):
    config = Config(select=("truncated",), profile=profile)
    found = audit.score(pairs_of(COMMA), config).findings
    assert found["severity"].tolist() == [severity]


def test_a_colon_at_the_end_is_a_cut_whatever_the_length():
    row = COMMA | {"target": COMMA["target"][:-1] + "："}
    found = audit.score(pairs_of(row), Config(select=("truncated",))).findings
    assert found["severity"].tolist() == ["major"]


def test_strings_are_not_called_cut():
    source = (
        "The keys that were found in the file are listed below in the order of their names " * 3
    )
    row = {"source": source + "and sorted by", "target": "文件中的键按名称排列如下"}
    for profile, count in (("general", 1), ("interface", 0)):
        config = Config(profile=profile)
        found = audit.score(pairs_of(row), config).findings
        assert (found["rule"] == "source-truncated").sum() == count
