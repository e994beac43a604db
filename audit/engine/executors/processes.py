"""Processes on this machine, as many as it has cores."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from audit.engine.executors import AHEAD, WorkerLostError
from audit.engine.executors._cores import usable_cores
from audit.engine.executors._worker import Call, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO, Self

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_LOG = logging.getLogger("audit")

# A Python of its own, not a fork: threads of numpy and Arrow do not survive one. It does not load
# the program that we are part of, which need not expect that, nor modules beside the data (-P).
_START = """
import os, pickle, sys
calls = os.fdopen(os.dup(0), "rb")
try:
    sys.path[:] = pickle.load(calls)
except EOFError:
    sys.exit()
from audit.engine.executors._worker import main
main(calls, {})
"""
_LOOKS_EVERY_S = 0.5  # for Ctrl-C, where waiting for a thread cannot be interrupted


class _LostError(Exception):
    """The worker has ended."""


class _Worker:
    """A process that does one call at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START.format(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._is_new = True
        self._function: bytes | None = None

    def call(self, function: bytes, item: bytes) -> Outcome:
        """The outcome of a call.

        Raises:
            _LostError: the process has ended.
        """
        if self._is_new:
            self._send(sys.path)
        self._send(Call(None if function is self._function else function, item))
        self._is_new, self._function = False, function
        try:
            outcome: Outcome = pickle.load(_pipe(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise _LostError from error
        return outcome

    def _send(self, message: object) -> None:
        try:
            stream = _pipe(self._process.stdin)
            pickle.dump(message, stream)
            stream.flush()
        except (OSError, ValueError) as error:
            raise _LostError from error

    def how_it_ended(self) -> str:
        """The way the process has ended, in words."""
        code = self._process.wait()
        if code < 0:
            name = signal.Signals(-code).name
            return f"was killed ({name}{', perhaps for want of memory' * (code == -9)})"
        return f"ended with exit code {code}"

    def end(self) -> None:
        """Kill the process, which keeps nothing."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Give back the pipes of a process that has ended."""
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(stream).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


class Processes:
    """The executor that keeps a thread for each of its processes, which are started when needed."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._threads = ThreadPoolExecutor(workers, "audit-worker", _without_interrupts)
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            alive = list(self._alive)
        for worker in alive:
            worker.end()
        self._threads.shutdown(cancel_futures=True)
        for worker in alive:
            worker.close()

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[_Result]:
        """As of `Executor`."""
        pickled = pickle.dumps(function)
        waiting: deque[Future[_Result]] = deque()
        try:
            for item in items:
                waiting.append(self._threads.submit(self._call, pickled, pickle.dumps(item)))
                if len(waiting) > (1 + AHEAD) * self.workers:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def _call(self, function: bytes, item: bytes) -> Any:
        """The result of a call in some worker, or if that is lost in another."""
        for is_again in (False, True):
            worker = self._started()
            try:
                outcome = worker.call(function, item)
            except _LostError:
                ended = worker.how_it_ended()
                with self._lock:
                    if self._closed:
                        raise
                    self._alive.discard(worker)
                worker.close()
                if is_again:
                    message = f"a worker {ended} twice at the same part; use fewer --workers"
                    raise WorkerLostError(message) from None
                _LOG.warning("a worker %s; another does its part again", ended)
                continue
            with self._lock:
                self._idle.append(worker)
            if not outcome.done:
                raise outcome.value
            return outcome.value
        raise AssertionError

    def _started(self) -> _Worker:
        """A worker with nothing to do."""
        with self._lock:
            if self._closed:
                raise _LostError
            if self._idle:
                return self._idle.pop()
            worker = _Worker()
            self._alive.add(worker)
            return worker


def _result(future: Future[_Result]) -> _Result:
    while not future.done():
        wait([future], _LOOKS_EVERY_S)
    return future.result()


def _without_interrupts() -> None:
    """Let the processes that this thread starts have no part in Ctrl-C, which goes to all."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def executor(workers: int, scheduler: str | None) -> Processes:
    """The executor with so many processes; 0: as many as this process may use cores."""
    del scheduler
    return Processes(workers or usable_cores())
