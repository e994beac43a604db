"""Whether a sentence of a source brings it nearer to its target, by their vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.text.meaning import MOST_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.schema import Span
    from audit.text.alignment import Alignment
    from audit.text.meaning import Meaning


@dataclass(frozen=True, eq=False)
class Gains:
    """By how much the likeness of source and target grows with a sentence of the source.

    A sentence that was left out makes the two less alike, by 0.07 in the median of 600 abstracts of
    which one was taken out; one that is said in the words of another sentence does not.
    """

    alignments: Sequence[Alignment | None]
    sources: Sequence[str]
    targets: Sequence[str]
    source_sentences: Sequence[Sequence[Span]]
    target_sentences: Sequence[Sequence[Span]]
    meaning: Meaning

    def __call__(self, row: int, sentence: int) -> float:
        """The difference of cosines; of a sentence alone the higher one of its neighbours'.

        NaN where neither its group nor a neighbour has both sides.
        """
        ours = [self.sources[row][start:end] for start, end in self.source_sentences[row]]
        found = []
        for kept, (start, end) in self._places(row, sentence):
            texts = [ours[place] for place in kept]
            target = self.targets[row][start:end]
            if max(map(len, (ours[sentence], target, *texts))) <= MOST_CHARS:
                found.append(self.meaning.gain(texts, ours[sentence], target))
        return max(found, default=float("nan"))

    def _places(self, row: int, sentence: int) -> Iterator[tuple[Sequence[int], tuple[int, int]]]:
        """Sentences of the source beside the one, and from where to where the target has them."""
        aligned = self.alignments[row]
        if aligned is None:
            return
        theirs, groups = self.target_sentences[row], aligned.groups
        own = next(k for k, group in enumerate(groups) if sentence < group.source_end)
        is_alone = groups[own].target_start == groups[own].target_end
        for near in (own - 1, own + 1) if is_alone else (own,):
            if 0 <= near < len(groups):
                i, ii, j, jj = groups[near]
                kept = [place for place in range(i, ii) if place != sentence]
                if kept and j < jj:
                    yield kept, (theirs[j].start, theirs[jj - 1].end)
