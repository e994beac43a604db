"""A sentence of the source that nothing in the target translates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.text.gain import Gains
from audit.text.meaning import judge
from audit.text.omission import left_out, runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

# What readers of a translation can do without: where the code is, keywords, a comment in LaTeX.
_BESIDES = regex.compile(
    r"https?://|\\(?:url|href)\b|\bgithub\b"
    r"|\A\W*(?:key ?words|index terms|JEL|MSC|ACM classification)\b|\A%",
    regex.IGNORECASE,
)

_UNSURE = 0.55  # share of findings below `sure` that are right: 21 of 37 read without vectors


@dataclass(frozen=True)
class OmittedSentence(Scorer):
    """A sentence of the source, or several in a row, has no counterpart in the target.

    ## What it measures
    The log odds that a sentence was left out (`measured`, of the surest one; limit `log-odds`),
    from how much of its words, names and numbers the target has by dictionary where its neighbours
    are translated and anywhere, what only it would explain, and how short the target is there.
    Where these leave a doubt, whether the sentence makes the source more like the target counts,
    by their sentence vectors. Sentences are aligned in order, up to three with one.
    ## Why it matters
    The translation reads well; what is lost cannot be seen without the source.
    ## Evidence
    The sentences in the source. What is left out is minor if it is an address, keywords or a
    comment, or if the odds are below `sure` and the target is long enough for more than `short` of
    the source's letters (see `short`).
    ## Limits
    English sources and Chinese targets only. A sentence of some five words and less is not
    assessed, nor a text of one sentence, of more than 60 or of more than 60,000 characters. Part of
    a sentence is not looked for; where several become one and half of them is lost, the rule may
    name them all. A last sentence that the source itself breaks off need not be there. Summaries
    leave out by design: the profile `digest` does not ask. Without vectors (`--embed none`) fewer
    are found, and more of the minor ones are there.
    ## Example
    Flagged: one of six sentences is missing. Clean: two sentences become one.
    ## Source
    MQM omission; alignment after Gale and Church (1993). Of 250 abstracts of which one middle
    sentence was taken out of the target 93 % are found, 88 % at major, of 4,031 that lost their
    second half all but 0.3 %. Of 9,000 abstracts as they are 1.2 % are flagged; of what was read
    53 of 61 major ones lack the sentence, or most of it, and about two of three minor ones. Of
    neural translations of 1,173 abstracts half are flagged; of 40 that were read all are right.
    """

    category: ClassVar[str] = "accuracy/omission"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "added-text"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition")
    part_of: ClassVar[tuple[str, ...]] = ("truncated",)

    severity: str = "major"
    confidence: float = 0.9
    log_odds: float = 3.5  # natural logarithm; sentences above it are left out
    sure: float = 7.0  # natural logarithm; findings below it are minor, with confidence 0.55
    short: float = 0.6  # 0-1, what a target is long for; shorter ones leave no doubt
    embed: str | None = field(default=None, metadata=GIVEN)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run of sentences that are left out."""
        sources, targets = batch.source.sentences, batch.target.sentences
        meaning = judge(self.embed)
        texts = batch.source.present, batch.target.present
        gain = None
        if meaning is not None:
            gain = Gains(batch.alignments, *texts, sources, targets, meaning)
        odds = left_out(batch.alignments, sources, targets, gain=gain)
        for row, span, several, measured in runs(odds, sources, self.log_odds):
            text = batch.source.present[row][span.start : span.end]
            sure = measured >= self.sure or batch.length_share[row] < self.short
            beside = several == 1 and _BESIDES.search(text) is not None
            if several == 1 and not beside and span == sources[row][-1] and _is_cut(text):
                continue
            yield Hit(
                row,
                "A sentence of the source is not in the target."
                if several == 1
                else f"{several} sentences of the source are not in the target.",
                source=span,
                measured=measured,
                limit=self.log_odds,
                severity="minor" if beside or not sure else None,
                confidence=None if sure else min(_UNSURE, self.confidence),
            )


def _is_cut(sentence: str) -> bool:
    """Whether the sentence stops inside a word or behind a comma."""
    return sentence[-1].isalnum() or sentence[-1] in ",-–(&"
