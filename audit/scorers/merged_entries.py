"""One target holds the translations of two sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.scorers._base import Hit, Scorer, whole
from audit.scorers._scopes import Neighbours, Window
from audit.text.agreement import agreement
from audit.text.coverage import TARGET_SHARE
from audit.text.similarity import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.scorers._base import Batch
    from audit.text.agreement import Agreement


@dataclass(frozen=True)
class MergedEntries(Scorer):
    """The target also holds the translation of the source next to its own.

    ## What it measures
    Of targets that hold `size` times the information of their source or more, how much of the
    source above or below they cover too (`measured`, 0-1, against `covered`).
    ## Why it matters
    An entry that ends in the next one's text is wrong itself, and the next one is often empty.
    ## Evidence
    All of both sides. If the neighbour's own slot is empty, that is a symptom.
    ## Limits
    A neighbour that its own source covers as well, such as another version of the paper, is no
    merger. Needs the order of the file.
    ## Example
    Flagged: two abstracts under the first of two sources. Clean: a title before its abstract.
    ## Source
    MQM addition. Of true pairs 99 % cover 0.45 of their source, of random ones 99 % less than 0.4.
    """

    category: ClassVar[str] = "other/structure"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = ("wrong-pair",)

    severity: str = "major"
    confidence: float = 0.9
    size: float = 1.5  # information of the target over what its source leads to expect
    versions: float = 80.0  # 0-100, rapidfuzz ratio; sources as alike are versions of one text
    covered: float = 0.5  # share of the neighbour's information that the target has, 0-1

    @property
    def scope(self) -> Neighbours:
        """The entries above and below in one file and field."""
        return Neighbours(("source_path", "field"), radius=1)

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """Whether each target is large for its source."""
        own = batch.agreement
        expected = own.source_information * TARGET_SHARE
        large = (own.target_information > self.size * expected) & ~own.short
        return large.astype(np.int32)

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """Each large target."""
        yield from (Window(np.array([row])) for row in np.flatnonzero(facts))

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target that holds its neighbour's translation."""
        own = batch.agreement
        large = np.flatnonzero(self.facts(batch))
        for step in (1, -1):
            rows = [row for row in large.tolist() if 0 <= row + step < len(batch)]
            sources = [batch.source.texts[row + step] for row in rows]
            with_target = agreement(sources, [batch.target.texts[row] for row in rows])
            for place, row in enumerate(rows):
                if self._holds(own, with_target, row, place) and not self._are_versions(
                    batch.source.present[row], batch.source.present[row + step]
                ):
                    neighbour = "below" if step == 1 else "above"
                    yield Hit(
                        row,
                        f"The target also holds the translation of the source {neighbour}.",
                        source=whole(batch.source.texts[row]),
                        target=whole(batch.target.texts[row]),
                        measured=float(with_target.source[place]),
                        limit=self.covered,
                        members=(row, row + step) if batch.empty[row + step] else (row,),
                        member_message="The translation stands in the target of the entry"
                        f" {'above' if step == 1 else 'below'}.",
                    )

    def _are_versions(self, source: str, neighbour: str) -> bool:
        """Whether two sources are versions of one text, both of which any target covers."""
        return likeness(source, neighbour, self.versions) > 0

    def _holds(self, own: Agreement, other: Agreement, row: int, place: int) -> bool:
        """Whether the target covers both sources, and neither source all of the target."""
        both = own.source[row] >= self.covered and other.source[place] >= self.covered
        neither = max(own.target[row], other.target[place]) < 1 / self.size
        return bool(both and neither and not other.short[place])
