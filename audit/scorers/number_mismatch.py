"""A number of the source is another one in the target, or missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.number_agreement import is_shift
from audit.text.powers import flattened_powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch
    from audit.text.numerals import Number

# Lost numbers that stand this close, in code points, are one omission: `(2, 3.5, and 5)`.
_TOGETHER = 40


@dataclass(frozen=True)
class NumberMismatch(Scorer):
    """A number in digits is another one in the target, is missing there, or was not in the source.

    ## What it measures
    Values, not digits: 260k, 26万, 260,000 and 0.26 million are one; 3 is 三, three and third. A
    number is changed where one of the source and one of the target are left over at about the same
    place.
    ## Why it matters
    A reader takes accuracies, sample sizes and years from the translation, and cites them.
    ## Evidence
    The number of either side, with its scale and per cent sign; numbers left out in a row together.
    ## Limits
    Only numbers in digits are asked for; words of number only answer for them. Names (GPT-4, 3D),
    list labels, citations and formulae may differ, unless a single number of theirs is another one.
    Times of the day are one in either count of hours. A power written in one line (10-4 for 10⁻⁴)
    is another number.
    A wrong scale, such as 亿 for 万, is `unit-mismatch`. Assessed from English into Chinese.
    ## Example
    Flagged: 31.5% for 35.1%. Clean: 三位 for 3 annotators, 25倍 for 25x, 20世纪90年代 for 1990s,
    4:40 for 4.40 am.
    ## Source
    MQM mistranslation. Of 9,000 abstracts 3 are flagged for a number that is another one, all
    rightly, and 33 for numbers left out; of 20 of these that were read, the target lacks each.
    Of 500 targets in which one number was made another, 99 % are found.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "number-mismatch"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "truncated",
        "short",
        "added-text",
        "repeated-sentence",
        "untranslated-span",
        "url-mismatch",
        "wrapper-residue",
    )

    severity: str = "major"  # of a number that is another one, or that the source has not
    confidence: float = 0.95
    lost_severity: str = "minor"  # neutral, minor, major or critical; of a number that is left out

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per number changed or added, and per run of numbers left out."""
        for row, found in batch.number_differences.items():
            source, target = batch.source.present[row], batch.target.present[row]
            for one, other in found.changed:
                if not is_shift(one, other):
                    yield Hit(
                        row,
                        f"The source has {_told(source, one)}, the target {_told(target, other)}.",
                        source=Span(one.start, one.end),
                        target=Span(other.start, other.end),
                    )
            for span in _together(found.lost):
                yield Hit(
                    row,
                    f"The target leaves out {source[span.start : span.end]}.",
                    source=span,
                    severity=self.lost_severity,
                )
            for number in found.added:
                yield Hit(
                    row,
                    f"The source has no {_told(target, number)}.",
                    target=Span(number.start, number.end),
                )
        for row in batch.numbered:
            source, target = batch.source.present[row], batch.target.simplified[row]
            for power, flat in flattened_powers(source, target):
                yield Hit(
                    row,
                    f"The source has {source[power.start : power.end]}, the target"
                    f" {target[flat.start : flat.end]}.",
                    source=power,
                    target=flat,
                )


def _told(text: str, number: Number) -> str:
    return text[number.start : number.end].strip()


def _together(lost: Sequence[Number]) -> list[Span]:
    """The spans of numbers left out, those that stand close as one."""
    spans: list[Span] = []
    for number in lost:
        if spans and number.start - spans[-1].end <= _TOGETHER:
            spans[-1] = Span(spans[-1].start, number.end)
        else:
            spans.append(Span(number.start, number.end))
    return spans
