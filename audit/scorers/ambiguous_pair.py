"""Another candidate fits about as well as the one that was paired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import Hit, Scorer, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class AmbiguousPair(Scorer):
    """The pair was found by content, and the runner-up is about as good.

    ## What it measures
    The score of the next candidate of either side (`measured`, 0-1) where it is a likely pair
    itself and its odds are within `odds` of the pair's.
    ## Why it matters
    A person should look before the pair is used.
    ## Evidence
    All of both sides.
    ## Limits
    Pairs that the input gives, or an id, are never ambiguous.
    ## Example
    Flagged: two versions of one paper among the sources. Clean: a pair whose rival scores 0.01.
    ## Source
    Splink, which keeps the match weights of rivals.
    """

    category: ClassVar[str] = "other/unpaired"
    retranslate: ClassVar[bool] = False

    severity: str = "neutral"
    confidence: float = 0.8
    odds: float = 3.0  # odds of the pair over those of the runner-up
    likely: float = 0.5  # score of a runner-up that counts, 0-1

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per pair with a rival."""
        scores = batch.pairs["pair_score"].astype("float64").to_numpy()
        rivals = batch.pairs["runner_up"].astype("float64").to_numpy()
        sure = 1 - 1e-12  # odds of a score that was rounded to 1
        odds, rival_odds = (
            np.clip(score, 0, sure) / (1 - np.clip(score, 0, sure)) for score in (scores, rivals)
        )
        for row in np.flatnonzero((rivals >= self.likely) & (odds < self.odds * rival_odds)):
            yield Hit(
                int(row),
                "Another candidate fits about as well as the one paired.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=float(rivals[row]),
                limit=self.likely,
            )
