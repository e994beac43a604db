"""Traditional characters where Simplified ones are announced, or the reverse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audit.engine import PARTITION_ROWS
from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Measure, Scorer
from audit.scorers._scopes import Sequence, Window
from audit.text.scripts import HAN
from audit.text.variants import variants

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    Traditional characters. `zh` alone announces neither: there the form is that of at least
    `majority` of the entries of the file, if `entries` of them show one, or else the one that most
    of the text itself is in.
    ## Why it matters
    Readers stumble, and search does not find the text.
    ## Evidence
    From the first such character to the last.
    ## Limits
    Characters of both forms (`著 乾 后 里 台 干`) do not count. Fewer than `fewest` characters
    are a quoted name, unless they are more than those of the announced form. Parts of a text in
    the other form are minor; a whole text is major. In a file of both forms neither is wrong.
    ## Example
    Flagged: `我們提出了一種方法` for `zh-CN`, or among Simplified entries. Clean:
    `本文以《爐石戰記》为例`.
    ## Source
    OpenCC's character tables, see `audit.text.variants`. Of 9,000 Simplified abstracts one is
    flagged, which is Traditional; of 1,000 sentences by turns in either form, announced as `zh`,
    none is. Converted to Traditional, all of 2,000 abstracts and 99.5 % of
    2,000 titles are flagged where `zh-CN` is announced.
    """

    category: ClassVar[str] = "locale-convention/script"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "minor"
    confidence: float = 0.95
    plain: str = "zh"  # BCP 47; what `zh` without script or region announces, `zh`: see above
    majority: float = 0.75  # 0-1, of the entries of a file that show a form; makes it the file's
    entries: int = 5  # that show a form, of a file that has one
    share: float = 0.05  # of the Chinese characters, 0-1
    fewest: int = 8  # characters
    fewest_of_all: int = 1  # characters, where those of the announced form are fewer
    whole: float = 0.9  # share of the characters of either form, 0-1, that makes it all of a text
    whole_severity: str = "major"  # where all of a text, and not a part, is in the other form

    def measures(self, batch: Batch) -> list[Measure]:
        """The share of each Chinese target that is of the other form."""
        counts, announced = batch.target.variants, self._announced_of(batch)
        expected = _due(announced, counts, self._norm(counts[announced < 0]))
        wrong, _ = _of_either(counts, expected)
        chinese = np.array([lang == "zh" for lang in batch.target.languages], bool)
        return [Measure("share", np.where(chinese, _share(batch, wrong), np.nan), above=True)]

    @property
    def scope(self) -> Sequence:
        """The entries of one file, which may have a norm."""
        return Sequence(("target_path",))

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """Whether a form is announced, and the characters of either form."""
        return np.column_stack([self._announced_of(batch) + 1, batch.target.variants]).astype(
            np.int32
        )

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """The texts with enough of the other form, and the norm of the file."""
        announced, counts = np.split(facts.astype(np.int64), [1], axis=1)
        announced = announced[:, 0] - 1
        norm = self._norm(counts[announced < 0])
        wrong, right = _of_either(counts, _due(announced, counts, norm))
        rows = np.flatnonzero(self._is_enough(wrong, right))
        for start in range(0, len(rows), PARTITION_ROWS):
            yield Window(rows[start : start + PARTITION_ROWS], norm)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text."""
        counts = batch.target.variants
        expected = _due(self._announced_of(batch), counts, batch.note)
        wrong, right = _of_either(counts, expected)
        share = _share(batch, wrong)
        enough = self._is_enough(wrong, right)
        whole = (wrong >= self.fewest) & (wrong >= self.whole * (wrong + right))
        for row in np.flatnonzero(enough & (share >= self.share)).tolist():
            if batch.target.languages[row] != "zh" or batch.expected_langs[row] != "zh":
                continue
            text = batch.target.present[row]
            other = variants()[1 - expected[row]]
            places = [place for place, character in enumerate(text) if character in other]
            shown = "".join(dict.fromkeys(text[place] for place in places))[:_SHOWN]
            due, found = _NAMES[expected[row]], _NAMES[1 - expected[row]]
            announced = self._announced(batch.column("expected_lang")[row]) is not None
            yield Hit(
                row,
                f"{share[row]:.0%} of the characters are {found} only ({shown}…), "
                f"where {due} ones are {'announced' if announced else 'usual'}.",
                target=Span(places[0], places[-1] + 1),
                measured=float(share[row]),
                limit=self.share,
                severity=self.whole_severity if whole[row] else None,
            )

    def _is_enough(self, wrong: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """The mask of the texts with so many characters of the other form."""
        return (wrong >= self.fewest) | ((wrong >= self.fewest_of_all) & (wrong > right))

    def _announced_of(self, batch: Batch) -> NDArray[np.int64]:
        """Per text 0 where Simplified characters are announced, 1 Traditional ones, -1 neither."""
        tags = batch.column("expected_lang")
        announced = {tag: self._announced(tag) for tag in set(tags)}
        codes = {tag: -1 if form is None else form for tag, form in announced.items()}
        return np.array([codes[tag] for tag in tags], np.int64)

    def _norm(self, counts: NDArray[np.int64]) -> int | None:
        """The form of nearly all texts that show one: 0 Simplified, 1 Traditional, or None."""
        shown = np.array([(counts[:, 0] > counts[:, 1]).sum(), (counts[:, 1] > counts[:, 0]).sum()])
        if shown.sum() < self.entries or shown.max() < self.majority * shown.sum():
            return None
        return int(shown.argmax())

    def _announced(self, tag: str | None) -> int | None:
        """0 where `tag` announces Simplified characters, 1 for Traditional ones, or None."""
        for part in (*_parts(tag or ""), *_parts(self.plain)):
            if part in _SIMPLIFIED or part in _TRADITIONAL:
                return int(part in _TRADITIONAL)
        return None


def _due(
    announced: NDArray[np.int64], counts: NDArray[np.int64], norm: int | None
) -> NDArray[np.int64]:
    """Per text 0 where Simplified characters are due, 1 for Traditional ones."""
    own = counts[:, 1] > counts[:, 0]
    usual = own.astype(np.int64) if norm is None else np.full(len(counts), norm)
    return np.where(announced < 0, usual, announced)


def _of_either(
    counts: NDArray[np.int64], due: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The characters of the other form, and of the form that is due, per text."""
    every = np.arange(len(counts))
    return counts[every, 1 - due], counts[every, due]


def _share(batch: Batch, wrong: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of the Chinese characters of each target, 0-1."""
    share: NDArray[np.float64] = wrong / np.maximum(batch.target.scripts[:, HAN], 1)
    return share


def _parts(tag: str) -> list[str]:
    return tag.lower().replace("_", "-").split("-")
