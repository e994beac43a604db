"""Where work is done: one module per executor.

A module of this package whose name has no underscore in front is an executor. It has a function
`executor(workers, scheduler) -> Executor`; its name is what `--engine` calls it. An executor knows
nothing of what it works at. Another is added by another module.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, TypeVar

from audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Self

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Items that wait for each worker while it works, so that it need not wait for them.
AHEAD = 1


class WorkerLostError(AuditError):
    """A worker ended before it had done its work, and so did the one that took it over."""


class Executor(Protocol):
    """Workers, in a `with` block; when it ends they have ended."""

    @property
    def workers(self) -> int:
        """The number of items that are worked at at a time."""

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[_Result]:
        """Apply `function` to each of `items`, and yield its results in their order.

        Items are taken as they are needed. An exception of the function is raised. What a worker
        was at when it was lost is done once more by another.

        Args:
            function: A function of a module, or a partial of one, that can be pickled.
            items: Any that can be pickled.

        Raises:
            WorkerLostError: that other worker was lost as well.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def executors() -> list[str]:
    """The names of the executors."""
    return sorted(it.name for it in pkgutil.iter_modules(__path__) if it.name[0] != "_")


def executor_named(name: str, workers: int, scheduler: str | None) -> Executor:
    """The executor of that name, which is not yet entered.

    Args:
        name: One of `executors()`.
        workers: How many; 0: as many as this process may use cores.
        scheduler: The address of a cluster's scheduler; None: workers on this machine.

    Raises:
        ConfigError: it needs an extra that is not installed.
    """
    module = importlib.import_module(f"{__name__}.{name}")
    made: Executor = module.executor(workers, scheduler)
    return made
