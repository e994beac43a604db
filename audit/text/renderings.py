"""Which of several renderings of a term a translation uses."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.forms import blank_form, find_form
from audit.text.literals import Literals
from audit.text.mistranslations import mistranslations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.glossary import Glossary
    from audit.schema import Span

_HAN = regex.compile(r"\p{Han}")


class Use(NamedTuple):
    """A rendering of a term in a translation."""

    row: int
    term: str  # as the list has it
    source: Span
    rendering: str  # as the list has it
    target: Span


def uses(
    sources: Sequence[str],
    targets: Sequence[str],
    rows: Sequence[int],
    chinese: Sequence[int],
    glossary: Glossary,
) -> Iterator[Use]:
    """The renderings of terms that have several, in the rows given; a term once in a row.

    Args:
        sources: n texts.
        targets: Their translations.
        rows: Those to look at.
        chinese: Those of `rows` with a Chinese target; the terms of `mistranslations.toml` are
            looked for in these.
        glossary: Its terms go before those.
    """
    own = {term.source.casefold() for term in glossary.terms}
    if any(len(term.targets) > 1 for term in glossary.terms):
        for row in rows:
            seen: set[int] = set()
            for number, span in glossary.phrases.find(sources[row]):
                term = glossary.terms[number]
                if len(term.targets) > 1 and number not in seen:
                    seen.add(number)
                    for rendering, place in _renderings(targets[row], term.targets):
                        yield Use(row, term.source, span, rendering, place)
    literals, by_rendering = _variable()
    occurrences = literals.find([targets[row] for row in chinese])
    for index, group in groupby(occurrences, key=lambda found: found.row):
        row = chinese[index]
        for number in sorted({number for one in group for number in by_rendering[one.literal]}):
            known = mistranslations().terms[number]
            if own.isdisjoint(form.casefold() for form in known.source):
                found = known.in_source(sources[row])
                if found is not None:
                    for rendering, place in _renderings(targets[row], known.right):
                        yield Use(row, known.source[0], found, rendering, place)


@cache
def _variable() -> tuple[Literals, dict[str, list[int]]]:
    """The right renderings of the terms that have several, and of which terms each is one."""
    by_rendering: dict[str, list[int]] = {}
    for number, term in enumerate(mistranslations().terms):
        if len(term.right) > 1:
            for rendering in term.right:
                by_rendering.setdefault(rendering, []).append(number)
    return Literals(by_rendering), by_rendering


def _renderings(target: str, forms: Iterable[str]) -> list[tuple[str, Span]]:
    """Which of `forms` are in `target` outside of longer ones.

    Latin ones count only if no other is there, and acronyms, which stand beside any rendering, not.
    """
    found: list[tuple[str, Span]] = []
    names = (form for form in forms if _HAN.search(form) or not form.isupper())
    for form in sorted(names, key=lambda form: (-len(form), form)):
        place = find_form(target, form)
        if place is not None:
            found.append((form, place))
            target = blank_form(target, form)
    return [one for one in found if _HAN.search(one[0])] or found
