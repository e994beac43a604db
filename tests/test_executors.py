"""Executors do the same wherever the work is done, and their workers end with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import count, islice
from pathlib import Path

import pytest

from audit import engine
from audit.config import Config
from audit.engine.executors import WorkerLostError, _cores, executor_named, executors
from audit.engine.executors.serial import Serial
from audit.errors import ConfigError
from tests import work
from tests.conftest import ROOT, pairs_of

unix = pytest.mark.skipif(os.name == "nt", reason="processes of Unix")
proc = pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
LOCAL = ["serial", "processes"]


@pytest.mark.parametrize("name", LOCAL)
def test_results_come_in_order_and_items_are_taken_as_needed(name):
    taken = []
    with executor_named(name, 2, None) as executor:
        results = executor.map(work.double, (taken.append(n) or n for n in count()))
        assert list(islice(results, 20)) == list(range(0, 40, 2))
        assert len(taken) < 30
        assert list(executor.map(work.double, [])) == []
        assert list(executor.map(str, [1, "b", None])) == ["1", "b", "None"]


@pytest.mark.parametrize("name", LOCAL)
def test_what_a_function_raises_is_raised(name):
    with executor_named(name, 2, None) as executor:
        with pytest.raises(KeyError, match="3") as raised:
            list(executor.map(work.fail, [3]))
        assert name == "serial" or "work.py" in raised.value.__notes__[0]
        with pytest.raises(Exception, match="ab4"):
            list(executor.map(work.fail_strangely, [4]))
        assert list(executor.map(work.double, [1])) == [2]


def test_what_a_worker_prints_does_not_come_between():
    with executor_named("processes", 2, None) as executor:
        assert list(executor.map(work.talk, range(5))) == list(range(5))


@unix
def test_what_a_worker_was_at_when_it_was_killed_is_done_by_another(tmp_path, caplog):
    with executor_named("processes", 2, None) as executor:
        items = [(number, str(tmp_path)) for number in range(8)]
        assert list(executor.map(work.die_once, items)) == list(range(0, 16, 2))
        assert "a worker was killed (SIGKILL, perhaps for want of memory)" in caplog.text
        with pytest.raises(WorkerLostError, match="twice at the same part; use fewer --workers"):
            list(executor.map(work.die, [1, 2, 3]))
        assert list(executor.map(work.double, [1])) == [2]


@proc
def test_no_worker_outlives_the_block(tmp_path):
    def items():
        yield from [str(tmp_path)] * 2
        work.begun(tmp_path)
        raise ZeroDivisionError

    def work_on():
        with executor_named("processes", 2, None) as executor:
            list(executor.map(work.name_and_wait, items()))

    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        work_on()
    assert time.monotonic() - began < 20
    assert not any(work.alive(pid) for pid in work.begun(tmp_path))


SCRIPT = """
import sys
from audit.engine.executors import executor_named
from tests import work
with executor_named("processes", 2, None) as executor:
    print(list(executor.map(getattr(work, sys.argv[1]), sys.argv[2:])), flush=True)
"""


def test_a_program_need_not_expect_to_be_loaded_again(environment, tmp_path):
    (tmp_path / "program.py").write_text(SCRIPT)
    command = [sys.executable, "program.py", "double", "a", "b", "c"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.strip() == b"['aa', 'bb', 'cc']"
    assert done.stderr == b""


@proc
@pytest.mark.parametrize("name", ["name_and_wait", "name_and_compute"])
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_workers_end_with_their_parent_however_it_ends(environment, tmp_path, number, name):
    command = [sys.executable, "-c", SCRIPT, name, *[str(tmp_path)] * 4]
    parent = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)
    pids = work.begun(tmp_path)
    assert all(work.alive(pid) for pid in pids)
    began = time.monotonic()
    parent.send_signal(getattr(signal, number))
    stderr = parent.communicate()[1]  # until nobody holds it any more
    while any(work.alive(pid) for pid in pids):
        time.sleep(0.01)
    assert time.monotonic() - began < 2  # on a busy machine
    assert parent.returncode == -getattr(signal, number)
    assert stderr.count(b"Traceback") == (number == "SIGINT")


def test_a_small_table_stays_in_this_process():
    small = pairs_of({"source": "A bridge.", "target": "桥。"})
    assert isinstance(engine.executor_of(Config(workers=4), small), Serial)
    large = pairs_of({"source": "A bridge. " * 100_000, "target": "桥。" * 100_000, "times": 8})
    with engine.executor_of(Config(workers=4), large) as executor:
        assert executor.workers == 4
        parts = engine.map_partitions(len, large, executor=Serial(), rows=3)
        assert list(parts) == [3, 3, 2]


@pytest.mark.parametrize(
    ("limit", "cores"), [("max 100000", 8), ("150000 100000", 2), ("50000 100000", 1), ("", 8)]
)
def test_cores_are_those_that_may_be_used(tmp_path, monkeypatch, limit, cores):
    (tmp_path / "cpu.max").write_text(limit)
    monkeypatch.setattr(_cores, "_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    assert _cores.usable_cores() == cores


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"engine": "dusk"}, "engine: unknown engine 'dusk'; did you mean 'dask'?"),
        ({"scheduler": "tcp://a:1"}, "scheduler: is of a Dask cluster; say --engine dask"),
        ({"workers": -1}, "workers: -1 is not a number of workers"),
    ],
)
def test_mistakes(chosen, said):
    with pytest.raises(ConfigError) as told:
        Config(**chosen)
    assert said in told.value.mistakes[0]
    assert executors() == ["dask", "processes", "serial"]
