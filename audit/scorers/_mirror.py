"""Chinese sources with English targets, judged by the rules of the other direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from audit.schema import Pairs
from audit.scorers._base import Batch
from audit.text.sides import exchanged

if TYPE_CHECKING:
    from audit.scorers._base import Hit

# What each side of a pair says of itself, in PAIRS.
_SIDES = ("text", "record", "path", "line")


class Mirror(NamedTuple):
    """The entries of a batch from Chinese into English, their sides exchanged."""

    batch: Batch
    rows: list[int]  # of the batch that it is the mirror of

    def back(self, hit: Hit) -> Hit:
        """A hit as it is in the batch: sides exchanged in spans and words."""
        return hit._replace(
            row=self.rows[hit.row],
            message=exchanged(hit.message),
            source=hit.target,
            target=hit.source,
            members=tuple(self.rows[row] for row in hit.members),
            member_message=hit.member_message and exchanged(hit.member_message),
        )


def mirror_of(batch: Batch) -> Mirror | None:
    """The mirror of a batch; None where no entry is from Chinese into English."""
    languages = zip(batch.source.languages, batch.target.languages, strict=True)
    rows = [row for row, pair in enumerate(languages) if pair == ("zh", "en")]
    if not rows:
        return None
    pairs = batch.pairs.iloc[rows].reset_index(drop=True)
    names = {f"source_{side}": f"target_{side}" for side in _SIDES}
    names |= {target: source for source, target in names.items()}
    exchanged_pairs = pairs.rename(columns=names)[list(pairs.columns)]
    mirrored = Batch(Pairs(exchanged_pairs.assign(expected_lang="zh")))
    mirrored.source.know(["en"] * len(rows))
    mirrored.target.know(["zh"] * len(rows))
    return Mirror(mirrored, rows)
