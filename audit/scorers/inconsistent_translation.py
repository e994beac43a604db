"""One source, several targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer, whole
from audit.scorers._exchange import keys_of
from audit.scorers._places import places
from audit.scorers._scopes import Group
from audit.text.similarity import plain_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class InconsistentTranslation(Scorer):
    """The same source is translated in different ways.

    ## What it measures
    Sources whose letters and digits are the same, and whose targets, both in the language expected,
    differ in theirs. `measured` is the number of different targets (limit 1).
    ## Why it matters
    A reader takes two names for two things. In a memory of translations only one can be the one
    to use.
    ## Evidence
    Both sides of the first entry whose target differs from that of the first; the message names
    all. The entries are not to blame each for itself, so nothing in them is a symptom of it.
    ## Limits
    A text translated anew, or by two systems, differs rightly: hence neutral. Sources that are
    nearly the same are not compared, nor are targets that hold nothing.
    ## Example
    Flagged: a title with `基于强化学习` in one place and `通过强化学习` in another. Clean: the same
    target with other punctuation.
    ## Source
    Weblate and Xbench have the same check. In 8,000 title pairs there is one, and it is real: the
    title of a paper listed under two ids.
    """

    category: ClassVar[str] = "terminology/inconsistent-use"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "neutral"
    confidence: float = 0.9

    @property
    def scope(self) -> Group:
        """The entries with the same source."""
        return Group()

    def keys(self, batch: Batch) -> Sequence[NDArray[np.uint64]]:
        """The letters and digits of the sources that have a target in the language expected."""
        rows = zip(batch.source.present, batch.target.languages, batch.expected_langs, strict=True)
        letters = [
            plain_letters(source) if detected == expected else None
            for source, detected, expected in rows
        ]
        return [keys_of(letters, batch.column("field"), batch.source.openings)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per source, on the first entry whose target is another."""
        fields = batch.column("field")
        for together in batch.groups:
            same: dict[tuple[str | None, str], list[int]] = {}
            for row in together:
                letters = plain_letters(batch.source.present[row])
                same.setdefault((fields[row], letters), []).append(row)
            for rows in same.values():
                targets = [plain_letters(batch.target.present[row]) for row in rows]
                different = len(set(targets))
                if different == 1:
                    continue
                other = next(
                    row for row, target in zip(rows, targets, strict=True) if target != targets[0]
                )
                yield Hit(
                    other,
                    f"The same source has {different} different targets: on {places(batch, rows)}.",
                    source=whole(batch.source.texts[other]),
                    target=whole(batch.target.texts[other]),
                    measured=float(different),
                    limit=1.0,
                )
