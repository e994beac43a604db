"""Traditional characters where Simplified ones are announced, or the reverse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Measure, Scorer
from audit.text.scripts import HAN
from audit.text.variants import variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

_SHOWN = 8  # characters in the message
_SIMPLIFIED = frozenset({"hans", "cn", "sg", "my"})
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
_NAMES = ("Simplified", "Traditional")


@dataclass(frozen=True)
class ScriptVariant(Scorer):
    """The target is written in Traditional characters where Simplified are announced, or reversed.

    ## What it measures
    The share of its Chinese characters (`measured`, 0-1, against `share`) that only texts in the
    other form use. `zh-CN` and `zh-Hans` announce Simplified, `zh-TW`, `zh-HK` and `zh-Hant`
    Traditional characters; `zh` alone what `plain` says.
    ## Why it matters
    Readers stumble, and search does not find the text.
    ## Evidence
    From the first such character to the last.
    ## Limits
    Characters of both forms (`著 乾 后 里 台 干`) do not count. Fewer than `fewest` characters
    are a quoted name, unless they are more than those of the announced form. Parts of a text in
    the other form are minor; a whole text is major.
    ## Example
    Flagged: `我們提出了一種方法`. Clean: `本文以《爐石戰記》为例`.
    ## Source
    OpenCC's character tables, see `audit.text.variants`. Of 9,000 Simplified abstracts one is
    flagged, which is Traditional; of 7,000 machine translated sentences 0.2 %, all mixed. Converted
    to Traditional, all of 2,000 abstracts and 99.5 % of 2,000 titles are flagged.
    """

    category: ClassVar[str] = "locale-convention/script"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "minor"
    confidence: float = 0.95
    plain: str = "zh-Hans"  # BCP 47; what `zh` without script or region announces
    share: float = 0.05  # of the Chinese characters, 0-1
    fewest: int = 8  # characters
    fewest_of_all: int = 1  # characters, where those of the announced form are fewer
    whole: float = 0.9  # share of the characters of either form, 0-1, that makes it all of a text
    whole_severity: str = "major"  # where all of a text, and not a part, is in the other form

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The share of each Chinese target that is of the other form."""
        wrong, _ = self._counts(batch)
        chinese = np.array([lang == "zh" for lang in batch.target.languages], bool)
        return [Measure("share", np.where(chinese, _share(batch, wrong), np.nan), above=True)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text."""
        expected = self._expected_of(batch)
        wrong, right = self._counts(batch)
        share = _share(batch, wrong)
        enough = (wrong >= self.fewest) | ((wrong >= self.fewest_of_all) & (wrong > right))
        whole = (wrong >= self.fewest) & (wrong >= self.whole * (wrong + right))
        for row in np.flatnonzero(enough & (share >= self.share)).tolist():
            if batch.target.languages[row] != "zh" or batch.expected_langs[row] != "zh":
                continue
            text = batch.target.present[row]
            other = variants()[1 - expected[row]]
            places = [place for place, character in enumerate(text) if character in other]
            shown = "".join(dict.fromkeys(text[place] for place in places))[:_SHOWN]
            announced, found = _NAMES[expected[row]], _NAMES[1 - expected[row]]
            yield Hit(
                row,
                f"{share[row]:.0%} of the characters are {found} only ({shown}…), "
                f"where {announced} ones are announced.",
                target=Span(places[0], places[-1] + 1),
                measured=float(share[row]),
                limit=self.share,
                severity=self.whole_severity if whole[row] else None,
            )

    def _counts(self, batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Characters of the other form, and of the announced one, per text."""
        counts, expected = batch.target.variants, self._expected_of(batch)
        every = np.arange(len(batch))
        return counts[every, 1 - expected], counts[every, expected]

    def _expected_of(self, batch: Batch) -> NDArray[np.int64]:
        tags = batch.column("expected_lang")
        expected = {tag: self._expected(tag) for tag in set(tags)}
        return np.array([expected[tag] for tag in tags], np.int64)

    def _expected(self, tag: str | None) -> int:
        """0 where `tag` announces Simplified characters, 1 for Traditional ones."""
        for part in (*_parts(tag or ""), *_parts(self.plain)):
            if part in _SIMPLIFIED or part in _TRADITIONAL:
                return int(part in _TRADITIONAL)
        return 0


def _share(batch: Batch, wrong: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of the Chinese characters of each target, 0-1."""
    share: NDArray[np.float64] = wrong / np.maximum(batch.target.scripts[:, HAN], 1)
    return share


def _parts(tag: str) -> list[str]:
    return tag.lower().replace("_", "-").split("-")
