"""Which entry gets which kind of damage."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from audit.injection._base import GROUP, KINDS, LEAST_HAN, LENT, RUN, Damaged, Kind, Unit, count_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# How many entries away, in the order of their hashes, the one is that a kind may take from.
_NEXT = 1


class Done(NamedTuple):
    """A unit that has been damaged."""

    number: int  # of the unit
    kind: Kind
    damaged: Damaged


def plan(
    units: Sequence[Unit],
    kinds: Sequence[str],
    share: float,
    seed: int,
    runs: Iterable[Sequence[int]] = (),
) -> list[Done]:
    """Damage a share of `units`, as many with each kind as its texts allow.

    Args:
        units: Entries that nothing is wrong with.
        kinds: Names in `KINDS`.
        share: Of `units` to be damaged, 0-1.
        seed: Another one damages others, in other ways.
        runs: Numbers of units that stand in a row in the input, where kinds of plan `run` may go.

    Returns:
        One row per damaged unit, by number. But for the runs it does not depend on the order of
        `units`: what befalls one hangs on its id, the seed, and which others there are.
    """
    return _Plan(units, seed).made([KINDS[name] for name in kinds], share, list(runs))


class _Plan:
    def __init__(self, units: Sequence[Unit], seed: int) -> None:
        self.units, self.seed = units, seed
        self.order = sorted(range(len(units)), key=lambda n: (self._hash(n), n))
        self.done: dict[int, Done] = {}

    def made(
        self, kinds: Sequence[Kind], share: float, runs: Sequence[Sequence[int]]
    ) -> list[Done]:
        quota = round(share * len(self.units))
        each = quota // len(kinds) if kinds else 0
        for kind in (kind for kind in kinds if kind.plan == "run"):
            self._runs(kind, max(RUN, each), runs)
        for kind in (kind for kind in kinds if kind.plan in {"group", "cycle"}):
            free = [number for number in self.order if self._is_free(number)][: max(GROUP, each)]
            for field in sorted({self.units[number].field for number in free}):
                self._together(kind, [n for n in free if self.units[n].field == field])
        self._alone([kind for kind in kinds if kind.plan == "one"], quota)
        return [self.done[number] for number in sorted(self.done)]

    def _alone(self, kinds: Sequence[Kind], quota: int) -> None:
        """Each unit gets, of the kinds that apply to it, the one that the fewest have."""
        counted: Counter[str] = Counter()
        for place, number in enumerate(self.order):
            if len(self.done) >= quota:
                return
            if number in self.done:
                continue
            rng = self._rng(number)
            other = self.units[self.order[(place + _NEXT) % len(self.order)]]
            rarest = sorted(kinds, key=lambda kind: (counted[kind.name], rng.random()))
            for kind in rarest:
                if self._damage(kind, number, other):
                    counted[kind.name] += 1
                    break

    def _together(self, kind: Kind, free: Sequence[int]) -> None:
        """Entries that change places, or of which the first lends the others its target."""
        size = GROUP if kind.plan == "group" else max(len(free), 2)
        for start in range(0, len(free) - size + 1, size):
            members = list(free[start : start + size])
            first, *others = members
            if kind.plan == "cycle":
                lenders = [*others, first]
            else:
                members, lenders = others, [first] * len(others)
                self.done[first] = Done(first, LENT, Damaged.all(self.units[first].target))
            for number, lender in zip(members, lenders, strict=True):
                self._damage(kind, number, self.units[lender])

    def _runs(self, kind: Kind, wanted: int, runs: Sequence[Sequence[int]]) -> None:
        """Runs whose targets slip down by one; the last goes to the top."""
        # A unit more on either side stays as it is, so that two runs are not one.
        found = [run[n : n + RUN + 2] for run in runs for n in range(len(run) - RUN - 1)]
        for window in sorted(found, key=lambda window: self._hash(window[0])):
            if wanted < RUN:
                return
            if all(map(self._is_free, window)):
                members = window[1:-1]
                for number, above in zip(members, [members[-1], *members], strict=False):
                    self._damage(kind, number, self.units[above])
                wanted -= RUN

    def _damage(self, kind: Kind, number: int, other: Unit) -> bool:
        unit = self.units[number]
        rng = random.Random(f"{self._hash(number)}{kind.name}")
        found = kind.damage(unit.source or "", unit.target, [other], rng)
        if found is None or found.target == unit.target:
            return False
        self.done[number] = Done(number, kind, found)
        return True

    def _is_free(self, number: int) -> bool:
        """Whether a unit is intact and says enough for a reader to see that it stands wrongly."""
        unit = self.units[number]
        enough = bool(unit.source) and count_han(unit.target) >= LEAST_HAN
        return enough and number not in self.done

    def _rng(self, number: int) -> random.Random:
        return random.Random(self._hash(number))

    def _hash(self, number: int) -> str:
        unit = self.units[number]
        content = f"{self.seed}\0{unit.entry_id}\0{unit.field}"
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
