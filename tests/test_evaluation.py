"""`audit score`: metrics against human translations."""

from __future__ import annotations

import json

import pytest
import sacrebleu
from typer.testing import CliRunner

from audit.cli import app

ROWS = [
    {"src": "We study graphs.", "mt": "我们研究图。", "ref": "我们研究图。"},
    {"src": "It is fast and simple.", "mt": "它很快。", "ref": "它既快又简单。"},
    {"src": "Code is released.", "mt": None, "ref": "代码已发布。"},
]


@pytest.fixture
def table(here):
    path = here / "t.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), "utf-8")
    return str(path)


def test_scores_are_those_of_sacrebleu(table):
    result = CliRunner().invoke(app, ["score", table, "--metric", "bleu", "--metric", "chrf"])
    assert result.exit_code == 0, result.stderr
    found = [line.split("\t") for line in result.stdout.splitlines()]
    targets, references = [row["mt"] or "" for row in ROWS], [[row["ref"] for row in ROWS]]
    bleu = sacrebleu.corpus_bleu(targets, references, tokenize="zh").score
    chrf = sacrebleu.corpus_chrf(targets, references).score
    assert [line[1:4] for line in found] == [
        ["3", "bleu", f"{bleu:.2f}"],
        ["3", "chrf", f"{chrf:.2f}"],
    ]
    assert "tok:zh" in found[0][4]


def test_ter_is_there_on_request(table):
    result = CliRunner().invoke(app, ["score", table, "--metric", "ter"])
    assert result.stdout.split("\t")[2] == "ter"


def test_without_references_it_says_what_to_do(here):
    (here / "t.csv").write_text("en,zh\nOne,一\n", "utf-8")
    result = CliRunner().invoke(app, ["score", "t.csv"])
    assert result.exit_code == 2
    assert "--reference-column" in result.stderr


def test_unknown_metric(table):
    result = CliRunner().invoke(app, ["score", table, "--metric", "blue"])
    assert result.exit_code == 2
    assert "did you mean 'bleu'?" in result.stderr
