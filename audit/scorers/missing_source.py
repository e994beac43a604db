"""A target whose source is not in the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.blanks import is_blank
from audit.text.holding import UNTRANSLATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class MissingSource(Scorer):
    """A target in the announced language has no source in the input.

    ## What it measures
    Whether a target has a counterpart.
    ## Why it matters
    It can be audited by itself only: nobody can say what was left out of it. Many feeds show
    nothing but translations, so this is no fault.
    ## Evidence
    All of the target.
    ## Limits
    Neutral: it changes no status. Targets in another language are `language-mismatch`.
    ## Example
    Flagged: a Chinese abstract in a feed without its English. Clean: a row with both.
    ## Source
    The outer join of the pairer.
    """

    category: ClassVar[str] = "other/unpaired"
    retranslate: ClassVar[bool] = False

    severity: str = "neutral"
    confidence: float = 1.0

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target without a source."""
        for row, source in enumerate(batch.source.texts):
            has_source = source is not None and not is_blank(source)
            if not has_source and batch.held[row] not in UNTRANSLATED:
                message = "The source of the translation is not in the input."
                yield Hit(row, message, target=whole(batch.target.texts[row]))
