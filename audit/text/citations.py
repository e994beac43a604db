"""The works that a text cites."""

from __future__ import annotations

from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.apart import DIGITS, stands_apart
from audit.text.verbatim import CITATION, FORMULA

_NUMBER = regex.compile(r"\d+")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST = 1_000  # citations of a text that are compared


class Citation(NamedTuple):
    """A work cited by number or year."""

    key: str  # "[12" or "2020"
    span: Span  # of the brackets, which may hold several


def citations(text: str) -> list[Citation]:
    """The works cited in `text`, each once; intervals that begin with 0 and formulae are none."""
    spans = CITATION.find(text)
    if not spans:
        return []
    formulae = FORMULA.find(text)
    found: dict[str, Citation] = {}
    for span in spans[:_MOST]:
        content = text[span.start : span.end]
        if any(start <= span.start < end for start, end in formulae):
            continue
        if content[0] == "[":
            numbers = _NUMBER.findall(content)
            keys = [] if "0" in numbers else [f"[{number}" for number in numbers]
        else:
            keys = _YEAR.findall(content)
        for key in keys:
            found.setdefault(key, Citation(key, span))
    return list(found.values())


def is_named(citation: Citation, others: list[Citation], text: str) -> bool:
    """Whether `citation` is among `others`, or its year or number stands anywhere in `text`."""
    if any(citation.key == other.key for other in others):
        return True
    return stands_apart(citation.key.lstrip("["), text, DIGITS)
