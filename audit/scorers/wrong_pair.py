"""Source and target are about different things."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import GIVEN, TEXT_CAUSES, Hit, Measure, Scorer, whole
from audit.text.belonging import LEAST_INFORMATION
from audit.text.meaning import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class WrongPair(Scorer):
    """The target is fluent, but it is no translation of this source.

    ## What it measures
    The log odds that the two belong together, from how much each covers of the other by dictionary,
    names and numbers; where these leave a doubt, from the likeness of their sentence vectors as
    well. `measured` is how far the odds are above what a pair of that length and field, title,
    abstract or other, has at least (against `log-odds`).
    ## Why it matters
    A slip in joining two lists, or a cached answer, gives readers the abstract of another paper.
    ## Evidence
    All of both sides.
    ## Limits
    Not assessed where the target is in another language, and below `information`. A translation of
    another version of the same paper is no wrong pair. Without vectors (`--embed none`) only what
    the dictionary is sure of is called.
    ## Example
    Flagged: an abstract on pumps under a source on memes. Clean: a summary, an abridgement.
    ## Source
    MQM (WMT) non-translation. Coverage in both directions, and as the second judge the cosine of a
    multilingual sentence encoder (Yang et al. 2020). Of 5,111 sentences of news, social media,
    speech and literature 5 are called, 3 of which stand beside another one's translation.
    """

    category: ClassVar[str] = "other/non-translation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "wrong-pair"
    symptom_of: ClassVar[tuple[str, ...]] = (
        "shifted-pairs", "same-target", *TEXT_CAUSES, "repetition",
    )  # fmt: skip

    severity: str = "critical"
    confidence: float = 0.95
    log_odds: float = 0.0  # natural logarithm, above what such a pair has at least
    information: float = LEAST_INFORMATION  # nats of the source, some 4 words; less is not assessed
    embed: str | None = field(default=None, metadata=GIVEN)

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The distance of each pair above what it needs."""
        return [Measure("log_odds", self._lead(batch), above=False)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per pair that does not belong together."""
        lead = self._lead(batch)
        for row in np.flatnonzero(lead < self.log_odds).tolist():
            yield Hit(
                row,
                "Source and target are about different things.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=float(lead[row]),
                limit=self.log_odds,
            )

    def _lead(self, batch: Batch) -> NDArray[np.float64]:
        """The distance of each pair above what it needs; NaN where nothing can be said."""
        judged = batch.agreement.source_information >= self.information
        return np.where(judged, batch.belonging(judge(self.embed)).lead, np.nan)
