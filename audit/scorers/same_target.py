"""One target under different sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer, whole
from audit.scorers._exchange import keys_of
from audit.scorers._places import places
from audit.scorers._scopes import Group
from audit.text.similarity import likeness, plain_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from audit.scorers._base import Batch

# Among many sources under one target, more than this need not be told apart.
_KINDS = 20


@dataclass(frozen=True)
class SameTarget(Scorer):
    """The same target stands under sources that say different things.

    ## What it measures
    Targets whose letters and digits are the same, whatever their case, width, spacing and
    punctuation, under sources that are less alike than `versions`. `measured` is the number of
    entries that have the target and do not agree with it (limit 1).
    ## Why it matters
    It is how a cached answer looks, an error message, or a list that slipped by one. One entry at
    most is translated.
    ## Evidence
    Both sides of the first of these entries. Each of the others has the finding as a symptom of
    this one, and so is whatever else is found in them.
    ## Limits
    Silent where the target plainly translates each of its sources (`A survey of X` and `X: a
    survey`), where the sources are versions of one text, and on targets of fewer than `letters`
    letters: headings. An entry that the target belongs to is no member.
    ## Example
    Flagged: `请求过于频繁，请稍后再试` under three abstracts. Clean: `引言` under both
    `Introduction` and `Preface`.
    ## Source
    Weblate's reused translation, which is off for Chinese. In 56,000 pairs of the development sets
    no target stands twice.
    """

    category: ClassVar[str] = "other/non-translation"
    symptom_of: ClassVar[tuple[str, ...]] = (
        "shifted-pairs", "blank-entry", "machine-message", "mojibake", "language-mismatch",
    )  # fmt: skip

    severity: str = "critical"
    confidence: float = 0.95
    versions: float = 80.0  # 0-100, rapidfuzz ratio; sources as alike are versions of one text
    letters: int = 6  # letters and digits that a target has at least

    @property
    def scope(self) -> Group:
        """The entries with the same target."""
        return Group()

    def keys(self, batch: Batch) -> Sequence[NDArray[np.uint64]]:
        """The letters and digits of the targets that are long enough."""
        letters = [
            plain_letters(target) if source and not empty else ""
            for source, target, empty in zip(
                batch.source.texts, batch.target.present, batch.empty, strict=True
            )
        ]
        judged = [text if len(text) >= self.letters else None for text in letters]
        return [keys_of(judged, batch.column("field"), batch.target.openings)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per target, on the first of its entries."""
        fields = batch.column("field")
        for together in batch.groups:
            same: dict[tuple[str | None, str], list[int]] = {}
            for row in together:
                if batch.source.texts[row] and not batch.empty[row]:
                    key = (fields[row], plain_letters(batch.target.present[row]))
                    same.setdefault(key, []).append(row)
            for (_, letters), rows in same.items():
                if len(letters) >= self.letters:
                    yield from self._hits(batch, rows)

    def _hits(self, batch: Batch, rows: list[int]) -> Iterator[Hit]:
        kinds = self._by_source(batch, rows)
        if len(kinds) < 2:
            return
        right = batch.agreement.is_right()
        strangers = [kind for kind in kinds if not right[kind].any()]
        members = sorted(row for kind in strangers for row in kind)
        if members:
            yield Hit(
                members[0],
                f"The same target stands under {len(kinds)} different sources: on"
                f" {places(batch, rows)}.",
                source=whole(batch.source.texts[members[0]]),
                target=whole(batch.target.texts[members[0]]),
                measured=float(len(members)),
                limit=1.0,
                members=tuple(members),
            )

    def _by_source(self, batch: Batch, rows: list[int]) -> list[list[int]]:
        """The rows of each source, with those of its versions."""
        kinds: dict[str, list[int]] = {}
        for row in rows:
            letters = plain_letters(batch.source.present[row])
            if letters not in kinds and len(kinds) < _KINDS:
                like = (known for known in kinds if likeness(letters, known, self.versions))
                letters = next(like, letters)
            kinds.setdefault(letters, []).append(row)
        return list(kinds.values())
