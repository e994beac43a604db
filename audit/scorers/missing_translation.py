"""A source that nothing in the input translates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.blanks import is_blank, is_placeholder
from audit.text.language import language_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class MissingTranslation(Scorer):
    """A source has no target in the announced language anywhere in the input.

    ## What it measures
    Whether the source has a counterpart: there is no slot, the slot is null or blank, or it holds
    the source again or another language, and the pairer found no counterpart elsewhere.
    ## Why it matters
    This is the entry to translate (again).
    ## Evidence
    All of the source.
    ## Limits
    Where a blank entry or a wrong language says why, this finding is their symptom and counts once,
    with them. A blank slot whose source is unknown has nothing to be translated.
    ## Example
    Flagged: a row with a null in `zh`. Clean: `BERT` for `BERT`.
    ## Source
    MQM accuracy/omission. translate-toolkit `untranslated`.
    """

    category: ClassVar[str] = "accuracy/omission"
    symptom_of: ClassVar[tuple[str, ...]] = ("blank-entry", "language-mismatch")

    severity: str = "critical"
    confidence: float = 0.99

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per source without a target."""
        slots = batch.column("target_record")
        elsewhere = batch.column("counterpart")
        for row, (empty, detected, expected) in enumerate(
            zip(batch.empty, batch.target.languages, batch.expected_langs, strict=True)
        ):
            if not empty and detected in {expected, None}:
                continue
            source = batch.source.texts[row]
            if source is None or is_blank(source) or is_placeholder(source) or elsewhere[row]:
                continue
            why = _why(slots[row], batch.target.texts[row], empty=empty)
            message = f"The source has no {language_name(expected)} translation: {why}."
            yield Hit(row, message, source=whole(source))


def _why(slot: str | None, target: str | None, *, empty: bool) -> str:
    """Why the target is none."""
    if slot is None:
        return "the input has no slot for it and no counterpart elsewhere"
    if target is None:
        return "its slot is null"
    return "its slot is blank" if empty else "its slot holds another language"
