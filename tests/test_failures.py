"""Whatever an input, a file beside it or the machine is like: a message, and exit code 2."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from audit import cli, side_files
from audit.readers import _discovery, _folded
from tests.conftest import process

TABLE = "en,zh\nThe bridge was closed on Monday.,这座桥于星期一关闭。\n"
DIGITS, NESTED = "9" * 5000, 100_000


@pytest.fixture(autouse=True)
def _inputs(here):
    (here / "good.csv").write_text(TABLE, "utf-8")


def call(*args, stdin=None):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def told(result):
    """The messages of a run that ended as it should, each on its line."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert (result.exit_code, bool(lines)) == (2, True)
    return lines


def units():
    return json.loads(Path("reports/summary.json").read_text("utf-8"))["units"]


# Of a file beside the inputs: what is in it → what is said.
CONFIGS = {
    "nested": ("workers = " + "[" * NESTED, "is not TOML: it is nested too deep"),
    "digits": (f"workers = {DIGITS}", "is not TOML: a number in it has thousands of digits"),
    "binary": ("\x00\x01", "is not TOML"),
    "infinite": ("[rules.language-mismatch]\ncopy-chrf = inf\n", "inf is no finite number"),
    "nan": ("[rules.language-mismatch]\ncopy-chrf = nan\n", "nan is no finite number"),
    "huge": (f"[rules.language-mismatch]\ncopy-chrf = 1{'0' * 400}\n", "is no finite number"),
    "score": ("min-pair-score = nan\n", "min-pair-score: nan is no probability"),
}
SUPPRESSIONS = {
    "nested": ("suppress = " + "[" * NESTED, "is not TOML: it is nested too deep"),
    "digits": (f"suppress = {DIGITS}", "is not TOML: a number in it has thousands of digits"),
}
BASELINES = {
    "nested": ("[" * NESTED, "is no baseline: it is nested too deep"),
    "digits": (f'{{"findings": {DIGITS}}}', "is no baseline: a number in it has thousands of"),
    "cut": ('{"findings"', "is no baseline"),
}
KEYS = {
    "digits": (f"entry_id,field,kind,rules,start,end\na,b,c,d,{DIGITS},1\n", "is no key"),
    "cell": (f"entry_id\n{'x' * 200_000}\n", "is no key"),
}
GLOSSARIES = {
    "digits": (f"source,target,case_sensitive\nbridge,桥,{DIGITS}\n", "write true or false"),
    "nested": ("<a>" * NESTED, "x.side"),
}
BAD = [
    (option, content, said)
    for option, files in {
        "--config": CONFIGS,
        "--suppressions": SUPPRESSIONS,
        "--baseline": BASELINES,
        "--key": KEYS,
        "--glossary": GLOSSARIES,
    }.items()
    for content, said in files.values()
]


@pytest.mark.parametrize(("option", "content", "said"), BAD, ids=lambda value: value[:20])
def test_a_file_beside_the_inputs(here, option, content, said):
    (here / "x.side").write_text(content, "utf-8")
    (line,) = told(call("run", "good.csv", option, "x.side"))
    assert said in line
    assert not Path("reports").exists()


