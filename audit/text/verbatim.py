r"""What a translation repeats as it stands: URLs, e-mails, identifiers, formulae, citations, tags.

A `Kind` finds its spans in one text or in a column of them; texts without any cost next to nothing.
Patterns that a literal leads are the standard library's, which finds it twice as fast as `regex`,
and faster than `in`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.formulae import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Top-level domains after which a host with a path is a URL even without `https://`.
_TLD = "com|org|net|edu|gov|io|ai|dev|app|cn|de|fr|uk|eu|ch|jp|me|ly|gl|co|info|page|site|xyz"
# RFC 3986 without the brackets, quotes and dollars in which URLs stand, and what LaTeX escapes.
_URL_CHARS = r"(?:[A-Za-z0-9\-._~:/?#@!&'()*+,;=%]++|\\[_#%&~])"
_URL_RUN = regex.compile(rf"{_URL_CHARS}++")
# The group that matches tells the length of the scheme.
_SCHEMES = ("https", "http", "ftp")
_AUTHORITY = re.compile(
    rf"://(?=[A-Za-z0-9])(?:{'|'.join(f'(?<=(?i:{scheme})://)()' for scheme in _SCHEMES)})"
)
_WWW = re.compile(r"www\.(?<![A-Za-z0-9.@/-]....)")
# The end of a host that is a URL's even without `https://`.
BARE_DOMAIN = re.compile(rf"\.(?:{_TLD})/")
_HOST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"
_LONGEST_HOST = 80
_URL_ENDS = ".,;:!?'*(&"  # what ends a URL belongs to the sentence

_EMAIL = regex.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\.){1,8}[A-Za-z]{2,24}+"
)
# Names of classes that servers of figures leave in abstracts: `org.highwire.dtl.DTLVardef@1b2c3d`.
_CLASS = re.compile(r"\b(?:org|com|net|java)\.[a-z]{2,20}\.[\w.]{1,40}?[A-Z]")
_DOI = regex.compile(rf"(?<![A-Za-z0-9.])10\.\d{{4,9}}/{_URL_CHARS}++")
_ARXIV = regex.compile(
    r"arXiv\s?[:：]\s?(?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?",
    regex.IGNORECASE,
)
# Named and numbered character references of HTML, and tags with the attributes they may have,
# whose values need no quotes.
_TAG = re.compile(
    r"</?[A-Za-z][\w:-]{0,30}"
    r"(?:\s++[\w:-]{1,30}\s?=\s?(?:\"[^\"]{0,300}\"|'[^']{0,300}'|[^\s\"'<>=`]{1,99}+(?<!/)))*"
    r"\s*+/?>|&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});"
)
_NUMBERED = re.compile(r"\[\d{1,3}(?:\s?[,，;；–-]\s?\d{1,3}){0,20}\s?\]")
# Each led by a literal: five times as fast as a choice.
YEAR_ENDS = tuple(re.compile(rf"{century}\d\d[a-z]?\s?[)）]") for century in (20, 19))
_AUTHORS = regex.compile(
    r"et\s?al|等|\p{Lu}[\p{L}'-]+,?\s(?:and|&|和|与)\s?\p{Lu}|(?<=[(（])\p{Lu}[\p{L}'-]+[,，]\s?(?:19|20)\d\d"
)
_LONGEST_CITATION = 300  # characters; several works in one pair of brackets


class Kind(NamedTuple):
    """A kind of verbatim content and how to find it."""

    name: str
    signs: tuple[str, ...]  # characters one of which every text with such content has; or none
    finder: Callable[[str], list[Span]]

    def find(self, text: str) -> list[Span]:
        """The spans in `text`, in order, none inside another."""
        for sign in self.signs:
            if sign in text:
                return self.finder(text)
        return [] if self.signs else self.finder(text)

    def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans in each of n texts, as `find` gives them."""
        return [self.find(text) for text in texts]


def _urls(text: str) -> list[Span]:
    starts: list[int] = []
    if "/" in text:
        starts += _starts_by_slash(text)
    if _WWW.search(text):
        starts += [match.start() for match in _WWW.finditer(text)]
    if not starts:
        return []
    spans: list[Span] = []
    done = 0
    for start in sorted(starts):
        if start >= done:
            done = _URL_RUN.match(text, start).end()
            spans.append(_trimmed(text, start, done))
    return spans


def _starts_by_slash(text: str) -> Iterator[int]:
    for match in _AUTHORITY.finditer(text):
        yield match.start() - len(_SCHEMES[(match.lastindex or 1) - 1])
    for match in BARE_DOMAIN.finditer(text):
        head = text[max(0, match.start() - _LONGEST_HOST) : match.start()]
        host = head[len(head.rstrip(_HOST)) :].lstrip(".-")
        start = match.start() - len(host)
        if host and text[start - 1 : start] not in ("@", "/", "-", "."):
            yield start


def _dois(text: str) -> list[Span]:
    return [_trimmed(text, *match.span()) for match in _DOI.finditer(text)]


def _trimmed(text: str, start: int, end: int) -> Span:
    """A URL without the bracket it stands in and the punctuation of its sentence.

    Brackets may belong to a URL: `https://en.wikipedia.org/wiki/BLEU_(disambiguation)`.
    """
    depth = 0
    if ")" in (run := text[start:end]):
        for place, character in enumerate(run, start):
            depth += (character == "(") - (character == ")")
            if depth < 0:
                end = place
                break
    return Span(start, start + len(text[start:end].rstrip(_URL_ENDS)))


def _matches(pattern: re.Pattern[str] | regex.Pattern[str]) -> Callable[[str], list[Span]]:
    return lambda text: [Span(*match.span()) for match in pattern.finditer(text)]


def _emails(text: str) -> list[Span]:
    """E-mail addresses; what goes on with another @, or holds a class of an object, is none."""
    return [
        Span(*match.span())
        for match in _EMAIL.finditer(text)
        if text[match.end() : match.end() + 1] != "@" and not _CLASS.search(match.group())
    ]


_find_arxiv = _matches(_ARXIV)


def _arxiv(text: str) -> list[Span]:
    return _find_arxiv(text) if "rXiv" in text or "rxiv" in text else []


def _formulae(text: str) -> list[Span]:
    return parse(text).spans


def _citations(text: str) -> list[Span]:
    spans = [Span(*match.span()) for match in _NUMBERED.finditer(text)] if "[" in text else []
    for year in YEAR_ENDS:
        if year.search(text):
            spans += _in_brackets(text, year)
    return sorted(spans) if spans else spans


def _in_brackets(text: str, year: re.Pattern[str]) -> Iterator[Span]:
    for match in year.finditer(text):
        lowest, end = max(0, match.start() - _LONGEST_CITATION), match.start()
        start = max(text.rfind("(", lowest, end), text.rfind("（", lowest, end))
        if start >= 0 and _AUTHORS.search(text, start + 1, match.end()):
            yield Span(start, match.end())


URL = Kind("URL", (), _urls)
EMAIL = Kind("e-mail address", ("@",), _emails)
DOI = Kind("DOI", ("/",), _dois)
ARXIV = Kind("arXiv number", (":", "："), _arxiv)
FORMULA = Kind("formula", ("$", "\\"), _formulae)
CITATION = Kind("citation", (), _citations)
TAG = Kind("tag", ("<", "&"), _matches(_TAG))
