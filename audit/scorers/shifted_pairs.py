"""A run of targets stands beside the wrong sources, all by the same distance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from audit.scorers._base import GIVEN, Hit, Scorer, whole
from audit.scorers._scopes import Neighbours, Window
from audit.text.agreement import agreement
from audit.text.belonging import (
    LEAST_INFORMATION,
    is_suspected,
    odds_by_meaning,
    odds_by_terms,
)
from audit.text.meaning import MOST_CHARS, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch
    from audit.text.meaning import Meaning

# Log odds that source and target belong together. Rows are suspected below this, of the pairs that
# their terms leave in doubt: 0.3 % of 11,700 true titles, 3 % of 4,600 sentences of news and
# speech, 99.5 % of random titles.
_DOUBTED = -1.5
_LEFT_OVER = -4.0  # 0.5 % of those sentences are below, 97 % of random titles
_UNLIKELY = -4.5  # by terms: 0.2 % of those sentences are below, 80 % of random titles
_SUSPECTED, _UNKNOWN = 1, 2  # what is known of a row
_GAP = 2  # rows between suspected ones that are looked at with them

_TRIED_AT_ONCE = 200  # rows; the distances that explain them are tried first at the next

# The evidence of a row is how much likelier its target belongs to the source some rows away than to
# its own, or than to another that is near in topic: the median of true pairs of titles is 5.6, that
# of strangers -7.6, and of these 1 % lie above -3. No row alone makes a run.
_NEAR = -3.0  # log odds
_MOST_EVIDENCE = 6.0
_SOME_EVIDENCE = 1.0
_OUTSIDE = 1.5
_LEAST_EVIDENCE = 8.0  # of a run
_A_STRANGER = 2  # members more that a run needs for each row inside that is not of it
_LOST_EVIDENCE = 12.0  # from the best of a run on, after which it has ended


@dataclass(frozen=True)
class ShiftedPairs(Scorer):
    """From here on, every target belongs to a source some rows away.

    ## What it measures
    Where source and target seem not to belong together (as for `wrong-pair`), how much likelier the
    target belongs to the source up to `distance` rows up or down. The log odds add up over a run:
    at least `rows` that are off by the same make one finding, with the shift (`measured`, rows;
    positive: the source stands below) and the range of lines.
    ## Why it matters
    One line lost or doubled breaks every pair after it. It is one fault with one cure.
    ## Evidence
    Both sides of the first entry of the run. Each other entry of it has the finding as a symptom of
    this one, and so is whatever else is found in them.
    ## Limits
    Rows in between that cannot be assessed belong to the run, and so do those beside it that agree
    with nothing. Needs the order of the file, so entries of one file and field are looked at
    together. `rows` of which the last target belongs nowhere are seen at the end of a table alone.
    ## Example
    Flagged: a table whose target column slipped by one. Clean: two versions of one paper in turn.
    ## Source
    Off-by-one detection: Uplug and hunalign realign, no tool reports it. Of 300 tables in which 4,
    6 or 20 titles slipped 298 are named, 290 with their first and last row; of abstracts 300, of
    news and speech 276. In 27,000 true pairs and 13,000 random ones there is no run.
    """

    category: ClassVar[str] = "other/non-translation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    retranslate: ClassVar[bool] = False

    severity: str = "critical"
    confidence: float = 0.99
    distance: int = 5  # rows
    rows: int = 3  # that a run has at least
    embed: str | None = field(default=None, metadata=GIVEN)

    @property
    def scope(self) -> Neighbours:
        """The entries of one file and field as far as a source may stand, and the one beyond."""
        return Neighbours(("source_path", "field"), radius=self.distance + 1)

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """Whether each row is suspected, cannot be assessed, or neither."""
        table = _Table(batch, judge(self.embed))
        return np.where(table.suspected, _SUSPECTED, np.where(table.known, 0, _UNKNOWN)).astype(
            np.int32
        )

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """The stretches in which there may be a run."""
        for rows in _stretches(facts != _UNKNOWN, facts == _SUSPECTED, self.rows):
            yield Window(np.arange(rows[0], rows[-1] + 1))

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run, on its first entry."""
        looked_at = _Table(batch, judge(self.embed))
        runs = [
            run
            for start, stop in looked_at.stretches(self.rows)
            for run in self._runs(looked_at, start, stop)
        ]
        lines = batch.pairs["target_line"].fillna(batch.pairs["source_line"])
        for run in sorted(_apart(runs), key=lambda run: run.start):
            start, stop = looked_at.with_edges(run)
            where = f"{abs(run.shift)} entr{'y' if abs(run.shift) == 1 else 'ies'}"
            yield Hit(
                start,
                f"From line {lines[start]} to line {lines[stop - 1]} each target belongs to the"
                f" source {where} {'below' if run.shift > 0 else 'above'}.",
                source=whole(batch.source.texts[start]),
                target=whole(batch.target.texts[start]),
                measured=float(run.shift),
                limit=0.0,
                members=tuple(range(start, stop)),
            )

    def _runs(self, table: _Table, start: int, stop: int) -> list[_Run]:
        """The runs among the rows from `start` to before `stop`."""
        tried = sorted(
            (d for d in range(-self.distance, self.distance + 1) if d), key=lambda d: (abs(d), -d)
        )
        evidence = {shift: np.full(stop - start, -_MOST_EVIDENCE) for shift in tried}
        likely: list[int] = []
        for first in range(start, stop, _TRIED_AT_ONCE):
            rows = np.arange(first, min(first + _TRIED_AT_ONCE, stop))
            found = {shift: table.evidence(rows, shift) for shift in likely}
            if not _explain(found, table.suspected[rows]):
                found |= {s: table.evidence(rows, s) for s in tried if s not in found}
            counts = {shift: int((of > _SOME_EVIDENCE).sum()) for shift, of in found.items()}
            likely = [shift for shift in tried if counts.get(shift, 0) >= min(self.rows, len(rows))]
            for shift, of_rows in found.items():
                evidence[shift][rows - start] = of_rows
        return [
            run
            for shift, of_rows in evidence.items()
            for run in _runs_of(of_rows, shift, start, self.rows)
        ]