OPTIONS = ["--config", "--suppressions", "--baseline", "--key", "--glossary"]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_side_file_is_a_regular_file_of_a_size_that_ends(here, monkeypatch, option):
    (here / "folder").mkdir()
    monkeypatch.setattr(side_files, "MOST_BYTES", 1 << 20)
    (here / "large").write_bytes(b" " * ((1 << 20) + 1))
    reasons = {"folder": "Is a directory", "large": "it is larger than 1 MiB", "nowhere": "No such"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(here / "pipe")
        reasons |= {"pipe": "it is no regular file", "/dev/zero": "it is no regular file"}
    for name, reason in reasons.items():
        (line,) = told(call("run", "good.csv", option, name))
        assert f"{name}: cannot be read: {reason}" in line


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_queue_that_never_ends(here):
    os.mkfifo(here / "pipe")
    for name in ("pipe", "/dev/zero"):
        (line,) = told(call("merge", "good.csv", name, "--out", "n.csv"))
        assert f"{name}: is no regular file; name a file" in line


ENCODINGS = ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"]


@pytest.mark.parametrize("encoding", [*ENCODINGS, "hex", "rot13", "zip", "base64", "a\0b"])
def test_what_is_no_encoding_of_text(here, encoding):
    (line,) = told(call("run", "good.csv", "--encoding", encoding))
    assert "unknown encoding" in line


@pytest.mark.parametrize(
    "encoding", ["utf8", "UTF-8", "gbk", "GB2312", "gb18030", "big5", "latin1"]
)
def test_encodings_of_text(here, encoding):
    (here / "e.csv").write_bytes("en,zh\nIt rains.,\n".encode(encoding))
    assert call("run", "e.csv", "--encoding", encoding).exit_code == 0


@pytest.mark.parametrize("option", ["--min-pair-score"])
@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400"])
def test_numbers_that_are_none(option, number):
    (line,) = told(call("run", "good.csv", option, number))
    assert "is no probability" in line


@pytest.mark.parametrize("number", ["nan", "inf", "-1"])
def test_shares_that_are_none(number):
    assert call("inject", "good.csv", "--share", number).exit_code == 2
    assert not Path("damaged").exists()


def test_standard_input_is_bounded(monkeypatch):
    monkeypatch.setattr(_discovery, "_STDIN_AT_MOST", 1 << 20)
    (line,) = told(call("run", "-", "good.csv", stdin="x" * ((1 << 20) + 1)))
    assert line.startswith("error: stdin: is more than 1 MiB; write it into a file")
    assert units() == 1


def test_a_gzip_bomb_is_told_by_its_ratio(here, monkeypatch):
    monkeypatch.setattr(_folded, "FREELY", 1 << 20)
    (here / "b.csv.gz").write_bytes(gzip.compress(b"en,zh\n" + b"a,b\n" * (1 << 19)))
    (here / "dense.csv.gz").write_bytes(gzip.compress(f"{TABLE}{TABLE[6:]}".encode()))
    (line,) = told(call("run", "b.csv.gz", "good.csv", "dense.csv.gz"))
    assert "b.csv.gz: unfolds to more than 200 times its size" in line
    assert units() == 3


SOURCES = ["The bridge was closed.", "It rains in the north.", "The train was late."]
TARGETS = ["桥关闭了。", "北方下雨。", "火车晚点了。"]


def parquet(**more):
    written = io.BytesIO()
    pq.write_table(pa.table({"en": SOURCES, "zh": TARGETS} | more), written)
    return written.getvalue()


def texts_of(values):
    """A column of texts whose bytes nobody has checked."""
    binary = pa.array(values, pa.binary())
    return pa.StringArray.from_buffers(len(values), *binary.buffers()[1:], binary.buffers()[0])


BROKEN = [b"\xe4\xbd", b"\xff\xfe"]
FAR = pa.array([2**62, 1, 2], pa.int64()).cast(pa.timestamp("us"), safe=False)
FAR_DATE = pa.array([2**30, 1, 2], pa.int32()).view(pa.date32())
NO_ZONE = pa.array([0, 1, 2], pa.timestamp("us", tz="Nowhere/Land"))


@pytest.mark.parametrize("column", [FAR, FAR_DATE, NO_ZONE, texts_of([b"\xff"] * 3)], ids=range(4))
def test_what_is_broken_in_a_column_that_nobody_uses_does_no_harm(here, column):
    (here / "p.parquet").write_bytes(parquet(crawled=column))
    result = call("run", "p.parquet", "--fail-on", "minor")
    assert (result.exit_code, units()) == (0, 3)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": FAR}, "p.parquet:1: the column 'id' cannot be read: "),
        ({"id": FAR_DATE}, "p.parquet:1: the column 'id' cannot be read: "),
        ({"zh": texts_of([b"A", BROKEN[0], b"B"])}, "p.parquet:2: the column 'zh' cannot be read"),
        ({"en": texts_of([b"A", b"B", BROKEN[1]])}, "p.parquet:3: the column 'en' cannot be read"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_and_the_rest_audited(here, more, said):
    (here / "p.parquet").write_bytes(parquet(**more))
    (line,) = told(call("run", "p.parquet", "good.csv"))
    assert said in line
    conservation = json.loads(Path("reports/summary.json").read_text("utf-8"))["conservation"]
    assert (units(), conservation["records_rejected"], conservation["holds"]) == (3, 1, True)


@pytest.mark.parametrize("more", [{"zh": texts_of(BROKEN + BROKEN[:1])}, {"id": NO_ZONE}])
def test_a_column_that_cannot_be_read_at_all(here, more):
    (here / "p.parquet").write_bytes(parquet(**more))
    (line,) = told(call("run", "p.parquet", "good.csv"))
    assert line.startswith("error: p.parquet")
    assert units() == 1


def test_a_table_with_a_row_that_cannot_be_read_can_be_merged_into(here):
    texts = [BROKEN[0], TARGETS[1].encode(), b""]
    (here / "p.parquet").write_bytes(parquet(zh=texts_of(texts)))
    call("run", "p.parquet", "--output", "requeue=q.jsonl", "-q")
    entry = json.loads((here / "q.jsonl").read_text("utf-8")) | {"translation": TARGETS[2]}
    (here / "q.jsonl").write_text(json.dumps(entry) + "\n", "utf-8")
    told(call("merge", "p.parquet", "q.jsonl", "--out", "n.parquet"))
    merged = pq.read_table(here / "n.parquet")["zh"].cast(pa.binary()).to_pylist()
    assert merged == [*texts[:2], TARGETS[2].encode()]


def test_a_flipped_byte_in_parquet(here):
    """Wherever it is, rows of it or the file are told of, a line each, and the rest is audited."""
    whole = parquet(day=pa.array([1, 2, 3], pa.int32()).view(pa.date32()))
    for place in range(4, len(whole), 23):
        flipped = bytearray(whole)
        flipped[place] ^= 0xFF
        (here / "p.parquet").write_bytes(flipped)
        result = call("run", "p.parquet", "good.csv", "-q")
        assert result.exit_code in {0, 2}
        assert all(line.startswith("error: p.parquet") for line in result.stderr.splitlines())
        assert units() >= 1


def test_the_message_of_a_library_is_one_line(here):
    whole = bytearray(parquet())
    whole[-20:-8] = b"\r\n" * 6
    (here / "p.parquet").write_bytes(whole)
    assert len(told(call("run", "p.parquet", "good.csv", "-q"))) == 1
    (here / "new\nline.csv").write_text("a,b\n1,2\n")
    assert len(told(call("run", "new\nline.csv"))) == 1


def test_dates_that_there_are_stay(here):
    days = pa.array([datetime.date(2024, 2, 29)] * 3)
    (here / "p.parquet").write_bytes(parquet(id=days))
    call("run", "p.parquet", "-q")
    assert "2024-02-29" in Path("reports/entries.csv").read_text("utf-8")


def test_github_gets_nothing_that_the_terminal_of_a_log_obeys(here):
    hostile = "a\x1b[31m\u202eb"
    (here / f"{hostile}.csv").write_text(f"id,en,zh\n{hostile},It rains {hostile}.,\n", "utf-8")
    out = call("run", f"{hostile}.csv", "--output", "github=-", "-q").stdout
    assert "a\ufffd[31m\ufffdb.csv" in out
    assert not set(out) & set("\x1b\u202e")


def shell(environment, command, **more):
    command = command.replace("AUDIT", f'"{sys.executable}" -m audit')
    done = subprocess.run(
        command, shell=True, env=environment | more, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stderr.decode()


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("AUDIT rules >&-", 2),
        ("AUDIT --help >&-", 2),
        ("AUDIT pair good.csv >&-", 2),
        ("AUDIT run good.csv >&-", 0),  # has nothing to say there
        ("AUDIT run good.csv -q >&- 2>&-", 0),
        ("AUDIT run good.csv 2>&-", 2),
        ("AUDIT run nowhere.csv 2>&-", 2),
        ("AUDIT nowhere 2>&-", 2),
        ("AUDIT run - <&-", 2),
    ],
)
def test_closed_streams(here, environment, command, code, unbuffered):
    returned, stderr = shell(environment, command, PYTHONUNBUFFERED=unbuffered)
    assert returned == code
    if code == 2 and "2>&-" not in command:
        assert stderr.startswith("error: standard output: cannot be written") or "stdin" in stderr
    if "run good.csv" in command:
        assert units() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("AUDIT rules >/dev/full", 2),
        ("AUDIT explain short >/dev/full", 2),
        ("AUDIT --help >/dev/full", 2),
        ("AUDIT run good.csv 2>/dev/full", 2),
        ("AUDIT run good.csv -q 2>/dev/full", 0),
        ("AUDIT run good.csv >/dev/full 2>/dev/full --output jsonl=-", 2),
    ],
)
def test_full_streams(environment, command, code):
    returned, stderr = shell(environment, command)
    assert returned == code
    if "2>" not in command:
        assert stderr == "error: standard output: cannot be written: No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_no_file_can_be_written(here, environment):
    (here / "cache").mkdir()
    command = "ulimit -f 0; AUDIT run good.csv"
    returned, stderr = shell(environment, command, XDG_CACHE_HOME=str(here / "cache"))
    assert returned == 2
    assert [line[:7] for line in stderr.splitlines()] == ["error: "]


