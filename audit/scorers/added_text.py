"""A sentence of the target that translates nothing in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.omission import left_out, runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class AddedText(Scorer):
    """A sentence of the target, or several in a row, has no counterpart in the source.

    ## What it measures
    The log odds that a sentence was added (`measured`, of the surest one; limit `log-odds`), from
    the same alignment as `omitted-sentence`: how much of it the source has, and how much longer the
    target is there than elsewhere.
    ## Why it matters
    What the authors never wrote is read as theirs.
    ## Evidence
    The sentences in the target.
    ## Limits
    English sources and Chinese targets only. A sentence of some five words and less is not
    assessed, nor a text of one sentence, of more than 60 or of more than 60,000 characters, nor
    what is added inside a sentence, as a term in brackets.
    ## Example
    Flagged: a sentence of praise after the last one. Clean: one sentence becomes two.
    ## Source
    MQM addition; alignment after Gale and Church (1993). Of 4,379 abstracts into whose target a
    sentence of another was put 94 % are found; of 9,000 as they are 2 are flagged, of which one has
    an added sentence.
    """

    category: ClassVar[str] = "accuracy/addition"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "omitted-sentence"
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES, "source-truncated", "repetition",
    )  # fmt: skip
    part_of: ClassVar[tuple[str, ...]] = ("feed-residue", "repeated-sentence")

    severity: str = "minor"
    confidence: float = 0.6
    log_odds: float = 2.0  # natural logarithm; sentences above it are added

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run of sentences that are added."""
        targets = batch.target.sentences
        odds = left_out(batch.alignments, batch.source.sentences, targets, of_target=True)
        for row, span, several, measured in runs(odds, targets, self.log_odds):
            yield Hit(
                row,
                "A sentence of the target is not in the source."
                if several == 1
                else f"{several} sentences of the target are not in the source.",
                target=span,
                measured=measured,
                limit=self.log_odds,
            )
