"""Characters that do not show: controls, zero-width, bidirectional, tags, private use."""

from __future__ import annotations

import regex

from audit.schema import Span

_KINDS = {
    "control character": r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F",
    "zero-width character": r"\u200B-\u200D\u2060-\u2064\u180E\u034F",
    "byte order mark": r"\uFEFF",
    "bidirectional control": r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069",
    "deprecated format character": r"\u206A-\u206F\uFFF9-\uFFFB",
    "soft hyphen": r"\u00AD",
    "tag character": r"\U000E0000-\U000E007F",
    "private-use character": r"\uE000-\uF8FF\U000F0000-\U000FFFFD\U00100000-\U0010FFFD",
}
# Kinds that can make a text show other than it is.
BIDI = frozenset({"bidirectional control", "tag character"})

_ANY = regex.compile("|".join(f"([{characters}]++)" for characters in _KINDS.values()))
_FIRST = regex.compile(f"[{''.join(_KINDS.values())}]")  # three times as fast as the choice
_NAMES = tuple(_KINDS)

# A joiner is right inside an emoji, and between letters of scripts that it shapes; a run of tags
# after the black flag 🏴 is the flag of a region.
_EMOJI_BEFORE = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u20E3]\Z")
_EMOJI_AFTER = regex.compile(r"\p{Extended_Pictographic}")
_SHAPED = regex.compile(
    r"[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}"
    r"\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}"
    r"\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}\p{M}]"
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Script=Arabic}\p{Script=Hebrew}]")
_FLAG = "\U0001f3f4"


def invisible(text: str) -> dict[str, list[Span]]:
    """Runs of characters that do not show and do not belong, by kind, in order."""
    if text.isprintable():
        return {}
    found: dict[str, list[Span]] = {}
    right_to_left: bool | None = None
    end = 0
    while first := _FIRST.search(text, end):
        match = _ANY.match(text, first.start())
        kind = _NAMES[(match.lastindex or 1) - 1]
        start, end = match.span()
        if kind == "bidirectional control":
            if right_to_left is None:
                right_to_left = _RIGHT_TO_LEFT.search(text) is not None
            if right_to_left:
                continue
        if not _belongs(text, start, end):
            found.setdefault(kind, []).append(Span(start, end))
    return found


def _belongs(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if text[start] in "\u200c\u200d" and end == start + 1:
        if _EMOJI_BEFORE.search(before) and _EMOJI_AFTER.match(after):
            return True
        return bool(_SHAPED.match(before) and (_SHAPED.match(after) or not after.isalpha()))
    return before == _FLAG and text[end - 1] == "\U000e007f"


def kind_of(character: str) -> str:
    """The kind of a character that Unicode gives no name."""
    match = _ANY.match(character)
    return _NAMES[(match.lastindex or 1) - 1] if match else "character"
