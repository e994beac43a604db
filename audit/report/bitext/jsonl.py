"""A bitext as JSON Lines: one object a row, null where there is nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import regex

from audit.report.bitext._columns import COLUMNS, TERMS, columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.report.bitext import Bitext

# What a terminal would obey, or a program take for the end of a line: the standard output of this
# format may be one's screen. JSON holds such a character within strings only, as well escaped.
_OBEYED = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")


def jsonl_bytes(bitext: Bitext) -> bytes:
    """UTF-8, shared terms as objects with `term`, `stems` and `weight` (nats)."""
    lines = []
    for number, row in enumerate(zip(*columns(bitext).values(), strict=True)):
        values = dict(zip(COLUMNS, row, strict=True))
        if bitext.terms is not None:
            values[TERMS] = [term._asdict() for term in bitext.terms[number]]
        lines.append(json_line(values))
    return "".join(lines).encode("utf-8", "replace")


def json_line(values: Mapping[str, Any]) -> str:
    """An object on a line of its own, in which nothing is raw that a terminal would obey."""
    text = json.dumps(values, ensure_ascii=False)
    line: str = _OBEYED.sub(lambda match: json.dumps(match[0])[1:-1], text)
    return f"{line}\n"
