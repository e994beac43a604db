"""A term is not rendered as the glossary has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from audit.glossary import Glossary
from audit.schema import Span
from audit.scorers._base import CAUSES, GIVEN, Hit, Scorer
from audit.text.forms import blank_form, find_form, has_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.glossary import Term
    from audit.scorers._base import Batch

_HYPHENS = "‐‑–-"
_LONGEST_NAME = 20  # characters that a name has beside the term
_NAME_END = re.compile(rf"[^\W_][\w{_HYPHENS}]*\Z")
_NAME_START = re.compile(rf"[\w{_HYPHENS}]+")


@dataclass(frozen=True)
class GlossaryMismatch(Scorer):
    """A term of the user's glossary is rendered by none of its targets, or by a forbidden one.

    ## What it measures
    Terms of the files named with `--glossary`. The source has the term as a whole word, in the
    singular or the plural and not within a longer term of the glossary; the target, in the language
    expected, has a rendering that the glossary forbids, or none that it allows.
    ## Why it matters
    What a glossary fixes is fixed for readers who know it, and for searching.
    ## Evidence
    The term where it first stands in the source, and the forbidden rendering in the target.
    ## Limits
    Without a glossary, nothing. Capitals count in terms that have capitals only, or where the
    glossary says so. A term within a hyphenated name that the target keeps is not asked for.
    Nothing shows whether each place of a term is rendered, only whether one is.
    ## Example
    With `transformer,Transformer|变换器`: flagged, `变压器`; clean, `变换器模型`.
    ## Source
    Weblate, Xbench and memoQ have the same check. With a glossary of seven terms 2,000 abstracts
    have 46 findings: all depart from it, five because the word or its sentence is left out.
    """

    category: ClassVar[str] = "terminology/inconsistent-with-resource"
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("term-mistranslated", "omitted-sentence")

    severity: str = "minor"
    confidence: float = 0.9
    glossary: Glossary = field(default=Glossary(), metadata=GIVEN)

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per term and entry."""
        if not self.glossary.terms:
            return
        phrases = self.glossary.phrases
        for row, language in enumerate(batch.target.languages):
            target = batch.target.present[row]
            if not target or language not in (None, batch.expected_langs[row]):
                continue
            first: dict[int, Span] = {}
            for number, span in phrases.find(batch.source.masked[row]):
                if not _is_kept(batch.source.present[row], span, target):
                    first.setdefault(number, span)
            for number, span in first.items():
                yield from self._hits(batch, row, self.glossary.terms[number], span)

    def _hits(self, batch: Batch, row: int, term: Term, span: Span) -> Iterator[Hit]:
        target = batch.target.present[row]
        written = batch.source.present[row][span.start : span.end]
        named = " or ".join(f"“{form}”" for form in term.targets)
        wrong = _forbidden(target, term)
        if wrong is not None:
            rendering = target[wrong.start : wrong.end]
            message = f"The glossary forbids “{rendering}” for “{written}”"
            message += f"; it has {named}." if named else "."
            yield Hit(row, message, source=span, target=wrong)
        elif named and not any(has_form(target, form) for form in term.targets):
            message = f"The glossary has {named} for “{written}”, the target has not."
            yield Hit(row, message, source=span)


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


def _is_kept(source: str, span: Span, target: str) -> bool:
    """Whether the term is part of a hyphenated name that the target keeps: `Transformer-XL`."""
    before = _NAME_END.search(source, max(span.start - _LONGEST_NAME, 0), span.start)
    after = _NAME_START.match(source, span.end, span.end + _LONGEST_NAME)
    start = before.start() if before else span.start
    end = after.end() if after else span.end
    name = source[start:end].strip(_HYPHENS)
    return len(name) > span.end - span.start and name in target
