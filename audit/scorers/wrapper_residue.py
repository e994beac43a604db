"""What a program or a prompt puts around a text is left around the translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.wrappers import FENCE, LIST, NUMBERING, QUOTES, wrappers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SAYS = {
    FENCE: "A code fence of Markdown is left in the target.",
    LIST: "The target is the text of a list in a program, with its brackets and quotation marks.",
    NUMBERING: "The target begins with the mark of a list, and the source does not.",
    QUOTES: "The target as a whole is in quotation marks or brackets, and the source is not.",
}


@dataclass(frozen=True)
class WrapperResidue(Scorer):
    r"""The target stands in brackets, quotation marks, a list or a fence, and the source does not.

    ## What it measures
    Lists of a program (`["…"]`), quotation marks and back quotes around all of the target, numbers
    and marks of a list before it (`1. `, `- `), and fences of Markdown.
    ## Why it matters
    A list of texts was sent to a model, and what kept them apart came back with the translation.
    ## Evidence
    The mark or the fence; the whole target where it stands around it.
    ## Limits
    A source that begins with a number, a letter of a list, a mark, or an ordinal is numbered too.
    One with quotation marks anywhere may have lent them to the target.
    ## Example
    Flagged: `1. 1. 本文研究……`, `["本文研究……"]`. Clean: `1. 引言` for `1 Introduction`.
    ## Source
    Of 9,000 abstracts three are flagged, of 16,000 abstracts cut short two, of 11,000 machine
    translations eight, all rightly; of 5,111 general sentences and 1,441 strings none.
    """

    category: ClassVar[str] = "markup/residue"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("untranslated-span", "feed-residue")

    severity: str = "minor"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text and kind of wrapper."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if source and target:
                kinds = set()
                for wrapper in wrappers(target, source):
                    if wrapper.kind not in kinds:
                        kinds.add(wrapper.kind)
                        yield Hit(row, _SAYS[wrapper.kind], target=wrapper.span)
