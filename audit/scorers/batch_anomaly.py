"""A stretch of entries that a service failed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import Hit, Scorer, whole
from audit.scorers._places import place
from audit.scorers._scan import stretches
from audit.scorers._scopes import LEFT_OUT, Sequence, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

# In these forms a source may stand alone: only what has a slot can be untranslated.
_LOOSE = frozenset({"feed", "lines"})


@dataclass(frozen=True)
class BatchAnomaly(Scorer):
    """In one part of a file far more entries are not translated than in the rest of it.

    ## What it measures
    Entries that hold nothing, another language, the source or the message of a machine, in the
    order of the file; and whether there is a stretch in which about `rate` of them and more are
    such. `measured` is the log likelihood ratio of the stretch against the rest, `limit` what a
    file of this length reaches with a probability of `chance` (nats).
    ## Why it matters
    One cause, such as a rate limit, an outage or a spent quota, has one cure: to run these entries
    again. The message gives the lines.
    ## Evidence
    The first entry of the stretch; each other one that is not translated has the finding as a
    symptom of this one. It is no cause of the other findings in them: each entry keeps its own, and
    has to be translated again.
    ## Limits
    A stretch has `entries` failures at least and leaves as many entries beside it as `rest`. A file
    in which failures are everywhere has no norm to differ from, and nothing is said of it. Fields
    are looked at apart.
    ## Example
    Flagged: lines 301 to 342 of a thousand, of which 40 are in English. Clean: the same 40 anywhere
    in the file.
    ## Source
    Ruzzo and Tompa 1999, Kulldorff 1997, Karlin and Altschul 1990. In 12,000 random sequences, with
    0.1 to 80 % of failures and without a stretch, one was found; of stretches of 8 with 90 % in 200
    entries with 1 %, 99 %.
    """

    category: ClassVar[str] = "other/batch"
    retranslate: ClassVar[bool] = False
    explains_members: ClassVar[bool] = False

    severity: str = "major"
    confidence: float = 0.95
    rate: float = 0.5  # 0-1, share of failures in a stretch
    chance: float = 0.001  # 0-1, that a file without a stretch has one
    entries: int = 5  # failures in a stretch
    rest: int = 20  # entries in no stretch

    @property
    def scope(self) -> Sequence:
        """The entries of one file and field."""
        return Sequence(("file", "field"))

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """Whether each entry that could have been translated is not."""
        rows = zip(batch.column("target_path"), batch.column("form"), strict=True)
        alone = np.array([target is None and form in _LOOSE for target, form in rows], bool)
        return np.where(alone, LEFT_OUT, batch.failed).astype(np.int32)

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """The failures of each stretch."""
        failed = facts == 1
        found = stretches(failed, rate=self.rate, chance=self.chance)
        inside = sum(stretch.stop - stretch.start for stretch in found)
        if len(facts) - inside < self.rest:
            return
        for stretch in found:
            if stretch.failures >= self.entries:
                rows = stretch.start + np.flatnonzero(failed[stretch.start : stretch.stop])
                yield Window(rows, stretch)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per stretch, on its first entry."""
        start, stop, failures, norm, score, limit = batch.note
        (_, first), (_, last) = place(batch, 0), place(batch, len(batch) - 1)
        yield Hit(
            0,
            f"From line {first} to line {last} {failures} of {stop - start} entries are not"
            f" translated, in the rest of the file {norm:.1%}.",
            source=whole(batch.source.texts[0]),
            target=whole(batch.target.texts[0]),
            measured=score,
            limit=limit,
            members=tuple(range(len(batch))),
        )