def test_no_temporary_directory(environment):
    code = (
        "import tempfile, sys\n"
        "def none(): raise FileNotFoundError(2, 'No usable temporary directory found in []')\n"
        "tempfile.gettempdir = tempfile._get_default_tempdir = none\n"
        "sys.argv = ['audit', 'run', 'good.csv']\n"
        "import audit.cli\n"
        "audit.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"set TMPDIR to a directory that can be written" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("RuntimeError('a\\nb')", "error: internal: RuntimeError: a b; AUDIT_DEBUG=1 shows where"),
        ("MemoryError()", "error: there is not enough memory"),
        ("OSError(28, 'No space')", "error: OSError: [Errno 28] No space; AUDIT_DEBUG=1"),
    ],
)
def test_what_nobody_foresaw(environment, raised, said):
    code = (
        "import audit.cli, sys\n"
        f"def fail(*args, **more): raise {raised}\n"
        "sys.modules['audit.run'].run = fail\n"
        "sys.argv = ['audit', 'run', 'good.csv']\n"
        "audit.cli.main()"
    )
    for debug in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"AUDIT_DEBUG": debug},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 2
        assert said in done.stderr.decode()
        assert (b"Traceback" in done.stderr) == bool(debug)
        assert debug or len(done.stderr.splitlines()) == 1


def test_help_and_version_in_a_process_of_their_own(environment):
    assert process(environment, "--version").stdout.startswith(b"audit ")
    assert process(environment, "--help").returncode == 0
