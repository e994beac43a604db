"""The target repeats itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import regex

from audit.schema import Span
from audit.scorers._base import TEXT_CAUSES, Hit, Measure, Scorer
from audit.text.repetition import redundancy, repetition
from audit.text.words import DRAWN_OUT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from audit.scorers._base import Batch
    from audit.text.repetition import Loop

_LETTER = regex.compile(r"\p{L}")
_IN_WORDS = regex.compile(r"[A-Za-z0-9]*+")
# Sounds and calls, of which a speaker makes as many as the feeling asks for, words that stress what
# follows, and a verb that goes on (走啊走啊).
_EXPRESSIVE = regex.compile(
    r"[哈呵嘿嘻呜呃啊哦嗯哇哎唉咦噢喔嗷汪喵咚嘟嘀嗒滴叮咔嚓轰隆哗啦呀嘛呼噜咯吱唧喳咕嗡砰啪咻呐嗨耶欸呸哼嘘嘶嘎\p{P}\s]++"
    r"|(?:非常|特别|超级|十分|真的|[很太真好超极最多快不别对是])++"
    r"|(?:\p{Han}[啊呀着])++|(?:[啊呀着]\p{Han})++"
)
# Marks and spaces in a row: the rules and frames of a drawing.
_DRAWN = regex.compile(r"[^\p{L}\p{N}]{2,}+")
# A word that a speaker says three times: `above the rim, rim, the rim tin`.
_SAID_THRICE = regex.compile(r"\b(\w{3,})(?:\W++(?:(?:an?|the)\W++)?\1\b){2}")
# A phrase that stands twice side by side, or is all of a text. Of 34,000 good titles, sentences and
# strings of interfaces none has one.
_TWICE = regex.compile(r"(\p{Han}[\p{Han}A-Za-z0-9]{5,59}?)[，、；]?\1")
_WHOLE_TWICE = regex.compile(r"(\p{Han}[\p{Han}A-Za-z0-9]{2,59})[，、；\s]?\1[。！]?")
_TWICE_IN_SOURCE = regex.compile(r"\b(\w{2,}(?:\W+\w+){0,12}?)\W+\1\b")
_SHOWN = 24  # code points of the unit in the message
# Words of English are longer than Chinese ones, so their pieces are.
_SOURCE_GRAM = 16


@dataclass(frozen=True)
class Repetition(Scorer):
    """The target says the same again and again, as a translation model does that is caught in it.

    ## What it measures
    Stretches in which a unit of 2 to 200 characters follows itself at least 2¾ times, the gaps of
    small variations included; `measured` is how often the unit stands there. Where there is none,
    the share of 8-character pieces of the target that have stood in it before (`measured`, 0-1,
    against `redundancy`). In a target of `brief` characters and fewer six characters and more that
    stand twice side by side, or all of it twice, are enough.
    ## Why it matters
    A loop replaces what the source says, and it hides in the middle of a good text.
    ## Evidence
    The stretch in the target.
    ## Limits
    A unit without letters (`……`, `----`, `0 0 0`) is no loop, nor is one in a single Latin word
    (`hahaha`, `CAGCAGCAG`), nor one where the source has a loop too, nor what speakers repeat:
    `哈哈哈哈`, `非常非常非常`, `走啊走啊走啊`. A word that stands just twice is often right:
    `多语言语言模型`.
    ## Example
    Flagged: `相对准确性的相对准确性的相对准确性的`. Clean: `一步一步`, `x_1, x_2, x_3`.
    ## Source
    Gopher's repetition filters (Rae et al. 2021), OpusFilter's RepetitionFilter. Of 9,000 good
    abstracts none is flagged, their sampled redundancy being 0.23 at most; of 7,000 machine
    translated sentences 7 are, all of them looped. Of 6,000 abstracts with an injected loop 99.9 %
    are found.
    """

    category: ClassVar[str] = "fluency/repetition"
    symptom_of: ClassVar[tuple[str, ...]] = ("shifted-pairs", "same-target", *TEXT_CAUSES)

    severity: str = "major"  # critical from `large` on
    confidence: float = 0.95
    large: float = 0.33  # share of the target in loops, 0-1
    brief: int = 120  # code points of a target in which a phrase said twice is looked for
    redundancy: float = 0.35  # share of 8-character pieces that have stood before, 0-1

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The share of each target that has stood in it before."""
        shares = [redundancy(text) if text else np.nan for text in batch.target.texts]
        return [Measure("redundancy", np.array(shares, np.float64), above=True)]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per stretch, or one per text that is redundant all over."""
        found = repetition(batch.target.texts, self.redundancy)
        looping: dict[int, list[Loop]] = {}
        for loop in found.loops:
            source, target = batch.source.present[loop.row], batch.target.present[loop.row]
            if target[loop.start : loop.end].strip() not in source and _is_language(loop, source):
                looping.setdefault(loop.row, []).append(loop)
        for row, loops in looping.items():
            if not _loops(batch.source.texts[row]):
                yield from self._hits(row, loops, batch.target.texts[row] or "")
        yield from self._said_twice(batch, looping)
        for row in np.flatnonzero(found.redundancy >= self.redundancy).tolist():
            if batch.target.languages[row] is None:  # a piece of a program
                continue
            target, source = batch.target.present[row], batch.source.present[row]
            share = redundancy(_DRAWN.sub(" ", target))
            once = redundancy(_DRAWN.sub(" ", source), _SOURCE_GRAM) < share / 2
            if row not in looping and share >= self.redundancy and once:
                yield Hit(
                    row,
                    f"{share:.0%} of the target has stood in it before.",
                    target=Span(0, len(target)),
                    measured=share,
                    limit=self.redundancy,
                )

    def _said_twice(self, batch: Batch, looping: Collection[int]) -> Iterator[Hit]:
        """A hit per short target with a phrase that stands twice side by side."""
        for row, target in enumerate(batch.target.present):
            if len(target) > self.brief or row in looping:
                continue
            twice = _WHOLE_TWICE.fullmatch(target.strip()) or _TWICE.search(target)
            source = batch.source.present[row]
            if twice is None or _TWICE_IN_SOURCE.search(source.casefold()):
                continue
            unit = twice[1]
            if len(set(unit)) == 1 and DRAWN_OUT.search(source):
                continue
            start = target.index(twice[0])
            yield Hit(
                row,
                f"“{unit if len(unit) <= _SHOWN else unit[:_SHOWN] + '…'}” stands twice in a row.",
                target=Span(start, start + len(twice[0])),
                measured=2,
                limit=2,
            )

    def _hits(self, row: int, loops: list[Loop], target: str) -> Iterator[Hit]:
        looped = sum(loop.end - loop.start for loop in loops)
        for loop in loops:
            unit = loop.unit.strip()
            shown = unit if len(unit) <= _SHOWN else unit[:_SHOWN] + "…"
            yield Hit(
                row,
                f"“{shown}” stands some {loop.times} times in a row.",
                target=Span(loop.start, loop.end),
                measured=loop.times,
                limit=3,
                severity="critical" if looped >= self.large * len(target) else None,
            )


def _is_language(loop: Loop, other: str | None = None) -> bool:
    """Whether words repeat, or parts of a word that the `other` text does not hold repeated."""
    if not _LETTER.search(loop.unit) or _EXPRESSIVE.fullmatch(loop.unit):
        return False
    if other and len(set(loop.unit)) == 1 and DRAWN_OUT.search(other):
        return False
    if not _IN_WORDS.fullmatch(loop.unit):
        return True
    return len(loop.unit) > 2 and other is not None and 2 * loop.unit not in other


def _loops(source: str | None) -> bool:
    """Whether the source itself repeats words, in whatever case."""
    folded = (source or "").casefold()
    return _SAID_THRICE.search(folded) is not None or any(
        _is_language(loop) for loop in repetition([folded], 1.0).loops
    )
