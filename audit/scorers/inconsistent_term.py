"""One term, several renderings in one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.scorers._places import place
from audit.text.renderings import uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch, Key
    from audit.text.renderings import Use

_SOME = "some"  # the one key: rows share terms, and terms rows, so that all hang together


@dataclass(frozen=True)
class InconsistentTerm(Scorer):
    """The same term is rendered in different ways in one run.

    ## What it measures
    Terms of the user's glossary with several targets, and those of `audit/text/term_base.tsv` that
    go by different names: in how many entries whose source has the term the target has which of
    them. `measured` is the number of renderings in use (limit 1).
    ## Why it matters
    A reader takes two names for two things, and a search for one misses the other.
    ## Evidence
    Term and rendering in the first entry that has another rendering than most; the message names
    each with its entries and an example.
    ## Limits
    Renderings that neither list names are not seen. One that holds another (`零样本学习` and
    `零样本`) is no other, nor is an acronym; a term kept in Latin letters counts only where no
    Chinese rendering stands beside it. Where a term means two things the renderings differ
    rightly: hence neutral. Different names within one entry are for `term-varied`.
    ## Example
    Flagged: `agent` is 智能体 in nine entries and 代理 in two. Clean: 智能体 in all.
    ## Source
    MQM inconsistent use of terminology; Xbench has the same check. In 9,000 abstracts 93 terms, of
    which 91 are one thing under several names, by the example that each finding shows; `feature
    map` and `one-shot` mean two things.
    """

    category: ClassVar[str] = "terminology/inconsistent-use"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "neutral"
    confidence: float = 0.9
    fewest: int = 1  # entries that a rendering needs to count
    glossary: Glossary = field(default=Glossary(), metadata=GIVEN)

    def keys(self, batch: Batch) -> Sequence[Key]:
        """The same for every entry with a rendering of a term that has several."""
        rows = {use.row for use in self._uses(batch, most=1)}
        return [[_SOME if row in rows else None for row in range(len(batch))]]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term, on the first entry whose rendering is not the usual one."""
        by_term: dict[str, dict[str, list[Use]]] = {}
        for use in self._uses(batch):
            by_term.setdefault(use.term, {}).setdefault(use.rendering, []).append(use)
        for term, by_rendering in sorted(by_term.items()):
            found = sorted(by_rendering.values(), key=lambda them: (-len(them), them[0].rendering))
            found = [them for them in found if len(them) >= self.fewest]
            if len(found) > 1:
                other = min((them[0] for them in found[1:]), key=lambda use: use.row)
                yield Hit(
                    other.row,
                    f"“{term}” has {len(found)} renderings: {_told(batch, found)}.",
                    source=other.source,
                    target=other.target,
                    measured=float(len(found)),
                    limit=1.0,
                )

    def _uses(self, batch: Batch, most: int | None = None) -> Iterator[Use]:
        sources, target = batch.source, batch.target
        languages = zip(target.languages, batch.expected_langs, strict=True)
        rows = [
            row
            for row, (detected, expected) in enumerate(languages)
            if detected == expected and sources.texts[row] is not None
        ]
        return uses(sources.present, target.simplified, rows, target.listed, self.glossary, most)


def _told(batch: Batch, found: list[list[Use]]) -> str:
    """Each rendering, in how many entries it stands, and the place of one."""
    places = [place(batch, them[0].row) for them in found]
    several = len({file for file, _ in places}) > 1
    return ", ".join(
        f"“{them[0].rendering}” in {len(them)} ({f'{file}:' if several else 'line '}{line})"
        for them, (file, line) in zip(found, places, strict=True)
    )
