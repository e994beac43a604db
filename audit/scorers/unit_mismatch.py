"""A number of the source has another scale, unit, sign or direction in the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.comparisons import bounds_lost, changes_mistaken, compares, reversed_in
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
    1.5万); the per cent or minus sign that a number has lost; units of one dimension (ms, 秒);
    words of comparison that point the other way (less than, 超过), each with its negation; a change
    by a percentage that becomes one to it (by 30%, 提高到30%); and `up to` before a number that the
    target gives as reached.
    ## Why it matters
    The digits look right, so nobody checks, and the statement is wrong by orders of magnitude.
    ## Evidence
    The number of either side, with its unit or word of comparison.
    ## Limits
    Signs, units and directions are compared where one number of each side has the value. A clause
    with another negation before the comparison is not judged, nor are 高达 and 达 taken for bounds.
    Assessed from English into Chinese.
    ## Example
    Flagged: 80亿 for 80 billion. Clean: 800亿 for it, 5.2个百分点 for 5.2%, 下降3% for -3%,
    不会超过30分钟 for less than 30 minutes.
    ## Source
    MQM mistranslation. Of 9,000 abstracts 14 are flagged major, all read, each wrong in scale, in
    direction or in what it changes to; of 5,111 translations of news and talk none. Of 25 lost
    bounds that were read 24 are. Of targets made wrong, those with another scale are all found, and
    93 % of those without a per cent sign, 74 % of those with another unit.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "unit-mismatch"
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
    bound_severity: str = "minor"  # neutral, minor, major or critical; of a bound that is lost

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
            yield from _hits(batch, row, "change", changes_mistaken(source, target))
            for one, other in bounds_lost(source, target):
                yield Hit(
                    row,
                    f"{_shown(source, one)} in the source is {_shown(target, other)} in the target,"
                    " without the bound.",
                    source=one,
                    target=other,
                    severity=self.bound_severity,
                )


def _hits(batch: Batch, row: int, what: str, pairs: list[tuple[Span, Span]]) -> Iterator[Hit]:
    source, target = batch.source.present[row], batch.target.present[row]
    for one, other in pairs:
        yield Hit(
            row,
            f"The {what} is another: {_shown(source, one)} in the source,"
            f" {_shown(target, other)} in the target.",
            source=one,
            target=other,
        )


def _shown(text: str, span: Span) -> str:
    return text[span.start : span.end].strip()
