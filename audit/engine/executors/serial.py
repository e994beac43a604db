"""This process alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Serial:
    """The executor that has no workers: what is asked for is done when it is asked for."""

    workers = 1

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[_Result]:
        """As of `Executor`."""
        return map(function, items)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def executor(workers: int, scheduler: str | None) -> Serial:
    """The executor; nothing is to be chosen of it."""
    del workers, scheduler
    return Serial()
