"""The slot holds text in another language than it announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.text.holding import Held
from audit.text.language import UNDETERMINED, language_name
from audit.text.similarity import COPY_CHRF, copy_chrf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class LanguageMismatch(Scorer):
    """The text in a slot is not in the language that the slot announces.

    ## What it measures
    The language of the target: by Unicode script first, by langdetect only among the languages of
    one script. `measured` is chrF of the target against the source (0-100) where the two look
    alike; from `copy_chrf` on the target is called the source left as it was.
    ## Why it matters
    Readers get a text that they cannot read. A source handed back untranslated is what several
    translation services answer when they refuse a request.
    ## Evidence
    All of the target.
    ## Limits
    Names, numbers, URLs, hashtags, formulae and code are rightly copied: `BERT`. One or two words
    with capitals that are left as they are may be a name: common words (`Related Work`) are called,
    with a lower severity, rare ones (`Stable Diffusion`) are `unassessed`. A Chinese text with
    foreign parts is Chinese. Written Cantonese is Chinese; Japanese in kanji alone is told from it
    by forms such as 応 and 対 only. A language is named from eight words on; that a text is not
    Chinese needs no more than its letters.
    ## Example
    Flagged: `We propose a framework …` above `translated by 谷歌翻译`. Clean: `基于BERT的NER模型`.
    ## Source
    MQM (WMT) non-translation. chrF of copied sources: research on 18 injected faults.
    """

    category: ClassVar[str] = "other/non-translation"
    symptom_of: ClassVar[tuple[str, ...]] = ("machine-message", "mojibake")

    severity: str = "critical"
    confidence: float = 0.99
    copy_chrf: float = COPY_CHRF  # 0-100
    names: str = "major"  # severity for one or two words of the source that might be a name
    names_confidence: float = 0.8  # for those, 0-1

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target in a language that is not expected."""
        for row, held in enumerate(batch.held):
            detected = batch.target.languages[row]
            speaks = held is Held.MESSAGE and detected not in {None, batch.expected_langs[row]}
            if held in {Held.COPY, Held.FOREIGN} or speaks:
                yield self._hit(batch, row, detected)

    def _hit(self, batch: Batch, row: int, detected: str | None) -> Hit:
        source, target = batch.source.texts[row], batch.target.texts[row] or ""
        expected = batch.expected_langs[row]
        similarity = copy_chrf(target, source) if source else None
        is_copy = similarity is not None and similarity >= self.copy_chrf
        if is_copy:
            known = detected or batch.source.languages[row]
            named = f"the {_named(known)} source text" if known else "the source text"
            holds = f"{named}, not translated"
        elif detected in {None, UNDETERMINED}:
            holds = "text in another language"
        else:
            holds = f"{_named(str(detected))} text"
        doubtful = is_copy and detected is None
        return Hit(
            row,
            f"The slot announced as {language_name(expected)} ({expected}) holds {holds}.",
            source=whole(source) if source is not None else None,
            target=whole(target),
            measured=similarity,
            limit=None if similarity is None else self.copy_chrf,
            severity=self.names if doubtful else None,
            confidence=self.names_confidence if doubtful else None,
        )


def _named(lang: str) -> str:
    return f"{language_name(lang)} ({lang})"
