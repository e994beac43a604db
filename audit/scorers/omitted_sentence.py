"""A sentence of the source that nothing in the target translates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.scorers._base import CAUSES, Hit, Scorer
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


@dataclass(frozen=True)
class OmittedSentence(Scorer):
    """A sentence of the source, or several in a row, has no counterpart in the target.

    ## What it measures
    The log odds that a sentence was left out (`measured`, of the surest one; limit `log-odds`),
    from how much of its words, names and numbers the target has by dictionary where its neighbours
    are translated and anywhere, what only it would explain, and how short the target is there.
    Sentences are aligned in order, up to three with one.
    ## Why it matters
    The translation reads well; what is lost cannot be seen without the source.
    ## Evidence
    The sentences in the source. Addresses, keywords and comments that are left out are minor.
    ## Limits
    English sources and Chinese targets only. A sentence of some five words and less is not
    assessed, nor a text of one sentence or of more than 60. Part of a sentence is not looked for;
    where several become one and half of them is lost, the rule may name them all. Summaries leave
    out by design: the profile `digest` does not ask.
    ## Example
    Flagged: one of six sentences is missing. Clean: two sentences become one.
    ## Source
    MQM omission; alignment after Gale and Church (1993). Of 4,500 abstracts of which one middle
    sentence was taken out of the target 91 % are found, where half of them was, 84 %; 1.2 % of the
    same abstracts are flagged as they are, of which 36 of 44 read lack the sentence, or most of it.
    """

    category: ClassVar[str] = "accuracy/omission"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "short", "repetition", "mojibake")
    part_of: ClassVar[tuple[str, ...]] = ("truncated",)

    severity: str = "major"
    confidence: float = 0.85
    log_odds: float = 3.5  # natural logarithm; sentences above it are left out

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run of sentences that are left out."""
        sources = batch.source.sentences
        odds = left_out(batch.alignments, sources, batch.target.sentences)
        for row, span, several, measured in runs(odds, sources, self.log_odds):
            text = batch.source.present[row][span.start : span.end]
            yield Hit(
                row,
                "A sentence of the source is not in the target."
                if several == 1
                else f"{several} sentences of the source are not in the target.",
                source=span,
                measured=measured,
                limit=self.log_odds,
                severity="minor" if several == 1 and _BESIDES.search(text) else None,
            )
