"""A term of art is called by another name than its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.text.meaning import judge
from audit.text.replaced_terms import replaced_terms
from audit.text.wrong_renderings import wrong_renderings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.schema import Span
    from audit.scorers._base import Batch
    from audit.text.replaced_terms import Replaced
    from audit.text.wrong_renderings import Found

_MOST_TOLD = 3  # renderings that a message names, the usual ones


@dataclass(frozen=True)
class TermMistranslated(Scorer):
    """A term is rendered by words that the field does not use for it.

    ## What it measures
    Terms of `audit/text/term_base.tsv` against their accepted renderings: the source has the term
    as a whole word, what translates its sentence has none of the renderings, and something else
    stands in their place: words that a dictionary gives for those of the term and that nothing else
    in the sentence explains, a rendering of which one word is another, or, with a lower severity, a
    word that nothing explains and whose vector is near to that of the term; `measured` is then the
    cosine. Without a source, the short list of `wrong_renderings.toml`, where a word of the target
    shows the field; `measured` is then how often the rendering stands there.
    ## Why it matters
    A reader of the field does not recognise the method (变压器 for Transformer), or takes it for
    something else (保单 for policy).
    ## Evidence
    The first place of the term in the source for which that holds, and what stands there instead.
    ## Limits
    Terms that the term base lacks, and what stands for a term without being a translation of its
    words, or is left out: silent. A term of several fields needs its field shown by another term
    of the source. Silent where the user's glossary allows what stands there, and of a rendering
    that is wrong in itself where a word of another field stands beside it (`voltage` for 变压器).
    ## Example
    Flagged: `变压器模型的注意力机制` for `transformer`. Clean: `变压器的绕组`.
    ## Source
    Renderings: usage of the fields and of the 全国科学技术名词审定委员会, held against 40,548
    translations. In 1,173 abstracts of older neural translation 460 findings, in 9,000 of good
    translation 528; of a random 80 of these that were read 76 are right, and two more point at the
    wrong words. In 14,548 titles, texts of news and talk and strings of programs none.
    """

    category: ClassVar[str] = "terminology/wrong-term"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES

    severity: str = "major"
    confidence: float = 0.95
    without_source: float = 0.85  # confidence where only the target shows the field, 0-1
    by_meaning: str = "minor"  # severity where the vector of a word tells that it is the term
    by_meaning_confidence: float = 0.8  # for those, 0-1
    embed: str | None = field(default=None, metadata=GIVEN)
    glossary: Glossary = field(default=Glossary(), metadata=GIVEN)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term and entry."""
        own = {term.source.casefold(): term.targets for term in self.glossary.terms if term.targets}
        told: dict[int, list[Span | None]] = {}
        for hit in self._listed(batch, own):
            told.setdefault(hit.row, []).append(hit.target)
            yield hit
        targets = batch.target.simplified
        places, sources = batch.term_places, batch.source.present
        meaning = judge(self.embed)
        for one in replaced_terms(places, sources, targets, batch.translated_by, meaning):
            there = one.target
            rendering = targets[one.row][there.start : there.end]
            is_told = any(span and _overlap(span, there) for span in told.get(one.row, ()))
            if not (is_told or any(it in rendering for it in own.get(one.entry.term, ()))):
                yield self._hit(batch, one, rendering)

    def _listed(self, batch: Batch, own: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
        """The renderings that are wrong in themselves."""
        targets = batch.target.simplified
        for one in wrong_renderings().find(batch.source.texts, targets, batch.target.listed):
            forms = (form.casefold() for form in one.term.source)
            right = next((own[form] for form in forms if form in own), one.term.right)
            if not set(one.renderings) <= set(right):
                yield self._listed_hit(batch, one, right)

    def _listed_hit(self, batch: Batch, found: Found, right: Sequence[str]) -> Hit:
        source = batch.source.present[found.row]
        term = source[slice(*found.source)] if found.source else found.term.source[0]
        several = len(found.renderings) > 1
        wrong = ", ".join(f"“{rendering}”" for rendering in found.renderings)
        stands = "stand" if several else "stands"
        return Hit(
            found.row,
            f"{wrong} {stands} for {term}; the field says {_either(right)}.",
            source=found.source,
            target=found.target,
            measured=float(found.times),
            severity=found.term.severity,
            confidence=None if found.source else self.without_source,
        )

    def _hit(self, batch: Batch, one: Replaced, rendering: str) -> Hit:
        term = batch.source.present[one.row][one.source.start : one.source.end]
        right = _either(one.entry.renderings[:_MOST_TOLD])
        by_meaning = one.nearness is not None
        return Hit(
            one.row,
            f"“{rendering}” stands for {term}; the field says {right}.",
            source=one.source,
            target=one.target,
            measured=one.nearness if by_meaning else 1.0,
            severity=self.by_meaning if by_meaning else None,
            confidence=self.by_meaning_confidence if by_meaning else None,
        )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _either(renderings: Sequence[str]) -> str:
    """All of them, since an entry may hold several forms of a term."""
    *others, last = renderings
    return f"{', '.join(others)} or {last}" if others else last
