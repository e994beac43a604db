"""A Dask cluster finds what one process finds, also when it loses a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import audit
from audit import engine
from audit.config import Config
from audit.engine.executors import executor_named
from audit.errors import ConfigError, InputError
from tests import work
from tests.conftest import ROOT, pairs_of

dask = pytest.importorskip("audit.engine.executors.dask")
distributed = pytest.importorskip("distributed")
# Of Dask and what it is made of, when clusters end.
pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(os.name == "nt", reason="processes of Unix"),
]


def test_results_come_in_order_and_survive_the_loss_of_a_worker(tmp_path, caplog):
    caplog.set_level("INFO", "audit")
    with executor_named("dask", 2, None) as executor:
        assert "dashboard: http://127.0.0.1:" in caplog.text
        assert executor.workers == 2
        assert list(executor.map(work.double, range(20))) == list(range(0, 40, 2))
        items = [(number, str(tmp_path)) for number in range(8)]
        assert list(executor.map(work.die_once, items)) == list(range(0, 16, 2))
        with pytest.raises(KeyError, match="3"):
            list(executor.map(work.fail, [3]))


ROWS = [
    {"source": "The agent learns 3 steps.", "target": "智能体学习了4个步骤。", "times": 300},
    {"source": "It rains in the north.", "target": "It rains in the north.", "times": 2},
    {"source": "The train was late.", "target": "火车晚点了。", "times": 300},
]


def test_the_same_findings():
    pairs = pairs_of(*ROWS)
    found = [audit.score(pairs, Config(engine=name, workers=2)) for name in ("serial", "dask")]
    assert found[0].findings.equals(found[1].findings)
    assert len(found[0].findings) > 300


def test_a_scheduler_that_is_not_there(monkeypatch):
    monkeypatch.setattr(dask, "_ANSWERS_WITHIN_S", 0.5)
    with pytest.raises(InputError, match=r"scheduler: tcp://127\.0\.0\.1:9: no workers answer"):
        executor_named("dask", 2, "tcp://127.0.0.1:9").__enter__()
    with pytest.raises(InputError, match="no workers answer"):
        executor_named("dask", 2, "nonsense://").__enter__()


def test_a_scheduler_that_is_there_and_another_version(monkeypatch):
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as one:
        with executor_named("dask", 0, one.scheduler_address) as executor:
            assert list(executor.map(work.double, [1, 2])) == [2, 4]
        monkeypatch.setattr(audit, "__version__", "0.0.0")
        with pytest.raises(InputError, match=r"install the same on all"):
            executor_named("dask", 0, one.scheduler_address).__enter__()


def test_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"install audit\[dask\]"):
        engine.executor_of(Config(engine="dask"), pairs_of(*ROWS))


SCRIPT = """
import sys
from audit.engine.executors import executor_named
from tests import work
if __name__ == "__main__":
    with executor_named("dask", 2, None) as executor:
        list(executor.map(work.name_and_wait, sys.argv[1:]))
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_workers_end_with_their_parent(environment, tmp_path, number):
    folder = tmp_path / "names"
    folder.mkdir()
    (tmp_path / "program.py").write_text(SCRIPT)
    command = [sys.executable, str(tmp_path / "program.py"), *[str(folder)] * 2]
    parent = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)
    pids = work.begun(folder)
    parent.send_signal(getattr(signal, number))
    began = time.monotonic()
    parent.communicate()
    while any(work.alive(pid) for pid in pids):
        time.sleep(0.01)
    assert time.monotonic() - began < 3  # on a busy machine
