"""HTML and Markdown tags differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.tags import Tag, may_have_tags, tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class TagMismatch(Scorer):
    """An HTML tag or Markdown mark of one side is not on the other.

    ## What it measures
    Tags with their attributes (`<b>`, `</a>`, `<br/>`), Markdown's `**bold**` and code in back
    quotes, by kind and number. `measured` is how many have no counterpart.
    ## Why it matters
    A tag that is opened and not closed changes all that follows; a placeholder that is lost loses
    its content.
    ## Evidence
    The first tag without a counterpart, on the side that has it.
    ## Limits
    Comparisons (`a<b`), URLs and e-mail addresses in angle brackets, and the quotes of LaTeX are no
    tags. Character references are `escape-residue`.
    ## Example
    Flagged: `<b>new</b>` → `<b>新`. Clean: `p<0.05 and q>1`.
    ## Source
    MQM markup.
    """

    category: ClassVar[str] = "markup/tag"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "added-text",
        "untranslated-span",
        "repetition",
        "model-residue",
        "wrapper-residue",
    )

    severity: str = "minor"
    confidence: float = 0.8

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text whose tags differ."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if not (source and target and (may_have_tags(source) or may_have_tags(target))):
                continue
            ours, theirs = tags(source), tags(target)
            if [tag.key for tag in ours] == [tag.key for tag in theirs]:
                continue
            lost, added = _beyond(ours, theirs), _beyond(theirs, ours)
            for own, side in ((lost, "target"), (added, "source")):
                if own:
                    yield Hit(
                        row,
                        f"{_many(len(own))} not in the {side}.",
                        source=own[0].span if side == "target" else None,
                        target=own[0].span if side == "source" else None,
                        measured=len(own),
                    )
                    break


def _beyond(own: list[Tag], others: list[Tag]) -> list[Tag]:
    """Those of `own` beyond as many of the same key as `others` have."""
    if not own:
        return []
    left = Counter(other.key for other in others)
    found = []
    for tag in own:
        if left[tag.key]:
            left[tag.key] -= 1
        else:
            found.append(tag)
    return found


def _many(count: int) -> str:
    return "A tag is" if count == 1 else f"{count} tags are"
