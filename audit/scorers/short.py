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
    How long the target is, as a share (`measured`) of the letters in the source's words of four
    letters and more, a Han character being as long as 2.3 letters; without formulae, addresses and
    code on either side. Articles, prepositions and auxiliaries, which Chinese drops, are shorter
    words. The limit is `at_least` minus `leeway` divided by the square root of the source's
    letters: 0.60 for an abstract of 700 letters, 0.49 for a sentence of 100. A title of long words
    is short only if it has fewer than `per_word` Han characters for each, too. Below half the limit
    the finding is critical; for a source of fewer than `terse_words` it is minor.
    ## Why it matters
    Readers of a target that stops early, or that only sums up, take it for the whole.
    ## Evidence
    All of both sides.
    ## Limits
    English sources and Chinese targets only. A target of the usual length can still lack a sentence
    and say another twice. A saying can be terser than its source: `强宾不压主`. Summaries are short
    by design: the profile `digest` does not ask.
    ## Example
    Flagged: one sentence of 40 characters for an abstract of 130 words. Clean: a terse sentence,
    a title that drops an article or two.
    ## Source
    MQM omission. Of 5,111 human translations of news, talk and literature 4 are flagged, all read:
    three lack a clause. Of 9,000 abstracts one is, of 8,000 titles none, of 7,000 sentences of a
    machine 2. Of 9,000 abstracts cut to 55 % of their characters 98.5 % are found by their length
    alone, of 7,900 titles cut so 81 %, of 4,900 sentences of news and talk 26 %; of 286 abstracts
    that a feed cut short all.
    """

    category: ClassVar[str] = "accuracy/omission"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "long"
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES, "repetition", "truncated", "omitted-sentence", "icu-mismatch",
    )  # fmt: skip

    severity: str = "major"
    confidence: float = 0.9
    at_least: float = 0.66  # of the source's letters, 0-1, for a source of any number of them
    leeway: float = 1.66  # times the square root of a letter
    per_word: float = 1.4  # Han characters per source word; more are never short
    critical_share: float = 0.5  # of the limit, below which the finding is critical
    fewest_words: int = 4  # of the source; less is not assessed
    terse_words: int = 12  # of the source; Chinese can say fewer in very few characters
    terse_severity: str = "minor"  # for so few words
    terse_confidence: float = 0.5  # for so few words, 0-1

    def _severity(self, words: int, share: float) -> str | None:
        if share < self.critical_share:
            return "critical"
        return self.terse_severity if words < self.terse_words else None

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The share for long sources; that of short ones varies more."""
        share = batch.length_share + self.leeway / np.sqrt(np.maximum(batch.source_letters, 1))
        judged = np.where(batch.source_words >= LONG_SOURCE, share, np.nan)
        return [Measure("at_least", judged, above=False)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target below the limit."""
        words, share = batch.source_words, batch.length_share
        limits = self.at_least - self.leeway / np.sqrt(np.maximum(batch.source_letters, 1))
        short = (share < limits) & (batch.relative_length < self.per_word)
        for row in np.flatnonzero((words >= self.fewest_words) & short).tolist():
            measured, limit = float(share[row]), float(limits[row])
            yield Hit(
                row,
                f"The target is long enough for {measured:.0%} of the source; {limit:.0%} are the"
                " least that a translation needs.",
                source=whole(batch.source.texts[row]),
                target=whole(batch.target.texts[row]),
                measured=measured,
                limit=limit,
                severity=self._severity(int(words[row]), measured / limit),
                confidence=self.terse_confidence if words[row] < self.terse_words else None,
            )
