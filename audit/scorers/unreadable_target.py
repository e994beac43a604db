"""The slot holds something, and nothing of it can be read as a translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.holding import DAMAGE, Held, is_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SHOWN = 40  # characters of the target in a message


@dataclass(frozen=True)
class UnreadableTarget(Scorer):
    """The target has no word of any language where its source has words.

    ## What it measures
    Whether the target is nothing but marks (`()`, `。`, an emoji), signs for characters that an
    encoding or a font lacks (`????`, `□□□`, `〓`), garbled letters, or a lone name, number or
    formula (`GPT-4`, `0`, `#VALUE!`, `True`, `$x$`) for a source of three ordinary words and more.
    `measured` is the number of signs of damage.
    ## Why it matters
    The slot looks filled, and a count of blanks passes over it; its reader gets nothing.
    ## Evidence
    All of both sides.
    ## Limits
    A source of names, numbers or code that the target keeps is no defect. One or two words whose
    names alone are kept (`JSON file`, `JSON`) are `unassessed`. Where the source is not in the
    input, a name alone is called only in feeds and digests, whose slots hold prose.
    ## Example
    Flagged: `????12??BERT` for an abstract. Clean: `3.14` for `3.14`, `BERT` for `BERT`.
    ## Source
    MQM (WMT) non-translation. Of 40,000 good translations of papers, news, talk and interfaces none
    is flagged.
    """

    category: ClassVar[str] = "other/non-translation"
    symptom_of: ClassVar[tuple[str, ...]] = ("mojibake",)

    severity: str = "critical"
    confidence: float = 0.99

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target without words."""
        for row, held in enumerate(batch.held):
            if held not in {Held.MARKS, Held.REMAINS}:
                continue
            target = batch.target.present[row]
            signs = sum(char in DAMAGE for char in target)
            if held is Held.REMAINS:
                shown = " ".join(target.split())
                cut = shown[:_SHOWN] + ("…" if len(shown) > _SHOWN else "")
                message = f"The target holds only {cut}, a name, number or formula."
            elif is_damaged(target):
                message = f"The target is lost to a wrong encoding: {signs} characters are signs."
            else:
                message = "The target holds marks and nothing that can be read."
            source = batch.source.texts[row]
            yield Hit(
                row,
                message,
                source=whole(source) if source else None,
                target=whole(target),
                measured=float(signs) if signs else None,
            )
