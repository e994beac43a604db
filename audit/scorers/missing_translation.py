"""A source that nothing in the input translates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.blanks import holds_nothing, is_blank, is_placeholder
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
        for row, source in enumerate(batch.source.texts):
            if source is None or is_blank(source) or is_placeholder(source) or elsewhere[row]:
                continue
            expected = batch.expected_langs[row]
            why = _why(
                source, slots[row], batch.target.texts[row], batch.target.languages[row], expected
            )
            if why is not None:
                message = f"The source has no {language_name(expected)} translation: {why}."
                yield Hit(row, message, source=whole(source))


def _why(
    source: str, slot: str | None, target: str | None, detected: str | None, expected: str
) -> str | None:
    """Why the target is none, or None if it is one."""
    if slot is None:
        return "the input has no slot for it and no counterpart elsewhere"
    if target is None:
        return "its slot is null"
    if holds_nothing(target, source):
        return "its slot is blank"
    if detected is not None and detected != expected:
        return "its slot holds another language"
    return None
