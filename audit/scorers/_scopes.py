"""What a rule has to see together to judge an entry, from which the plan of a run follows.

The first pass looks at each entry by itself, in any batch. There, rules of all scopes but `Entry`
give something narrow for each entry: a key, a small number, a count. From that alone follows which
entries have to be looked at again, and with which others; only their texts are fetched once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Rows

    import numpy as np
    from numpy.typing import NDArray

    from audit.schema import Span
    from audit.scorers._base import Batch, Hit

# A fact of an entry that is in no sequence.
LEFT_OUT = -1


@dataclass(frozen=True)
class Entry:
    """An entry by itself."""


@dataclass(frozen=True)
class Group:
    """Entries that share a key: see `Scorer.keys` and `Batch.groups`."""


@dataclass(frozen=True)
class Sequence:
    """Entries in the order of their file: see `Scorer.facts`, `Scorer.windows` and `Batch.note`.

    `by` are columns of PAIRS, and `file`, the place to look first; entries that are equal in them,
    and null in none, are one sequence.
    """

    by: tuple[str, ...]


@dataclass(frozen=True)
class Neighbours(Sequence):
    """A sequence of which each window is seen with the `radius` entries before and after it.

    What is found in these counts only where another window has them.
    """

    radius: int


@dataclass(frozen=True)
class Total:
    """All entries of the run, in counts: see `Scorer.count` and `Batch.counted`."""


Scope = Entry | Group | Sequence | Total


class Scan(Protocol):
    """A look through a group that is too long to be held; see `Scorer.scan`."""

    def add(self, batch: Batch, rows: Rows[int], numbers: Rows[int]) -> None:
        """Look at `rows` of `batch`, which are called by `numbers`, after those before."""

    def found(self) -> Iterator[Any]:
        """What there is to be told when all was looked at, each with the `rows` that it needs."""

    def hit(self, batch: Batch, rows: Rows[int], found: Any) -> Hit:
        """What is told of `found`, whose rows are `rows` of `batch`."""


class Window(NamedTuple):
    """Entries of a sequence that have to be looked at."""

    rows: NDArray[np.int64]  # of the sequence, rising
    note: Any = None  # what only the whole sequence tells


class Counted(NamedTuple):
    """The number of entries that have something, and the first of them."""

    row: int
    key: tuple[str, ...]
    number: int
    source: Span | None = None  # where the first has it
    target: Span | None = None
