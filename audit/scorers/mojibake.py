"""Text was read in the wrong encoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import Hit, Scorer
from audit.text.lost_characters import lost_characters, may_have_lost
from audit.text.mojibake import Garble, garbles, suspects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class Mojibake(Scorer):
    """The target, or a part of it, was read in the wrong encoding.

    ## What it measures
    Runs of characters that come from UTF-8 read as Latin-1, Windows-1252 or GBK, or from GBK read
    as Latin-1, and that give Chinese or well-formed text when read back; and what is left where
    nothing can be read back: U+FFFD, `锟斤拷`, `烫烫烫`, `屯屯屯`, a box (`□`, `〓`), or a `?`
    where no question ends (`又?又深`). `measured`: the number of runs.
    ## Why it matters
    Nobody can read it, and it is the sign of a fault in the pipeline that hits many entries.
    ## Evidence
    The first damaged part, or all from the first to the last where at least `share` of that is
    damaged. The message says what the beginning would read.
    ## Limits
    Not reported if the source is damaged in the same way. Traditional Chinese read as Big5 by
    mistake is found only by what cannot be read back. A `?` counts only where the target has more
    question marks than the source and nothing before it asks, a box only where the source has none.
    ## Example
    Flagged: `æˆ‘ä»¬` for 我们, `鎴戜滑` for 我们. Clean: `Müller`, `Poincaré`, `Âge`.
    ## Source
    MQM fluency/character-encoding. Of 9,000 abstracts, 5,111 general sentences and 11,000 machine
    translations none is flagged. Of 1,500 abstracts in which one Chinese character was made a `?`
    98 % are found, of 1,147 general sentences 92 %, of those with a box all.
    """

    category: ClassVar[str] = "fluency/character-encoding"
    symptom_of: ClassVar[tuple[str, ...]] = ("shifted-pairs",)

    severity: str = "major"
    confidence: float = 0.99
    share: float = 0.5  # 0-1 of the characters from the first to the last damaged part
    shown: int = 40  # characters of the restored text in the message

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text with garbled parts."""
        targets, sources = batch.target.present, batch.source.present
        garbled = suspects(targets)
        for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
            found = garbles(target) if garbled[row] else []
            if found:
                known = {one.encoding for one in garbles(source)}
                found = [one for one in found if one.encoding not in known]
            if may_have_lost(target) and (lost := lost_characters(target, source)):
                found = sorted([*found, *(Garble(span, 1, None, None) for span in lost)])
            if found:
                yield self._hit(row, found)

    def _hit(self, row: int, found: list[Garble]) -> Hit:
        span = Span(found[0].span.start, found[-1].span.end)
        damaged = sum(one.span.end - one.span.start for one in found)
        if damaged < self.share * (span.end - span.start):
            span = found[0].span
        read = next((one for one in found if one.reading), None)
        if read is None or read.reading is None:
            message = "Characters are lost to a wrong encoding."
        else:
            start = read.reading[: self.shown] + ("…" if len(read.reading) > self.shown else "")
            message = f"{read.encoding}: it would read {start!r}."
        return Hit(row, message, target=span, measured=sum(one.places for one in found))
