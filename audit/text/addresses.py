"""URLs, DOIs, arXiv numbers and e-mail addresses of a text, in a form in which they compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.verbatim import ARXIV, BARE_DOMAIN, DOI, EMAIL, URL

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME = regex.compile(r"(?:https?|ftp)://(?:www\.)?|www\.", regex.IGNORECASE)
_DOI_HOST = regex.compile(r"(?:dx\.)?doi\.org/(?=10\.)")
_ARXIV_HOST = regex.compile(r"arxiv\.org/(?:abs|pdf|html)/([a-z-]*/?[\d.]*\d)(?:v\d+)?(?:\.pdf)?$")
_ARXIV_NUMBER = regex.compile(r"[a-z-]*/?[\d.]*\d", regex.IGNORECASE)
# A listing puts its number first in a header, or before its subject in a tag: no part of the text.
_LED_READ = 40  # characters before a number in which something else of the text may stand
_LISTING_TAG = regex.compile(r"\s?(?:\[[\w.-]+\]|UPDATED)")
# A URL that a machine has taken apart: `https : // github. com/x`, `https：//github.com/x`.
_TAKEN_APART = regex.compile(
    r"(?:https?|ftp)(?!://\S)\s*+[:：]\s*+[/／]\s*+[/／]\s*+"
    r"(?:[A-Za-z0-9-]++\s?[.．]\s?)++[A-Za-z0-9._~:/?#@!&'()*+,;=%／．-]++",
    regex.IGNORECASE,
)
_HALF_WIDTH = str.maketrans("：／．", ":/.")
_GLUED = regex.compile(r"[.,;:)][A-Z][a-z]*")  # the next sentence, without a space: `…/x.We`
# What stands before an address, without a space: `Contactjane@example.org`.
_LABEL = regex.compile(r"(?:contact|e-?mail|correspondence|address|author|at|to)+:?")
_GOES_ON = regex.compile(r"/?[A-Za-z0-9_-]|\.[A-Za-z0-9]")


class Address(NamedTuple):
    """An address in a text."""

    key: str  # equal for equal addresses
    kind: str
    span: Span
    last: bool = False  # nothing follows it in its text, which may be cut there


def addresses(text: str) -> list[Address]:
    """The addresses in `text`, each once, in order.

    http and https, `www.`, the case of the host and a final slash make no difference; a DOI is the
    same as number and as URL, and so is an arXiv number, of whatever version.
    """
    if not any_address(text):
        return []
    found: dict[str, Address] = {}
    for address in sorted(_all(text), key=lambda address: address.span):
        found.setdefault(address.key, address._replace(last=address.span.end == len(text)))
    return list(found.values())


def any_address(text: str) -> bool:
    """Whether `text` may hold an address; what is false costs a microsecond."""
    if "/" in text and ("://" in text or "10." in text or BARE_DOMAIN.search(text)):
        return True
    return "@" in text or "www." in text or ("X" in text and "rXiv" in text)


def _all(text: str) -> Iterator[Address]:
    urls = URL.find(text)
    for span in urls:
        yield _url(text[span.start : span.end], span)
    for span in EMAIL.find(text):
        yield Address(text[span.start : span.end].lower(), EMAIL.name, span)
    for span in DOI.find(text):
        if not any(url.start <= span.start < url.end for url in urls):
            yield Address(_bare(text[span.start : span.end]).lower(), DOI.name, span)
    for span in ARXIV.find(text):
        led = any(map(str.isalnum, text[max(0, span.start - _LED_READ) : span.start]))
        if led and not _LISTING_TAG.match(text, span.end):
            number = _ARXIV_NUMBER.search(text, span.start + len("arXiv:"), span.end)
            if number:
                yield Address(f"arxiv:{number.group().lower()}", ARXIV.name, span)


def _url(url: str, span: Span) -> Address:
    bare = _SCHEME.sub("", _bare(url), count=1)
    host, slash, path = bare.partition("/")
    key = f"{host.lower()}{slash}{path}".rstrip("/")
    doi = _DOI_HOST.match(key)
    if doi:
        return Address(key[doi.end() :].lower(), DOI.name, span)
    arxiv = _ARXIV_HOST.match(key)
    if arxiv:
        return Address(f"arxiv:{arxiv.group(1)}", ARXIV.name, span)
    return Address(key, URL.name, span)


def _bare(url: str) -> str:
    """`url` without what LaTeX escapes."""
    return url.replace("\\", "")


def without_counterpart(own: list[Address], others: list[Address], text: str) -> list[Address]:
    """Those of `own` that are neither among `others` nor anywhere in their text.

    An address to which the next sentence is glued (`…/x.We release`), or a label is
    (`Contactjane@x.org`), equals the one without it, and one that is cut off by the end of its text
    equals the whole one.
    """
    keys = {other.key for other in others}
    missing = [address for address in own if address.key not in keys]
    if not missing:
        return []
    squeezed = "".join(_bare(text).split())
    return [
        address
        for address in missing
        if not any(_is_form(address, other) or _is_form(other, address) for other in others)
        and not _stands_in(address.key, squeezed)
    ]


def _is_form(shorter: Address, longer: Address) -> bool:
    if shorter.kind == EMAIL.name and longer.key.endswith(shorter.key):
        return _LABEL.fullmatch(longer.key, 0, len(longer.key) - len(shorter.key)) is not None
    if not longer.key.startswith(shorter.key):
        return False
    return shorter.last or _GLUED.fullmatch(longer.key, len(shorter.key)) is not None


def _stands_in(key: str, squeezed: str) -> bool:
    place = squeezed.find(key)
    while place >= 0:
        if not _GOES_ON.match(squeezed, place + len(key)):
            return True
        place = squeezed.find(key, place + 1)
    return False


def taken_apart(text: str) -> list[Address]:
    """URLs with spaces or full-width characters in them, under the keys of the whole ones."""
    if "http" not in text and "ftp" not in text:
        return []
    found = []
    for match in _TAKEN_APART.finditer(text):
        squeezed = "".join(match.group().split()).translate(_HALF_WIDTH)
        found.append(_url(squeezed, Span(*match.span())))
    return found
