"""Citations differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.citations import Citation, citations, is_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class CitationMismatch(Scorer):
    """A work that one side cites is not cited on the other.

    ## What it measures
    The numbers of `[3, 4]`, and the years of `(Smith et al., 2020)`; a year counts as cited where
    the other side names it at all, in a sentence or in full-width brackets. `measured` is how many
    citations have no counterpart.
    ## Why it matters
    Claims lose their source. In abstracts translators often drop citations on purpose.
    ## Evidence
    The first citation without a counterpart.
    ## Limits
    Not whether the name is right: names may be transliterated. Intervals (`[0, 1]`) are no
    citations.
    ## Example
    Noted: `as shown in [12]` → 如文献[21]所示. Clean: `(Hou et al., 2023)` → （Hou等人，2023）.
    ## Source
    MQM markup.
    """

    category: ClassVar[str] = "markup/citation"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "added-text",
        "untranslated-span",
        "repetition",
    )

    severity: str = "neutral"
    confidence: float = 0.8

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text whose citations differ."""
        for row in batch.verbatim:
            source, target = batch.source.present[row], batch.target.present[row]
            if not source or not target:
                continue
            ours, theirs = citations(source), citations(target)
            if not ours and not theirs:
                continue
            lost = [one for one in ours if not is_named(one, theirs, target)]
            added = [one for one in theirs if not is_named(one, ours, source)]
            if lost or added:
                yield self._hit(row, lost, added)

    def _hit(self, row: int, lost: list[Citation], added: list[Citation]) -> Hit:
        source = lost[0].span if lost else None
        target = added[0].span if added else None
        verb = "differ" if lost and added else "are lost" if lost else "are added"
        return Hit(row, f"Citations {verb}.", source, target, measured=max(len(lost), len(added)))
