"""WMT XML and SGM: `src`, `ref` and `hyp` of documents, in one file."""

from __future__ import annotations

from bisect import bisect_right
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError
from audit.readers._direction import option
from audit.readers._units import FIELD, Slot, Unit, is_of, unit_records
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document

name = "wmt"

_ROOTS = frozenset({"srcset", "refset", "tstset", "dataset", "mteval"})
_ROLES = {"src": "src", "ref": "ref", "hyp": "hyp", "srcset": "src", "refset": "ref",
          "tstset": "hyp"}  # fmt: skip
# SGM of older years is no XML: `&` stands as it is. No text holds a tag.
_TAG = regex.compile(
    rf"<(doc|{'|'.join(_ROLES)})\b([^<>]*+)>|<seg\b([^<>]*+)>(.*?)</seg\s*+>", regex.S | regex.I
)
_ATTRIBUTE = regex.compile(r"""([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_FIRST = regex.compile(r"<([A-Za-z]++)\b")
_HEAD = 2_000  # characters in which the root is looked for


class Segment(NamedTuple):
    """A segment of one side of a document."""

    key: str  # the document and the number in it
    side: str  # src | ref | hyp
    lang: str | None
    by: str  # the system or the translator
    text: str
    line: int
    end_line: int


def recognises(document: Document, config: Config) -> bool:
    """By one of the elements it begins with."""
    del config
    head = document.text[:_HEAD]
    if not head.lstrip().startswith("<"):
        return False
    return any(match[1].lower() in _ROOTS for match in _FIRST.finditer(head))


def segments(document: Document) -> Iterator[Segment]:
    """The segments in their order."""
    text = document.text
    ends = [match.end() for match in document.line_end.finditer(text)]
    doc, side, lang, by, number = "", "", None, "", 0
    of_set: dict[str, str] = {}
    for match in _TAG.finditer(text):
        tag = (match[1] or "seg").lower()
        own = {
            name.lower(): unescape(one or other)
            for name, one, other in _ATTRIBUTE.findall(match[2] or match[3] or "")
        }
        if tag == "doc":
            doc, number = own.get("docid") or own.get("id") or "", 0
            by = own.get("sysid") or of_set.get("sysid") or of_set.get("refid") or ""
        elif tag != "seg":
            side, number = _ROLES[tag], 0
            lang = own.get("lang") or own.get("srclang" if side == "src" else "trglang")
            by = own.get("system") or own.get("translator") or own.get("sysid") or ""
            of_set = own if tag.endswith("set") else {}
        elif side:
            number += 1
            at, end = match.span(4)
            yield Segment(
                f"{doc}:{own.get('id') or number}", side, lang, by, unescape(match[4]).strip(),
                bisect_right(ends, at) + 1, bisect_right(ends, max(at, end - 1)) + 1,
            )  # fmt: skip


def read(document: Document, config: Config) -> Iterator[Record]:
    """One segment a unit for each system; of human references each where there is no system.

    Raises:
        UnreadableError: it holds one side only, or other languages.
    """
    found = list(segments(document))
    texts = {one.key: one for one in found if one.side == "src"}
    if not texts or len(texts) == len(found):
        raise UnreadableError(
            "is WMT XML of one side only", "name the files of both sides: audit run SRC REF"
        )
    yield from joined(document, texts, document, found, config)


def joined(
    source: Document, texts: dict[str, Segment], target: Document, found: list[Segment],
    config: Config,
) -> Iterator[Record]:  # fmt: skip
    """The units of sources and the translations of them, by document and number.

    Raises:
        UnreadableError: none is in the languages asked for.
    """
    lang = next(iter(texts.values())).lang if texts else None
    others = {one.lang for one in found if one.side != "src"}
    slots = [one for one in found if one.side != "src" and is_of(one.lang, config.target_lang)]
    if not is_of(lang, config.source_lang) or (others and not slots):
        named = next(iter(sorted(filter(None, others))), config.target_lang)
        raise UnreadableError(
            f"is {lang} to {named}",
            f"audit it with {option('source-lang', str(lang))} {option('target-lang', named)}",
        )
    systems = [one for one in slots if one.side == "hyp"]
    references = {one.key: one for one in slots if one.side == "ref"} if systems else {}
    by_key: dict[str, list[Segment]] = {}
    for one in systems or slots:
        by_key.setdefault(one.key, []).append(one)
    names = {one.by: None for one in systems or slots}
    for key, text in texts.items():
        own = {one.by: one for one in by_key.pop(key, [])}
        for by in names or {"": None}:
            slot = own.get(by)
            unit = _unit(key, by, text, slot)
            for record in unit_records(target, unit, config):
                path = source.path if record.role == "source" else target.path
                yield record._replace(path=path)
            reference = references.get(key)
            if reference is not None:
                own_key = f"{target.path}#{unit.key}"
                yield Record(
                    f"{own_key}:reference", own_key, key, FIELD, "reference", reference.lang,
                    f"ref {reference.by}".strip(), reference.text, target.path, reference.line,
                    reference.end_line, f"ref {reference.by}".strip(),
                )  # fmt: skip
    extra = [one for left in by_key.values() for one in left]
    for one in extra:
        yield from unit_records(target, _unit(one.key, one.by, None, one), config)
    if extra:
        target.notice(extra[0].line, f"{len(extra)} segments have no source")


def _unit(key: str, by: str, text: Segment | None, slot: Segment | None) -> Unit:
    slots: tuple[Slot, ...] = ()
    place = slot or text
    if slot is not None:
        said = f"{slot.side} {by}".strip()
        slots = (Slot(slot.text, slot.line, slot.lang, said, said),)
    return Unit(
        f"{key}:{by}" if by else key, key, place.line if place else 1,
        place.end_line if place else 1, None if text is None else text.text,
        text.line if text else 1, slots,
    )  # fmt: skip
