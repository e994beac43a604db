"""Whether a text has a rendering, where words have no spaces between them and where they have."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from audit.schema import Span

_PART = re.compile(r"[A-Za-z0-9]+|\s+|[^A-Za-z0-9\s]+")
_LATIN = re.compile(r"[A-Za-z0-9]")


def find_form(text: str, form: str) -> Span | None:
    """Where `text` first has `form`.

    Capitals do not count, nor do spaces beside what is no Latin letter or digit. A Latin word
    matches whole, in the singular or the plural; a Chinese one needs no boundary.
    """
    found = _pattern(form).search(text)
    return None if found is None else Span(found.start(), found.end())


def has_form(text: str, form: str) -> bool:
    """Whether `text` has `form`; see `find_form`."""
    return (form in text and not _LATIN.search(form)) or find_form(text, form) is not None


def blank_form(text: str, form: str) -> str:
    """`text` with each `form` in it replaced by as many line ends."""
    return _pattern(form).sub(lambda match: "\n" * len(match[0]), text)


@lru_cache(maxsize=1 << 14)
def _pattern(form: str) -> re.Pattern[str]:
    parts = _PART.findall(form)
    words = [part for part in parts if not part.isspace()]
    pieces = [re.escape(words[0])]
    for before, after in pairwise(words):
        both_latin = _is_latin(before[-1]) and _is_latin(after[0])
        pieces += (r"[\s-]+" if both_latin else r"\s*", re.escape(after))
    start = r"(?<![A-Za-z0-9])" if _is_latin(words[0][0]) else ""
    end = r"(?:e?s)?(?![A-Za-z0-9])" if _is_latin(words[-1][-1]) else ""
    return re.compile(f"{start}{''.join(pieces)}{end}", re.IGNORECASE)


def _is_latin(char: str) -> bool:
    return _LATIN.match(char) is not None
