"""ICU messages: texts with forms for numbers or genders, `{n, plural, one {# file} other {…}}`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from audit.schema import Span

PLURALS = ("plural", "selectordinal")
SELECT = "select"
FORMATS = frozenset({"number", "date", "time", "spellout", "ordinal", "duration"})
OTHER = "other"
# The keywords of plural rules, https://cldr.unicode.org; `=1` is a number of its own.
KEYWORDS = frozenset({"zero", "one", "two", "few", "many", OTHER})

_FORMS = regex.compile(
    r"\{\s{0,4}[\w.-]{1,40}+\s{0,4}[,，]\s{0,4}(?:plural|select|selectordinal)\s{0,4}[,，]"
)
_HEAD = regex.compile(
    r"\{\s*+(?P<name>[\w.-]++)\s*+(?:(?P<end>\})|,\s*+(?P<type>\w++)\s*+(?:(?P<end>\})|,\s*+))"
)
_OFFSET = regex.compile(r"offset\s?:\s?\d++\s*+")
_FORM = regex.compile(r"\s*+(?P<selector>=\d++|[^\s{}=,]++)\s*+\{")
_END = regex.compile(r"\s*+\}")
_MOUSTACHE = regex.compile(r"\{\{[^{}]{0,80}+\}\}")
_DEEPEST = 20  # forms within forms


class Form(NamedTuple):
    """The text that is shown for some values of an argument."""

    selector: str
    span: Span  # of the selector
    start: int  # of what is shown


@dataclass(frozen=True)
class Argument:
    """An argument of a message, at any depth."""

    name: str
    type: str  # "" for a plain one
    span: Span  # of the brace and the name
    type_span: Span
    forms: list[Form] = field(default_factory=list)
    shows: set[str] = field(default_factory=set)  # selectors of the forms that show the number
    shown: list[tuple[str, Span]] = field(default_factory=list)  # what each selector shows
    ends: list[int] = field(default_factory=list)  # the place after it, if it ends

    @property
    def has_forms(self) -> bool:
        """Whether its value selects a form."""
        return self.type in PLURALS or self.type == SELECT


class Mistake(NamedTuple):
    """A place that makes a text no message."""

    says: str
    span: Span


class Message(NamedTuple):
    """The arguments of a text, in order; after a mistake nothing is read."""

    arguments: list[Argument]
    mistake: Mistake | None = None


def may_be_icu(text: str) -> bool:
    """Whether `text` has an argument with forms."""
    return "{" in text and _FORMS.search(text) is not None


def parse(text: str) -> Message:
    """The ICU message that `text` is.

    Lenient where the syntax is read in two ways: an apostrophe quotes only what would be syntax,
    moustaches (`{{name}}`) are text. Takes time in proportion to the length of `text`.
    """
    parser = _Parser(text)
    try:
        parser.run()
    except _MistakeFoundError as error:
        return Message(parser.found, error.mistake)
    return Message(parser.found)


class _MistakeFoundError(Exception):
    def __init__(self, says: str, span: Span) -> None:
        super().__init__(says)
        self.mistake = Mistake(says, span)


class _Parser:
    """Reads a message sign by sign; what is open is on a stack, for forms may be deep."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Argument] = []
        self.opened: list[tuple[Argument, str]] = []  # with the selector of the form at hand

    def run(self) -> None:
        readers = {"'": self.quote, "#": self.number, "{": self.argument, "}": self.close}
        place = 0
        while (place := _next_sign(self.text, place)) < len(self.text):
            place = readers[self.text[place]](place)
        if self.opened:
            raise _MistakeFoundError("a brace is not closed", self.opened[-1][0].span)

    def quote(self, place: int) -> int:
        """The place after an apostrophe, and after what it quotes."""
        if self.text[place + 1 : place + 2] not in {"{", "}"}:
            return place + 1
        end = self.text.find("'", place + 1)
        return end + 1 if end >= 0 else place + 1

    def number(self, place: int) -> int:
        """The place after a sign for the number of the innermost plural."""
        for argument, selector in reversed(self.opened):
            if argument.type in PLURALS:
                argument.shows.add(selector)
                break
        return place + 1

    def argument(self, place: int) -> int:
        """The place after an argument, or after the brace of its first form."""
        moustache = _MOUSTACHE.match(self.text, place)
        if moustache:
            return int(moustache.end())
        head = _HEAD.match(self.text, place)
        if head is None:
            raise _MistakeFoundError("no argument after a brace", Span(place, place + 1))
        argument = _argument(head)
        self.found.append(argument)
        for outer, selector in self.opened:
            if outer.name == argument.name:
                outer.shows.add(selector)
        if argument.has_forms:
            return self._first_form(argument, head)
        end = head.end() if head["end"] else _after_format(self.text, head.end())
        if end is None:
            raise _MistakeFoundError("a brace is not closed", argument.span)
        argument.ends.append(end)
        return int(end)

    def close(self, place: int) -> int:
        """The place after the brace that closes a form, or after that of the next form."""
        if not self.opened:
            raise _MistakeFoundError("a brace is not opened", Span(place, place + 1))
        argument, selector = self.opened.pop()
        argument.shown.append((selector, Span(argument.forms[-1].start, place)))
        form = _FORM.match(self.text, place + 1)
        if form is not None:
            return self._open(argument, form)
        end = _END.match(self.text, place + 1)
        if end is None:
            raise _MistakeFoundError("a brace is not closed", argument.span)
        argument.ends.append(end.end())
        return int(end.end())

    def _first_form(self, argument: Argument, head: regex.Match[str]) -> int:
        offset = _OFFSET.match(self.text, head.end())
        start = offset.end() if offset else head.end()
        form = None if head["end"] else _FORM.match(self.text, start)
        if form is None or len(self.opened) >= _DEEPEST:
            raise _MistakeFoundError("an argument without forms", argument.span)
        return self._open(argument, form)

    def _open(self, argument: Argument, form: regex.Match[str]) -> int:
        span = Span(*form.span("selector"))
        argument.forms.append(Form(form["selector"], span, form.end()))
        self.opened.append((argument, form["selector"]))
        return int(form.end())


