"""A machine speaks instead of the translation, or before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.schema import Span
from audit.scorers._base import Hit, Scorer, whole
from audit.text.length import HAN_PER_WORD, count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch
    from audit.text.patterns import Match

# What stands around a translation; the other kinds are sentences of their own.
_AROUND = frozenset({"preamble", "postscript", "tag", "data"})
_BRIEF = "brief"
_SENTENCE_WORDS = 20  # what a source of fewer words needs is as short as a message
_UNKNOWN_WORDS = 40  # of a source that is not there; few abstracts are so short
_LONGEST_SENTENCE = 300  # code points
_END_MARK = regex.compile(r"[。！？!?\n]|\.(?=\s|$)")
_HAN = regex.compile(r"\p{Han}")
_THOUGHT = regex.compile(r"(?s)<(think(?:ing)?|reasoning|thought)>.*?</\1>", regex.IGNORECASE)


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
    A source that speaks of such things itself, or has the same words, silences the rule. Wordings
    that no list foresees are missed, unless `language-mismatch` or `short` sees them.
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
    han_per_word: float = 0.4  # Han characters per source word that make the rest a translation
    brief: float = 0.5  # Han characters per source word, below which a mere word gives it away
    fewest_han: int = 40  # that make the rest a translation, where there is no English source

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per message, or one for all of the target."""
        fields = batch.column("field")
        for row, matches in batch.messages.items():
            source, target = batch.other_sources[row], batch.target.present[row]
            titled = not source and fields[row] == "title"
            brief = not titled and self._is_brief(target, source)
            sure = [match for match in matches if brief or match.pattern.kind != _BRIEF]
            if sure:
                yield from self._hits(row, target, source, sure)

    def _is_brief(self, text: str, source: str) -> bool:
        """Whether a text is far too short to translate a source that is no title."""
        words, own = count_words([source, text]).tolist()
        size = len(_HAN.findall(text)) + HAN_PER_WORD * own
        least = words if source else _UNKNOWN_WORDS
        return least >= _SENTENCE_WORDS and size < self.brief * least

    def _hits(self, row: int, text: str, source: str, matches: list[Match]) -> Iterator[Hit]:
        parts = _parts(text, matches)
        message = f"The target holds {matches[0].pattern.says}"
        rest = "".join(
            text[start:end]
            for start, end in zip(
                [0, *(span.end for span, _ in parts)],
                [*(span.start for span, _ in parts), len(text)],
                strict=True,
            )
        )
        words = int(count_words([source])[0])
        enough = self.han_per_word * words if words else self.fewest_han
        if len(_HAN.findall(rest)) < enough:
            yield Hit(row, f"{message}, and no translation.", target=whole(text))
            return
        for span, says in parts:
            yield Hit(
                row,
                f"The target holds {says} beside the translation.",
                target=span,
                severity=self.beside,
            )


def _parts(text: str, matches: list[Match]) -> list[tuple[Span, str]]:
    """What of `text` is message, in order, and what it is; what touches is one."""
    found = sorted((_extent(text, match), match.pattern.says) for match in matches)
    parts = [found[0]]
    for span, says in found[1:]:
        last, said = parts[-1]
        if span.start <= last.end:
            parts[-1] = (Span(last.start, max(last.end, span.end)), said)
        else:
            parts.append((span, says))
    return parts


def _extent(text: str, match: Match) -> Span:
    """All that belongs to a match: the sentence of a message, what is between two tags."""
    start, end = match.start, match.end
    if match.pattern.kind == "tag":
        thought = _THOUGHT.match(text, start)
        return Span(start, thought.end() if thought else end)
    if match.pattern.kind not in _AROUND:
        first = max(start - _LONGEST_SENTENCE, 0)
        ends = [mark.end() for mark in _END_MARK.finditer(text, first, start)]
        start = ends[-1] if ends else first
        mark = _END_MARK.search(text, max(end - 1, start))
        end = mark.end() if mark else len(text)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
