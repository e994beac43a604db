"""An entry that the input has already."""

from __future__ import annotations

from collections import deque
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
        for together in batch.groups:
            scan = self.scan()
            scan.add(batch, together, together)
            for found in scan.found():
                yield scan.hit(batch, found.rows, found)

    def scan(self) -> _Scan:
        """A look through a group in which only some texts are held."""
        return _Scan(self)


class _Again(NamedTuple):
    """An entry that stands again."""

    rows: tuple[int, ...]  # the first and the second
    more: int  # times beyond these
    alike: float | None  # how much the second is like the first, 0-100; None: by id alone
    name: str | None  # the id of the first


class _Kind(NamedTuple):
    """An entry to which others are compared."""

    letters: str
    name: str | None
    row: int


class _Kinds:
    """The different entries of one field, of which the last are held."""

    def __init__(self) -> None:
        self.last: deque[_Kind] = deque(maxlen=_COMPARED)
        self.by_letters: dict[int, int] = {}  # a number for the letters; the first row


class _Scan:
    def __init__(self, rule: DuplicateEntry) -> None:
        self._rule = rule
        self._fields: dict[str | None, _Kinds] = {}
        self._again: dict[int, _Again] = {}  # by first row

    def add(self, batch: Batch, rows: Sequence[int], numbers: Sequence[int]) -> None:
        """Look at `rows` of `batch`, which are called by `numbers`, after those before."""
        texts, ids, fields = _texts(batch), _ids(batch), batch.column("field")
        letters = {row: plain_letters(texts[row]) for row in rows}
        keys = keys_of([letters[row] for row in rows]).tolist()
        for row, number, key in zip(rows, numbers, keys, strict=True):
            known = self._fields.setdefault(fields[row], _Kinds())
            first, alike = self._find(known, letters[row], key, ids[row])
            if first is None:
                first = number
                known.last.append(_Kind(letters[row], ids[row], number))
            else:
                self._note(first, number, alike, ids[row])
            known.by_letters.setdefault(key, first)

    def found(self) -> Iterator[_Again]:
        """What stands again."""
        yield from self._again.values()

    def hit(self, batch: Batch, rows: Sequence[int], found: _Again) -> Hit:
        """What is told of `found`, whose `rows` are those of `batch`."""
        first, second = rows
        again = f", and so are {found.more} more" if found.more else ""
        if found.alike is None:
            what = f"The id {found.name} stands again: the first time on"
        elif found.alike == 100:
            what = "The same entry as on"
        else:
            what = f"Nearly the same entry ({found.alike:.0f} %) as on"
        return Hit(
            second,
            f"{what} {places(batch, [first])}{again}.",
            source=whole(batch.source.texts[second]),
            target=None if batch.source.texts[second] else whole(batch.target.texts[second]),
            measured=found.alike,
            limit=None if found.alike is None else self._rule.similarity,
        )

    def _note(self, first: int, number: int, alike: float | None, name: str | None) -> None:
        known = self._again.get(first)
        if known is None:
            self._again[first] = _Again((first, number), 0, alike, name)
        else:
            alike = alike if known.alike is None else known.alike
            self._again[first] = known._replace(more=known.more + 1, alike=alike)

    def _find(
        self, known: _Kinds, letters: str, key: int, name: str | None
    ) -> tuple[int | None, float | None]:
        """The first row of its kind, and how alike they are, 0-100; None for an id alone."""
        rule = self._rule
        if len(letters) >= rule.letters and key in known.by_letters:
            return known.by_letters[key], 100.0
        for kind in known.last:
            if min(len(letters), len(kind.letters)) >= rule.long:
                alike = likeness(letters, kind.letters, rule.similarity)
                if alike:
                    return kind.row, alike
            if name is not None and name == kind.name:
                return kind.row, None
        return None, None


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
