"""A translation whose content no rule could judge."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer, whole
from audit.scorers._places import places
from audit.text.alignment import MOST_CHARS, MOST_SENTENCES
from audit.text.belonging import LEAST_INFORMATION
from audit.text.language import UNDETERMINED, language_name
from audit.text.sentences import most_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch, Key, Side


@dataclass(frozen=True)
class NotAssessable(Scorer):
    """Source and target are there, but whether they agree, or sentence by sentence, cannot be told.

    ## What it measures
    The information that the lexicon, names and numbers give of the source (`measured`, nats,
    against `information`), and whether the lexicon knows the languages of both sides: English and
    Chinese. Only sources of `chars` characters and more are due a verdict. Texts too long for their
    sentences to be aligned are named as well: nobody has looked for one that is left out.
    ## Why it matters
    Nothing found is not the same as looked at and found good. The message says what was missing.
    ## Evidence
    The whole source. Where a file has more than `entries` of one kind, as when all of it is in a
    language that the lexicon lacks, one finding on the first of them stands for all.
    ## Limits
    It speaks of `wrong-pair` and what goes by the lexicon; blank slots, loops, broken formulae and
    the like are found in any text. Titles and short sentences, of which little can be said, are
    passed over. A file of one entry is not looked at.
    ## Example
    Flagged: a French abstract with a Chinese translation. Clean: a title of three words.
    ## Source
    Of 11,000 abstracts of the development sets none is flagged, of 16,000 titles and sentences one.
    """

    category: ClassVar[str] = "other/unassessed"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "neutral"
    confidence: float = 0.95
    information: float = LEAST_INFORMATION  # nats of the source, some 4 words
    chars: int = 100  # of a source that a verdict is due
    entries: int = 20  # of one kind in a file that have a finding each

    def keys(self, batch: Batch) -> Sequence[Key]:
        """The file of each entry that has both sides."""
        columns = ("target_path", "source_path")
        rows = zip(
            *(batch.column(name) for name in columns),
            batch.source.present,
            batch.target.present,
            strict=True,
        )
        return [
            [
                (target or source) if text and translation else None
                for target, source, text, translation in rows
            ]
        ]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per entry, or one for many."""
        reasons = [self._reason(batch, row) for row in range(len(batch))]
        information = batch.agreement.source_information
        for together in batch.groups:
            by_reason: defaultdict[str, list[int]] = defaultdict(list)
            for row in together:
                if reason := reasons[row]:
                    by_reason[reason].append(row)
            for reason, rows in by_reason.items():
                many = len(rows) > self.entries
                for row in rows[:1] if many else rows:
                    known = float(information[row])
                    of_all = f" That holds of {len(rows)} entries: {places(batch, rows)}."
                    yield Hit(
                        row,
                        f"{reason}.{of_all if many else ''}",
                        source=whole(batch.source.texts[row]),
                        measured=known if known < self.information else None,
                        limit=self.information if known < self.information else None,
                    )

    def _reason(self, batch: Batch, row: int) -> str | None:
        """What cannot be told of an entry, and why; None where all can, or no verdict is due."""
        target = batch.target.languages[row]
        if len(batch.source.present[row]) < self.chars or not batch.target.present[row].strip():
            return None
        if target is not None and target != batch.expected_langs[row]:
            return None
        unknown = self._unknown(batch, row)
        if unknown is not None:
            return f"Whether source and target agree cannot be told: {unknown}"
        if any(_is_too_long(side, row) for side in (batch.source, batch.target)):
            return (
                "Whether a sentence is left out or added cannot be told: more than"
                f" {MOST_SENTENCES} sentences or {MOST_CHARS:,} characters are not aligned"
            )
        return None

    def _unknown(self, batch: Batch, row: int) -> str | None:
        """What the lexicon does not know."""
        for lang, known, side in (
            (batch.source.languages[row], "en", "source"),
            (batch.target.languages[row], "zh", "target"),
        ):
            if lang is None:
                return f"the {side} has no words outside formulae, names and code"
            if lang == UNDETERMINED:
                return f"the language of the {side} is not known"
            if lang != known:
                return (
                    f"the lexicon does not know the language of the {side}, {language_name(lang)}"
                )
        if batch.agreement.source_information[row] < self.information:
            return "the source has too few words that the lexicon knows"
        return None


def _is_too_long(side: Side, row: int) -> bool:
    """Whether the text has more sentences or characters than are aligned."""
    text = side.present[row]
    return len(text) > MOST_CHARS or (
        most_sentences(text) > MOST_SENTENCES and len(side.sentences[row]) > MOST_SENTENCES
    )
