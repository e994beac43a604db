r"""What a translation repeats as it stands: URLs, e-mails, identifiers, formulae, citations, tags.

A `Kind` finds its spans in one text or in a column of them. Each has needles, one of which must
occur in a text that holds any; texts without them cost next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.formulae import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Top-level domains after which a host with a path is a URL even without `https://`.
_TLD = "com|org|net|edu|gov|io|ai|dev|app|cn|de|fr|uk|eu|ch|jp|me|ly|gl|co|info|page|site|xyz"
# RFC 3986 without the brackets, quotes and dollars in which URLs stand, and what LaTeX escapes.
_URL_CHARS = r"(?:[A-Za-z0-9\-._~:/?#@!&'()*+,;=%]|\\[_#%&~])"
_URL_RUN = regex.compile(rf"{_URL_CHARS}++")
_AUTHORITY = regex.compile(r"://(?=[A-Za-z0-9])")
_SCHEME = regex.compile(r"(?:https?|ftp)\Z", regex.IGNORECASE)
_WWW = regex.compile(r"www\.(?<![A-Za-z0-9.@/-]....)")
# The end of a host that is a URL's even without `https://`.
BARE_DOMAIN = regex.compile(rf"\.(?:{_TLD})/")
_HOST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"
_LONGEST_HOST = 80
_URL_ENDS = ".,;:!?'*(&"  # what ends a URL belongs to the sentence

_EMAIL = regex.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\.){1,8}[A-Za-z]{2,24}+"
)
_DOI = regex.compile(rf"(?<![A-Za-z0-9.])10\.\d{{4,9}}/{_URL_CHARS}++")
_ARXIV = regex.compile(
    r"arXiv\s?[:：]\s?(?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?",
    regex.IGNORECASE,
)
# Named and numbered character references of HTML, and tags with the attributes they may have.
_TAG = regex.compile(
    r"</?[A-Za-z][\w:-]{0,30}(?:\s++[\w:-]{1,30}\s?=\s?(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'))*+"
    r"\s*+/?>|&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});"
)
_NUMBERED = regex.compile(r"\[\d{1,3}(?:\s?[,，;；–-]\s?\d{1,3}){0,20}\s?\]")
# Each led by a literal: five times as fast as a choice.
_YEAR_ENDS = tuple(regex.compile(rf"{century}\d\d[a-z]?\s?[)）]") for century in (20, 19))
_AUTHORS = regex.compile(
    r"et\s?al|等|\p{Lu}[\p{L}'-]+,?\s(?:and|&|和|与)\s?\p{Lu}|(?<=[(（])\p{Lu}[\p{L}'-]+[,，]\s?(?:19|20)\d\d"
)
_LONGEST_CITATION = 300  # characters; several works in one pair of brackets


class Kind(NamedTuple):
    """A kind of verbatim content and how to find it; needles of one character cost least."""

    name: str
    needles: tuple[str, ...]
    finder: Callable[[str], list[Span]]

    def find(self, text: str) -> list[Span]:
        """The spans in `text`, in order, none inside another."""
        for needle in self.needles:
            if needle in text:
                return self.finder(text)
        return []

    def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans in each of n texts, as `find` gives them."""
        return [self.find(text) for text in texts]


def _urls(text: str) -> list[Span]:
    starts = []
    if "://" in text:
        for match in _AUTHORITY.finditer(text):
            scheme = _SCHEME.search(text[max(0, match.start() - 5) : match.start()])
            if scheme:
                starts.append(match.start() - len(scheme.group()))
    starts += [match.start() for match in _WWW.finditer(text)]
    for match in BARE_DOMAIN.finditer(text):
        head = text[max(0, match.start() - _LONGEST_HOST) : match.start()]
        host = head[len(head.rstrip(_HOST)) :].lstrip(".-")
        start = match.start() - len(host)
        if host and text[start - 1 : start] not in ("@", "/", "-", "."):
            starts.append(start)
    spans: list[Span] = []
    done = 0
    for start in sorted(starts):
        if start >= done:
            done = _URL_RUN.match(text, start).end()
            spans.append(_trimmed(text, start, done))
    return spans


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


def _matches(pattern: regex.Pattern[str]) -> Callable[[str], list[Span]]:
    return lambda text: [Span(*match.span()) for match in pattern.finditer(text)]


def _formulae(text: str) -> list[Span]:
    return parse(text).spans


def _citations(text: str) -> list[Span]:
    spans = [Span(*match.span()) for match in _NUMBERED.finditer(text)] if "[" in text else []
    for year in _YEAR_ENDS:
        for match in year.finditer(text):
            lowest, end = max(0, match.start() - _LONGEST_CITATION), match.start()
            start = max(text.rfind("(", lowest, end), text.rfind("（", lowest, end))
            if start >= 0 and _AUTHORS.search(text, start + 1, match.end()):
                spans.append(Span(start, match.end()))
    return sorted(spans)


URL = Kind("URL", ("/", "www."), _urls)
EMAIL = Kind("e-mail address", ("@",), _matches(_EMAIL))
DOI = Kind("DOI", ("/",), _dois)
ARXIV = Kind("arXiv number", ("rXiv", "rxiv"), _matches(_ARXIV))
FORMULA = Kind("formula", ("$", "\\"), _formulae)
CITATION = Kind("citation", ("[", "19", "20"), _citations)
TAG = Kind("tag", ("<", "&"), _matches(_TAG))
