"""A Dask cluster: one that is there, or workers on this machine with a dashboard."""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from contextlib import ExitStack, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import audit
from audit.engine.executors import AHEAD, WorkerLostError
from audit.engine.executors._cores import usable_cores
from audit.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_LOG = logging.getLogger("audit")
_ANSWERS_WITHIN_S = 30
# A partition of 2,000 abstracts has 10 MB; what travels with a task is not lost with a worker.
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1 GiB"}
_ENDS_WITHIN_S = 0.5

_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)

# Threads of a worker share what the functions compute with.
_ONE_AT_A_TIME = Lock()


class Dask:
    """The executor of a cluster.

    Args:
        workers: How many, on this machine.
        scheduler: The address of a scheduler; None: a cluster on this machine.

    Raises:
        ConfigError: Dask is not installed.
    """

    def __init__(self, workers: int, scheduler: str | None) -> None:
        try:
            import distributed
        except ImportError as error:
            mistake = "engine: dask needs an extra; install audit[dask]"
            raise ConfigError([mistake]) from error
        self._distributed: Any = distributed
        self.workers = workers
        self._scheduler = scheduler
        self._cluster: Any = None  # on this machine
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            InputError: there is no scheduler, it has no workers, or they have another version.
        """
        import dask

        with ExitStack() as stack:
            stack.enter_context(dask.config.set(_SETTINGS))
            address = self._local(stack) if self._scheduler is None else self._scheduler
            try:
                self._client = self._distributed.Client(address, timeout=_ANSWERS_WITHIN_S)
                stack.callback(_close, self._client)
                self._client.wait_for_workers(1, timeout=_ANSWERS_WITHIN_S)
            except (OSError, ValueError, TimeoutError) as error:
                message = f"scheduler: {address}: no workers answer; start some, or name another"
                raise InputError(message) from error
            _LOG.info("dashboard: %s", self._client.dashboard_link)
            self._check_versions()
            self.workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
            self._stack = stack.pop_all()
        return self

    def _local(self, stack: ExitStack) -> Any:
        """A cluster on this machine, which nobody else can reach."""
        cluster = self._distributed.LocalCluster(
            n_workers=self.workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
        stack.callback(_close, cluster)
        self._cluster = cluster
        return cluster

    def _check_versions(self) -> None:
        try:
            found = set(self._client.run(_version).values())
        except Exception as error:  # whatever importing raises there
            message = f"scheduler: a worker cannot run audit {audit.__version__}: {error}"
            raise InputError(f"{message}; install it there") from error
        others = sorted(found - {audit.__version__})
        if others:
            message = f"scheduler: workers have audit {', '.join(others)}, not {audit.__version__}"
            raise InputError(f"{message}; install the same on all")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and self._cluster is not None:
            # It would wait ten seconds for what the workers are at.
            self._cluster.shutdown_on_close = False
            for nanny in self._cluster.workers.values():
                nanny.auto_restart = False
                with suppress(ProcessLookupError, AttributeError, TypeError):
                    os.kill(nanny.pid, _KILL)
        self._stack.close()

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[_Result]:
        """As of `Executor`; Dask does again what a lost worker was at, and what it held."""
        waiting: deque[Any] = deque()
        try:
            for item in items:
                waiting.append(self._client.submit(_alone, function, item, pure=False))
                if len(waiting) > (1 + AHEAD) * self.workers:
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        finally:
            if waiting:
                self._client.cancel(list(waiting))

    def _result(self, future: Any) -> Any:
        try:
            return future.result()
        except self._distributed.KilledWorker as error:
            message = f"workers were lost again and again at the same part: {error}"
            raise WorkerLostError(f"{message}; give them more memory") from error


def _close(it: Any) -> None:
    """Close a client or a cluster, which goes on with that by itself if it takes long."""
    with suppress(TimeoutError):
        it.close(timeout=_ENDS_WITHIN_S)


def _alone(function: Callable[[_Item], _Result], item: _Item) -> _Result:
    with _ONE_AT_A_TIME:
        return function(item)


def _version() -> str:
    return audit.__version__


def executor(workers: int, scheduler: str | None) -> Dask:
    """The executor on `scheduler`, or with so many workers here; 0: as many as there are cores."""
    return Dask(workers or usable_cores(), scheduler)
