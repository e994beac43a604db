"""A machine speaks instead of the translation, or before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class MachineMessage(Scorer):
    """A program or a chat model speaks where the translation should be.

    ## What it measures
    Wordings of error, quota, CAPTCHA and HTTP messages, web pages, refusals, chat preambles and
    postscripts, placeholders and markup of prompts, JSON answers and tracebacks, in English and
    Chinese, listed in `audit/text/machine_messages.toml`. Messages are looked for in the first and
    last 100 characters. Critical where no translation is left beside the message, else major.
    ## Why it matters
    A failed request was taken for its answer: readers see the failure, or the model's chatter.
    ## Evidence
    The whole target; where a translation is there too, only the message.
    ## Limits
    The source is asked first: where it says the same, in the same words or by the lexicon, the
    message is its translation. Wordings that no list foresees are missed, unless
    `language-mismatch` or `short` sees them.
    ## Example
    Flagged: `翻译失败，请稍后重试。`, `好的，以下是摘要的中文翻译：本文…`.
    Clean: `我们研究HTTP 429错误` for a source on HTTP errors.
    ## Source
    MQM (WMT) non-translation. The messages of HTTP (RFC 9110), of translation services and of chat
    models. Of 245 messages written apart from the list 99.6 % are found in place of an abstract,
    85 % in place of a title; of 35,000 real abstracts and titles four are flagged, all rightly.
    """

    category: ClassVar[str] = "other/non-translation"
    symptom_of: ClassVar[tuple[str, ...]] = ("shifted-pairs", "blank-entry")

    severity: str = "critical"
    confidence: float = 0.95
    beside: str = "major"  # severity where a translation stands beside the message

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per message, or one for all of the target."""
        for row, spoken in batch.messages.items():
            if spoken.alone:
                message = f"The target holds {spoken.says}, and no translation."
                yield Hit(row, message, target=whole(batch.target.texts[row]))
                continue
            for span, says in spoken.parts:
                message = f"The target holds {says} beside the translation."
                yield Hit(row, message, target=span, severity=self.beside)
