"""The source denies something that the target does not deny."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.negation import lost_negations, may_negate, negations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class NegationMismatch(Scorer):
    """A sentence of the source negates, and its translation has nothing that could.

    ## What it measures
    Sentence by sentence, as they are aligned, where the target has most of what a sentence says:
    whether it has any sign or word that can render a negation (不, 无, 未, 缺, 避免, 忽略, 首次 …).
    ## Why it matters
    A statement without its `not` says the opposite, and reads as well as before.
    ## Evidence
    The negation in the source, and the sentence of the target.
    ## Limits
    `not only`, `no less than`, `without loss of generality` and their like are no negations here.
    Finds two of five negations lost (490 of 1,134), for another 不 in the sentence hides one. One
    that the target turns into its opposite (太慢 for `not fast enough`) may be flagged, most in
    speech and news. Negations that the target adds are not looked for: Chinese negates where
    English says `fall short` or `rather`.
    ## Example
    Flagged: 收敛 for `does not converge`. Clean: 前所未有 for `never seen before`.
    ## Source
    MQM mistranslation. Of 2,460 negated sentences of 9,000 abstracts 15 are flagged, all read: 14
    lack the negation or the clause it stands in. Of 9,000 others, whose source a feed had cut, 20
    are flagged, of which 12 do, and of 5,111 sentences of news, speech and literature 2, of which
    none does: a finding is neutral, a place to look at.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "negation-mismatch"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "mojibake")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "added-text",
        "truncated",
        "short",
        "repetition",
        "repeated-sentence",
        "untranslated-span",
    )

    severity: str = "neutral"
    confidence: float = 0.8

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per sentence that has lost its negation."""
        sources, targets = batch.source, batch.target
        for row, text in enumerate(sources.present):
            if not may_negate(text):
                continue
            if (sources.languages[row], targets.languages[row]) != ("en", "zh"):
                continue
            aligned = batch.alignments[row]
            if aligned is None or not negations(text):
                continue
            target = targets.simplified[row]
            sentences = sources.sentences[row], targets.sentences[row]
            for negation, sentence in lost_negations(text, target, sentences, aligned):
                word = text[negation.start : negation.end]
                message = f"The source says `{word}`, the target denies nothing."
                yield Hit(row, message, source=negation, target=sentence)