class _Run(NamedTuple):
    """Rows whose targets belong to sources `shift` rows below."""

    evidence: float
    shift: int
    start: int
    stop: int  # the row after the last


class _Table:
    """The rows of a batch, with what tells whose target each has."""

    def __init__(self, batch: Batch, meaning: Meaning | None) -> None:
        self._batch, self._meaning = batch, meaning
        found = batch.agreement
        self._own = batch.belonging(meaning).log_odds.copy()
        self.known = found.source_information > 0
        self._says_little = found.source_information < LEAST_INFORMATION
        self.suspected = is_suspected(found, odds_by_terms(found)) & (self._own < _DOUBTED)

    def stretches(self, least: int) -> Iterator[tuple[int, int]]:
        """Rows from … to before …, with at least so many suspected ones and no gap among them.

        Rows that cannot be assessed are no gap.
        """
        for rows in _stretches(self.known, self.suspected.copy(), least):
            self._judge_again(rows[self._says_little[rows]])
            if self.suspected[rows].sum() >= least:
                yield int(rows[0]), int(rows[-1]) + 1

    def _judge_again(self, rows: NDArray[np.int64]) -> None:
        """Let vectors judge rows that say too little for a finding of their own."""
        texts, targets = self._batch.source.texts, self._batch.target.texts
        some = rows.tolist()
        self._own[rows] = self._odds([texts[row] for row in some], [targets[row] for row in some])
        self.suspected[rows] &= self._own[rows] < _DOUBTED

    def evidence(self, rows: NDArray[np.int64], shift: int) -> NDArray[np.float64]:
        """The log odds that the target of each row belongs to the source `shift` rows below.

        Nothing speaks against a row that cannot be assessed. A little speaks for the first or last
        one of a table that agrees with nothing, if all are off by one.
        """
        texts, targets = self._batch.source.texts, self._batch.target.texts
        inside = [0 <= row + shift < len(texts) for row in rows.tolist()]
        some = rows[inside].tolist()
        odds = self._odds([texts[row + shift] for row in some], [targets[row] for row in some])
        outside = np.isin(rows + shift, (-1, len(texts))) & (abs(shift) == 1)
        outside &= self._own[rows] < _LEFT_OVER
        evidence = np.where(outside, _OUTSIDE, 0.0)
        evidence[inside] = np.nan_to_num(odds - np.fmax(self._own[some], _NEAR))
        least = np.where(self.known[rows], -_MOST_EVIDENCE, 0.0)
        return np.clip(evidence, least, _MOST_EVIDENCE)

    def with_edges(self, run: _Run) -> tuple[int, int]:
        """The run with the rows beside it that the shift left without a partner.

        They hold nothing, or what was pushed out elsewhere; and one that agrees with none for sure.
        """
        start, stop = run.start, run.stop
        for step in range(min(abs(run.shift) + 1, run.stop - run.start)):
            may_be_empty = step < abs(run.shift)
            start -= start > 0 and self._is_left_over(start - 1, may_be_empty)
            stop += stop < len(self._own) and self._is_left_over(stop, may_be_empty)
        return start, stop

    def _is_left_over(self, row: int, may_be_empty: bool) -> bool:
        return bool(self._own[row] < _LEFT_OVER) or (may_be_empty and self._batch.empty[row])

    def _odds(
        self, sources: Sequence[str | None], targets: Sequence[str | None]
    ) -> NDArray[np.float64]:
        """The log odds that they belong together: of long texts by terms, which say enough."""
        found = agreement(sources, targets)
        odds = odds_by_terms(found)
        if self._meaning is None:
            return odds
        likely = found.short & (found.source_information > 0) & (odds >= _UNLIKELY)
        asked = [
            place
            for place in np.flatnonzero(likely).tolist()
            if max(len(sources[place] or ""), len(targets[place] or "")) <= MOST_CHARS
        ]
        cosines = self._meaning.cosines(
            [sources[place] or "" for place in asked], [targets[place] or "" for place in asked]
        )
        odds[asked] = odds_by_meaning(found.of(asked), cosines)
        return odds


