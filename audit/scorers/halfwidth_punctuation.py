"""Half-width punctuation between Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_HALF = regex.compile(r"(?<=\p{Han})[,;:!?.](?=\p{Han}|\Z)")


@dataclass(frozen=True)
class HalfwidthPunctuation(Scorer):
    """Commas and other marks between Chinese characters have the width of English ones.

    ## What it measures
    Half-width `,` `;` `:` `!` `?` `.` right after a Chinese character and before another or the
    end (`measured`, the count).
    ## Why it matters
    Chinese typography sets these marks full width (GB/T 15834).
    ## Evidence
    The first of them.
    ## Limits
    Off unless it is selected: Google's translations write half-width commas everywhere. Marks
    beside Latin letters, digits and formulae are not judged.
    ## Example
    Flagged: `首先,我们`. Clean: `首先，我们`, `1,000`.
    ## Source
    GB/T 15834-2011, Requirements for Chinese text layout (W3C clreq).
    """

    category: ClassVar[str] = "fluency/punctuation"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    enabled: bool = False  # true or false
    severity: str = "neutral"
    confidence: float = 0.95
    fewest: int = 1  # marks in a text

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text."""
        for row, text in enumerate(batch.target.masked):
            places = [match.start() for match in _HALF.finditer(text)]
            if places and len(places) >= self.fewest and batch.target.languages[row] == "zh":
                yield Hit(
                    row,
                    f"{len(places)} marks between Chinese characters are of half width.",
                    target=Span(places[0], places[0] + 1),
                    measured=len(places),
                    limit=self.fewest,
                )
