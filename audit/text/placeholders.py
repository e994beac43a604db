"""Placeholders in a text: what a program, or who masked a text, puts something else for later."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.icu import may_be_icu
from audit.text.tags import inline_elements

BRACES, PERCENT, MASK = "braces", "percent", "mask"

# Written full width they are taken for what they were, though no program reads them.
_NARROW = str.maketrans("％｛｝＄＃＿［］＠", "%{}$#_[]@")
_WIDE = regex.compile("[％｛｝＄＃＿［］＠]")
_NAME = r"[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,40}+"
_NUMBERED = r"\d{1,3}"

# Moustaches (`{{name}}`, also with a filter), `${x}`, `#{x}`, `%{x}`, templates (`{% if x %}`), and
# what Python, Rust, C#, ICU and Fluent write: `{}`, `{0}`, `{name!r}`, `{price:.2f}`, `{ $name }`,
# `{amount, number, integer}`, unless it is LaTeX, where a command, an accent, an index or the rest
# of a word is next to it.
_IN_BRACES = regex.compile(
    rf"\{{\{{\{{?\s?[#/^&]?\s?(?:{_NAME}|{_NUMBERED})(?:\s?[|,:]\s?[^{{}}\n]{{1,60}})?\s?\}}\}}\}}?"
    rf"|(?<!\\)[$#%]\{{\s?(?:{_NAME}|{_NUMBERED})\s?\}}(?![$_^{{])|\{{%[^{{}}%\n]{{1,80}}%\}}"
    r"|(?<![A-Za-z0-9\\_^}\]\)\{$])(?<!\\[`'\"^~=.])(?<!\\[A-Za-z]{2,20}\s)(?:"
    rf"\{{\s?(?!\p{{Lu}}\p{{L}}{{0,20}}\}}\p{{Ll}})(?:\$?{_NAME}|-{_NAME}|{_NUMBERED})?"
    r"(?:![rsa])?(?::[^{}\s]{0,12})?\s?(?<!\.)\}(?![_^{}])"
    rf"|\{{{_NUMBERED}(?:,-?{_NUMBERED})?:[^{{}}\n]{{1,30}}\}}"
    rf"|\{{\s?(?:{_NAME}|{_NUMBERED})\s?,\s?(?:number|date|time|spellout|ordinal|duration)"
    r"\s?(?:,[^{}\n]{0,60})?\})"
)
# Of C and its kin. After a number a per cent sign is one, and a space is no flag: `100% data`. %@
# is Objective-C's, %1 Qt's, %<name>s Ruby's, %NAME% Windows's.
_LENGTH = "(?:hh?|ll?|[Lqzjt])?"
_FLAGS = r"[-+#0,]{0,3}\d{0,3}(?:\.\d{1,2})?"
_OF_PERCENT = regex.compile(
    r"(?<![\d%\\])(?<!\d\s)%(?:"
    rf"\({_NAME}\){_FLAGS}[a-zA-Z]?|<{_NAME}>{_FLAGS}[a-zA-Z]?"
    rf"|\d{{1,2}}\${_FLAGS}{_LENGTH}[sdiouxXeEfFgGcpn@]"
    rf"|{_FLAGS}{_LENGTH}[sdiouxXeEfFgGcpn@](?![A-Za-z0-9_])"
    r"|[A-Za-z_][A-Za-z0-9_]{1,30}+%(?![0-9A-Fa-f]{2})|L?[1-9](?![0-9.,%$]))"
)
# Of Laravel and Rails `:count`, of the shell and Dart `$count`, of i18next `$t(key)`, of Maven
# `@name@`: read where the source is a short text that has one, for a word after a colon or a sign
# of currency is seldom one. Names of shares (`$tslq`) have up to five letters.
_OF_SOURCE = regex.compile(
    r"(?<![\w:/.\\])[:：][a-z][A-Za-z0-9_]{1,30}+(?![A-Za-z0-9_:`(-])"
    r"|(?<![A-Za-z0-9_$\\])\$(?:t\([^()\n]{1,60}\)|[a-z_][A-Za-z0-9_]{5,30}+(?![$A-Za-z0-9_]))"
    r"|(?<![\w@])@[A-Za-z][A-Za-z0-9_]{0,30}+@(?![\w@])"
)
_MAY_BE_OF_SOURCE = re.compile(r"(?:^|(?<=[\W]))[:$@][A-Za-z_]")
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
_INNER = regex.compile(r"[\p{L}\p{N}_.-]++")
# What is in no name: a filter, a conversion, a format.
_TRIMMINGS = regex.compile(r"[|,!:].*|(?<=[)>])[^)>]*+$")
# A format may be the target language's own: {0:yyyy年M月d日}, {day, date, y年M月}.
_FORMAT = regex.compile(
    r"(?<=\{\d{1,3}):[^{}]*[yMdHhm]{2}[^{}]*|(?<=,(?:number|date|time)),[^{}]*+"
)
_POSITION = regex.compile(r"(?<=^%)\d{1,2}\$")
_UNNAMED = frozenset({"{}", "{:", "{!"})
_FEW = 400  # code points of a source that may have `_OF_SOURCE`


class Placeholder(NamedTuple):
    """A placeholder in a text."""

    key: str  # as it is written, without white space
    kind: str  # BRACES, PERCENT or MASK
    span: Span
    argument: (
        str  # the key with the number of the argument, which `%s` and `{}` count for themselves
    )

    @property
    def conversion(self) -> str:
        """The key, of `%2$s` and the like without the position."""
        if self.kind != PERCENT or "$" not in self.argument:
            return self.argument
        without: str = _POSITION.sub("", self.argument)
        return without

    @property
    def plain(self) -> str:
        """The key in signs of half width."""
        return self.key.translate(_NARROW).replace("：", ":")

    @property
    def name(self) -> str:
        """The name of the argument, empty for `%s` and `{}`."""
        if self.kind == PERCENT and self.plain[1:2] not in {"(", "<"} and self.plain[-1:] != "%":
            return ""
        if self.plain.startswith("<"):
            return self.plain.strip("<>").rpartition(" ")[2]
        inner = _INNER.search(_TRIMMINGS.sub("", self.plain))
        return inner[0] if inner else ""

    @property
    def style(self) -> str:
        """The signs around the name."""
        return self.plain.replace(self.name, "", 1) if self.name else self.plain


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


def may_be_of_source(source: str) -> bool:
    """Whether `source` may have a placeholder that is read on account of the source alone."""
    return len(source) <= _FEW and _MAY_BE_OF_SOURCE.search(source) is not None


def of_source(source: str) -> bool:
    """Whether `source` has a placeholder that in other texts is none: `:count`, `$count`."""
    return may_be_of_source(source) and "\\" not in source and bool(_OF_SOURCE.search(source))


def placeholders(text: str, *, of_source: bool = False) -> list[Placeholder]:
    """The placeholders of `text`, in order; those inside of others are left out.

    Args:
        text: The text.
        of_source: Whether the source has such as are read for its sake.
    """
    narrow = text.translate(_NARROW) if of_source or _WIDE.search(text) else text
    found = [
        (*match.span(), kind, "")
        for signs, kind, pattern in _KINDS
        if any(sign in text for sign in signs)
        for match in pattern.finditer(narrow)
    ]
    if "<" in text:
        found += [(*element.span, MASK, element.key) for element in inline_elements(text)]
    if of_source:
        found += [(*match.span(), MASK, "") for match in _OF_SOURCE.finditer(narrow)]
    if found and may_be_icu(narrow):  # its arguments are those of `icu`
        found = [it for it in found if it[2] != BRACES]
    placed: list[Placeholder] = []
    counts = {PERCENT: 0, BRACES: -1}
    done = 0
    for start, end, kind, known in sorted(found, key=lambda it: (it[0], -it[1])):
        if start < done:
            continue
        done = end
        argument = key = known or _key(text[start:end])
        if kind == PERCENT and _is_counted(key):
            counts[PERCENT] += 1
            argument = f"{key[0]}{counts[PERCENT]}${key[1:]}"
        elif kind == BRACES and key[:2] in _UNNAMED:
            counts[BRACES] += 1
            argument = f"{{{counts[BRACES]}{key[1:]}"
        placed.append(Placeholder(key, kind, Span(start, end), argument))
    return placed


def _key(written: str) -> str:
    """A placeholder without white space, and without the format of a date."""
    key = "".join(written.split())
    return _FORMAT.sub("", key) if ":" in key or "," in key else key


def _is_counted(key: str) -> bool:
    """Whether a conversion takes the next argument, having neither name nor position."""
    return key[1:2] not in {"(", "<"} and key[-1] not in "%0123456789" and "$" not in key