def without_syntax(text: str) -> str:
    """`text` with what is no language blank: arguments, keywords, all forms of a number but one.

    That is `other`, which all languages have. The result has the length of `text`.
    """
    message = parse(text)
    if message.mistake:
        blanked: str = _SYNTAX.sub(lambda match: " " * len(match[0]), text)
        return blanked
    blank = bytearray(len(text))
    for argument in message.arguments:
        start, end = argument.span.start, argument.ends[0]
        kept = [span for selector, span in argument.shown if selector == OTHER]
        if argument.type == SELECT or not kept:
            kept = [span for _, span in argument.shown]
        for span in kept:
            blank[start : span.start] = b"\1" * (span.start - start)
            start = span.end
        blank[start:end] = b"\1" * (end - start)
    return "".join(" " if out else char for char, out in zip(text, blank, strict=True))


_SYNTAX = regex.compile(rf"{_FORMS.pattern}|(?:=\d{{1,4}}|[^\s{{}}=,]{{1,20}}+)\s?\{{|[{{}}#]")
_SIGN = regex.compile(r"['#{}]")


def _next_sign(text: str, place: int) -> int:
    sign = _SIGN.search(text, place)
    return sign.start() if sign else len(text)


def _argument(head: regex.Match[str]) -> Argument:
    span = Span(head.start(), head.end("name"))
    type_span = Span(*head.span("type")) if head["type"] else span
    return Argument(head["name"], head["type"] or "", span, type_span)


def _after_format(text: str, place: int) -> int | None:
    """The place after the brace that closes a format."""
    depth = 1
    while (place := _next_sign(text, place)) < len(text):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
        if not depth:
            return place
    return None
