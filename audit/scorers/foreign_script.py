"""A word in a third script inside a Chinese text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.scripts import HAN, LATIN, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

# Letters of no script are mathematical ones and the marks ー and ・, which Chinese names borrow.
_FOREIGN = r"[\p{L}--\p{Han}--\p{Latin}--\p{Greek}--\p{Common}--\p{Inherited}]"
_WORDS = regex.compile(
    rf"{_FOREIGN}(?:[{_FOREIGN}\p{{M}}ー・]|[\s\u200c'’-]{{1,2}}+(?={_FOREIGN}))*+", regex.V1
)
_OPENING, _CLOSING = "“‘「『《〈\"'", "”’」』》〉\"'"
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】"}
_GREEK = SCRIPTS.index("Greek")
_JAPANESE = ("japan", "kana")
# What a source speaks of when its translation may quote the script.
_TOPICS = {
    "Hiragana": _JAPANESE,
    "Katakana": _JAPANESE,
    "Hangul": ("korea", "hangul"),
    "Cyrillic": ("cyrillic", "russia", "slav", "ukrain", "bulgar", "serbia", "mongol", "kazakh"),
    "Arabic": ("arab", "persia", "farsi", "urdu", "islam", "qur", "uyghur", "pashto"),
    "Hebrew": ("hebrew", "jew", "israel", "aleph", "yiddish"),
    "Thai": ("thai",),
    "Devanagari": ("hindi", "devanagari", "sanskrit", "india", "indic", "nepal", "marathi"),
}
_SYLLABIC = frozenset({"Hiragana", "Katakana", "Hangul"})
_SCRIPT = regex.compile("|".join(rf"(?P<{name}>\p{{{name}}})" for name in _TOPICS))


@dataclass(frozen=True)
class ForeignScript(Scorer):
    """A word in a third script stands in the Chinese text.

    ## What it measures
    Letters of the target in a row that are neither Chinese nor Latin nor Greek (`measured`), and
    that the source does not have.
    ## Why it matters
    Language models slip into other languages in mid-sentence, and readers lose the word.
    ## Evidence
    The word or words in the target.
    ## Limits
    A single letter counts only if it is kana or Hangul right beside Chinese characters, and の
    alone, which decorates, never. Words in quotation marks or brackets are quoted, and so is every
    word where the source speaks of the script's language.
    ## Example
    Flagged: `在细粒度任务上却катастрофа失败`. Clean: `优衣库の店`, `日语“かわいい”一词`.
    ## Source
    Unicode script property, UAX #24. Of 31,000 translations of abstracts, titles and sentences one
    is flagged, rightly.
    """

    category: ClassVar[str] = "fluency/character"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "major"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run of words."""
        scripts = batch.target.scripts
        third = scripts.sum(axis=1) - scripts[:, (HAN, LATIN, _GREEK)].sum(axis=1)
        for row in np.flatnonzero(third).tolist():
            if batch.target.languages[row] != "zh":
                continue
            text, source = batch.target.present[row], batch.source.present[row].casefold()
            for match in _WORDS.finditer(text):
                found = _SCRIPT.search(match.group())
                script = found.lastgroup if found else None
                if _is_foreign(text, match.start(), match.end(), source, script):
                    yield Hit(
                        row,
                        f"“{match.group()}” is {script or 'in another script'} in Chinese text.",
                        target=Span(*match.span()),
                        measured=match.end() - match.start(),
                    )


def _is_foreign(text: str, start: int, end: int, source: str, script: str | None) -> bool:
    """Whether the word is neither ornament, symbol nor quotation."""
    word = text[start:end]
    if word.casefold() in source or word == "の":
        return False
    if end - start == 1 and not (
        script in _SYLLABIC and (_is_han(text[start - 1 : start]) or _is_han(text[end : end + 1]))
    ):
        return False
    if any(topic in source for topic in _TOPICS.get(script or "", ())):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    quoted = (before and before in _OPENING) or (after and after in _CLOSING)
    return not quoted and (not after or _BRACKETS.get(before) != after)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
