"""The slot is there and nothing is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.blanks import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class BlankEntry(Scorer):
    """The slot for a translation exists and holds nothing.

    ## What it measures
    Whether the target is empty, white space, zero-width or otherwise invisible characters, or as
    a whole a placeholder: `-`, `N/A`, `None`, `nan`, `null`, `…`.
    ## Why it matters
    The feed shows a gap where a reader expects a text. The translation was lost, or never came.
    ## Evidence
    All of the target, as found.
    ## Limits
    A target that is absent (null, or no slot at all) is `missing-translation`. A placeholder that
    stands for the same placeholder in the source is a faithful translation.
    ## Example
    Flagged: two `translated by 谷歌翻译` lines with nothing between them. Clean: `-` for `-`.
    ## Source
    MQM accuracy/omission. translate-toolkit `blank` and `untranslated`.
    """

    category: ClassVar[str] = "accuracy/omission"

    severity: str = "critical"
    confidence: float = 1.0

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per blank target."""
        for row, (text, empty) in enumerate(zip(batch.target.texts, batch.empty, strict=True)):
            if text is None or not empty:
                continue
            if not text:
                holds = "nothing"
            elif is_blank(text):
                holds = "only white space or invisible characters"
            else:
                holds = f"only the placeholder {text.strip()}"
            yield Hit(row, f"The slot for the translation holds {holds}.", target=whole(text))
