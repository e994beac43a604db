"""The target repeats itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.schema import Span
from audit.scorers._base import TEXT_CAUSES, Hit, Measure, Scorer
from audit.text.repetition import redundancy, repetition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch
    from audit.text.repetition import Loop

_LETTER = regex.compile(r"\p{L}")
_IN_WORDS = regex.compile(r"[A-Za-z0-9]*+")
_SHOWN = 24  # code points of the unit in the message
# Words of English are longer than Chinese ones, so their pieces are.
_SOURCE_GRAM = 16


@dataclass(frozen=True)
class Repetition(Scorer):
    """The target says the same again and again, as a translation model does that is caught in it.

    ## What it measures
    Stretches in which a unit of 2 to 200 characters follows itself at least 2¾ times, the gaps of
    small variations included; `measured` is how often the unit stands there. Where there is none,
    the share of 8-character pieces of the target that have stood in it before (`measured`, 0-1,
    against `redundancy`).
    ## Why it matters
    A loop replaces what the source says, and it hides in the middle of a good text.
    ## Evidence
    The stretch in the target.
    ## Limits
    A unit without letters (`……`, `----`, `0 0 0`) is no loop, nor is one in a single Latin word
    (`hahaha`, `CAGCAGCAG`), nor one where the source has a loop too. A word that stands just twice
    is often right: `多语言语言模型`.
    ## Example
    Flagged: `相对准确性的相对准确性的相对准确性的`. Clean: `一步一步`, `x_1, x_2, x_3`.
    ## Source
    Gopher's repetition filters (Rae et al. 2021), OpusFilter's RepetitionFilter. Of 9,000 good
    abstracts none is flagged, their sampled redundancy being 0.23 at most; of 7,000 machine
    translated sentences 7 are, all of them looped. Of 6,000 abstracts with an injected loop 99.9 %
    are found.
    """

    category: ClassVar[str] = "fluency/repetition"
    symptom_of: ClassVar[tuple[str, ...]] = ("shifted-pairs", "same-target", *TEXT_CAUSES)

    severity: str = "major"  # critical from `large` on
    confidence: float = 0.95
    large: float = 0.33  # share of the target in loops, 0-1
    redundancy: float = 0.35  # share of 8-character pieces that have stood before, 0-1

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """How much of each target has stood in it before."""
        shares = [redundancy(text) if text else np.nan for text in batch.target.texts]
        return [Measure("redundancy", np.array(shares, np.float64), above=True)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per stretch, or one per text that is redundant all over."""
        found = repetition(batch.target.texts, self.redundancy)
        looping: dict[int, list[Loop]] = {}
        for loop in found.loops:
            if _is_language(loop, batch.source.texts[loop.row]):
                looping.setdefault(loop.row, []).append(loop)
        for row, loops in looping.items():
            if not _loops(batch.source.texts[row]):
                yield from self._hits(row, loops, batch.target.texts[row] or "")
        for row in np.flatnonzero(found.redundancy >= self.redundancy).tolist():
            source = batch.source.texts[row] or ""
            share = float(found.redundancy[row])
            if row not in looping and redundancy(source, _SOURCE_GRAM) < share / 2:
                target = batch.target.texts[row] or ""
                yield Hit(
                    row,
                    f"{share:.0%} of the target has stood in it before.",
                    target=Span(0, len(target)),
                    measured=share,
                    limit=self.redundancy,
                )

    def _hits(self, row: int, loops: list[Loop], target: str) -> Iterator[Hit]:
        looped = sum(loop.end - loop.start for loop in loops)
        for loop in loops:
            unit = loop.unit.strip()
            shown = unit if len(unit) <= _SHOWN else unit[:_SHOWN] + "…"
            yield Hit(
                row,
                f"“{shown}” stands some {loop.times} times in a row.",
                target=Span(loop.start, loop.end),
                measured=loop.times,
                limit=3,
                severity="critical" if looped >= self.large * len(target) else None,
            )


def _is_language(loop: Loop, other: str | None = None) -> bool:
    """Whether words repeat, or parts of a word that the `other` text does not hold repeated."""
    if not _LETTER.search(loop.unit):
        return False
    if not _IN_WORDS.fullmatch(loop.unit):
        return True
    return len(loop.unit) > 2 and other is not None and 2 * loop.unit not in other


def _loops(source: str | None) -> bool:
    """Whether the source itself repeats words, in whatever case."""
    folded = (source or "").casefold()
    return any(_is_language(loop) for loop in repetition([folded], 1.0).loops)
