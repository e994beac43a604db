"""A source that nothing in the input translates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.blanks import is_blank, is_placeholder
from audit.text.holding import UNTRANSLATED, Held
from audit.text.language import language_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class MissingTranslation(Scorer):
    """A source has no target in the announced language anywhere in the input.

    ## What it measures
    Whether the source has a counterpart: there is no slot, the slot is null or blank, or it holds
    the source again, another language, a machine's message or nothing that can be read, and the
    pairer found no counterpart elsewhere.
    ## Why it matters
    This is the entry to translate (again).
    ## Evidence
    All of the source.
    ## Limits
    Where a blank entry, a wrong language or the like says why, this finding is its symptom and
    counts once, with it. A blank slot whose source is unknown has nothing to be translated.
    ## Example
    Flagged: a row with a null in `zh`. Clean: `BERT` for `BERT`.
    ## Source
    MQM accuracy/omission. translate-toolkit `untranslated`.
    """

    category: ClassVar[str] = "accuracy/omission"
    symptom_of: ClassVar[tuple[str, ...]] = (
        "blank-entry", "machine-message", "mojibake", "unreadable-target", "language-mismatch",
    )  # fmt: skip

    severity: str = "critical"
    confidence: float = 0.99
    names: str = "major"  # severity for one or two words that are kept and might be a name

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per source without a target."""
        slots = batch.column("target_record")
        elsewhere = batch.column("counterpart")
        for row, held in enumerate(batch.held):
            source = batch.source.texts[row]
            if held not in UNTRANSLATED or source is None or elsewhere[row]:
                continue
            if is_blank(source) or is_placeholder(source):
                continue
            why = _why(slots[row], batch.target.texts[row], held)
            language = language_name(batch.expected_langs[row])
            message = f"The source has no {language} translation: {why}."
            # One or two words that might be a name; see `language-mismatch`.
            doubtful = held is Held.COPY and batch.target.languages[row] is None
            severity = self.names if doubtful else None
            yield Hit(row, message, source=whole(source), severity=severity)


def _why(slot: str | None, target: str | None, held: Held) -> str:
    """The reason why the target is none."""
    if slot is None:
        return "the input has no slot for it and no counterpart elsewhere"
    if target is None:
        return "its slot is null"
    return {
        Held.NOTHING: "its slot is blank",
        Held.MESSAGE: "its slot holds the message of a machine",
        Held.REMAINS: "its slot holds nothing that can be read as one",
        Held.MARKS: "its slot holds nothing that can be read as one",
    }.get(held, "its slot holds another language")
