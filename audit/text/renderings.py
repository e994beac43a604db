"""Which renderings of terms a translation uses."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.forms import find_form
from audit.text.literals import Literals
from audit.text.term_base import term_base
from audit.text.wrong_renderings import wrong_renderings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from audit.glossary import Glossary
    from audit.schema import Span
    from audit.text.literals import Occurrence

    _Term = tuple[str, Span, tuple[str, ...]]  # as the list has it, where, its renderings

_HAN = regex.compile(r"\p{Han}")
_MOST = 1_000  # renderings that are looked at in a text; none for reading has as many


class Use(NamedTuple):
    """A rendering of a term in a translation."""

    row: int
    term: str  # as the list has it
    source: Span
    rendering: str  # as the list has it
    target: Span


def find_listed(texts: Sequence[str], rows: Sequence[int]) -> dict[int, list[Occurrence]]:
    """The places of listed renderings in `texts[row]`, for each of `rows` with one.

    Those of `wrong_renderings.toml`, and the different names of terms in `term_base.tsv`: looked
    for together, in 2 µs a text of 350 characters.
    """
    found: dict[int, list[Occurrence]] = {}
    for occurrence in _listed().find([texts[row] for row in rows]):
        in_text = found.setdefault(rows[occurrence.row], [])
        if len(in_text) < _MOST:
            in_text.append(occurrence)
    return found


def uses(
    sources: Sequence[str],
    targets: Sequence[str],
    rows: Iterable[int],
    listed: Mapping[int, Sequence[Occurrence]],
    glossary: Glossary,
) -> Iterator[Use]:
    """The renderings of terms that have several, a term once in a row.

    Args:
        sources: n texts.
        targets: Their translations.
        rows: Those to look at, in order.
        listed: What `find_listed` found in the targets.
        glossary: Its terms go before those of the term base.
    """
    own = {term.source.casefold() for term in glossary.terms}
    several = any(len(different(term.targets)) > 1 for term in glossary.terms)
    for row in rows if several else filter(listed.__contains__, rows):
        numbers = {
            number
            for occurrence in listed.get(row, ())
            for number in _named().get(occurrence.literal, ())
        }
        source, target = sources[row], targets[row]
        terms = chain(
            _of_glossary(source, glossary) if several else (),
            _of_term_base(source, sorted(numbers), own),
        )
        found = (
            Use(row, term, span, rendering, place)
            for term, span, forms in terms
            for rendering, place in _renderings(target, forms)
        )
        yield from found


def _of_glossary(source: str, glossary: Glossary) -> Iterator[_Term]:
    seen: set[int] = set()
    for number, span in glossary.phrases.find(source):
        term = glossary.terms[number]
        if number not in seen:
            seen.add(number)
            forms = different(term.targets)
            if len(forms) > 1:
                yield term.source, span, forms


def _of_term_base(source: str, numbers: Iterable[int], own: set[str]) -> Iterator[_Term]:
    entries = (term_base().entries[number] for number in numbers)
    found = [(entry, span) for entry in entries if (span := find_form(source, entry.term))]
    for entry, span in found:
        is_part = any(
            other != span and other.start <= span.start and span.end <= other.end
            for _, other in found
        )
        if not is_part and entry.term not in own:
            yield entry.term, span, entry.names


@cache
def _listed() -> Literals:
    return Literals([*wrong_renderings().by_rendering, *_named()])


@cache
def _named() -> dict[str, list[int]]:
    """The different names of terms, and of which entries of the term base each is one."""
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(term_base().entries):
        for name in entry.names:
            found.setdefault(name, []).append(number)
    return found


def different(forms: Iterable[str]) -> tuple[str, ...]:
    """Those of `forms` that are different renderings, in order.

    One that holds another is that one with more words: `零样本学习` is no other than `零样本`. An
    acronym stands beside any rendering, and a single character in any word.
    """
    forms = [form for form in forms if len(form) > 1]
    return tuple(
        form
        for form in forms
        if (_HAN.search(form) or not form.isupper())
        and not any(other in form for other in forms if other != form)
    )


def _renderings(target: str, forms: Iterable[str]) -> list[tuple[str, Span]]:
    """Those of `forms` that are in `target`; Latin ones count only if no other is there."""
    found = [(form, place) for form in forms if (place := find_form(target, form)) is not None]
    return [one for one in found if _HAN.search(one[0])] or found
