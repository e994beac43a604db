"""Blanking out what is written alike in every language, so that what is left is language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import regex

from audit.schema import Span
from audit.text.icu import may_be_icu, without_syntax
from audit.text.placeholders import may_have_placeholders, placeholders
from audit.text.verbatim import CITATION, DOI, EMAIL, FORMULA, URL, YEAR_ENDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

# An arXiv listing's tag on a title: "(arXiv:2210.04882v3 [cs.LG] UPDATED)", also half translated.
_LISTING = regex.compile(
    r"[(（]?\s?arXiv\s?[:：]\s?\d{4}\.\d{4,5}(?:v\d{1,3})?"
    r"(?:\s?\[[\w.-]{1,20}\])?\s?(?:UPDATED|CROSS LISTED|已更新|更新)?\s?[)）]?",
    regex.IGNORECASE,
)
_COMMAND = regex.compile(r"\\[A-Za-z]{1,30}+")
# An object that a server of figures left: `org.highwire.dtl.DTLVardef@1b2c3dorg.highwire…`.
_OBJECT = regex.compile(
    r"(?<![A-Za-z0-9.])(?:org|com|net|java)(?:\.[a-z]{2,20}){1,4}\.[A-Za-z]\w*+@[\w.@]*+"
)
_HASHTAG = regex.compile(r"(?<!\w)[#@][\w./-]++")
# Identifiers, file names, versions: a word with an underscore, a dot or a slash inside.
_JOINT = re.compile(r"[_./](?<=[A-Za-z0-9].)[A-Za-z0-9]")
_DOT_JOINT = re.compile(r"\.[A-Za-z0-9]")  # led by a literal: ten times as fast as a set
_CODE_REST = regex.compile(r"[A-Za-z0-9_./-]++")
_DOTTED = regex.compile(r"[A-Za-z0-9_.-]++")
_CODE_HEAD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_LONGEST_HEAD = 80  # characters before the joint
_LONGEST_STRING = 400  # code points of a text of a program; braces of longer ones are LaTeX's

_RECENT, _PAST = YEAR_ENDS
_BLANK_KINDS: tuple[Kind, ...] = (URL, EMAIL, DOI, FORMULA, CITATION)


def mask(text: str) -> str:
    """`text` with what is written alike in every language blank.

    That is URLs, e-mails, DOIs, listing tags, formulae, citations, hashtags and code; in a short
    text placeholders, too, and in an ICU message all syntax.

    The result has the length of `text`: every masked character is a space, so offsets hold. LaTeX
    commands outside formulae are blank too, their arguments are not.
    """
    text = without_placeholders(text)
    if _is_plain(text):
        return text
    if (":" in text or "：" in text) and ("rXiv" in text or "rxiv" in text):
        text = _LISTING.sub(_spaces, text)
    for kind in _BLANK_KINDS:
        spans = kind.find(text)
        if spans:
            text = _blanked(text, spans)
    if "@" in text:
        text = _OBJECT.sub(_spaces, text)
    if "\\" in text:
        text = _COMMAND.sub(_spaces, text)
    if "#" in text or "@" in text:
        text = _HASHTAG.sub(_spaces, text)
    joint = _JOINT if "_" in text or "/" in text else _DOT_JOINT
    spans = _code(text, joint)
    return _blanked(text, spans) if spans else text


def without_placeholders(text: str) -> str:
    """`text` with the syntax of an ICU message blank, and the placeholders of a short one."""
    if may_be_icu(text):
        text = without_syntax(text)
    if len(text) <= _LONGEST_STRING and may_have_placeholders(text):
        spans = [it.span for it in placeholders(text)]
        return _blanked(text, spans) if spans else text
    return text


def _is_plain(text: str) -> bool:
    """Whether nothing in `text` is masked, at first sight: so it is in 65 of 100 abstracts.

    What is masked has one of these characters, a dot inside a word, or a year before a bracket.
    """
    has_sign = (
        "/" in text
        or "$" in text
        or "\\" in text
        or "_" in text
        or "[" in text
        or "@" in text
        or "#" in text
    )
    return not (has_sign or _DOT_JOINT.search(text) or _RECENT.search(text) or _PAST.search(text))


def mask_all(texts: Sequence[str]) -> list[str]:
    """`mask` of each of n texts."""
    return [mask(text) for text in texts]


def _code(text: str, joints: re.Pattern[str]) -> list[Span]:
    """Words with a joint inside and a letter before it: `a_b.py`, `v2.0`, `e.g.`; not `3.5`."""
    spans: list[Span] = []
    done = 0
    for match in joints.finditer(text):
        joint = match.start()
        if joint < done:
            continue
        head = text[max(0, joint - _LONGEST_HEAD) : joint]
        word = head[len(head.rstrip(_CODE_HEAD)) :]
        start = joint - len(word)
        if word.strip("0123456789_") and text[start - 1 : start] not in (".", "-"):
            done = _CODE_REST.match(text, joint).end()
            spans.append(Span(start, done))
        elif text[joint] == ".":  # nor is what follows, up to a slash, after a dot or a hyphen
            done = _DOTTED.match(text, joint).end()
    return spans


def _spaces(match: regex.Match[str]) -> str:
    return " " * len(match.group())


def _blanked(text: str, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += (text[done:start], " " * (end - start))
            done = end
    parts.append(text[done:])
    return "".join(parts)
