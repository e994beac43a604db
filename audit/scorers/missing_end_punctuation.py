"""The source ends with a mark, the target does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_CLOSERS = " \t\r\n\u3000\"'”’»)]}）］】」』》〉*_"
_END_MARKS = frozenset(".!?…。！？｡．;；:：~～")
_OPEN_END = regex.compile(r"[\p{Han}A-Za-z0-9%,，、]\Z")
_LAST_WORDS = 10  # code points shown


@dataclass(frozen=True)
class MissingEndPunctuation(Scorer):
    """The source ends with a full stop, a question mark or the like, the target with no mark.

    ## What it measures
    The last character on both sides, closing brackets and quotation marks aside: full stop,
    question and exclamation mark, colon, ellipsis.
    ## Why it matters
    A mark is a small thing to lose; but a text that stops without one may have been cut, a label
    without its colon runs into its value, and without its ellipsis a command seems to act at once.
    ## Evidence
    The end of the source and of the target.
    ## Limits
    Titles, and targets that end with a URL, a formula, code or a bracket, are not judged.
    ## Example
    Flagged: `It works.` → `它有效`. Clean: `It works.` → `它有效!`.
    ## Source
    translate-toolkit's endpunc and Weblate's end_stop. Of 9,000 good abstracts and 1,441 strings of
    interfaces none is flagged, of 5,111 sentences of news and talk 27. Of 2,000 abstracts without
    the end mark 98 % are, of 258 strings 89 %.
    """

    category: ClassVar[str] = "fluency/punctuation"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES, "repetition", "truncated", "short", "untranslated-span", "feed-residue",
    )  # fmt: skip

    severity: str = "neutral"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text."""
        fields = batch.column("field")
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            end = target.rstrip()
            if not end or end[-1] in _END_MARKS or fields[row] == "title":
                continue
            stop = source.rstrip(_CLOSERS)
            if (
                stop[-1:] in {".", "!", "?", ":", "…"}
                and _OPEN_END.search(end)
                and batch.target.languages[row] == "zh"
                and not batch.target.masked[row][len(end) - 1].isspace()
            ):
                yield Hit(
                    row,
                    f"The source ends with {stop[-1]} and the target without a mark.",
                    source=Span(len(stop) - 1, len(stop)),
                    target=Span(max(len(end) - _LAST_WORDS, 0), len(end)),
                )
