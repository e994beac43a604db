"""The slot holds text in another language than it announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
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
    Text of only names, numbers, URLs, hashtags or formulae is not judged: `BERT` is rightly copied.
    Two capitalised words may be a name (`Stable Diffusion`) and are not judged either. A Chinese
    text with foreign parts is Chinese. Written Cantonese is Chinese; Japanese written in kanji
    alone cannot be told from it.
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

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target in a language that is not expected."""
        for row, (detected, expected) in enumerate(
            zip(batch.target.languages, batch.expected_langs, strict=True)
        ):
            if detected is None or detected == expected:
                continue
            source, target = batch.source.texts[row], batch.target.texts[row] or ""
            similarity = copy_chrf(target, source) if source else None
            announced = language_name(expected)
            if similarity is not None and similarity >= self.copy_chrf:
                holds = f"the {_named(detected)} source text, not translated"
            elif detected == UNDETERMINED:
                holds = "text in another language"
            else:
                holds = f"{_named(detected)} text"
            yield Hit(
                row,
                f"The slot announced as {announced} ({expected}) holds {holds}.",
                source=whole(source) if source is not None else None,
                target=whole(target),
                measured=similarity,
                limit=None if similarity is None else self.copy_chrf,
            )


def _named(lang: str) -> str:
    return f"{language_name(lang)} ({lang})"
