"""One term has several names in one text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.text.glossary_terms import MOST_PLACES, glossary_entries, glossary_places
from audit.text.replaced_terms import TermsInText
from audit.text.term_base import term_base
from audit.text.varied_terms import varied_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch
    from audit.text.varied_terms import Named


@dataclass(frozen=True)
class TermVaried(Scorer):
    """A term is called by different names within one text.

    ## What it measures
    Terms of the user's glossary with several targets, and those of `audit/text/term_base.tsv` that
    go by different names. The source has the term at two places or more, and what translates its
    sentences has one name here and another there, neither of which another word of the sentence
    explains. `measured` is the number of names (limit 1).
    ## Why it matters
    A reader takes two names for two things.
    ## Evidence
    The first place of the term whose name is not the first name, and that name; the message has
    all of them.
    ## Limits
    Names that neither list has, and longer forms of one name (`对抗性训练`, `对抗训练`), are not
    seen. A name in Latin letters does not count where it stands beside another, as in
    `变换器（Transformer）`. Silent where sentences cannot be aligned, and on a sentence with more
    names than places of the term. Different names across entries are for `inconsistent-term`.
    ## Example
    Flagged: 目标检测 in one sentence and 物体检测 in the next, for `object detection`. Clean:
    智能体 for `agent` and 代理 for `proxy`.
    ## Source
    MQM inconsistent use of terminology. In 9,000 abstracts 28 findings and in 1,173 older neural
    translations 25; all were read, 53 of 53 are two names of one thing.
    """

    category: ClassVar[str] = "terminology/inconsistent-use"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    same_place_as: ClassVar[tuple[str, ...]] = (
        "term-mistranslated",
        "glossary-mismatch",
        "inconsistent-term",
    )

    severity: str = "minor"
    confidence: float = 0.9
    glossary: Glossary = field(default=Glossary(), metadata=GIVEN)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term and entry, where another name than the first stands."""
        for row, language in enumerate(batch.target.languages):
            if language == "zh" and batch.source.languages[row] == "en":
                for text in self._texts(batch, row):
                    for found in varied_terms(text):
                        yield _hit(row, text, found)

    def _texts(self, batch: Batch, row: int) -> Iterator[TermsInText]:
        """The entry with its terms of the term base, and with those of the glossary."""
        source, target = batch.source.present[row], batch.target.simplified[row]
        aligned = partial(batch.translated_by, row)
        places = batch.term_places.get(row, [])
        entries = term_base().entries
        if self.glossary.terms:
            own = glossary_entries(self.glossary)
            named = {entry.term for entry in own}
            places = [it for it in places if entries[it.number].term not in named]
            masked = batch.source.masked[row]
            ours = glossary_places(self.glossary, source, masked, target)[:MOST_PLACES]
            yield TermsInText(own, ours, source, target, aligned)
        yield TermsInText(entries, places, source, target, aligned)


def _hit(row: int, text: TermsInText, found: Sequence[Named]) -> Hit:
    term = text.source[slice(*found[0].source)]
    names = [text.target[slice(*one.target)] for one in found]
    return Hit(
        row,
        f"“{term}” is called {_and(names)} in one text.",
        source=found[1].source,
        target=found[1].target,
        measured=float(len(found)),
        limit=1.0,
    )


def _and(names: Sequence[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)
