"""Clauses that a text says again: at once, or later on."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from audit.schema import Span

_MARKS = "，；。！？：,;!?:\n"
_CLAUSE = regex.compile(f"[^{_MARKS}]++")
_BETWEEN = re.compile(f"[{_MARKS}]")
_NO_WORD = regex.compile(r"[^\p{L}\p{N}]++")
_HAN = regex.compile(r"\p{Han}")
_WORD = regex.compile(r"[\p{L}\p{N}]++")
# Of one clause at least: shorter ones are refrains and adverbs, 等一下 and 首先.
_LEAST_CHARS = 5


class Repeat(NamedTuple):
    """Clauses in a row that a text has said before."""

    span: Span  # where they stand again
    at_once: bool  # whether what they repeat is right before them
    han: int  # Chinese characters of the clauses


def may_repeat_clauses(text: str) -> bool:
    """Whether two clauses may be the same: a first look."""
    parts = [part for part in map(str.strip, _BETWEEN.split(text)) if len(part) >= _LEAST_CHARS]
    return len(set(parts)) < len(parts)


def repeated_clauses(text: str) -> list[Repeat]:
    """The clauses that `text` says again, letters and digits being the same, neighbours as one."""
    seen: dict[str, int] = {}
    found: list[tuple[int, int, Span, int]] = []
    clauses = [match.span() for match in _CLAUSE.finditer(text)]
    for number, (start, end) in enumerate(clauses):
        words = _NO_WORD.sub("", text[start:end])
        if words and words in seen:
            span = Span(start + len(text[start:end]) - len(text[start:end].lstrip()), end)
            found.append((number, number - seen[words], span, len(_HAN.findall(words))))
        seen[words] = number
    repeats: list[Repeat] = []
    first = 0
    for place, (number, back, span, _) in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        if following is not None and following[:2] == (number + 1, back):
            continue
        run = found[first : place + 1]
        at_once = len(run) >= back
        repeats.append(
            Repeat(Span(run[0][2].start, span.end), at_once, sum(han for *_, han in run))
        )
        first = place + 1
    return repeats


def says_again(source: str, count: int, within: int | None = None) -> bool:
    """Whether `source` has some `count` words in a row twice, `within` words of each other."""
    words = _WORD.findall(source.casefold())
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(zip(*(words[first:] for first in range(count)), strict=False)):
        before = seen.get(row)
        if before is not None and (within is None or number - before <= within):
            return True
        seen[row] = number
    return False
