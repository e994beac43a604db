"""A part of the target was left in the source language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.program import is_code
from audit.text.scripts import HAN, LATIN
from audit.text.untranslated import english_runs, merged, stray_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class UntranslatedSpan(Scorer):
    """A run of English prose stands in a Chinese target.

    ## What it measures
    English words in a row (`measured`, against `words`), not interrupted by Chinese: at least
    `words` of them, `function_words` of these words such as `the` and `of`, or a sentence of its
    own of four ordinary words and more; or two words of the source in lower case, one of them a
    word of grammar. Critical where such runs are at least `half` of the
    target's letters.
    ## Why it matters
    A request that was cut off, or a model that stopped translating, leaves its readers with text
    that they cannot read.
    ## Evidence
    Each run in the target; runs with little between them are one. The same words in the source, if
    it has them.
    ## Limits
    What stands in brackets, quotation marks or 《》 is an original given on purpose. Names, URLs,
    code and formulae are no prose. Targets that are all in another language are
    `language-mismatch`.
    ## Example
    Flagged: `本文提出一种方法。Our code is publicly available.`
    Clean: `《Attention Is All You Need》`.
    ## Source
    MQM untranslated. Of 587 abstracts with the last sentence in English 99.8 % are found, of 587
    half in English all; of 28,000 real targets six are flagged, five rightly.
    """

    category: ClassVar[str] = "accuracy/untranslated"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("feed-residue",)

    severity: str = "major"
    confidence: float = 0.9
    words: int = 5  # different ones of a run
    function_words: int = 2  # of a run
    gap: int = 6  # code points between runs that are one
    half: float = 0.5  # share of the target's letters, 0-1, from which the finding is critical

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run."""
        side, scripts = batch.target, batch.target.scripts
        for row, (text, language) in enumerate(zip(side.present, side.languages, strict=True)):
            if language != "zh" or scripts[row, LATIN] < _FEWEST_LETTERS:
                continue
            source = batch.source.present[row]
            runs = english_runs(text, side.masked[row], self.words, self.function_words)
            if not runs and source:
                runs = stray_words(text, side.masked[row], source)
            if not runs or is_code(source):
                continue
            letters = int(scripts[row, HAN] + scripts[row, LATIN])
            english = sum(
                char.isalpha() for run in runs for char in text[run.span.start : run.span.end]
            )
            severity = "critical" if english >= self.half * letters else None
            for run in merged(runs, self.gap):
                wording = text[run.span.start : run.span.end]
                same = source.find(wording)
                yield Hit(
                    row,
                    f"{run.words} words of the target are English.",
                    source=None if same < 0 else Span(same, same + len(wording)),
                    target=run.span,
                    measured=run.words,
                    limit=self.words,
                    severity=severity,
                )


_FEWEST_LETTERS = 7  # of two words, one of them a word of grammar
