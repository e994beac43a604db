"""What the cells of a column hold, over the first rows of a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

import regex

from audit.text.language import identify
from audit.text.scripts import HAN, HANGUL, HIRAGANA, KATAKANA, count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROWS_JUDGED = 1_000  # of a table, from its first row on
# Of a column, spread over those rows: langdetect takes milliseconds for a text of a third language.
_CELLS_JUDGED = 200

# Of the cells with letters. A column of translations is one even if most of them failed: sources
# hold no Chinese at all (0 of 9,000 abstracts).
_TARGET_SHARE = 0.2
_SOURCE_SHARE = 0.5

# An East Asian letter counts as this many others, so that the lengths of a text and its translation
# are of one size.
_WIDE = 3
# How many times as long the one column may be as the other, by the medians of those lengths. Of
# medians over 20 texts of either side, drawn apart from twelve sets of titles, sentences and
# abstracts, the shares lie within 0.5 and 2; an abstract has the length of seven titles.
_TIMES_AS_LONG = 3.5

_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True)
class Content:
    """Of the cells judged: how many hold what."""

    judged: int
    filled: int
    lettered: int  # hold letters
    unreadable: int  # hold neither letters nor digits: `????`
    is_text: bool  # whether any cell is a text rather than a number or a list
    languages: Mapping[str, int]
    lengths: Mapping[str, float]  # the median by language
    length: float  # the median of all cells with letters

    def share(self, language: str) -> float:
        """Of the cells with letters, those in `language`."""
        return self.languages.get(language, 0) / self.lettered if self.lettered else 0.0

    @property
    def language(self) -> str | None:
        """The language of at least half the cells with letters."""
        best = max(self.languages, key=lambda code: self.languages[code], default=None)
        return best if best is not None and self.share(best) >= _SOURCE_SHARE else None

    def side(self, source: str, target: str) -> str:
        """`source`, `target`, `other` for another language, `blank`, `marks` or `none`."""
        if source != target and self.share(target) >= _TARGET_SHARE:
            return "target"
        if self.share(source) >= _SOURCE_SHARE:
            return "source"
        if self.language is not None:
            return "other"
        if not self.judged:
            return "none"
        if not self.filled:
            return "blank"
        return "marks" if 2 * self.unreadable >= self.filled else "none"


NOTHING = Content(0, 0, 0, 0, is_text=False, languages={}, lengths={}, length=0)


def contents(names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Content]:
    """Of each column what it holds in `rows`, each a mapping from column to cell."""
    rows = rows[:ROWS_JUDGED]
    return {name: _content([row.get(name) for row in rows]) for name in names}


def fits(source: Content, target: Content, languages: tuple[str, str]) -> bool:
    """Whether the lengths are those of texts and their translations."""
    lengths = source.lengths.get(languages[0]), target.lengths.get(languages[1])
    if not lengths[0] or not lengths[1]:
        return True  # nothing speaks against it
    return _are_alike(lengths[0], lengths[1])


def may_fit(source: Content, target: Content) -> bool:
    """As `fits`, where nothing is known of the languages."""
    if not source.length or not target.length:
        return source.length == target.length  # numbers beside texts do not fit
    return _are_alike(source.length, target.length)


def _are_alike(first: float, second: float) -> bool:
    return 1 / _TIMES_AS_LONG <= second / first <= _TIMES_AS_LONG


def _content(cells: Sequence[Any]) -> Content:
    texts = [cell for cell in cells if isinstance(cell, str)]
    filled = [text for text in texts if text.strip()]
    judged = filled
    if len(filled) > _CELLS_JUDGED:  # not every nth: failures come in steps too
        judged = Random(0).sample(filled, _CELLS_JUDGED)
    scripts = count_scripts(judged)
    wide = scripts[:, [HAN, HIRAGANA, KATAKANA, HANGUL]].sum(axis=1)
    letters = scripts.sum(axis=1)
    sizes = (letters + (_WIDE - 1) * wide).tolist()
    lengths: dict[str, list[float]] = {}
    for language, length in zip(identify(judged, scripts), sizes, strict=True):
        if language is not None:
            lengths.setdefault(language, []).append(length)
    return Content(
        len(cells),
        len(judged) + sum(cell is not None and not isinstance(cell, str) for cell in cells),
        int((letters > 0).sum()),
        sum(not _LETTER_OR_DIGIT.search(text) for text in judged),
        is_text=bool(texts) or all(cell is None for cell in cells),
        languages=Counter({language: len(values) for language, values in lengths.items()}),
        lengths={language: median(values) for language, values in lengths.items()},
        length=median([size for size in sizes if size] or [0]),
    )