def _stretches(
    known: NDArray[np.bool_], suspected: NDArray[np.bool_], least: int
) -> Iterator[NDArray[np.int64]]:
    """The suspected rows of each stretch that has so many of them and no gap among them."""
    if suspected.sum() < least:
        return
    assessed = np.flatnonzero(known)
    places = np.flatnonzero(suspected[assessed])
    breaks = np.flatnonzero(np.diff(places) > _GAP + 1) + 1
    for together in np.split(places, breaks):
        if len(together) >= least:
            yield assessed[together]


def _explain(evidence: dict[int, NDArray[np.float64]], suspected: NDArray[np.bool_]) -> bool:
    """Whether most of the suspected rows have their source at one of the distances tried."""
    if not evidence:
        return False
    best = np.max(list(evidence.values()), axis=0)
    return bool((best[suspected] > _SOME_EVIDENCE).sum() * 2 > suspected.sum())


def _runs_of(evidence: NDArray[np.float64], shift: int, first: int, least: int) -> Iterator[_Run]:
    """The runs of rows, the first of which is row `first`, where the evidence adds up most."""
    total = best = 0.0
    start = stop = 0
    for place, of_row in enumerate([*evidence.tolist(), -np.inf]):
        if total <= 0:
            total = best = 0.0
            start = stop = place
        total += of_row
        if total > best:
            best, stop = total, place + 1
        if total <= 0 or best - total >= _LOST_EVIDENCE:
            inside = evidence[start:stop]
            members = int((inside > _SOME_EVIDENCE).sum())
            strangers = int((inside < -_SOME_EVIDENCE).sum())
            if best >= _LEAST_EVIDENCE and members - _A_STRANGER * strangers >= least:
                yield _Run(best, shift, first + start, first + stop)
            total = 0.0


def _apart(runs: list[_Run]) -> list[_Run]:
    """The runs with the most evidence, of which no two share a row."""
    taken: set[int] = set()
    kept = []
    for run in sorted(runs, key=lambda run: (-run.evidence, run.start, run.shift)):
        rows = range(run.start, run.stop)
        if taken.isdisjoint(rows):
            taken.update(rows)
            kept.append(run)
    return kept
