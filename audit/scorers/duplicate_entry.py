"""An entry that the input has already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
import regex

from audit.scorers._base import CAUSES, Hit, Scorer, whole
from audit.scorers._exchange import keys_of
from audit.scorers._places import places
from audit.scorers._scopes import Group
from audit.text.fingerprint import fingerprints
from audit.text.similarity import likeness, plain_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

_COMPARED = 20  # entries before it that an entry is held against, which keeps a group linear

# By which an id that was given twice is told apart from the first.
_REPEATED = regex.compile(r"~\d+$")


@dataclass(frozen=True)
class DuplicateEntry(Scorer):
    """The same entry, or nearly the same, stands in the input again.

    ## What it measures
    Whether two sources (targets, where there are no sources) have the same letters and digits; or
    are as alike as `similarity` (`measured`, 0-100) and begin or end with the same 40 letters; or
    whether the input gives two entries the same id.
    ## Why it matters
    It counts twice in every figure, is translated twice, and readers see it twice. A cross-listed
    paper and a new version are the usual reasons.
    ## Evidence
    All of the second one; the message names the first, and how many more there are. One finding
    for all of them.
    ## Limits
    Texts of fewer than `letters` letters, such as headings, may be repeated. Only texts of more
    than `long` letters are duplicates without being equal: titles differ by a numeral. A text
    changed at both ends is not found. Segments may share an id: that of their document.
    ## Example
    Flagged: an abstract listed in two archives. Clean: two papers that both begin with `Large
    language models (LLMs) have demonstrated remarkable`.
    ## Source
    Of 9,000 abstracts 37 beginnings and 10 endings are shared by several, five at most; two
    abstracts, versions of one, are 95 % the same, and no others 90 %.
    """

    category: ClassVar[str] = "other/duplicate"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "inconsistent-translation")

    severity: str = "neutral"
    confidence: float = 0.95
    similarity: float = 90.0  # 0-100, rapidfuzz ratio of the letters
    letters: int = 20  # letters and digits that an entry has at least
    long: int = 200  # letters and digits; shorter texts have to be equal

    @property
    def scope(self) -> Group:
        """The entries that begin or end alike, or have one id."""
        return Group()

    def keys(self, batch: Batch) -> Sequence[NDArray[np.uint64]]:
        """How the texts begin and end, and the ids without what makes them unique."""
        from_source = batch.source.openings > 0
        openings = np.where(from_source, batch.source.openings, batch.target.openings)
        return [openings, fingerprints(_texts(batch), ends=True), keys_of(_ids(batch))]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per entry that is repeated, on the second of its kind."""
        texts, ids, fields = _texts(batch), _ids(batch), batch.column("field")
        for together in batch.groups:
            kinds: dict[str | None, _Kinds] = {}
            for row in together:
                letters = plain_letters(texts[row])
                known = kinds.setdefault(fields[row], _Kinds([], {}))
                kind, alike = self._find(known, letters, ids[row])
                if kind is None:
                    kind = _Kind(letters, ids[row], [row])
                    known.all.append(kind)
                else:
                    kind.rows.append(row)
                    kind.alike = alike if kind.alike is None else kind.alike
                known.by_letters.setdefault(letters, kind)
            for known in kinds.values():
                for kind in known.all:
                    if len(kind.rows) > 1:
                        yield self._hit(batch, kind)

    def _find(
        self, known: _Kinds, letters: str, name: str | None
    ) -> tuple[_Kind | None, float | None]:
        """The kind an entry is of, and how alike they are, 0-100; None for an id alone."""
        if len(letters) >= self.letters and letters in known.by_letters:
            return known.by_letters[letters], 100.0
        for kind in known.all[-_COMPARED:]:
            if min(len(letters), len(kind.letters)) >= self.long:
                alike = likeness(letters, kind.letters, self.similarity)
                if alike:
                    return kind, alike
            if name is not None and name == kind.name:
                return kind, None
        return None, None

    def _hit(self, batch: Batch, kind: _Kind) -> Hit:
        first, second, *more = kind.rows
        again = f", and so are {len(more)} more" if more else ""
        if kind.alike is None:
            what = f"The id {kind.name} stands again: the first time on"
        elif kind.alike == 100:
            what = "The same entry as on"
        else:
            what = f"Nearly the same entry ({kind.alike:.0f} %) as on"
        return Hit(
            second,
            f"{what} {places(batch, [first])}{again}.",
            source=whole(batch.source.texts[second]),
            target=None if batch.source.texts[second] else whole(batch.target.texts[second]),
            measured=kind.alike,
            limit=None if kind.alike is None else self.similarity,
        )


@dataclass
class _Kind:
    letters: str  # of the first
    name: str | None  # the id of the first
    rows: list[int]
    alike: float | None = None  # how much the second is like the first, 0-100


class _Kinds(NamedTuple):
    all: list[_Kind]
    by_letters: dict[str, _Kind]


def _texts(batch: Batch) -> list[str]:
    pairs = zip(batch.source.present, batch.target.present, strict=True)
    return [source or target for source, target in pairs]


def _ids(batch: Batch) -> list[str | None]:
    """The ids that the input gives, as it gives them; None where there is only a place."""
    columns = ("entry_id", "field", "target_path", "source_path")
    rows = zip(*(batch.column(name) for name in columns), strict=True)
    return [
        None
        if entry is None or field == "segment" or entry.startswith((f"{target}#", f"{source}#"))
        else (_REPEATED.sub("", entry) if "~" in entry else entry)
        for entry, field, target, source in rows
    ]
