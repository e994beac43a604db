"""Spaces where Chinese text has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SPACES = regex.compile(
    r"(?<=\p{Han})[ \t\u00a0\u3000]++(?=[\p{Han}，。；：、？！])"
    r"|(?<=[，。；：、？！])[ \t\u00a0\u3000]++(?=\p{Han})"
    r"|(?<=\S)[ \t\u00a0\u3000]{2,}+(?=\S)"
)


@dataclass(frozen=True)
class Spacing(Scorer):
    """There are spaces between Chinese characters, around their marks, or two in a row.

    ## What it measures
    Such runs of spaces (`measured`, the count).
    ## Why it matters
    They tear words apart, for readers and for search.
    ## Evidence
    The first of them.
    ## Limits
    Off unless it is selected. A space between Chinese and Latin letters or digits is a matter of
    taste, one inside a formula or code its own; neither is judged.
    ## Example
    Flagged: `机 器学习`, `方法  有效`. Clean: `用 BERT 训练`.
    ## Source
    Requirements for Chinese text layout (W3C clreq).
    """

    category: ClassVar[str] = "fluency/punctuation"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    enabled: bool = False  # true or false
    severity: str = "neutral"
    confidence: float = 0.9
    fewest: int = 1  # runs in a text

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text."""
        for row, text in enumerate(batch.target.present):
            masked = batch.target.masked[row]
            spans = [
                match.span()
                for match in _SPACES.finditer(text)
                if not masked[match.start() - 1].isspace() and not masked[match.end()].isspace()
            ]
            if spans and len(spans) >= self.fewest and batch.target.languages[row] == "zh":
                yield Hit(
                    row,
                    f"{len(spans)} spaces stand where Chinese text has none.",
                    target=Span(*spans[0]),
                    measured=len(spans),
                    limit=self.fewest,
                )
