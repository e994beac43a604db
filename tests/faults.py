"""Faults at each step of publishing files, in processes of their own: what is left, and what heals.

    python -m tests.faults [--few]

A step is a call that changes a folder or waits for the disk. Before and after each, the process is
killed, sent a signal, or told that the disk is full or the file held open; then whoever comes next
recovers. Prints one JSON object: per fault how often it struck, and what was wrong after it. With
`--few` these are kills before each step and failing renames.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import InputError
from audit.storage import publish, recover_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Files = dict[Path, bytes]

STEPS = ("open", "link", "replace", "unlink", "fsync", "mkdir", "rmdir")
SIGNALS = {name: getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT")}
ERRORS = {"full disk": errno.ENOSPC, "held open": errno.EACCES, "no longer there": errno.EIO}
FAILING = ("open", "link", "replace", "fsync")  # what an error of the system can stop


class Fault(NamedTuple):
    """Something that happens at a step."""

    kind: str  # of SIGNALS, ERRORS
    step: int  # from 0; -1 never
    after: bool = False


def count(work: Callable[[], object]) -> list[str]:
    """The names of the steps of `work`, which is done in another process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        steps = _install(Fault("SIGKILL", -1))
        work()
        os.write(writing, json.dumps(steps).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(told)


def struck(work: Callable[[], object], fault: Fault) -> int:
    """The wait status of a process that did `work` with a fault."""
    pid = os.fork()
    if pid == 0:
        try:
            _install(fault)
            work()
        except (InputError, KeyboardInterrupt):
            os._exit(1)
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def _install(fault: Fault) -> list[str]:
    """Let the fault strike in this process; the steps taken are added to the list returned."""
    steps: list[str] = []

    def watched(name: str, original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            number = len(steps)
            steps.append(name)
            if number == fault.step and not fault.after:
                _strike(fault.kind, name)
            done = original(*args, **more)
            if number == fault.step and fault.after:
                _strike(fault.kind, name)
            return done

        return call

    os.fsync = _not_now  # no trial cuts the power, and the disk takes most of the time
    for name in STEPS:
        setattr(os, name, watched(name, getattr(os, name)))
    return steps


def _not_now(descriptor: int) -> None:
    del descriptor


def _strike(kind: str, name: str) -> None:
    if kind in SIGNALS:
        os.kill(os.getpid(), SIGNALS[kind])
    elif name in FAILING:
        raise OSError(ERRORS[kind], os.strerror(ERRORS[kind]))


def seen(files: Mapping[Path, bytes]) -> Files:
    """What is in the places of `files`."""
    return {file: file.read_bytes() for file in files if file.exists()}


def leftovers(files: Mapping[Path, bytes]) -> list[str]:
    """What else is in their folders."""
    folders = {file.parent for file in files}
    there = {path for folder in folders if folder.exists() for path in folder.iterdir()}
    return sorted(path.name for path in there - set(files) - folders)


def judge(old: Files, new: Files, after: Files, left: list[str]) -> list[str]:
    """The mistakes in what is there after a run was stopped and the next one has begun."""
    wrong = ["leftovers"] if left else []
    whole = [versions.get(file) for versions in (old, new) for file in new]
    if any(content not in whole for content in after.values()):
        wrong.append("torn")
    if after not in (old, new):
        wrong.append("mixed")
    return wrong


def trial(name: str, old: Files, new: Files, *, few: bool) -> dict[str, Counter[str]]:
    """What was wrong after each fault while `new` replaced `old`."""
    told: dict[str, Counter[str]] = {}

    def reset() -> None:
        for file in new:
            file.unlink(missing_ok=True)
        if old:
            publish(old)

    def again(kind: str) -> None:
        recover_folders(new)
        for mistake in judge(old, new, seen(new), leftovers(new)):
            told[kind][mistake] += 1

    reset()
    steps = count(lambda: publish(new))
    moments = [(n, after) for n in range(len(steps)) for after in (False, True)]
    faults = [Fault(kind, *moment) for kind in SIGNALS for moment in moments]
    faults += [Fault(k, n) for k in ERRORS for n, name in enumerate(steps) if name in FAILING]
    if few:
        renames = {n for n, name in enumerate(steps) if name == "replace"}
        faults = [
            fault
            for fault in faults
            if not fault.after and (fault.kind == "SIGKILL" or fault.step in renames)
        ]
    for fault in faults:
        counted = told.setdefault(fault.kind, Counter())
        reset()
        status = struck(lambda: publish(new), fault)
        counted["times"] += 1
        counted["crashed"] += os.WIFEXITED(status) and os.WEXITSTATUS(status) == 3
        counted["mixed until then"] += seen(new) not in (old, new)
        if fault.kind in ERRORS:  # nothing is left for the next run
            counted["not at once"] += bool(judge(old, new, seen(new), leftovers(new)))
        again(fault.kind)
    # The next run is killed as well, at each of its steps, and the one after it recovers.
    counted = told.setdefault("SIGKILL while recovering", Counter())
    half = max(n for n, name in enumerate(steps) if name == "replace")
    reset()
    struck(lambda: publish(new), Fault("SIGKILL", half))
    again_steps = count(lambda: recover_folders(new))
    for number in range(len(again_steps)):
        reset()
        struck(lambda: publish(new), Fault("SIGKILL", half))
        struck(lambda: recover_folders(new), Fault("SIGKILL", number))
        counted["times"] += 1
        again("SIGKILL while recovering")
    return {f"{name}: {kind}": counts for kind, counts in told.items()}


def main(root: Path, *, few: bool) -> dict[str, dict[str, int]]:
    """All trials in `root`."""
    report, other = root / "reports", root / "other"
    names = ("entries.csv", "findings.csv", "index.html", "summary.json")
    files = [*(report / name for name in names), other / "audit.sarif"]
    old = {file: f"old {file.name}".encode() for file in files}
    new = {file: f"new {file.name}".encode() * 2 for file in files}
    (root / "beside").mkdir(parents=True, exist_ok=True)
    told = trial("two folders", old, new, few=few)
    one = root / "beside" / "table.csv"
    told |= trial("one file", {one: b"old"}, {one: b"new"}, few=few)
    if not few:
        told |= trial("nothing there", {}, new, few=few)
        told |= trial("some there", dict(list(old.items())[:2]), new, few=few)
    return {name: {key: n for key, n in counts.items() if n} for name, counts in told.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        os.fsync = _not_now
        print(json.dumps(main(Path(made), few="--few" in sys.argv), indent=2))
