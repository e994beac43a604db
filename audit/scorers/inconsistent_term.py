"""One term, several renderings in one run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.scorers._places import place
from audit.scorers._scopes import Counted, Total
from audit.text.renderings import uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch
    from audit.text.renderings import Use


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

    @property
    def scope(self) -> Total:
        """The counts of all renderings of the run."""
        return Total()

    def count(self, batch: Batch) -> list[Counted]:
        """Each rendering of a term, by term and rendering."""
        found: dict[tuple[str, str], Counted] = {}
        for use in self._uses(batch):
            key = use.term, use.rendering
            if key in found:
                found[key] = found[key]._replace(number=found[key].number + 1)
            else:
                found[key] = Counted(use.row, key, 1, use.source, use.target)
        return list(found.values())

    def chosen(self, counted: list[Counted]) -> list[Counted]:
        """The renderings that are used often enough, of the terms that have several of them."""
        often = [one for one in counted if one.number >= self.fewest]
        terms = Counter(one.key[0] for one in often)
        return [one for one in often if terms[one.key[0]] > 1]

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term, on the first entry whose rendering is not the usual one."""
        by_term: dict[str, list[Counted]] = {}
        for one in batch.counted:
            by_term.setdefault(one.key[0], []).append(one)
        for term, renderings in sorted(by_term.items()):
            found = sorted(renderings, key=lambda one: (-one.number, one.key))
            if len(found) > 1:
                other = min(found[1:], key=lambda one: one.row)
                yield Hit(
                    other.row,
                    f"“{term}” has {len(found)} renderings: {_told(batch, found)}.",
                    source=other.source,
                    target=other.target,
                    measured=float(len(found)),
                    limit=1.0,
                )

    def _uses(self, batch: Batch) -> Iterator[Use]:
        sources, target = batch.source, batch.target
        languages = zip(target.languages, batch.expected_langs, strict=True)
        rows = [
            row
            for row, (detected, expected) in enumerate(languages)
            if detected == expected and sources.texts[row] is not None
        ]
        return uses(sources.present, target.simplified, rows, target.listed, self.glossary)


def _told(batch: Batch, found: list[Counted]) -> str:
    """Each rendering, in how many entries it stands, and the place of one."""
    places = [place(batch, one.row) for one in found]
    several = len({file for file, _ in places}) > 1
    return ", ".join(
        f"“{one.key[1]}” in {one.number} ({f'{file}:' if several else 'line '}{line})"
        for one, (file, line) in zip(found, places, strict=True)
    )
