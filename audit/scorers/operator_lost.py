"""A sign of arithmetic or of comparison is lost beside its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.operators import lost_operators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class OperatorLost(Scorer):
    r"""The numbers of an expression are in the target, and the sign between or before them is not.

    ## What it measures
    Signs between two numbers that stand side by side in the target (`256×256` → `256 256`,
    `45 ± 3` → `45 3`), before a number (`p < 0.05` → `p 0.05`, `> 60` → `60`), squares of which one
    side is left (`224×224` → `224`), and exponents no longer raised (`10^{-4}` → `10-4`).
    ## Why it matters
    A reader cannot tell below from above, a product from two numbers, a power from a range.
    ## Evidence
    The expression in the source, and what is left of it.
    ## Limits
    Any other sign will do (`256x256`, `256 * 256`), and so will a word: 小于0.05, 256乘256. What
    the source itself writes without a sign is no loss. A comparison counts only where each text has
    the number once. Numbers that grow together (`453`) are `number-mismatch`. Assessed from English
    into Chinese.
    ## Example
    Flagged: `平均年龄为45 3岁` for `45 ± 3 years`. Clean: `45（±3）岁`.
    ## Source
    MQM mistranslation. Of 9,000 abstracts one is flagged, rightly: `>60` is 60; of 5,111 general
    sentences, 12,000 machine translations and 16,000 abstracts cut short none. Of 142 abstracts in
    which one sign was taken out 122 are found; most of the others have Greek names in formulae.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "truncated",
        "short",
        "repeated-sentence",
        "untranslated-span",
        "url-mismatch",
        "placeholder-mismatch",
    )

    severity: str = "major"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per sign."""
        for row in batch.numbered:
            source, target = batch.source.present[row], batch.target.present[row]
            for lost in lost_operators(source, target):
                one, other = source[slice(*lost.source)], target[slice(*lost.target)]
                yield Hit(
                    row,
                    f"The source has {one}, the target {other}.",
                    source=lost.source,
                    target=lost.target,
                )
