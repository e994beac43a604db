"""The furniture of a page stands in the translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.patterns import wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class FeedResidue(Scorer):
    """What the feed or the page prints around a text was taken for a part of it.

    ## What it measures
    Wordings of listings and pages at the beginning and the end of the target, listed in
    `audit/text/feed_residue.toml`: the header of an arXiv announcement, whole or half translated,
    the label of the field, the marker of a translation service, the place of a picture, links,
    bibliographic data.
    ## Why it matters
    Readers stumble over it, and search, summaries and learned models take it for content.
    ## Evidence
    The residue in the target, and in the source where the source has the same.
    ## Limits
    The first and last 100 characters are read. A header is residue even where the source has it; a
    link, a marker or page count is none where the source speaks of such things.
    ## Example
    Flagged: `arXiv:2606.26453v1 公告类型：新 摘要：本文…`.
    Clean: `我们参加了BabyLM挑战[arXiv:2301.11796]。`
    ## Source
    Of 400 headers that leaked into the translations of a real feed all are found; of 9,000
    abstracts it flags 17, and all 17 begin with residue.
    """

    category: ClassVar[str] = "markup/residue"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "minor"
    confidence: float = 0.95

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per piece of residue."""
        targets, sources = batch.target.simplified, batch.source.present
        for row, matches in wordings("feed_residue").find(targets, sources):
            end = -1
            for match in sorted(matches, key=lambda match: (match.start, -match.end)):
                wording = targets[row][match.start : match.end]
                start = match.start + len(wording) - len(wording.lstrip())
                wording = wording.strip()
                if start < end:
                    continue
                end = start + len(wording)
                same = sources[row].find(wording)
                yield Hit(
                    row,
                    f"The target holds {match.pattern.says}.",
                    source=None if same < 0 else Span(same, same + len(wording)),
                    target=Span(start, end),
                )
