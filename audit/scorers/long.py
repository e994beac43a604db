"""The target is too long for its source."""

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
class Long(Scorer):
    """The Chinese target is longer than its English source explains.

    ## What it measures
    Han characters of the target per word of the source (`measured`), as `short` does. The limit is
    `at_most` plus `leeway` divided by the square root of the source's words: 2.5 for an abstract of
    130 words, 3.7 for a title of ten.
    ## Why it matters
    The target says what the source does not: another text behind the translation, an explanation
    of the translator's own, or a source of which the end is missing.
    ## Evidence
    All of both sides.
    ## Limits
    English sources and Chinese targets only. Originals in brackets make a target longer.
    ## Example
    Flagged: a title with the whole abstract behind it. Clean: an abstract that spells out its
    acronyms in Chinese.
    ## Source
    MQM addition. Of 9,000 abstracts the median is 1.78, and none lies above the limit; of 8,000
    titles two do, both with a chat model's remarks behind them; of 5,111 sentences of news and talk
    none.
    """

    category: ClassVar[str] = "accuracy/addition"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "short"
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES,
        "source-truncated",
        "repetition",
        "repeated-sentence",
        "untranslated-span",
    )

    severity: str = "minor"
    confidence: float = 0.7
    at_most: float = 2.1  # Han characters per source word, of a source of any number of words
    leeway: float = 5.0  # times the square root of a word
    fewest_words: int = 4  # of the source; less is not assessed

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The relative length for long sources; that of short ones varies more."""
        words = batch.source_words
        length = batch.relative_length - self.leeway / np.sqrt(np.maximum(words, 1))
        judged = np.where(words >= LONG_SOURCE, length, np.nan)
        return [Measure("at_most", judged, above=True)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target above the limit."""
        words, ratio = batch.source_words, batch.relative_length
        limits = self.at_most + self.leeway / np.sqrt(np.maximum(words, 1))
        for row in np.flatnonzero((words >= self.fewest_words) & (ratio > limits)).tolist():
            measured, limit = float(ratio[row]), float(limits[row])
            yield Hit(
                row,
                f"The target has {measured:.2f} Han characters per source word; {limit:.2f} are the"
                " most that a translation needs.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=measured,
                limit=limit,
            )
