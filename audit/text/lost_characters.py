"""Characters that an encoding does not have, and a `?` or a box in their place."""

from __future__ import annotations

import regex

from audit.schema import Span
from audit.text.verbatim import URL

# Boxes that fonts and converters show for what they lack.
_BOX = "□■▯▢◻〓⍰⎕"
_BOXES = regex.compile(f"[{_BOX}]++")
# A bullet, or the end of a proof.
_ALONE = regex.compile(
    rf"(?:(?<=^|\n)[ \t\u3000]{{0,8}}[{_BOX}]{{1,2}}(?:\s|(?<=■))|(?<=[。.！!)）]\s?)[{_BOX}]\s*$)"
)
# What a source has for which a box is right: a box, LaTeX's, a place to fill in.
_HAS_BOX = regex.compile(
    rf"[{_BOX}☐☑▪•]|\\(?:Box|square|blacksquare|qed)|__|\[\s?\]|\(\s{{1,9}}\)|\.\.\.\."
)
# Where no question ends: between letters, before what ends a clause, or where a clause begins.
_INSIDE = regex.compile(
    r"(?<=[\p{L}\p{N}%)）”’》])\?++(?=[\p{L}\p{N}，。；、：）”》])|(?<=^|[，。；、：（“《])\?++(?=[\p{L}\p{N}])"
    r"|(?<![?？!！])\?{2,}+(?![?？!！])"
)
_ASKED = regex.compile(r"[?？]++")
# What asks in Chinese; half-width marks after it are questions.
_ASKS = regex.compile(
    r"[吗呢吧嘛啊呀](?=\W{0,2}$)|[谁啥咋]|什么|怎[么样]|哪[里些个种儿]|为何|何[时处必]|几[时点岁]|多[少久大]|[是能可与]否|有没有|(\p{Han})不\1"
)
_SENTENCE_END = regex.compile(r"[。！!？\n]")
_BEFORE = 40  # code points in which a question asks


def may_have_lost(text: str) -> bool:
    """Whether `text` has a sign that stands for lost characters, which is found at once."""
    return "?" in text or (not text.isascii() and _BOXES.search(text) is not None)


def lost_characters(text: str, source: str) -> list[Span]:
    """The places of `text` where a `?` or a box stands for lost characters, in order."""
    found = _lost_boxes(text, source) if _BOXES.search(text) else []
    if "?" in text and source:  # which else may ask
        found += _lost_to_question_marks(text, source)
    return sorted(found)


def _lost_boxes(text: str, source: str) -> list[Span]:
    if _HAS_BOX.search(source):
        return []
    alone = {match.end() for match in _ALONE.finditer(text)}
    return [
        Span(*match.span())
        for match in _BOXES.finditer(text)
        if alone.isdisjoint(range(match.end(), match.end() + 2))
    ]


def _lost_to_question_marks(text: str, source: str) -> list[Span]:
    inside = [Span(*match.span()) for match in _INSIDE.finditer(text)]
    if not inside:
        return []
    if len(_ASKED.findall(text)) <= len(_ASKED.findall(source)):
        return []
    links = URL.find(text)
    return [span for span in inside if not (span.begins_inside(links) or _is_question(text, span))]


def _is_question(text: str, span: Span) -> bool:
    """Whether what is before a question mark asks."""
    first = max(0, span.start - _BEFORE)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, span.start)]
    return _ASKS.search(text[ends[-1] if ends else first : span.start]) is not None
