"""Source and target are about different things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import TEXT_CAUSES, Hit, Measure, Scorer, whole
from audit.text.agreement import WRONG_INFORMATION, WRONG_LOG_ODDS, WRONG_SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class WrongPair(Scorer):
    """The target is fluent, but it is no translation of this source.

    ## What it measures
    For texts of some 25 words and more, the log odds that the target translates the source, from
    how much each covers of the other by dictionary, names and numbers, and in which order
    (`measured`, against `log-odds`). For shorter ones the larger of the two coverages (`measured`,
    0-1, against `shared`).
    ## Why it matters
    A slip in joining two lists, or a cached answer, gives readers the abstract of another paper.
    ## Evidence
    All of both sides.
    ## Limits
    Not assessed where the target is in another language, and below `information`. A translation of
    another version of the same paper is no wrong pair.
    ## Example
    Flagged: an abstract on pumps under a source on memes. Clean: a summary, an abridgement.
    ## Source
    MQM (WMT) non-translation. Of 8,983 true abstract pairs the lowest log odds are -9.2; of as many
    random ones 99 % lie below -12.9. Of 8,000 title pairs 0.1 % share less than 0.16, of random
    ones 90 % less than 0.22.
    """

    category: ClassVar[str] = "other/non-translation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = (
        "shifted-pairs", "same-target", *TEXT_CAUSES, "repetition",
    )  # fmt: skip

    severity: str = "critical"
    confidence: float = 0.95
    log_odds: float = WRONG_LOG_ODDS  # natural logarithm; pairs below it are wrong
    shared: float = WRONG_SHARED  # 0-1; short pairs below it are wrong
    information: float = WRONG_INFORMATION  # nats of the source, some 6 words; less is not assessed

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The log odds of long sources, the larger coverage of short ones."""
        found = batch.agreement
        judged = found.source_information >= self.information
        most = np.fmax(found.source, found.target)
        return [
            Measure(
                "log_odds", np.where(judged & ~found.short, found.log_odds, np.nan), above=False
            ),
            Measure("shared", np.where(judged & found.short, most, np.nan), above=False),
        ]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per pair that does not agree."""
        found = batch.agreement
        wrong = found.is_wrong(self.log_odds, self.shared, self.information)
        for row in np.flatnonzero(wrong).tolist():
            if found.short[row]:
                measured, limit = max(found.source[row], found.target[row]), self.shared
            else:
                measured, limit = found.log_odds[row], self.log_odds
            yield Hit(
                row,
                "Source and target are about different things.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=float(measured),
                limit=limit,
            )
