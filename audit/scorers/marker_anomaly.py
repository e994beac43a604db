"""A feed whose markers do not part its entries as they should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.engine import PARTITION_ROWS
from audit.readers.feed import names_known_provider
from audit.schema import Span
from audit.scorers._base import Hit, Scorer, whole
from audit.scorers._scopes import LEFT_OUT, Sequence, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

# A line that would be a marker in a form that the feed reader does not know …
_LIKE_A_MARKER = regex.compile(
    r"^[ \t]*+[(（\[【]?(?:(?:(?:machine|auto(?:matically)?)[ -]?)?translat(?:ed|ion)(?: provided)?"
    r" (?:by|with|using|via|from|through)[ :：][^\n]{1,60}"
    r"|(?:本文|以上内容|摘要)?由[^\n，。,;；]{1,40}翻[译譯](?:完成|提供)?"
    r"|(?:(?:机器|自动)?翻[译譯]|译者|译文来源)[ ]?[:：][^\n，。,;；]{1,40})[ \t.。)）\]】]*+$"
    # … and one that a text runs into, so that the reader did not see it.
    r"|(?<=[.。!！?？][ \t]{0,3})(?:translated by [^\s，。,.;；][^\n，。,.;；]{0,30}"
    r"|由[^\n，。,;；]{1,20}翻[译譯])[ \t]*+$",
    regex.IGNORECASE | regex.MULTILINE,
)
_NONE, _KNOWN, _OF_NOBODY = 0, 1, 2  # the marker of an entry
_SIGNS = ("ranslat", "RANSLAT", "翻译", "翻譯", "译者", "译文")


@dataclass(frozen=True)
class MarkerAnomaly(Scorer):
    """A marker is missing, stands inside a text, or is no marker.

    ## What it measures
    In a feed, whose entries each end with a line such as `translated by 谷歌翻译`: text that no
    marker follows; a line inside a text that looks like a marker, and the end of a line that does;
    a marker that names no provider, where most others of the file do.
    ## Why it matters
    Where a marker is not seen two entries become one, and where a sentence is taken for one an
    entry is cut in two.
    ## Evidence
    The text without a marker, or what looks like one.
    ## Limits
    A provider that nobody knows is believed where all markers of the file name it. Words about
    translation within a sentence are no marker. Where there is one entry only there is no feed.
    ## Example
    Flagged: a text below the last marker. Clean: `Sentences translated by Google Translate are
    compared` in an abstract.
    ## Source
    The feeds among the seeds have 40 entries and 40 markers. None of 18,000 abstracts, read as the
    entries of a feed, has anything like a marker inside.
    """

    category: ClassVar[str] = "other/structure"
    retranslate: ClassVar[bool] = False
    part_of: ClassVar[tuple[str, ...]] = ("feed-residue",)

    severity: str = "minor"
    confidence: float = 0.9
    share: float = 0.5  # 0-1, of the markers of a file that name providers, from which all should

    @property
    def scope(self) -> Sequence:
        """The entries of one file."""
        return Sequence(("file",))

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """Whether each entry of a feed has a marker, and one of a known provider."""
        rows = zip(batch.column("form"), batch.column("announced_by"), strict=True)
        found = [
            LEFT_OUT
            if form != "feed"
            else (_KNOWN if names_known_provider(marker) else _OF_NOBODY)
            if marker
            else _NONE
            for form, marker in rows
        ]
        return np.array(found, np.int32)

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """All of it, and whether a marker of nobody is doubted there."""
        if len(facts) > 1:
            known, unknown = (facts == _KNOWN).sum(), (facts == _OF_NOBODY).sum()
            doubted = bool(known > self.share * (known + unknown))
            for start in range(0, len(facts), PARTITION_ROWS):
                yield Window(np.arange(start, min(start + PARTITION_ROWS, len(facts))), doubted)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text without a marker, marker inside a text, and marker of nobody."""
        for row, marker in enumerate(batch.column("announced_by")):
            inside = list(_markers_inside(batch, row))
            yield from inside
            if marker is None and not inside:
                yield Hit(
                    row,
                    "No marker follows the text: nothing announces it as a translation.",
                    source=whole(batch.source.texts[row]),
                    target=whole(batch.target.texts[row]),
                )
            elif marker and batch.note and not names_known_provider(marker):
                yield Hit(
                    row,
                    f"The line that ends the entry, {marker!r}, names no known provider,"
                    " as the other markers do.",
                    target=whole(batch.target.texts[row]),
                )


def _markers_inside(batch: Batch, row: int) -> Iterator[Hit]:
    in_source = batch.target.texts[row] is None
    text = (batch.source if in_source else batch.target).present[row]
    if not any(sign in text for sign in _SIGNS):
        return
    for match in _LIKE_A_MARKER.finditer(text):
        span = Span(*match.span())
        yield Hit(
            row,
            "Inside the text stands what looks like a marker between two entries.",
            source=span if in_source else None,
            target=None if in_source else span,
        )
