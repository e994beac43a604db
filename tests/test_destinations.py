"""No command writes over what it reads, over another output, or into a stranger's directory."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit import cli
from audit.report._destinations import Destination, check_destinations, holds_report, is_own
from audit.report.formats import formats

TABLE = "en,zh\nThe bridge was closed on Monday.,这座桥于星期一关闭。\nIt rains.,\n"
TERMS = "source,target\nbridge,桥\n"
SUPPRESSIONS = '[[suppress]]\nfinding = "F-0"\nrule = "short"\nreason = "no"\n'


@pytest.fixture(autouse=True)
def _folder(here):
    (here / "data").mkdir()
    for name, content in {
        "data/a.csv": TABLE,
        "data/z.csv": TABLE,
        "terms.csv": TERMS,
        "s.toml": SUPPRESSIONS,
        "audit.toml": 'ignore = ["spacing"]\n',
        "known.json": '{"schema_version": 1, "findings": {}}\n',
        "key.csv": "entry_id,field,kind,rules,start,end\n",
        "queue.jsonl": json.dumps({"id": "Q-1", "translation": "x"}) + "\n",
    }.items():
        (here / name).write_text(content, "utf-8")


def call(*args):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def contents():
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


# What would be lost, and by which command line.
REFUSED = {
    "found, of run": (["run", "data", "--output", "jsonl=data/z.csv"], "is an input"),
    "found, clean": (["run", "data", "--export-clean", "data/c.jsonl"], "is an input"),
    "found, of pair": (["pair", "data", "--out", "data/z.csv"], "is an input"),
    "named": (["run", "data/a.csv", "--output", "jsonl=data/a.csv"], "is an input"),
    "named, clean": (["run", "data/c.jsonl", "--export-clean", "data/c.jsonl"], "is an input"),
    "by a detour": (["pair", "data", "--out", "data/../data/./z.csv"], "is an input"),
    "the glossary": (["run", "data", "--glossary", "terms.csv", "--output", "jsonl=terms.csv"],
                     "is a glossary in use"),
    "the suppressions": (["run", "data", "--suppressions", "s.toml", "--output", "jsonl=s.toml"],
                         "is a file of suppressions in use"),
    "the baseline": (["run", "data", "--baseline", "known.json", "--output", "sarif=known.json"],
                     "is the baseline"),
    "a baseline that is input": (["run", "data", "--baseline", "data/a.csv", "--update-baseline"],
                                 "is an input"),
    "a baseline that is a glossary": (["run", "data", "--glossary", "terms.csv", "--baseline",
                                       "terms.csv", "--update-baseline"], "is a glossary in use"),
    "the key": (["run", "data", "--key", "key.csv", "--output", "jsonl=key.csv"], "is the key"),
    "the configuration": (["run", "data", "--output", "jsonl=audit.toml"], "is the configuration"),
    "a configuration named": (["pair", "data", "--config", "s.toml", "--out", "s.toml", "--format",
                               "csv"], "s.toml"),
    "the queue": (["merge", "data/a.csv", "queue.jsonl", "--out", "queue.jsonl"], "is an input"),
    "beside the table": (["merge", "data/a.csv", "queue.jsonl", "--with", "data", "--out",
                          "data/z.csv"], "is an input"),
    "suppressions of merge": (["merge", "data/a.csv", "queue.jsonl", "--suppressions", "s.toml",
                               "--out", "s.toml"], "is a file of suppressions in use"),
    "of two outputs, one": (["run", "data", "--output", "jsonl=n.x", "--output", "sarif=./n.x"],
                            "two outputs go to"),
    "output and clean": (["run", "data", "--output", "jsonl=n.tsv", "--export-clean", "n.tsv"],
                         "two outputs go to"),
    "another case": (["run", "data", "--output", "jsonl=n.x", "--output", "sarif=N.X"],
                     "two outputs go to"),
    "another way to write é": (["run", "data", "--output", "jsonl=\u00e9", "--output",
                                "sarif=e\u0301"], "two outputs go to"),
    "of the report": (["run", "data", "--output", "jsonl=reports/summary.json"],
                      "two outputs go to"),
    "baseline and output": (["run", "data", "--baseline", "n.json", "--update-baseline", "--output",
                             "gitlab=n.json"], "two outputs go to"),
    "a file where the report goes": (["run", "data", "--output", "jsonl=reports"],
                                     "a file and a directory"),
    "a file in a file": (["run", "data", "--output", "jsonl=n", "--output", "sarif=n/x"],
                         "a file and a directory"),
    "a directory of files": (["run", "data", "--out", "data"], "holds files and nothing that"),
    "a copy among files": (["inject", "data", "--out", "data"], "holds files and nothing that"),
    "no name": (["run", "data", "--out", ""], "is empty; name a path"),
    "no name, of pair": (["pair", "data", "--out", ""], "is empty; name a path"),
    "no name, of inject": (["inject", "data", "--out", ""], "is empty; name a path"),
    "no name, of merge": (["merge", "data/a.csv", "queue.jsonl", "--out", ""], "is empty; name a"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_before_anything_is_written(here, case):
    args, said = REFUSED[case]
    (here / "data" / "c.jsonl").write_text('{"en": "It rains.", "zh": "下雨了。"}\n', "utf-8")
    before = contents()
    result = call(*args)
    assert (result.exit_code, contents()) == (2, before)
    assert said in result.stderr
    assert call(*args, *(["--force"] if args[0] == "run" else [])).exit_code == (
        0 if case == "a directory of files" else 2
    )


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_an_input_does_not_become_the_report(here, force):
    (here / "in").mkdir()
    (here / "in" / "entries.csv").write_text(TABLE, "utf-8")
    (here / "in" / "key.csv").write_text(TABLE, "utf-8")
    before = contents()
    for inputs in ("in/entries.csv", "in"):
        result = call("run", inputs, "--out", "in", *force)
        assert (result.exit_code, contents()) == (2, before)
        assert "in/entries.csv: is an input and would be overwritten" in result.stderr
        result = call("inject", inputs, "in/key.csv", "--out", "in", *force)
        assert (result.exit_code, contents()) == (2, before)


LINKS = {
    "symbolic": lambda path, to: path.symlink_to(to.resolve()),
    "hard": lambda path, to: path.hardlink_to(to),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize(
    ("args", "to"),
    [
        (["run", "data", "--output", "jsonl=link"], "data/z.csv"),
        (["run", "data/z.csv", "--output", "jsonl=link"], "data/z.csv"),
        (["run", "data", "--glossary", "terms.csv", "--output", "jsonl=link"], "terms.csv"),
        (["run", "data", "--output", "jsonl=n.x", "--output", "sarif=link"], "n.x"),
        (["pair", "data", "--out", "link", "--format", "csv"], "data/a.csv"),
        (["merge", "data/a.csv", "queue.jsonl", "--out", "link"], "queue.jsonl"),
    ],
)
def test_links_are_the_file(here, kind, args, to):
    (here / "n.x").write_text("")
    LINKS[kind](here / "link", here / to)
    before = contents()
    result = call(*args)
    assert (result.exit_code, contents()) == (2, before)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_folder_by_another_name_is_the_folder(here):
    (here / "other").symlink_to(here / "data")
    before = contents()
    assert call("pair", "data", "--out", "other/z.csv").exit_code == 2
    outputs = ["--output", "jsonl=data/n.x", "--output", "sarif=other/n.x"]
    assert call("run", "data", *outputs).exit_code == 2
    assert contents() == before


def test_standard_input_is_a_file_too(here, monkeypatch):
    with (here / "data" / "z.csv").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(Exception, match="is an input and would be overwritten"):
            check_destinations([Destination(Path("data/z.csv"), "--out")], ["-"])
        check_destinations([Destination(Path("data/a.csv"), "--out")], ["-"])


def test_the_table_itself_may_be_merged_into(here):
    call("run", "data/a.csv", "--output", "requeue=q.jsonl", "-q")
    entry = json.loads((here / "q.jsonl").read_text("utf-8"))
    (here / "q.jsonl").write_text(json.dumps(entry | {"translation": "下雨了。"}) + "\n", "utf-8")
    assert (
        call("merge", "data/a.csv", "q.jsonl", "--with", "data", "--out", "data/a.csv").exit_code
        == 0
    )
    assert (here / "data" / "a.csv").read_text("utf-8") == TABLE.replace(
        "rains.,", "rains.,下雨了。"
    )


def test_what_an_earlier_run_wrote_is_no_input_and_may_be_written_again():
    """Whatever the format, and whether or not it lies among the inputs."""
    outputs = [part for name in formats() for part in ("--output", f"{name}=data/o-{name}")]
    outputs += ["--export-clean", "data/clean.tmx", "--baseline", "data/b.json"]
    written = []
    for _ in range(3):  # the second knows the findings of the first
        result = call("run", "data", *outputs, "--update-baseline", "-q")
        assert (result.exit_code, result.output) == (0, "")
        written.append({name: content for name, content in contents().items() if "data" in name})
        inputs = json.loads(Path("reports/summary.json").read_text("utf-8"))["inputs"]
        assert [item["path"] for item in inputs] == ["data/a.csv", "data/z.csv"]
    assert written[1] == written[2]
    assert len(written[2]) == len(formats()) + 4


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "tmx", "parquet"])
def test_a_bitext_is_our_own(form):
    for _ in range(2):
        assert call("pair", "data", "--out", f"data/b.{form}", "-q").output == ""
    assert is_own(Path(f"data/b.{form}"))


def test_a_queue_that_was_filled_in_is_somebody_s():
    call("run", "data", "--output", "requeue=data/q.jsonl", "-q")
    queue = Path("data/q.jsonl")
    assert is_own(queue)
    queue.write_text(queue.read_text("utf-8").replace(": null}", ': "下雨了。"}'), "utf-8")
    result = call("run", "data", "--output", "requeue=data/q.jsonl")
    assert result.exit_code == 2
    assert "data/q.jsonl: is an input" in result.stderr


@pytest.mark.parametrize(
    "content", ["en,zh\n", "entry_id,field,en,zh\n", "{}", "<?xml ?><tmx/>", "PAR1", "PK"]
)
def test_what_others_write_is_not(here, content):
    (here / "theirs").write_text(content)
    assert not is_own(here / "theirs")


def test_directories_for_a_report(here):
    mine, empty, hidden = here / "mine", here / "empty", here / "hidden"
    for folder in (mine, empty, hidden):
        folder.mkdir()
    (hidden / ".gitkeep").touch()
    (mine / "notes.txt").write_text("mine")
    for folder, code in (("new/deep", 0), ("empty", 0), ("hidden", 0), ("mine", 2)):
        assert call("run", "data", "--out", folder, "-q").exit_code == code
        assert call("run", "data", "--out", folder, "-q").exit_code == code
        assert call(
            "inject", "data", "--out", f"{folder}-copy", "--kind", "blank", "-q"
        ).exit_code in (0, 2)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
    assert call("run", "data", "--out", "mine", "--force", "-q").exit_code == 0
    assert (mine / "notes.txt").read_text() == "mine"
    # A report beside other files is replaced as a report is.
    assert call("run", "data", "--out", "mine", "-q").exit_code == 0
    (mine / "summary.json").write_text('{"tool": "another"}')
    assert call("run", "data", "--out", "mine", "-q").exit_code == 2


def test_a_run_that_was_stopped_leaves_a_directory_that_can_be_used(here):
    call("run", "data", "-q")
    for name in ("summary.json", "index.html"):
        (here / "reports" / name).unlink()
    assert holds_report(here / "reports")
    assert call("run", "data", "-q").exit_code == 0


def test_directories_for_a_copy(here):
    rows = "".join(f"Bridge {n} was closed on Monday.,{n}号桥于星期一关闭。\n" for n in range(30))
    (here / "in.csv").write_text(f"en,zh\n{rows}", "utf-8")
    for _ in range(2):
        assert call("inject", "in.csv", "--out", "copy", "-q").exit_code == 0
    (here / "copy" / "key.csv").write_text("entry_id,mine\n")
    assert "--force" in call("inject", "in.csv", "--out", "copy").stderr
    assert call("inject", "in.csv", "--out", "copy", "--force", "-q").exit_code == 0


def test_a_directory_in_the_place_of_a_file_is_told_of_first(here):
    call("run", "data", "-q")
    (here / "reports" / "index.html").unlink()
    (here / "reports" / "index.html").mkdir()
    before = contents()
    assert "reports/index.html: is no regular file" in call("run", "data").stderr
    assert contents() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_place_for_a_file(here):
    os.mkfifo(here / "pipe")
    assert "pipe: is no regular file" in call("run", "data", "--output", "jsonl=pipe").stderr
    (here / "folder").mkdir()
    os.mkfifo(here / "folder" / "pipe")
    assert "holds files and nothing that" in call("run", "data", "--out", "folder").stderr
