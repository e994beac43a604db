"""Formulae are lost or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rapidfuzz.fuzz import ratio

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.formula_reading import Formula, Rendering, formulae
from audit.text.formulae import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.schema import Span
    from audit.scorers._base import Batch


@dataclass(frozen=True)
class FormulaMismatch(Scorer):
    r"""A formula is lost, added or changed.

    ## What it measures
    The formulae of either side, as what they read: `$\beta$` and β, `$O(n^2)$` and O(n²),
    `$\mathbb{R}$` and ℝ are the same, and so is a formula that stands in the other text without its
    dollars or in words, all its letters and numbers kept. `measured` is the number of formulae
    without a counterpart.
    ## Why it matters
    A bound with another exponent is another theorem.
    ## Evidence
    The first formula that differs, on both sides where two are forms of one.
    ## Limits
    Numbers in dollars are left to `number-mismatch`, words in dollars to nobody. How often a
    formula occurs makes no difference.
    ## Example
    Flagged: `$O(\sqrt{T})$` → `$O(T)$`. Clean: `$\epsilon$-DP` → ε-DP.
    ## Source
    MQM markup. Of 21 findings in 9,000 real abstract pairs 18 are real.
    """

    category: ClassVar[str] = "markup/formula"
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES,
        "repetition",
        "formula-broken",
        "truncated",
        "short",
        "source-truncated",
    )
    part_of: ClassVar[tuple[str, ...]] = ("omitted-sentence", "added-text")

    severity: str = "minor"
    confidence: float = 0.85
    alike: float = 50.0  # 0-100; from here on two formulae are forms of one

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text whose formulae differ."""
        for row in batch.verbatim:
            source, target = batch.source.present[row], batch.target.present[row]
            if not source or not target or source == target:
                continue
            spans = parse(source).spans, parse(target).spans
            if _squeezed(source, spans[0]) != _squeezed(target, spans[1]):
                ours, theirs = formulae(source, spans[0]), formulae(target, spans[1])
                hit = self._compare(row, ours, theirs, source, target)
                if hit is not None:
                    yield hit

    def _compare(
        self, row: int, ours: list[Formula], theirs: list[Formula], source: str, target: str
    ) -> Hit | None:
        common = {one.reading for one in ours} & {one.reading for one in theirs}
        lost = [one for one in ours if one.reading not in common]
        added = [one for one in theirs if one.reading not in common]
        if lost:
            in_target = Rendering.of(target)
            lost = [one for one in lost if not in_target.holds(one)]
        if added:
            in_source = Rendering.of(source)
            added = [one for one in added if not in_source.holds(one)]
        count = max(len(lost), len(added))
        for one in lost if added else ():
            other = max(added, key=lambda form: ratio(one.reading, form.reading))
            letters = len(lost) == len(added) == len(one.reading) == len(other.reading) == 1
            if letters or ratio(one.reading, other.reading) >= self.alike:
                return Hit(row, f"{_many(count)} changed.", one.span, other.span, count)
        lost = [one for one in lost if not in_target.holds_parts(one)]
        if lost:
            message = f"{_many(len(lost))} not in the target."
            return Hit(row, message, source=lost[0].span, measured=len(lost))
        added = [one for one in added if not in_source.holds_parts(one)]
        if added:
            message = f"{_many(len(added))} not in the source."
            return Hit(row, message, target=added[0].span, measured=len(added))
        return None


def _squeezed(text: str, spans: list[Span]) -> set[str]:
    """The formulae of a text without white space."""
    return {"".join(text[start:end].split()) for start, end in spans}


def _many(count: int) -> str:
    return "A formula is" if count == 1 else f"{count} formulae are"
