"""Which of several renderings of a term a translation uses."""

from __future__ import annotations

from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.forms import blank_form, find_form
from audit.text.literals import Literals
from audit.text.mistranslations import mistranslations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from audit.glossary import Glossary
    from audit.schema import Span

    _Term = tuple[str, Span, tuple[str, ...]]  # as the list has it, where, its renderings

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
    chinese: Mapping[int, bool],
    glossary: Glossary,
    most: int | None = None,
) -> Iterator[Use]:
    """The renderings of terms that have several, a term once in a row.

    Args:
        sources: n texts.
        targets: Their translations.
        chinese: By row to look at, whether its target is Chinese; the terms of
            `mistranslations.toml` are looked for in these.
        glossary: Its terms go before those.
        most: Of a row; None: all.
    """
    literals, by_rendering = _variable()
    rows = [row for row, is_chinese in chinese.items() if is_chinese]
    listed: dict[int, set[int]] = {}
    for index, _, literal in literals.find([targets[row] for row in rows]):
        listed.setdefault(rows[index], set()).update(by_rendering[literal])
    own = {term.source.casefold() for term in glossary.terms}
    several = any(len(term.targets) > 1 for term in glossary.terms)
    for row in chinese:
        source, target = sources[row], targets[row]
        terms = chain(
            _of_glossary(source, glossary) if several else (),
            _of_list(source, sorted(listed.get(row, ())), own),
        )
        found = (
            Use(row, term, span, rendering, place)
            for term, span, forms in terms
            for rendering, place in _renderings(target, forms)
        )
        yield from islice(found, most)


def _of_glossary(source: str, glossary: Glossary) -> Iterator[_Term]:
    seen: set[int] = set()
    for number, span in glossary.phrases.find(source):
        term = glossary.terms[number]
        if len(term.targets) > 1 and number not in seen:
            seen.add(number)
            yield term.source, span, term.targets


def _of_list(source: str, numbers: Iterable[int], own: set[str]) -> Iterator[_Term]:
    for number in numbers:
        term = mistranslations().terms[number]
        span = term.in_source(source)
        if span is not None and own.isdisjoint(form.casefold() for form in term.source):
            yield term.source[0], span, term.right


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
