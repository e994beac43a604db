"""The command line: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

import audit
from audit import cli
from audit.report.csv_report import read_csv
from audit.scorers import scorers
from audit.storage import locks
from tests.conftest import ROOT, process

GOOD = "en,zh\nWe study sparse attention.,我们研究稀疏注意力。\nHello there.,\n"
REPORT = ["entries.csv", "findings.csv", "index.html", "summary.json"]


@pytest.fixture(autouse=True)
def _inputs(here):
    (here / "good.csv").write_text(GOOD, "utf-8")


def call(*args, stdin=None):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def written():
    return sorted(file.name for file in Path("reports").glob("*"))


def summary():
    return json.loads(Path("reports", "summary.json").read_text("utf-8"))


def test_version():
    result = call("--version")
    assert (result.exit_code, result.stdout) == (0, f"audit {audit.__version__}\n")


def test_rules_are_listed():
    result = call("rules")
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(scorers())


@pytest.mark.parametrize("rule", scorers())
def test_rules_are_explained(rule):
    result = call("explain", rule)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"# {rule}\n")


def test_run_writes_the_report_and_nothing_else():
    result = call("run", "good.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "1 of 2 entries is not translated." in result.stderr
    assert written() == REPORT
    assert summary()["flags"]["blank_entry"] == 1


def test_quiet_says_nothing():
    assert call("run", "good.csv", "--quiet").output == ""


def test_standard_input():
    result = call("run", "-", stdin=GOOD)
    assert result.exit_code == 0
    assert [item["path"] for item in summary()["inputs"]] == ["stdin"]


@pytest.mark.parametrize(
    ("severity", "code"), [("critical", 1), ("neutral", 1), (None, 0)], ids=str
)
def test_fail_on(severity, code):
    options = ["--fail-on", severity] if severity else []
    assert call("run", "good.csv", *options).exit_code == code
    assert written() == REPORT


def test_fail_on_counts_roots_only(here):
    (here / "blank.csv").write_text("en,zh\nHello there.,\n")
    result = call("run", "blank.csv", "--fail-on", "minor")
    assert "Findings at or above minor: 1\n" in result.stderr


@pytest.mark.parametrize(
    ("option", "rule", "code"),
    [("--select", "missing-source", 0), ("--ignore", "blank-entry", 1)],
)
def test_select_and_ignore(option, rule, code):
    assert call("run", "good.csv", option, rule, "--fail-on", "critical").exit_code == code
    assert summary()["flags"]["blank_entry"] == 0


# The same settings in either file.
CONFIGS = {
    "audit.toml": 'fail-on = "critical"\n[rules.blank-entry]\nseverity = "minor"\n',
    "pyproject.toml": '[tool.audit]\nfail-on = "critical"\n'
    '[tool.audit.rules.blank-entry]\nseverity = "minor"\n',
}


@pytest.mark.parametrize("name", CONFIGS)
def test_configuration_file(here, name):
    (here / name).write_text(CONFIGS[name])
    assert call("run", "good.csv", "--ignore", "missing-translation").exit_code == 0
    assert call("run", "good.csv", "--fail-on", "minor").exit_code == 1


def test_configuration_by_name(here):
    (here / "other.toml").write_text(CONFIGS["audit.toml"])
    args = ("run", "good.csv", "--config", "other.toml", "--ignore", "missing-translation")
    assert call(*args).exit_code == 0
    severities = {rule["rule"]: rule["severity"] for rule in summary()["rules"]}
    assert severities["blank-entry"] == "minor"


def test_every_mistake_of_a_configuration_at_once(here):
    (here / "audit.toml").write_text(
        'fail-onn = "minor"\nworkers = "two"\nselect = ["blank-entri"]\n'
        '[rules.language-mismatch]\ncopy-chf = 1\nconfidence = "high"\n'
    )
    result = call("run", "good.csv", "--input-format", "cvs")
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    hints = [
        "unknown key 'fail-onn'; did you mean 'fail-on'?",
        "workers: 'two' is not a whole number",
        "unknown format 'cvs'; did you mean 'csv'?",
        "unknown rule 'blank-entri'; did you mean 'blank-entry'?",
        "rules.language-mismatch.copy-chf: unknown option; did you mean 'copy-chrf'?",
        "rules.language-mismatch.confidence: 'high' should be like 0.99",
    ]
    assert [hint for hint in hints if not any(hint in line for line in told)] == []
    assert len(told) == len(hints)
    assert written() == []


BAD_TABLE, BAD_JSON = "a,b\n1,2\n", '{"en": "One", "zh": "一"}\n{broken\n'

# What is in the file `bad` (None: it is not there) → what is said of it, and its remedy.
BAD_FILES = {
    "nowhere.csv": (None, "nowhere.csv: no such file or directory; check the spelling"),
    "prose.txt": ("No form.\n", "prose.txt: is of no known form (feed, digest, csv"),
    "empty.csv": ("", "empty.csv: holds no translation unit"),
    "empty.txt": ("", "empty.txt: is empty"),
    "table.csv": (BAD_TABLE, "no column for source or target among: a, b; name them with --source"),
    "lines.jsonl": ("{broken\n", "lines.jsonl:1: broken JSON at column 2"),
    "array.json": (
        '["one", "two"]',
        "is a JSON array of single values, which pairs nothing; write",
    ),
    "binary.bin": ("\0\1\2\3" * 99 + "\0", "binary.bin: cannot be decoded in any known encoding;"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_alone(here, name):
    content, said = BAD_FILES[name]
    if content is not None:
        (here / name).write_text(content)
    result = call("run", name)
    assert result.exit_code == 2
    assert said in result.stderr
    assert written() == []


@pytest.mark.parametrize("name", sorted(set(BAD_FILES) - {"empty.csv"}))
def test_bad_file_does_not_spoil_the_good_one(here, name):
    content, said = BAD_FILES[name]
    if content is not None:
        (here / name).write_text(content)
    result = call("run", name, "good.csv")
    assert result.exit_code == 2
    assert said in result.stderr
    assert written() == REPORT
    assert summary()["units"] == 2


@pytest.mark.parametrize(
    ("args", "example"),
    [
        (["run"], "audit run seeds --out reports"),
        (["pair"], "audit pair seeds --out bitext.csv"),
        (["show", "\x1b[31m"], "audit show ID seeds"),
    ],
)
def test_no_path(args, example):
    result = call(*args)
    assert (result.exit_code, result.stderr) == (2, f"error: no input given; try: {example}\n")


def test_all_missing_paths_are_named_at_once():
    result = call("run", "one", "two")
    assert [line.split()[1] for line in result.stderr.splitlines()] == ["one:", "two:"]


def test_empty_directory(here):
    (here / "void").mkdir()
    result = call("run", "void")
    assert result.exit_code == 2
    assert "void: the directory is empty; " in result.stderr


def test_broken_line_is_counted_as_rejected_and_the_rest_audited(here):
    (here / "bad.jsonl").write_text(BAD_JSON, "utf-8")
    result = call("run", "bad.jsonl")
    assert result.exit_code == 2
    assert "bad.jsonl:2: broken JSON" in result.stderr
    assert "Records rejected and not audited: 1\n" in result.stderr
    assert summary()["conservation"]["records_rejected"] == 1
    assert summary()["units"] == 1


def test_undecodable_byte_is_named_and_the_rest_audited(here):
    (here / "bytes.csv").write_bytes(GOOD.encode() + b"Fine,\xff\n")
    result = call("run", "bytes.csv")
    assert result.exit_code == 2
    assert f"bytes.csv:4: the byte at offset {len(GOOD.encode()) + 5} is not utf-8" in result.stderr
    assert summary()["units"] == 3


def test_output_that_is_a_file(here):
    (here / "taken").write_text("mine")
    for out in ("taken", "taken/deeper", "/dev/null/x"):
        result = call("run", "good.csv", "--out", out)
        assert result.exit_code == 2
        assert "is a file, not a directory; name another directory with --out" in result.stderr
    assert (here / "taken").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser writes anywhere")
def test_output_that_cannot_be_written(here):
    (here / "closed").mkdir(mode=0o500)
    result = call("run", "good.csv", "--out", "closed")
    assert result.exit_code == 2
    assert "closed: cannot be written; change its permissions" in result.stderr


def test_two_runs_into_one_directory(here, monkeypatch):
    monkeypatch.setattr(locks, "WAIT_S", 0.1)
    call("run", "good.csv")
    before = (here / "reports" / "entries.csv").read_bytes()
    (here / "good.csv").write_text(GOOD * 2, "utf-8")
    with FileLock(here / "reports" / ".audit.lock"):
        result = call("run", "good.csv")
    assert result.exit_code == 2
    assert "another run is writing its report here; wait for it" in result.stderr
    assert (here / "reports" / "entries.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["run", "good.csv", "--select", "blnk-entry"], "did you mean 'blank-entry'?"),
        (["run", "good.csv", "--ignore", "zyx"], f"valid: {', '.join(scorers())}"),
        (["explain", "blank"], "did you mean 'blank-entry'?; try: audit rules"),
        (["run", "good.csv", "--fail-on", "critcal"], "did you mean 'critical'?"),
        (["run", "good.csv", "--encoding", "utf9"], "unknown encoding 'utf9'"),
        (["run", "good.csv", "--source-column", "english"], "no column --source-column 'english'"),
        (["run", "good.csv", "--selct", "x"], "--select"),
        (["run", "good.csv", "--min-pair-score", "2"], "min-pair-score: 2.0 is no probability"),
        (["pair", "good.csv", "--out", "x.tmy"], "unknown format 'tmy'; did you mean 'tmx'?"),
        (["pair", "good.csv", "--format", "xlsx"], "valid: csv, jsonl, parquet, tmx, tsv"),
        (["pair", "good.csv", "--out", "x"], "no extension says the format; --format csv|jsonl"),
        (["show", "good.csv#4", "good.csv"], "called 'good.csv#4'; the nearest is 'good.csv#"),
        (["rnu", "good.csv"], "rnu"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_unknown_names(args, hint):
    result = call(*args)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert written() == []


HOSTILE = "a\x1b[31m\u202eb"


def test_nothing_that_a_terminal_obeys_reaches_it(here):
    row = {"id": HOSTILE, "en": f"{HOSTILE} is here.", HOSTILE: "x"}
    (here / f"{HOSTILE}.jsonl").write_text(json.dumps(row) + "\n{\n")
    for args in ([f"{HOSTILE}.jsonl"], [HOSTILE], [f"{HOSTILE}.jsonl", "--source-column", HOSTILE]):
        result = call("run", *args, "--input-format", "jsonl")
        assert "\ufffd" in result.stderr
        assert not set(result.output) & set("\x1b\u202e")


def test_pair_writes_the_bitext_and_nothing_else(here):
    result = call("pair", "good.csv", "--out", "deep/bitext.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "1 pair: unit 1",
        "Without a counterpart: 1 source, 0 targets",
        "Bitext: deep/bitext.csv",
    ]
    assert sorted(path.name for path in here.rglob("*")) == ["bitext.csv", "deep", "good.csv"]
    assert call("pair", "good.csv", "--out", "deep/bitext.csv", "--quiet").output == ""


def test_pair_on_standard_output_is_json_lines():
    (row,) = map(json.loads, call("pair", "-", "--quiet", stdin=GOOD).output.splitlines())
    assert (row["entry_id"], row["pair_method"], row["target_line"]) == ("stdin#2", "unit", 2)
    assert "shared_terms" not in row
    lines = call("pair", "good.csv", "--all", "--explain", "--quiet").output.splitlines()
    first, second = map(json.loads, lines)
    assert first["shared_terms"][0].keys() == {"term", "stems", "weight"}
    assert second["target_text"] == ""


def test_format_wins_over_the_extension(here):
    call("pair", "good.csv", "--out", "bitext.csv", "--format", "jsonl")
    assert json.loads((here / "bitext.csv").read_text("utf-8"))["pair_id"].startswith("P-")
    assert call("pair", "good.csv", "--format", "tmx").stdout.startswith("<?xml")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told_of(environment):
    command = f'"{sys.executable}" -m audit pair good.csv > /dev/full'
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"error: standard output: cannot be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_bitext_takes_no_input_and_no_device(here):
    (here / "folder.csv").mkdir()
    for out, reason in [
        ("good.csv", "good.csv: is an input and would be overwritten"),
        ("folder.csv", "folder.csv: is no regular file"),
        ("/dev/null", "/dev/null: is no regular file"),
        ("good.csv/x.csv", "good.csv: is a file, not a directory"),
    ]:
        result = call("pair", "good.csv", "--format", "csv", "--out", out)
        assert result.exit_code == 2
        assert reason in result.stderr
    assert (here / "good.csv").read_text("utf-8") == GOOD


def test_a_bitext_in_the_folder_of_its_inputs_is_not_read_again(here):
    for _ in range(2):
        assert call("pair", ".", "--out", "bitext.csv").stderr.startswith("1 pair: unit 1\n")


def test_pair_with_a_bad_input_pairs_the_good_one(here):
    (here / "bad.jsonl").write_text(BAD_JSON, "utf-8")
    result = call("pair", "bad.jsonl", "good.csv", "--out", "bitext.tsv")
    assert result.exit_code == 2
    assert result.stderr.startswith("2 pairs: unit 2\n")
    assert "error: bad.jsonl:2: broken JSON" in result.stderr
    result = call("pair", "bad.jsonl", "good.csv", "--out", "bitext.tsv", "--quiet")
    assert len(result.stderr.splitlines()) == 1


UNLIKE = (
    "We present a neural network that translates abstracts of medical papers.",
    "我们用深度神经网络研究城市交通的流量预测问题,并在两个公开的数据集上检验了方法的有效性和稳健性。",
)


def test_min_pair_score(here):
    (here / "loose.txt").write_text("\n".join(UNLIKE[:1] * 2 + UNLIKE[1:]), "utf-8")
    left = "Without a counterpart: 2 sources, 1 target"
    for command, args, said in [
        ("pair", [], "No pair."),
        ("pair", ["--min-pair-score", "0"], "1 pair: content 1"),
        ("pair", ["--min-pair-score", "1"], left),
    ]:
        assert said in call(command, "loose.txt", *args).stderr
    call("run", "loose.txt", "--min-pair-score", "0")
    assert summary()["pair_methods"] == {"content": 1, "none": 1}
    (here / "audit.toml").write_text("min-pair-score = 1.0\n")
    assert left in call("pair", "loose.txt").stderr
    assert "1 pair" in call("pair", "loose.txt", "--min-pair-score", "0.0").stderr


def test_show_a_pair_by_any_of_its_names():
    (row,) = map(json.loads, call("pair", "good.csv", "--quiet").output.splitlines())
    result = call("show", row["pair_id"], "good.csv")
    assert result.exit_code == 0
    assert result.stdout == call("show", "good.csv#2", "good.csv").stdout
    shown = [line.split() for line in result.stdout.splitlines()]
    assert ["source", "good.csv:2"] in shown
    assert ["method", "unit"] in shown
    assert "We study sparse attention.\n" in result.stdout
    assert any(line[1:] == ["注意力", "attent"] for line in shown)


def test_show_marks_the_evidence_of_a_finding(here):
    (here / "copy.csv").write_text("en,zh\nWe study sparse attention.,We study sparse attention.\n")
    call("run", "copy.csv")
    finding = read_csv("reports/findings.csv").iloc[0]
    result = call("show", finding["finding_id"], "copy.csv")
    assert result.exit_code == 0
    assert f"  {finding['finding_id']}  language-mismatch, critical\n" in result.stdout
    assert f"    {finding['message']}\n" in result.stdout
    assert "target text\n[[We study sparse attention.]]\n" in result.stdout
    assert "[[" not in call("show", "copy.csv#2", "copy.csv").stdout


def test_show_tells_of_a_bad_input_as_well(here):
    (here / "bad.jsonl").write_text(BAD_JSON, "utf-8")
    result = call("show", "good.csv#2", "good.csv", "bad.jsonl")
    assert result.exit_code == 2
    assert "good.csv#2" in result.stdout
    assert "bad.jsonl:2: broken JSON" in result.stderr


def test_nothing_that_a_terminal_obeys_is_shown(here):
    row = {"id": HOSTILE, "en": f"{HOSTILE} is here.", "zh": f"一\n{HOSTILE}\x9b"}
    (here / f"{HOSTILE}.jsonl").write_text(json.dumps(row))
    for args in (["show", HOSTILE], ["show", "nothing"], ["pair"], ["pair", "--all", "--explain"]):
        result = call(*args, f"{HOSTILE}.jsonl")
        assert not set(result.output) & set("\x1b\x9b\u202e")
    assert (
        json.loads(call("pair", f"{HOSTILE}.jsonl", "--quiet").output)["target_text"] == row["zh"]
    )


def test_a_crashing_rule_is_named_with_the_entry(here, monkeypatch):
    def crash(self, batch):
        if "there" in (batch.source.texts[-1] or ""):
            raise ValueError(HOSTILE)
        return iter(())

    monkeypatch.setattr(type(scorers()["missing-source"]), "score", crash)
    result = call("run", "good.csv")
    assert result.exit_code == 2
    assert "the rule missing-source crashed on entry good.csv#3 (good.csv:3)" in result.stderr
    assert not set(result.output) & set("\x1b\u202e")
    assert written() == []
    assert call("run", "good.csv", "--keep-going").exit_code == 0
    assert [fault["rule"] for fault in summary()["faults"]] == ["missing-source"]


def test_no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert call("run", "good.csv").exit_code == 0


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_terminals_of_any_encoding(here, environment, encoding):
    (here / "混合😀.csv").write_text(GOOD, "utf-8")
    done = process(environment, "run", "混合😀.csv", PYTHONIOENCODING=encoding, PYTHONUTF8="1")
    assert done.returncode == 0
    assert b"\x1b" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert written() == REPORT


def test_names_that_are_no_utf_8(here, environment):
    name = os.fsdecode(b"\xff.csv")
    try:
        (here / name).write_text(GOOD, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert process(environment, "run", name, "good.csv").returncode == 0
    assert summary()["units"] == 4
    assert [item["path"] for item in summary()["inputs"]] == ["\\xff.csv", "good.csv"]


def test_interruption_ends_with_130(environment):
    code = (
        "import audit.cli, sys\n"
        "def interrupt(*args, **more): raise KeyboardInterrupt\n"
        "sys.modules['audit.run'].run = interrupt\n"
        "sys.argv = ['audit', 'run', 'good.csv']\n"
        "audit.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
    assert written() == []


def test_a_closed_pipe_is_no_error(environment):
    command = f'"{sys.executable}" -m audit explain blank-entry | head -c 1'
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, check=True)
    assert done.stderr == b""


def test_seeds_are_read_from_anywhere():
    result = call("run", ROOT / "seeds", "--fail-on", "critical")
    assert result.exit_code == 1
    assert "Findings at or above critical: 25\n" in result.stderr
