"""Placeholders in a text: what a program, or who masked a text, puts something else for later."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import FORMULA, URL

BRACES, PERCENT, MASK = "braces", "percent", "mask"

# Written full width they are taken for what they were, though no program reads them.
_NARROW = str.maketrans("％｛｝＄＃＿［］＠", "%{}$#_[]@")
_WIDE = regex.compile("[％｛｝＄＃＿［］＠]")
_NAME = r"[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,40}+"
_NUMBERED = r"\d{1,3}"

# Moustaches (`{{name}}`, also with a filter), `${x}`, `#{x}`, `%{x}`, templates (`{% if x %}`), and
# what Python, Rust, C#, ICU and Fluent write: `{}`, `{0}`, `{name!r}`, `{price:.2f}`, `{ $name }`,
# unless it is LaTeX, where a command, an accent, an index or the rest of a word is next to it.
_IN_BRACES = regex.compile(
    rf"\{{\{{\{{?\s?[#/^&]?\s?(?:{_NAME}|{_NUMBERED})(?:\s?[|,:]\s?[^{{}}\n]{{1,60}})?\s?\}}\}}\}}?"
    rf"|(?<!\\)[$#%]\{{\s?(?:{_NAME}|{_NUMBERED})\s?\}}(?![$_^{{])|\{{%[^{{}}%\n]{{1,80}}%\}}"
    r"|(?<![A-Za-z0-9\\_^}\]\)\{$])(?<!\\[`'\"^~=.])(?<!\\[A-Za-z]{2,20}\s)"
    rf"\{{\s?(?!\p{{Lu}}\p{{L}}{{0,20}}\}}\p{{Ll}})(?:\$?{_NAME}|-{_NAME}|{_NUMBERED})?"
    r"(?:![rsa])?(?::[^{}\s]{0,12})?\s?(?<!\.)\}(?![_^{}])"
)
# Of C and its kin. After a number a per cent sign is one, and a space is no flag: `100% data`. %@
# is Objective-C's, %1 Qt's, %NAME% Windows's.
_LENGTH = "(?:hh?|ll?|[zjt])?"
_OF_PERCENT = regex.compile(
    r"(?<![\d%\\])(?<!\d\s)%(?:"
    rf"\({_NAME}\)[-+#0]{{0,3}}\d{{0,3}}(?:\.\d{{1,2}})?[a-zA-Z]?"
    rf"|\d{{1,2}}\$[-+0#]{{0,3}}\d{{0,3}}(?:\.\d{{1,2}})?{_LENGTH}[sdifgeuxXoc@]"
    rf"|[-+0#]{{0,3}}\d{{0,3}}(?:\.\d{{1,2}})?{_LENGTH}[sdifgucxX@](?![A-Za-z0-9_])"
    r"|[A-Za-z_][A-Za-z0-9_]{1,30}+%(?![0-9A-Fa-f]{2})|[1-9](?![0-9.,%$]))"
)
# What masks formulae, links and names while a model translates: a name or a number in signs that no
# text has, or a word that says what it stands for, with a number.
_STANDS_FOR = (
    "ph|placeholder|formula|math|eqn?|equation|num|number|url|link|ref|cite|citation|tag|code|var"
    "|variable|name|email|term|ent|entity|token|img|image|text|person|date|公式|数学|占位符|变量|链接"
    "|网址|引用|代码|数字|术语|标签|实体|图片|文献"
)
_IN_LINES = regex.compile(
    r"(?<![A-Za-z0-9_])__(?!\p{Ll}++__)[A-Za-z0-9]{1,20}(?:[_-][A-Za-z0-9]{1,20}){0,3}__(?![A-Za-z0-9_])"
    rf"|(?i:(?<![A-Za-z0-9_\[【])(?:{_STANDS_FOR}))_{_NUMBERED}(?![A-Za-z0-9_])"
)
_IN_SQUARE = regex.compile(
    r"\[[A-Z]{2,15}(?:_[A-Z0-9]{1,15}){1,3}\]"
    rf"|(?i:[\[【](?:{_STANDS_FOR})[_\s-]?{_NUMBERED}[\]】])"
    r"|\[(?:PH|PLACEHOLDER|FORMULA|MATH|NUM|URL|VAR|NAME)\]"
)
_IN_SIGNS = regex.compile(
    r"@@[A-Za-z0-9_]{1,20}@@|(?<![A-Za-z0-9@])@[A-Z0-9_]{1,20}@|(?<![A-Za-z0-9#&])#[A-Z][A-Z0-9_]{1,20}#(?![A-Za-z0-9])"
)
_IN_RARE = regex.compile(r"[⟦⟪❰❲❴⦃⦅｟⟬][\p{L}\p{N}_ :]{1,30}[⟧⟫❱❳❵⦄⦆｠⟭]")
_IN_ANGLES = regex.compile(rf"</?{_NUMBERED}\s?/?>|<%[=-]?[^<>%\n]{{1,80}}%>")
# The signs of which a text with such placeholders has one.
_KINDS = (
    ("{｛", BRACES, _IN_BRACES), ("%％", PERCENT, _OF_PERCENT), ("_＿", MASK, _IN_LINES),
    ("[【［", MASK, _IN_SQUARE), ("@#＠＃", MASK, _IN_SIGNS), ("⟦⟪❰❲❴⦃⦅｟⟬", MASK, _IN_RARE),
    ("<", MASK, _IN_ANGLES),
)  # fmt: skip
_WIDE_SIGN = regex.compile("[｛％＿［【＠＃⟦⟪❰❲❴⦃⦅｟⟬]")
_SPACE = regex.compile(r"\s")
_INNER = regex.compile(r"[\p{L}\p{N}_.-]++")
# A form of a number or of gender, of which languages have different ones: {n, plural, one {…} …}.
_FORMS = regex.compile(r"\{\s?([\w.]{1,40}+)\s?,\s?(?:plural|select|selectordinal)\s?,")
# A word in the braces of LaTeX.
_WORD = regex.compile(r"\{\p{L}++\}")
_COMMAND = regex.compile(r"\\[A-Za-z]")
# A source of more words is prose, in which LaTeX groups words; so 15 of 16,000 abstracts do, and
# the longest of 1,441 strings of interfaces with a name in braces has 29 words.
_PROSE_WORDS = 40
# The conversion of `%2$s`.
_POSITION = regex.compile(r"(?<=%)\d{1,2}\$")
_COUNTS = regex.compile(r"%(?:\d\$)?l{0,2}[diu]|\{\{?(?:0|n|num|number|\w{0,20}[Cc]ount)\}\}?|%n")
_ONE = regex.compile(r"(?<![\d.,])1(?![\d.,]*\d)|\b(?:one|an?|single)\b", regex.IGNORECASE)
_MOST = 200  # differences that are looked into
_FEW_WORDS = 12  # of a form of a number in an interface; longer texts are no forms


class Placeholder(NamedTuple):
    """A placeholder in a text."""

    key: str  # as it is written, without white space
    kind: str  # BRACES, PERCENT or MASK
    span: Span


def may_have_placeholders(text: str) -> bool:
    """Whether `text` has a sign that every placeholder has, which is found at once."""
    return (
        "{" in text
        or "%" in text
        or "_" in text
        or "[" in text
        or "<" in text
        or "@" in text
        or "#" in text
        or (not text.isascii() and _WIDE_SIGN.search(text) is not None)
    )


def placeholders(text: str) -> list[Placeholder]:
    """The placeholders of `text`, in order; those inside of others are left out."""
    narrow = text.translate(_NARROW) if _WIDE.search(text) else text
    found = [
        (*match.span(), kind)
        for signs, kind, pattern in _KINDS
        if any(sign in text for sign in signs)
        for match in pattern.finditer(narrow)
    ]
    if ", " in text and _FORMS.search(narrow):
        found = [(*match.span(), BRACES) for match in _FORMS.finditer(narrow)]
    placed: list[Placeholder] = []
    for start, end, kind in sorted(found):
        if not placed or start >= placed[-1].span.end:
            placed.append(Placeholder(_SPACE.sub("", text[start:end]), kind, Span(start, end)))
    return placed


def differences(source: str, target: str) -> tuple[list[Placeholder], list[Placeholder]]:
    """The placeholders of `source` that `target` lacks, and those that only `target` has."""
    ours, theirs = placeholders(source), placeholders(target)
    if Counter(it.key for it in ours) == Counter(it.key for it in theirs):
        return [], []
    ours, theirs = _outside(source, ours), _outside(target, theirs)
    lost = [it for it in _beyond(ours, theirs) if not _is_bare(it, target)]
    if lost and _is_prose(source):
        lost = [it for it in lost if not _WORD.fullmatch(it.key)]
    added = [it for it in _beyond(theirs, ours) if target.count(it.key) > source.count(it.key)]
    if _conversions(lost) == _conversions(added):
        lost, added = ([it for it in some if it.kind != PERCENT] for some in (lost, added))
    if added and not lost:
        added = [it for it in added if not _is_explained(it, source, target)]
        if len(added) == 1 and _is_form(added[0], source):
            added = []
    return lost, added


def _outside(text: str, found: list[Placeholder]) -> list[Placeholder]:
    """Those of `found` that are in no URL, and, if in braces, in no formula."""
    links = URL.find(text)
    formulae = FORMULA.find(text) if any(it.kind == BRACES for it in found) else []
    return [
        it
        for it in found
        if not it.span.begins_inside(links)
        and not (it.kind == BRACES and it.span.begins_inside(formulae))
    ]


def _beyond(own: list[Placeholder], others: list[Placeholder]) -> list[Placeholder]:
    """Those of `own` beyond as many of the same key as `others` have, the first of them."""
    left = Counter(other.key for other in others)
    found = []
    for it in own:
        if left[it.key]:
            left[it.key] -= 1
        else:
            found.append(it)
    return found[:_MOST]


def _is_bare(it: Placeholder, target: str) -> bool:
    """Whether the braces alone are lost, which keep the capitals of a title in BibTeX."""
    inner = it.key.strip("{}")
    return it.kind == BRACES and inner.isupper() and len(inner) > 1 and inner in target


def _is_prose(source: str) -> bool:
    """Whether a word in braces may be one that LaTeX groups."""
    return source.count(" ") >= _PROSE_WORDS or _COMMAND.search(source) is not None


def _conversions(some: list[Placeholder]) -> list[str]:
    """The values put in for placeholders like `%2$s`, wherever in the text."""
    return sorted(_POSITION.sub("", it.key) for it in some if it.kind == PERCENT)


def _is_explained(it: Placeholder, source: str, target: str) -> bool:
    """Whether the source has what was put into the signs of a placeholder, or the very signs.

    Transcripts have (PERSON1) beside [PERSON1], and of LaTeX the braces may be left alone.
    """
    if it.kind == BRACES:
        return source.count("{") >= target.count("{") or "\\" in source
    inner = _INNER.search(it.key)
    return it.kind == MASK and inner is not None and inner[0] in source


def _is_form(it: Placeholder, source: str) -> bool:
    """Whether a number was put for the "one" of a text that has another form for more."""
    return (
        _COUNTS.fullmatch(it.key) is not None
        and source.count(" ") < _FEW_WORDS
        and _ONE.search(source) is not None
    )
