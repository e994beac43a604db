"""A number of the source has another scale, unit, sign or direction in the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.comparisons import compares, reversed_in
from audit.text.number_agreement import is_shift
from audit.text.units import changed_units, has_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class UnitMismatch(Scorer):
    """A number is right in its digits and wrong in its scale, unit, sign or direction.

    ## What it measures
    Pairs of numbers that differ by a power of ten where one is written with a scale (1.5 million,
    1.5万); the per cent or minus sign that a number has lost; units of one dimension (ms, 秒); and
    words of comparison that point the other way (less than, 超过).
    ## Why it matters
    The digits look right, so nobody checks, and the statement is wrong by orders of magnitude.
    ## Evidence
    The number of either side, with its unit or word of comparison.
    ## Limits
    Signs, units and directions are compared where one number of each side has the value. `up to`,
    `within` and 以上 are not read. Assessed from English into Chinese.
    ## Example
    Flagged: 80亿 for 80 billion. Clean: 800亿 for it, 5.2个百分点 for 5.2%, 下降3% for -3%.
    ## Source
    MQM mistranslation. Of 9,000 abstracts 11 are flagged, all read: the scale is wrong in each. Of
    targets made wrong, those with another scale are all found, and 93 % of those without a per cent
    sign, 74 % of those with another unit and 69 % of those with another direction.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "truncated",
        "short",
        "added-text",
        "repeated-sentence",
        "untranslated-span",
    )

    severity: str = "major"
    confidence: float = 0.95

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per number whose scale, unit, sign or direction differs."""
        for row, found in batch.number_differences.items():
            for what, pairs in (
                ("scale", [pair for pair in found.changed if is_shift(*pair)]),
                ("per cent sign", found.percent_lost),
                ("minus sign", found.sign_lost),
            ):
                spans = [
                    (Span(one.start, one.end), Span(other.start, other.end)) for one, other in pairs
                ]
                yield from _hits(batch, row, what, spans)
        for row in batch.numbered:
            source, target = batch.source.present[row], batch.target.simplified[row]
            if has_measure(target):
                yield from _hits(batch, row, "unit", changed_units(source, target))
            if compares(target):
                yield from _hits(batch, row, "direction", reversed_in(source, target))


def _hits(batch: Batch, row: int, what: str, pairs: list[tuple[Span, Span]]) -> Iterator[Hit]:
    source, target = batch.source.present[row], batch.target.present[row]
    for one, other in pairs:
        ours = source[one.start : one.end].strip()
        theirs = target[other.start : other.end].strip()
        yield Hit(
            row,
            f"The {what} is another: {ours} in the source, {theirs} in the target.",
            source=one,
            target=other,
        )
