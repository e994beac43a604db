"""Accelerators: the letter of a label that a key chooses, `&File`, `_File`, `文件(&F)`."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import URL

_LONGEST = 80  # code points; the longest of labels
_MOST_WORDS = 8
# A letter after the sign, where none of a character reference, of `R&D` or of `a_name` is meant.
_SIGNS = {
    "&": regex.compile(
        r"(?<![&\p{Lu}\p{N}])&(?=[\p{L}\p{N}])(?![a-z]{2,8};|#)|(?<=\p{Lu})&(?=\p{Ll})"
    ),
    "_": regex.compile(r"(?<![\p{L}\p{N}_])_(?=\p{L}[^_]*$)(?<!_[^_]*_)"),
}
_IN_TARGET = {sign: re.compile(rf"{sign}(?=\w)") for sign in _SIGNS}


class Accelerator(NamedTuple):
    """The sign before the letter, and the letter."""

    sign: str
    span: Span


def accelerator(label: str) -> Accelerator | None:
    """The accelerator of a label; None for none, for several, and for a longer text."""
    if len(label) > _LONGEST or not ("&" in label or "_" in label):
        return None
    if label.count(" ") >= _MOST_WORDS or URL.find(label):
        return None
    for sign, pattern in _SIGNS.items():
        if label.count(sign) == 1 and (match := pattern.search(label)):
            return Accelerator(sign, Span(match.start(), match.end() + 1))
    return None


def has_accelerator(target: str, sign: str) -> bool:
    """Whether `target` has any letter after the sign."""
    return _IN_TARGET[sign].search(target) is not None
