"""Work for the executors: functions that a worker can import."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def double(number):
    return number * 2


def fail(number):
    raise KeyError(number)


class UnpicklableError(Exception):
    def __init__(self, first, second):
        super().__init__(first + second)


def fail_strangely(number):
    raise UnpicklableError("a", f"b{number}")


def talk(number):
    print("talk")
    print("more", file=sys.__stdout__)
    os.write(1, b"bytes")
    assert sys.stdin is None or sys.stdin.read() == ""
    return number


def die(number):
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(item):
    """Double a number; whoever first meets the number 3 dies of it."""
    number, folder = item
    if number == 3:
        try:
            (Path(folder) / "died").mkdir()
        except FileExistsError:
            return number * 2
        die(number)
    return number * 2


def name_and_wait(folder):
    """Leave the id of this process, and take long."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)


def name_and_compute(folder):
    """As `name_and_wait`, in one call of a library that does not let go of the interpreter."""
    (Path(folder) / str(os.getpid())).touch()
    sum(range(10**11))


def begun(folder):
    """The ids of the two workers that have begun to wait or to compute, once they have."""
    while len(pids := [int(path.name) for path in Path(folder).iterdir()]) < 2:
        time.sleep(0.02)
    return pids


def alive(pid):
    """Whether a process has not ended, by what Linux says."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in "ZX"
