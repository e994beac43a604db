"""Formulae are damaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.formula_damage import COSMETIC, WORDS, Damage, damages, halves, without_backslash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SIGNS = "$\\＄"


@dataclass(frozen=True)
class FormulaBroken(Scorer):
    r"""A formula in the target is damaged, and none in the source is damaged so.

    ## What it measures
    Dollar signs without a partner, commands taken apart (`\ lambda`), translated or without their
    backslash (`textit{x}`), unbalanced braces, words in place of formulae (`$ t $ the $`),
    full-width signs in a formula. `measured` is the number of damaged places.
    ## Why it matters
    A damaged formula does not display, and often nothing after it in the text does either.
    ## Evidence
    The first damaged place, with those next to it.
    ## Limits
    `$5 billion` is money, unless the source has `$5$`. A formula that was replaced by another,
    well-formed one is `formula-mismatch`. Where only the width of a sign is wrong the formula can
    be read: minor.
    ## Example
    Flagged: `TD($ \ lambda $)`. Clean: `TD($\lambda$)`, `$ \lambda $`.
    ## Source
    MQM markup. Real output of a translation service in feeds. Of 9,000 abstracts ten are flagged,
    all rightly; of 1,072 formulae that lost a dollar or a brace, or whose commands were taken
    apart, 99.9 % are found.
    """

    category: ClassVar[str] = "markup/formula"
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("repetition", "untranslated-span")

    severity: str = "major"
    confidence: float = 0.9
    nearby: int = 10  # characters between damaged places that are shown as one

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text with damaged formulae."""
        for row, target in enumerate(batch.target.present):
            source = batch.source.present[row]
            if not any(sign in target for sign in _SIGNS) and "\\" not in source:
                continue
            found = damages(target) or halves(target, source) or without_backslash(target, source)
            if not found:
                continue
            known = {damage.kind for damage in damages(source)}
            if batch.target.languages[row] == "en":  # where words stand between formulae
                known.add(WORDS)
            found = [damage for damage in found if damage.kind not in known]
            if found:
                yield self._hit(row, found)

    def _hit(self, row: int, found: list[Damage]) -> Hit:
        start, end = found[0].span
        for damage in found[1:]:
            if damage.span.start - end <= self.nearby:
                end = max(end, damage.span.end)
        kinds = list(dict.fromkeys(damage.kind for damage in found))
        return Hit(
            row,
            f"Formulae are damaged: {', '.join(kinds)}.",
            target=Span(start, end),
            measured=len(found),
            severity="minor" if COSMETIC.issuperset(kinds) else None,
        )
