"""What a table tells of its material: papers, or the strings of an interface.

The names of its columns and the ids of all its rows decide, whatever their order; no row has a kind
of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.schema import Record

PAPERS, INTERFACE = "papers", "interface"  # profiles of these names say what is expected

# Words of column names. Titles and summaries are of the news, too, and tell nothing.
_OF_PAPERS = frozenset(
    "abstract abstracts arxiv arxivid bibcode doi issn journal pmid venue".split()
)
_HAN_OF_PAPERS = ("摘要", "期刊")  # also within a longer name: 中文摘要
_OF_INTERFACE = frozenset("i18n l10n msgctxt msgid msgstr resname".split())

_MOST = 0.5  # of the ids
_PAPER_ID = regex.compile(
    r"(?<![\d.])(?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d{1,3})?|10\.\d{4,9}/\S{1,200})$"
)
# `settings.account.title`, `app_name`, `appTitle`: words, of which each begins with a letter.
_KEY = regex.compile(
    r"(?=.{0,200}?(?:[._]|\p{Ll}\p{Lu}))\p{L}[\p{L}\p{N}]*+(?:[._/:-]{1,2}\p{L}[\p{L}\p{N}]*+)*+"
)
_DIGITS = regex.compile(r"\d++")
# Code points, the median of the sources. It is 17 in 1,441 strings of interfaces, 83 in titles, 88
# in sentences of news and talk, a tenth of which have fewer than 32.
_SHORT = 60


def material_of(columns: Iterable[str], tally: Tally) -> str | None:
    """`papers`, `interface`, or None where a table does not tell.

    Args:
        columns: The names of its columns, also of those that are not read.
        tally: Of all its texts.
    """
    words = {word for name in columns for word in words_of(name)}
    if words & _OF_PAPERS or any(han in word for word in words for han in _HAN_OF_PAPERS):
        return PAPERS
    if words & _OF_INTERFACE:
        return INTERFACE
    return _by_ids(tally)


def _by_ids(tally: Tally) -> str | None:
    if tally.papers > _MOST * tally.ids:
        return PAPERS
    if tally.keys > _MOST * tally.ids and 2 * tally.short > tally.sources:
        return INTERFACE
    return None


class Tally(NamedTuple):
    """The signs of material in ids and sources, counted in all or in a part of a table."""

    ids: int = 0  # different ones
    papers: int = 0
    keys: int = 0  # without running numbers: `doc_a.seg12` is the key of nothing
    sources: int = 0
    short: int = 0

    @classmethod
    def of(cls, records: Sequence[Record]) -> Tally:
        """Count what is in `records`."""
        ids = {record.unit_id for record in records if record.unit_id}
        sources = [len(one.text) for one in records if one.role == "source" and one.text]
        return cls(
            len(ids),
            sum(_PAPER_ID.search(one) is not None for one in ids),
            len({_DIGITS.sub("", one) for one in ids if _KEY.fullmatch(one)}),
            len(sources),
            sum(length <= _SHORT for length in sources),
        )

    def plus(self, other: Tally) -> Tally:
        """The sums; an id that stands in both parts counts twice."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))
