"""The target is too short for its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import CAUSES, Hit, Measure, Scorer, whole
from audit.text.length import LONG_SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class Short(Scorer):
    """The Chinese target is too short to hold all that its English source says.

    ## What it measures
    Han characters of the target per word of the source (`measured`), without formulae, addresses
    and code on either side; a name kept in Latin letters counts as 1.8 characters. The limit is
    `at_least` minus `leeway` divided by the square root of the source's words: 1.28 for an abstract
    of 130 words, 0.83 for a title of ten. Below half the limit the finding is critical; for a
    source of fewer than `terse_words` it is minor.
    ## Why it matters
    Readers of a target that stops early, or that only sums up, take it for the whole.
    ## Evidence
    All of both sides.
    ## Limits
    English sources and Chinese targets only. A target of the usual length can still lack a sentence
    and say another twice. Spoken Chinese can be as terse as a cut text: `左看右看`. Summaries are
    short by design: the profile `digest` does not ask.
    ## Example
    Flagged: one sentence of 40 characters for an abstract of 130 words. Clean: a title that drops
    an article or two.
    ## Source
    MQM omission. Of 9,000 abstracts the median is 1.78 and six lie below the limit, all six with
    sentences left out; of 286 abstracts of a feed that were cut short all lie below 0.91; of 548
    that lost half of their sentences 69 %. The spread grows as texts get shorter: 0.1 % of 8,000
    titles lie below 1.2, 0.2 % of 8,000 single sentences below 0.8 to 1.0.
    """

    category: ClassVar[str] = "accuracy/omission"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES, "repetition", "truncated", "omitted-sentence",
    )  # fmt: skip

    severity: str = "major"
    confidence: float = 0.9
    at_least: float = 1.46  # Han characters per source word, of a source of any number of words
    leeway: float = 2.0  # times the square root of a word
    critical_share: float = 0.5  # of the limit, below which the finding is critical
    fewest_words: int = 4  # of the source; less is not assessed
    terse_words: int = 20  # of the source; Chinese can say fewer in very few characters
    terse_severity: str = "minor"  # for so few words
    terse_confidence: float = 0.5  # for so few words, 0-1

    def _severity(self, words: int, share: float) -> str | None:
        if share < self.critical_share:
            return "critical"
        return self.terse_severity if words < self.terse_words else None

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The relative length for long sources; that of short ones varies more."""
        words = batch.source_words
        length = batch.relative_length + self.leeway / np.sqrt(np.maximum(words, 1))
        judged = np.where(words >= LONG_SOURCE, length, np.nan)
        return [Measure("at_least", judged, above=False)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target below the limit."""
        words, ratio = batch.source_words, batch.relative_length
        limits = self.at_least - self.leeway / np.sqrt(np.maximum(words, 1))
        for row in np.flatnonzero((words >= self.fewest_words) & (ratio < limits)).tolist():
            measured, limit = float(ratio[row]), float(limits[row])
            yield Hit(
                row,
                f"The target has {measured:.2f} Han characters per source word; {limit:.2f} are the"
                " least that a translation needs.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=measured,
                limit=limit,
                severity=self._severity(int(words[row]), measured / limit),
                confidence=self.terse_confidence if words[row] < self.terse_words else None,
            )
