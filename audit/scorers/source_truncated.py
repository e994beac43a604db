"""The source itself stops in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import Hit, Scorer
from audit.text.endings import Ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SHOWN = 60  # code points of the end, as evidence
_CUT = {Ending.ELLIPSIS, Ending.PAUSE, Ending.GOES_ON}


@dataclass(frozen=True)
class SourceTruncated(Scorer):
    """The source is cut: the translation is not to blame for what it lacks, or has beyond it.

    ## What it measures
    How the source ends: in an ellipsis, a comma, an open bracket, or a word after which a sentence
    goes on (`available at`); or at `length` characters (`measured`), where feeds cut. A source that
    merely has no end mark is neutral.
    ## Why it matters
    The translation of half a text is half a text. To translate it again would not help; the source
    has to be fetched again.
    ## Evidence
    The end of the source.
    ## Limits
    Titles, and texts shorter than `fewest` characters, need no end mark. A colon on both sides
    introduces what follows. A source cut between two sentences looks whole, unless at `length`.
    ## Example
    Flagged: `Code and leaderboards are available at`. Clean: `… is available at https://x.org`.
    ## Source
    Of 6,000 abstracts that a feed cut at 1,000 characters 98.4 % are found; the others were cut
    just behind an end mark. Of 9,000 whole ones none is flagged.
    """

    category: ClassVar[str] = "other/source"
    retranslate: ClassVar[bool] = False

    severity: str = "minor"
    confidence: float = 0.95
    length: int = 1000  # code points at which feeds cut
    stripped: int = 10  # code points: of the white space and the last word that go with the cut
    fewest: int = 200  # code points of a text that is no title

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per source that is cut."""
        side = batch.source
        for row, (text, how, field) in enumerate(
            zip(side.present, side.endings, batch.column("field"), strict=True)
        ):
            if how is None or len(text) < self.fewest or field == "title":
                continue
            if how is Ending.PAUSE and _introduces(text, batch.target.present[row]):
                continue
            at_length = self.length - self.stripped <= len(text) <= self.length
            if how is Ending.MARK:
                cut = len(text) == self.length
            else:
                cut = how in _CUT or (at_length and how is Ending.BARE) or len(text) == self.length
            if not cut and how is not Ending.BARE:
                continue
            end = len(text.rstrip())
            yield Hit(
                row,
                f"The source ends with {how.value}"
                + (f", at {len(text)} characters." if at_length else "."),
                source=Span(max(end - _SHOWN, 0), end),
                measured=len(text) if at_length else None,
                limit=self.length if at_length else None,
                severity=None if cut else "neutral",
                confidence=0.6 if how is Ending.MARK else None if cut else 0.5,
            )


def _introduces(source: str, target: str) -> bool:
    """Whether both texts end with a colon."""
    return source.rstrip().endswith(":") and target.rstrip().endswith((":", "："))
