"""JSON by key: i18n catalogues of web programs, and ARB of Flutter."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING

import regex

from audit.readers._base import UnreadableError
from audit.readers._json_places import Value, begin, leaves_of, members
from audit.readers.keyed._base import QUANTITIES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document

name = "i18n"

# `files_one`, `files_other`: how i18next names the forms of a plural.
_SUFFIX = regex.compile(rf"(.*)_({'|'.join(sorted(QUANTITIES))})")
_LANGUAGE = regex.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})*+")


def recognises(document: Document) -> bool:
    """By its extension and its first character."""
    return document.extension in {"json", "arb"} and document.text.lstrip()[:1] in {"{", "["}


def texts(document: Document) -> Iterator[Text]:
    """The strings by the path of their keys, those in lists by number.

    What describes a key in ARB (`@key`, `@@locale`) is no text.

    Raises:
        UnreadableError: it is broken.
    """
    text = document.text
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UnreadableError("is JSON nested too deep", "is it a localisation file?") from error
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UnreadableError(f"is broken JSON: {error}", "mend it", line) from error
    ends = [match.end() for match in document.line_end.finditer(text)]
    root = Value((), begin(text), len(text), value)
    if isinstance(value, dict) and len(value) == 1:
        only = next(members(text, root.start))
        if _LANGUAGE.fullmatch(only.path[0]) and isinstance(only.value, dict):
            root = only._replace(path=())
    found = []
    for leaf in leaves_of(text, root):
        if any(part.startswith("@") for part in leaf.path) and document.extension == "arb":
            continue
        if len(leaf.path) > 1 and leaf.path[-2] == leaf.value:
            continue  # the id of an element of a list
        if isinstance(leaf.value, str | None):
            line = bisect_right(ends, leaf.start) + 1
            found.append(Text(".".join(leaf.path), leaf.value, line, line))
    keys = {one.key for one in found}
    for one in found:
        match = _SUFFIX.fullmatch(one.key)
        if match and f"{match[1]}_other" in keys:
            yield one._replace(key=f"{match[1]}[{match[2]}]", stands_in=f"{match[1]}[other]")
        elif one.key.endswith("_plural") and one.key.removesuffix("_plural") in keys:
            # The older way of i18next: `files` and `files_plural`, of which Chinese has the first.
            yield one._replace(stands_in=one.key.removesuffix("_plural"))
        else:
            yield one
