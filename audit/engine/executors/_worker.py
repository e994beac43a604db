"""A worker process: calls come in on standard input, outcomes go out on standard output.

It ends when its parent does, however that ends: Linux kills it, and everywhere the end of standard
input says so, for which a thread waits while the work goes on.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import BinaryIO

_PR_SET_PDEATHSIG = 1


class Call(NamedTuple):
    """A function and an item that a worker is told to apply it to."""

    function: bytes | None  # pickled; None: as the last time
    item: bytes  # pickled


class Outcome(NamedTuple):
    """The result of a call, or its exception."""

    done: bool
    value: Any  # the result, or the exception


def main(calls: BinaryIO, parent: int) -> None:
    """Do what `parent`, the id of a process, asks for by `calls` until it has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees to it
    _end_with(parent)
    # Whatever else reads or prints must not come between.
    outcomes = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    waiting: SimpleQueue[Call] = SimpleQueue()
    Thread(target=_receive, args=(calls, waiting), daemon=True).start()
    function: Any = None
    while True:
        call = waiting.get()
        try:
            if call.function is not None:
                function = pickle.loads(call.function)
            outcome = pickle.dumps(Outcome(True, function(pickle.loads(call.item))))
        except Exception as error:
            outcome = _failure(error)
        outcomes.write(outcome)
        outcomes.flush()


def _receive(calls: BinaryIO, waiting: SimpleQueue[Call]) -> None:
    """Put the calls into `waiting`, and end the process where there will be no more."""
    while True:
        try:
            waiting.put(pickle.load(calls))
        except BaseException:
            os._exit(0)


def _failure(error: Exception) -> bytes:
    """The pickled outcome of a call that raised, with the traceback, which is not pickled."""
    error.add_note(f"in a worker:\n{traceback.format_exc()}")
    try:
        made = pickle.dumps(Outcome(False, error))
        pickle.loads(made)
    except Exception:  # of a library whose exceptions cannot be pickled
        made = pickle.dumps(Outcome(False, RuntimeError(f"{type(error).__name__}: {error}")))
    return made


def _end_with(parent: int) -> None:
    """Have Linux kill this process when `parent` ends; it may have ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)
