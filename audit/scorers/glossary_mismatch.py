"""A term is not rendered as the glossary has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.schema import Span
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.text.forms import blank_form, find_form
from audit.text.glossary_terms import glossary_entries, glossary_places, unrendered
from audit.text.replaced_terms import TermsInText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.glossary import Term
    from audit.scorers._base import Batch
    from audit.text.glossary_terms import Unrendered


@dataclass(frozen=True)
class GlossaryMismatch(Scorer):
    """A term of the user's glossary is rendered by none of its targets, or by a forbidden one.

    ## What it measures
    Terms of the files named with `--glossary`. The source has the term as a whole word, in the
    singular or the plural and not within a longer term of the glossary; the target, in the language
    expected, has a rendering that the glossary forbids, or none that it allows. From English into
    Chinese each place of the term is looked at: where what translates its sentence has no allowed
    rendering, and something else stands there for the term (another name that the term base has for
    it, or words that a dictionary gives for its own and that nothing else in the sentence
    explains), a rendering in another sentence does not help.
    ## Why it matters
    What a glossary fixes is fixed for readers who know it, and for searching.
    ## Evidence
    The forbidden rendering, or what stands instead where that can be told, and the place of the
    term for which it stands; else the first place of the term in the source.
    ## Limits
    Without a glossary, nothing. Capitals count in terms that have capitals only, or where the
    glossary says so. A term within a hyphenated name that the target keeps is not asked for. Of a
    term that is rendered somewhere, a place where it is left out, or said by a pronoun, is no
    finding; nor is any, in other languages and in texts that are too long to be aligned. A word of
    the glossary in another sense than the glossary means is flagged as well.
    ## Example
    With `transformer,Transformer|变换器`: flagged, `变压器`; clean, `变换器模型`.
    ## Source
    Weblate, Xbench and memoQ have the same check, without what stands instead. With a glossary of
    21 common terms 2,000 abstracts have 521 findings, 433 of them with what stands instead, and
    1,173 older neural translations 358 and 238. 20 and 41 of these are found only by the sentence,
    as the target has the term elsewhere: all were read and depart from the glossary, five in
    words of another sense (关注 in `more and more attention`).
    """

    category: ClassVar[str] = "terminology/inconsistent-with-resource"
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("omitted-sentence",)
    same_place_as: ClassVar[tuple[str, ...]] = ("term-mistranslated",)

    severity: str = "minor"
    confidence: float = 0.9
    glossary: Glossary = field(default=Glossary(), metadata=GIVEN)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term and entry."""
        if not self.glossary.terms:
            return
        entries = glossary_entries(self.glossary)
        for row, language in enumerate(batch.target.languages):
            source, target = batch.source.present[row], batch.target.present[row]
            if not target or language not in (None, batch.expected_langs[row]):
                continue
            masked = batch.source.masked[row]
            places = glossary_places(self.glossary, source, masked, target)
            if places:
                aligned = partial(batch.translated_by, row)
                yield from self._hits(row, TermsInText(entries, places, source, target, aligned))

    def _hits(self, row: int, text: TermsInText) -> Iterator[Hit]:
        forbidden: set[int] = set()
        first = {place.number: place for place in reversed(text.places)}
        for number, place in sorted(first.items(), key=lambda item: item[1].start):
            term = self.glossary.terms[number]
            wrong = _forbidden(text.target, term)
            if wrong is not None:
                forbidden.add(number)
                written = text.source[place.start : place.end]
                message = f"The glossary forbids “{text.target[slice(*wrong)]}” for “{written}”"
                message += f"; it has {_either(term)}." if term.targets else "."
                yield Hit(row, message, source=Span(place.start, place.end), target=wrong)
        for one in unrendered(text):
            if one.number not in forbidden:
                yield self._hit(row, text, one)

    def _hit(self, row: int, text: TermsInText, one: Unrendered) -> Hit:
        written, named = text.source[slice(*one.source)], _either(self.glossary.terms[one.number])
        if one.target is None:
            message = f"The glossary has {named} for “{written}”, the target has not."
        else:
            rendering = text.target[slice(*one.target)]
            message = f"“{rendering}” stands for “{written}”; the glossary has {named}."
        return Hit(row, message, source=one.source, target=one.target)


def _either(term: Term) -> str:
    return " or ".join(f"“{form}”" for form in term.targets)


def _forbidden(target: str, term: Term) -> Span | None:
    """The first place of a forbidden form of `term` that is no part of a right one."""
    found = [span for form in term.forbidden if (span := _outside(target, form, term.targets))]
    return min(found, default=None, key=lambda span: (span.start, -span.end))


def _outside(target: str, form: str, allowed: tuple[str, ...]) -> Span | None:
    """The first place of `target` with `form` outside of the `allowed` forms."""
    for longer in allowed:
        if form.casefold() in longer.casefold():
            target = blank_form(target, longer)
    return find_form(target, form)
