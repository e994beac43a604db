"""What reaches a terminal: nothing that it would obey, in whatever encoding, into whatever pipe."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata

import pytest
from typer.testing import CliRunner

from audit import cli
from tests.conftest import process
from tests.payloads import FOR_LOGS

TEXTS = [*FOR_LOGS, "".join(map(chr, range(0x20))), "".join(map(chr, range(0x7F, 0xA0)))]
INVISIBLE = "\u200b\u200e\u2028\u2029\u2060\u2066\u206a\ufeff\U000e0041"
NAME = "in\x1b[31m\u202e.jsonl"


@pytest.fixture
def inputs(here):
    """A file with a hostile name and a hostile text in every field of every entry."""
    rows = []
    for text in [*TEXTS, INVISIBLE]:
        rows.append({"id": text, "en": f"{text} is a text with 12 parts.", "zh": text})
        rows.append(
            {"id": f"n{text}", "en": f"{text}: 12 parts.", "zh": f"文本 {text} 有 13 个部分。"}
        )
    (here / NAME).write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{\n")
    return NAME


def unsafe(text):
    """The characters that a terminal obeys, or that hide or turn what stands beside them."""
    return {
        char
        for char in text
        if char not in "\n" and unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}
    }


def test_nothing_that_a_terminal_obeys(here, inputs):
    def told(*args):
        result = CliRunner().invoke(cli.app, list(args))
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert unsafe(result.output) == set(), args
        return result.output

    assert "not translated" in told("run", inputs, "--out", "old")
    told("run", inputs, "--out", "new", "--output", "jsonl=new.jsonl")
    lines = (here / "new.jsonl").read_bytes().splitlines(keepends=True)
    found = [json.loads(line) for line in lines]
    assert len(found) >= len(TEXTS)
    for row in {row["rule"]: row for row in found}.values():
        assert row["rule"] in told("show", row["finding_id"], inputs)
    told("show", "\x1b[31m", inputs)
    told("pair", inputs, "--out", "\x9b.csv")
    (here / "old.jsonl").write_bytes(b"".join(lines[::2]))
    assert "\nnew:\n" in told("diff", "old.jsonl", "new")
    told("diff", "\x1b[31m", "new")
    told("run", inputs, "--suppressions", "\x1b[31m")
    told("run", inputs, "--baseline", "\u202e")


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_terminals_of_other_encodings(here, inputs, environment, encoding):
    more = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}
    lines = process(environment, "run", inputs, "--output", "jsonl=-").stdout.splitlines()
    (here / "old.jsonl").write_bytes(b"\n".join(lines[::2]))
    for args in (
        ("run", inputs),
        ("show", json.loads(lines[0])["finding_id"], inputs),
        ("diff", "old.jsonl", "reports"),
    ):
        done = process(environment, *args, **more)
        shown = (done.stdout + done.stderr).decode(encoding)
        assert "Traceback" not in shown
        assert unsafe(shown) == set()


@pytest.mark.parametrize(
    "command",
    [
        "run in.jsonl --quiet --output jsonl=-",
        "show e0 in.jsonl",
        "pair in.jsonl --all",
        "diff a a",
        "rules",
    ],
)
def test_a_reader_that_leaves_is_no_error(here, environment, command):
    rows = [{"id": f"e{n}", "en": "Left as it is. " * 50, "zh": ""} for n in range(500)]
    (here / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    if command.startswith("diff"):
        process(environment, "run", "in.jsonl", "--out", "a")
    line = f'"{sys.executable}" -m audit {command} | head -n 1'
    done = subprocess.run(line, shell=True, env=environment, capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"Error" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("more", [{"TERM": "dumb", "CI": "true"}, {}], ids=str)
def test_no_escape_where_there_is_no_terminal(inputs, environment, more):
    done = process(environment, "run", inputs, **more)
    assert b"\x1b" not in done.stderr + done.stdout
    assert b"\r" not in done.stderr
