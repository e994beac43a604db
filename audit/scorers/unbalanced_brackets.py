"""A bracket or a quotation mark of the target has no partner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.codes import code_points, portions, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.scorers._base import Batch

_QUOTES = (("「", "」"), ("『", "』"), ("“", "”"), ("‘", "’"))
# Each kind with its full-width form.
_KINDS = (
    ("(（", ")）"), ("[［", "]］"), ("{｛", "}｝"), ("《", "》"), ("〈", "〉"),
    ("【", "】"), *_QUOTES,
)  # fmt: skip
_LAST_MARK = 0xFF5D  # ｝
_FIRST_QUOTE = len(_KINDS) - len(_QUOTES)
# Straight quotation marks; between two letters or figures ' is an apostrophe.
_STRAIGHT = (regex.compile('"'), regex.compile(r"'(?<!\w')|'(?!\w)"))
# Quotation marks of every shape, of which two are partners; not the accents of LaTeX.
_ANY_QUOTE = regex.compile(r'(?<!\\)"|(?<=\\)"(?!\p{Ll})|[“”„‟″「」『』«»]')
_AFTER_DIGIT = regex.compile(r'\d\\?"')  # may be inches, or close a quotation
# What stands alone and rightly: labels of items, half-open intervals, faces.
_ALONE = regex.compile(
    r"(?<![\p{L}\p{N}])(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[)）]"
    r"|[(（][^()（）\[\]［］]{1,30}[,，;；][^()（）\[\]［］]{1,30}[\]］]"
    r"|[\[［][^()（）\[\]［］]{1,30}[,，;；][^()（）\[\]［］]{1,30}[)）]"
    r"|[:;=][-o']?[()]+"
)


@dataclass(frozen=True)
class UnbalancedBrackets(Scorer):
    """A bracket or a quotation mark is opened and not closed, or closed and not opened.

    ## What it measures
    Brackets of one kind without a partner (`measured`), of full and half width alike, where the
    source's brackets of that kind are balanced or there is no source; and an odd number of
    quotation marks, one of them straight, where the source's is even. A quotation that runs over
    segments is open in the source too, whichever marks that has.
    ## Why it matters
    Readers cannot tell where the remark ends; often a piece of text is lost with the bracket.
    ## Evidence
    The first bracket without a partner.
    ## Limits
    Formulae, code, labels (`1)`, `a)`), half-open intervals (`[0,1)`) and faces are not read.
    ’ is an apostrophe too, so only ‘ without ’ counts. A straight mark may be the partner of
    another, and so may one that stands the wrong way round (`“好“`);
    a straight one after a digit may stand for inches.
    ## Example
    Flagged: `随机微分方程（SDE来研究`. Clean: `1)速度;2)精度`, `他说：“我来。` for
    `He said: "I come.`.
    ## Source
    Weblate's and bicleaner-hardrules' bracket checks. Of 9,000 good abstracts one is flagged,
    rightly: the others that are not balanced follow their sources.
    """

    category: ClassVar[str] = "fluency/punctuation"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES, "repetition", "truncated", "icu-mismatch",
    )  # fmt: skip
    part_of: ClassVar[tuple[str, ...]] = ("formula-broken", "untranslated-span")

    severity: str = "minor"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text and kind of bracket."""
        rows, kinds = np.nonzero(_excess(batch.target.masked))
        suspects = [
            row for row in sorted(set(rows.tolist())) if batch.target.languages[row] == "zh"
        ]
        in_source = _excess([batch.source.masked[row] for row in suspects])
        told = set()
        for number, row in enumerate(suspects):
            target = batch.target.masked[row]
            bare = _ALONE.sub(_blank, target)
            for kind in kinds[rows == row].tolist():
                lonely = _lonely(bare, _KINDS[kind])
                if kind >= _FIRST_QUOTE and (len(lonely) + target.count('"')) % 2 == 0:
                    continue  # the partner is a straight one, or stands the wrong way round
                follows = in_source[number, kind] or (
                    kind >= _FIRST_QUOTE
                    and _quotation_is_open(in_source[number], batch.source.present[row])
                )
                if lonely and not follows:
                    told.add(row)
                    yield Hit(
                        row,
                        f"The {target[lonely[0]]} has no partner.",
                        target=Span(lonely[0], lonely[0] + 1),
                        measured=len(lonely),
                    )
        for row, target in enumerate(batch.target.masked):
            if '"' in target and row not in told and batch.target.languages[row] == "zh":
                place = _lonely_quote(target, batch.source.masked[row])
                if place is not None:
                    yield Hit(
                        row,
                        'The " has no partner.',
                        target=Span(place, place + 1),
                        measured=1,
                    )


def _lonely_quote(target: str, source: str) -> int | None:
    """The place of the last straight mark, if quotation marks are odd in number there alone."""
    if len(_ANY_QUOTE.findall(target)) % 2 == 0 or len(_ANY_QUOTE.findall(source)) % 2:
        return None
    if _AFTER_DIGIT.search(target) or _AFTER_DIGIT.search(source):
        return None
    places = [match.start() for match in _ANY_QUOTE.finditer(target) if match[0] == '"']
    return places[-1] if places else None


def _excess(texts: Sequence[str]) -> NDArray[np.int64]:
    """The numbers of openings less those of closings; shape (n, kinds)."""
    balance = np.zeros((len(texts), len(_KINDS)), np.int64)
    for some in portions(texts):
        marks = _marks().take(code_points("".join(texts[some])), mode="clip")
        places = np.flatnonzero(marks)
        found = marks[places].astype(np.int64)
        cells = rows_of(texts[some], places), np.abs(found) - 1
        np.add.at(balance[some], cells, np.sign(found))
    balance[:, -1] = np.maximum(balance[:, -1], 0)
    return balance


def _quotation_is_open(excess: NDArray[np.int64], source: str) -> bool:
    """Whether a quotation of the source begins or ends in another segment.

    Quotation marks of any kind may stand for those of another in the target.
    """
    straight = any(len(mark.findall(source)) % 2 for mark in _STRAIGHT)
    return straight or bool(excess[_FIRST_QUOTE:].any())


@cache
def _marks() -> NDArray[np.int8]:
    """Per code point the number of its kind, from 1 on, for a closing mark negative; else 0."""
    marks = np.zeros(_LAST_MARK + 2, np.int8)
    for number, (opening, closing) in enumerate(_KINDS, start=1):
        marks[[ord(mark) for mark in opening]] = number
        marks[[ord(mark) for mark in closing]] = -number
    return marks


def _lonely(text: str, kind: tuple[str, str]) -> list[int]:
    """The places of brackets of a kind that have no partner."""
    opening, closing = kind
    opened: list[int] = []
    lonely: list[int] = []
    for place, character in enumerate(text):
        if character in opening:
            opened.append(place)
        elif character in closing:
            if opened:
                opened.pop()
            elif character != "’":
                lonely.append(place)
    return sorted(lonely + opened)


def _blank(match: regex.Match[str]) -> str:
    return " " * len(match.group())
