"""The target stops before its source does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.endings import Ending
from audit.text.length import HAN_PER_WORD
from audit.text.scripts import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

# What shows a translation's place in its source: names with capitals inside or digits, and numbers.
_ANCHOR = regex.compile(
    r"\b(?:[A-Za-z]{0,30}[a-z0-9][A-Z][A-Za-z0-9]*+|[A-Z]{2}[A-Za-z0-9]*+|\d++(?:\.\d++)?)\b"
)
_OPEN_END = {Ending.ELLIPSIS, Ending.PAUSE, Ending.GOES_ON}
_WHOLE = {Ending.MARK, Ending.ASIDE}
_SHARE = 0.85  # of what a target covers by its length, that it covers almost surely


@dataclass(frozen=True)
class Truncated(Scorer):
    """The Chinese target breaks off, although its source goes on to an end.

    ## What it measures
    How both sides end, and the Han characters per source word (`measured`). Truncated
    is a target that ends in an ellipsis, a comma, an open bracket or a word after which a sentence
    goes on; one without an end mark that is also shorter than `usual`; and one shorter than
    `shorter` that has none of the names and numbers of the source's end, though it has others. One
    that ends in a comma and is no shorter than `whole` is hardly cut, and `whole-severity`.
    ## Why it matters
    The end of an abstract holds its results. A limit on the length of an answer, or an interrupted
    transfer, takes them away without a word.
    ## Evidence
    The target's last sentence, and the part of the source that is missing, by length.
    ## Limits
    A source that is itself cut is `source-truncated`. Titles, and targets that end in an address, a
    formula, a bracket or a quotation, need no end mark. Without a source, what has an open end
    counts, and what has no end mark though `sentences` before it have.
    ## Example
    Flagged: `……我们提出了一种` for a source of ten sentences. Clean: `代码见https://x.org`.
    ## Source
    MQM omission. Of 587 abstracts cut to 55 % of their characters 96.9 % are found here and the
    others by `short`, of 587 cut to 80 % 88 %; of 9,000 whole ones none is flagged, of 1,264 free
    translations three that leave the end out. Of 10,900 whole targets none lacks an end mark. Of
    5,111 sentences of news and talk 8 end in a comma, 6 of them at `whole` and more, of which four
    leave nothing out; of 2,420 cut to 55 % of their characters three do, of 5,200 abstracts cut so
    none.
    """

    category: ClassVar[str] = "accuracy/omission"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "truncated"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition")

    severity: str = "major"
    confidence: float = 0.9
    usual: float = 1.6  # Han characters per source word; 12 % of whole abstracts are shorter
    shorter: float = 1.4  # Han characters per source word
    whole: float = 1.4  # Han characters per source word, from which a comma is a slip of the pen
    whole_severity: str = "minor"  # for those
    longer: float = 1.8  # Han characters per target word, of a target in English
    anchors: int = 3  # names and numbers of the source's end that must all be missing
    fewest_han: int = 20  # of a target that is no title
    fewest_words: int = 25  # of a source whose length says something
    sentences: int = 2  # that end in a mark, of a target without a source, before one that does not

    def applies(self, source: str, target: str) -> bool:
        """From English into Chinese, and from Chinese into English."""
        return {source, target} <= {"en", "zh", ""}

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target that breaks off."""
        yield from self._in_chinese(batch)
        yield from self._in_english(batch)

    def _in_english(self, batch: Batch) -> Iterator[Hit]:
        """One hit per English target of a Chinese source."""
        target, fields = batch.target, batch.column("field")
        languages = zip(batch.source.languages, target.languages, strict=True)
        for row, (pair, how) in enumerate(zip(languages, target.endings, strict=True)):
            if pair != ("zh", "en") or fields[row] == "title":
                continue
            is_whole = batch.source.endings[row] in _WHOLE
            han = int(batch.source.scripts[row, HAN])
            words = len(target.present[row].split())
            is_open = how in _OPEN_END or (how is Ending.BARE and han > self.longer * words)
            if is_whole and is_open and words >= self.fewest_words and how is not None:
                last = target.sentences[row][-1]
                yield Hit(
                    row,
                    f"The target ends with {how.value}; its source goes on to an end.",
                    target=Span(last.start, len(target.present[row].rstrip())),
                    measured=han / words,
                    limit=self.longer,
                )

    def _in_chinese(self, batch: Batch) -> Iterator[Hit]:
        """One hit per Chinese target."""
        side, fields = batch.target, batch.column("field")
        assessed = (batch.target.scripts[:, HAN] >= self.fewest_han).tolist()
        ratios, words = batch.relative_length.tolist(), batch.source_words.tolist()
        for row, how in enumerate(side.endings):
            if not assessed[row] or side.languages[row] != "zh" or fields[row] == "title":
                continue
            source_end = batch.source.endings[row]
            long_enough = words[row] >= self.fewest_words
            if how in _OPEN_END:
                broken = source_end is None or source_end in _WHOLE
            elif how is Ending.BARE:
                alone = source_end is None and self._is_prose(batch, row)
                shorter = source_end in _WHOLE and long_enough and ratios[row] < self.usual
                broken = alone or shorter
            else:
                broken = (
                    long_enough
                    and ratios[row] < self.shorter
                    and source_end in _WHOLE
                    and self._end_is_missing(batch, row)
                )
            if broken:
                yield self._hit(batch, row, how)

    def _is_prose(self, batch: Batch, row: int) -> bool:
        """Whether a target has other sentences with end marks, and no address in its last."""
        *others, last = batch.target.sentences[row]
        within = slice(last.start, last.end)
        whole = batch.target.present[row][within] == batch.target.masked[row][within]
        return whole and len(others) >= self.sentences

    def _hit(self, batch: Batch, row: int, how: Ending | None) -> Hit:
        text, ratio = batch.target.present[row], float(batch.relative_length[row])
        last = batch.target.sentences[row][-1]
        if how is Ending.MARK or how is Ending.ASIDE or how is None:
            message = "The names and numbers of the source's end are missing in the target."
        else:
            message = f"The target ends with {how.value}; its source goes on to an end."
            if batch.source.texts[row] is None:
                message = f"The target ends with {how.value}."
        return Hit(
            row,
            message,
            source=_missing(batch, row),
            target=Span(last.start, len(text.rstrip())),
            measured=None if np.isnan(ratio) else ratio,
            limit=None if np.isnan(ratio) else self.usual,
            severity=self.whole_severity if ratio >= self.whole and _ends_in_comma(text) else None,
            confidence=None if how in _OPEN_END or how is Ending.BARE else 0.7,
        )

    def _end_is_missing(self, batch: Batch, row: int) -> bool:
        """Whether the target has names and numbers of the source's beginning only."""
        missing = _missing(batch, row)
        if missing is None:
            return False
        source, target = batch.source.present[row], batch.target.present[row]
        early = set(_ANCHOR.findall(source, 0, missing.start))
        late = set(_ANCHOR.findall(source, missing.start)) - early
        return (
            len(late) >= self.anchors
            and not any(anchor in target for anchor in late)
            and 2 * sum(anchor in target for anchor in early) >= len(early)
        )


def _ends_in_comma(text: str) -> bool:
    """Whether a comma is the last of a text, quotation marks aside; no colon and no bracket."""
    return text.rstrip("\"'”’」』 \t\r\n\u3000")[-1:] in {"，", ",", "、"}


def _missing(batch: Batch, row: int) -> Span | None:
    """The sentences of the source beyond what the length of the target can cover."""
    ratio = float(batch.relative_length[row])
    if np.isnan(ratio):
        return None
    text = batch.source.present[row]
    covered = min(_SHARE * ratio / HAN_PER_WORD, 1.0) * len(text)
    left = [sentence for sentence in batch.source.sentences[row] if sentence.end > covered]
    return Span(left[0].start, left[-1].end) if left else None
