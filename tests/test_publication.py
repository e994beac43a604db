"""Files of one run take their places together, whatever comes between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from audit import cli
from audit.errors import InputError
from audit.report.summary import is_whole
from audit.storage import Publication, journal, locks, publish, recover_folders
from tests.conftest import ROOT

RUN = "1-0123456789abcdef"
unix = pytest.mark.skipif(os.name == "nt", reason="processes of Unix")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@unix
def test_faults_at_every_step(environment):
    command = [sys.executable, "-m", "tests.faults", "--few"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert sum(counts["times"] for counts in told.values()) > 100
    assert told["two folders: SIGKILL"].pop("mixed until then") > 0
    assert {key for counts in told.values() for key in counts} == {"times"}


@unix
def test_the_places_may_be_links_and_names_of_any_length(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    long = "n" * 250
    files = {tmp_path / "link" / long: b"1", tmp_path / "real" / "a: b.x": b"2"}
    for _ in range(2):
        publish(files)
    assert names(tmp_path / "real") == ["a: b.x", long]
    assert (tmp_path / "real" / long).read_bytes() == b"1"


@unix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_what_is_replaced_keeps_its_permissions(tmp_path, mode):
    file = tmp_path / "x"
    file.touch()
    file.chmod(mode)
    publish({file: b"1", tmp_path / "y": b"2"})
    assert file.stat().st_mode & 0o777 == mode


def test_an_exception_leaves_all_as_it_was(tmp_path):
    def fails(file):
        with Publication([file]) as publication:
            publication.add(file, b"1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails(tmp_path / "new" / "deep" / "x")
    assert names(tmp_path) == []


def stopped(folder, files, home=None):
    """A run that was killed after its files had taken their places, and before it had happened."""
    places = []
    for number, (name, (old, new)) in enumerate(files.items()):
        (folder / name).write_bytes(new)
        journal.stored(folder, RUN, number, "old").write_bytes(old)
        places.append(journal.Place(name, journal._digest(folder / name), True))
    journal.Journal(RUN, home, (), tuple(places)).write(folder)


def test_what_somebody_has_changed_since_is_not_put_back(tmp_path):
    stopped(tmp_path, {"a": (b"old a", b"new a"), "b": (b"old b", b"new b")})
    (tmp_path / "a").write_bytes(b"mine")
    recover_folders([tmp_path / "a"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"mine",
        "b": b"old b",
    }


def test_a_folder_may_have_moved_since(tmp_path):
    (tmp_path / "before").mkdir()
    stopped(tmp_path / "before", {"a": (b"old", b"new")})
    (tmp_path / "before").rename(tmp_path / "after")
    recover_folders([tmp_path / "after" / "b"])
    assert [path.read_bytes() for path in (tmp_path / "after").iterdir()] == [b"old"]


def test_where_the_deciding_folder_is_done_the_others_are(tmp_path):
    for name in ("home", "part"):
        (tmp_path / name).mkdir()
    stopped(tmp_path / "part", {"a": (b"old", b"new")}, home=str(tmp_path / "home"))
    recover_folders([tmp_path / "part" / "a"])
    assert [path.read_bytes() for path in (tmp_path / "part").iterdir()] == [b"new"]


@pytest.mark.parametrize("name", ["../victim", "/victim", "", ".", "..", 1, None])
def test_a_journal_of_a_stranger_moves_nothing_elsewhere(tmp_path, name):
    (tmp_path / "victim").write_bytes(b"new")
    folder = tmp_path / "data"
    folder.mkdir()
    sha256 = journal._digest(tmp_path / "victim")
    name = str(tmp_path / "victim") if name == "/victim" else name
    content = {"run": RUN, "home": None, "parts": [], "places": [[name, sha256, False]]}
    journal.journal_file(folder, RUN).write_text(json.dumps(content))
    recover_folders([folder / "x"])
    assert (tmp_path / "victim").read_bytes() == b"new"
    assert names(folder) == []


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 100_000, '{"home": 1}', "\xff"])
def test_what_is_no_journal_is_swept(tmp_path, content):
    journal.journal_file(tmp_path, RUN).write_text(content, "latin-1")
    recover_folders([tmp_path / "x"])
    assert names(tmp_path) == []


def test_only_what_a_run_has_left_is_swept(tmp_path):
    mine = [".audit-baseline.json", ".audit-1-0123.old", ".audit-notes", "x.journal", ".a.new"]
    left = [f".audit-{RUN}{end}" for end in ("-0.new", "-12.old", ".journal", ".journal.new")]
    for name in (*mine, *left, locks.LOCK):
        (tmp_path / name).touch()
    recover_folders([tmp_path / "x"])
    assert names(tmp_path) == sorted(mine)


def test_nothing_is_touched_where_nothing_is_left_or_another_writes(tmp_path, monkeypatch):
    recover_folders([tmp_path / "nowhere" / "x", tmp_path / "x"])
    assert names(tmp_path) == []
    journal.journal_file(tmp_path, RUN).touch()
    monkeypatch.setattr(locks, "WAIT_S", 0.1)
    with FileLock(tmp_path / locks.LOCK):
        recover_folders([tmp_path / "x"])
        with pytest.raises(InputError, match="another run is writing"):
            publish({tmp_path / "x": b""})
    assert journal.journal_file(tmp_path, RUN).exists()


TABLE = "en,zh\nThe bridge was closed on Monday.,这座桥于星期一关闭。\n"


def call(*args):
    return CliRunner().invoke(cli.app, list(args))


def test_the_summary_tells_whether_the_files_are_of_one_run(here):
    (here / "a.csv").write_text(TABLE, "utf-8")
    assert not is_whole("reports")
    assert call("run", "a.csv", "-q").exit_code == 0
    assert is_whole("reports")
    page = Path("reports/index.html")
    content = page.read_bytes()
    page.write_bytes(content[:-1])
    assert not is_whole("reports")
    page.unlink()
    assert not is_whole("reports")


@pytest.mark.skipif(not Path("/proc").exists() or os.geteuid() != 0, reason="chattr of Linux")
@pytest.mark.parametrize("name", ["reports/summary.json", "data/a.sarif"])
def test_a_file_that_cannot_be_replaced_keeps_the_whole_report_old(here, name):
    (here / "a.csv").write_text(TABLE, "utf-8")
    command = ["run", "a.csv", "--output", "sarif=data/a.sarif", "--output", "jsonl=b.jsonl"]
    call(*command)
    files = [*Path("reports").iterdir(), Path("data/a.sarif"), Path("b.jsonl")]
    before = {file: file.read_bytes() for file in files}
    (here / "a.csv").write_text(TABLE + "It rains.,\n", "utf-8")
    if subprocess.run(["chattr", "+i", name], capture_output=True, check=False).returncode:
        pytest.skip("no such attribute on this file system")
    try:
        done = call(*command)
    finally:
        subprocess.run(["chattr", "-i", name], check=True)
    assert done.exit_code == 2
    assert f"{name}: cannot be replaced" in done.stderr
    assert {file: file.read_bytes() for file in files} == before
    assert names(Path("reports")) == sorted(file.name for file in files[:4])
    assert call(*command).exit_code == 0
    assert is_whole("reports")


@unix
@pytest.mark.parametrize("blocks", [1, 32])
def test_a_disk_that_is_full(here, environment, blocks):
    (here / "a.csv").write_text(TABLE, "utf-8")
    call("run", "a.csv")
    before = {file: file.read_bytes() for file in Path("reports").iterdir()}
    (here / "a.csv").write_text(TABLE + "It rains.,\n", "utf-8")
    (here / "cache").mkdir()
    command = f'ulimit -f {blocks}; "{sys.executable}" -m audit run a.csv'
    more = environment | {"XDG_CACHE_HOME": str(here / "cache")}
    done = subprocess.run(command, shell=True, env=more, capture_output=True, check=False)
    assert done.returncode == 2
    assert {file: file.read_bytes() for file in Path("reports").iterdir()} == before
