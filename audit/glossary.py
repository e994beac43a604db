"""The user's own terms and what they are called in the target language.

From CSV, TSV or TBX, or from what the readers read as pairs: JSON, PO, TMX.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.errors import ConfigError, nearest
from audit.side_files import read_side_file
from audit.text.phrases import Phrase, Phrases, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

# What the columns are called, first by us.
_COLUMNS = {
    "source": ("source", "src", "term", "原文", "源语", "术语", "源语言", "源术语"),
    "target": ("target", "tgt", "translation", "译文", "译法", "目标语", "目标语言", "译名"),
    "forbidden": ("forbidden", "禁用", "禁用译法", "禁用译文", "禁译"),
    "domain": ("domain", "领域"),
    "note": ("note", "notes", "comment", "备注", "注释", "说明"),
    "case_sensitive": ("case_sensitive", "case-sensitive", "case sensitive", "区分大小写"),
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_YES = frozenset({"true", "yes", "y", "1", "x", "是"})
_NO = frozenset({"false", "no", "n", "0", "", "否"})
_DELIMITERS = "\t,;"
_SEVERAL = regex.compile(r"[|;；]")
_MOST_MISTAKES = 20  # of a file that are told
_FORBIDDEN_STATUS = ("deprecated", "superseded")
_BEGINNING = 4_000  # code points, in which a file tells what it is
_OTHER_XML = regex.compile(r"<(?:\w+:)?(?:tmx|xliff|TS|resources)\b")
_PO = regex.compile(r"^msgid\s", regex.MULTILINE)
_TBX = regex.compile(r"<(?:\w+:)?(?:tbx|martif)\b", regex.IGNORECASE)
# What a bitext has beside terms: longer texts, and such as end like a sentence.
_MOST_WORDS = 6
_SENTENCE = regex.compile(r"[.!?。！？:：;；…]\s*$")


class Term(NamedTuple):
    """A term of the source language, and what it is called."""

    source: str
    targets: tuple[str, ...]  # any of them is right; none: only the forbidden ones are wrong
    forbidden: tuple[str, ...] = ()
    exact: bool = False  # whether capitals in `source` count


@dataclass(frozen=True)
class Glossary:
    """Terms, each source once for each way to read its capitals."""

    terms: tuple[Term, ...] = ()
    left_out: int = 0  # pairs of a bitext that are no terms: sentences, and what is not translated

    @property
    def phrases(self) -> Phrases:
        """The sources, to be found in texts; the number of a match is that of its term."""
        return _phrases(self)

    def digest(self) -> str:
        """A short hash of the terms."""
        return hashlib.sha256(repr(self.terms).encode("utf-8", "surrogatepass")).hexdigest()[:12]


# A worker gets the terms anew with each part of the work, and need not index them anew.
@lru_cache(maxsize=2)
def _phrases(glossary: Glossary) -> Phrases:
    return Phrases(Phrase(term.source, term.exact) for term in glossary.terms)


class _Row(NamedTuple):
    """A term as a file has it; `place` is the file and the line or the id of the entry."""

    place: str
    source: str
    targets: tuple[str, ...]
    forbidden: tuple[str, ...]
    exact: bool | None  # None: not said


def read_glossaries(paths: Sequence[str], source_lang: str, target_lang: str) -> Glossary:
    """The terms of all files; what they say of the same term is put together.

    Args:
        paths: CSV or TSV with a header (`source`, `target` and, if wanted, `forbidden`, `domain`,
            `note`, `case_sensitive`, or the like in Chinese; several targets are separated by `|`
            or `;`), TBX: ISO 30042 of 2019 and its forerunner (`martif`), or a bitext, such as
            JSON, PO or TMX, of which the short texts are terms.
        source_lang: BCP 47; of TBX the terms of that language.
        target_lang: BCP 47.

    Returns:
        The terms in the order of the files. Capitals count where the file says so, or where the
        source has capitals only: `IT` is not `it`.

    Raises:
        ConfigError: a file cannot be read or a term is not valid; the message lists the mistakes
            of all files, of each at most 20.
    """
    rows: list[_Row] = []
    mistakes: list[str] = []
    left_out = 0
    for path in paths:
        wrong: list[str] = []
        try:
            found = list(_read(path, (source_lang, target_lang), wrong))
            rows += (row for row in found if row is not None)
            left_out += found.count(None)
        except OSError as error:
            wrong = [f"{path}: cannot be read: {error.strerror}; name another file"]
        mistakes += wrong[:_MOST_MISTAKES]
        if len(wrong) > _MOST_MISTAKES:
            mistakes.append(f"{path}: and {len(wrong) - _MOST_MISTAKES} mistakes more")
    glossary = Glossary(tuple(_together(rows, mistakes)), left_out)
    if mistakes:
        raise ConfigError(mistakes)
    return glossary


def _together(rows: list[_Row], mistakes: list[str]) -> Iterator[Term]:
    """One term for the rows with the same source."""
    by_source: dict[tuple[str, bool], list[_Row]] = {}
    for row in rows:
        exact = row.source.isupper() and len(row.source) > 1 if row.exact is None else row.exact
        key = (row.source if exact else row.source.casefold(), exact)
        by_source.setdefault(key, []).append(row)
    for (_, exact), same in by_source.items():
        targets = tuple(dict.fromkeys(target for row in same for target in row.targets))
        forbidden = tuple(dict.fromkeys(target for row in same for target in row.forbidden))
        both = [target for target in forbidden if target in targets]
        if both:
            mistakes.append(
                f"{same[-1].place}: {both[0]!r} is both a target of {same[0].source!r} and"
                " forbidden; take it out of one column"
            )
        yield Term(same[0].source, targets, forbidden, exact)


def _read(path: str, langs: tuple[str, str], mistakes: list[str]) -> Iterator[_Row | None]:
    """The rows of a file, None for each pair of a bitext that is no term."""
    from audit.readers._decoding import decode

    raw = read_side_file(path)
    decoded = decode(raw)
    if decoded is None:
        mistakes.append(f"{path}: is no text; name a CSV, TSV, TBX, JSON, PO or TMX file")
        return iter(())
    begins = decoded.text.lstrip("\ufeff \t\r\n")[:_BEGINNING]
    if begins.startswith("<"):
        if _OTHER_XML.search(begins) and not _TBX.search(begins):
            return _read_bitext(path, langs, mistakes)
        return _sound(_read_tbx(path, raw, langs, mistakes), mistakes)
    if begins.startswith(("{", "[")) or _PO.search(begins):
        return _read_bitext(path, langs, mistakes)
    return _sound(_read_table(path, decoded.text, mistakes), mistakes)


def _read_bitext(path: str, langs: tuple[str, str], mistakes: list[str]) -> Iterator[_Row | None]:
    """The pairs of a file that the readers know; None for what is no term."""
    from audit.config import Config
    from audit.errors import InputError
    from audit.readers import read

    try:
        records = read([path], Config(source_lang=langs[0], target_lang=langs[1])).records
    except InputError as error:
        mistakes.append(str(error))
        return
    sides = records[records["text"].notna() & records["unit_key"].notna()]
    for _, unit in sides.groupby("unit_key", sort=False):
        of_role = dict(iter(unit.groupby("role", sort=False)))
        if "source" not in of_role or "target" not in of_role:
            continue
        first = of_role["source"].iloc[0]
        source = str(first["text"]).strip()
        found = (str(text).strip() for text in of_role["target"]["text"])
        targets = tuple(dict.fromkeys(text for text in found if text and text != source))
        place = f"{path}:{first['line']}"
        yield _Row(place, source, targets, (), None) if _is_term(source, targets) else None


def _is_term(source: str, targets: tuple[str, ...]) -> bool:
    return (
        bool(targets and words_of(source))
        and len(source.split()) <= _MOST_WORDS
        and not any(_SENTENCE.search(text) for text in (source, *targets))
    )


def _sound(rows: Iterator[_Row], mistakes: list[str]) -> Iterator[_Row]:
    """The rows that make a term."""
    for row in rows:
        if not row.source:
            mistakes.append(f"{row.place}: no source; write the term there, or take the line out")
        elif not words_of(row.source):
            mistakes.append(f"{row.place}: {row.source!r} has no letter or digit; take it out")
        elif not (row.targets or row.forbidden):
            mistakes.append(f"{row.place}: no target for {row.source!r}; write what it is called")
        else:
            yield row


def _read_table(path: str, text: str, mistakes: list[str]) -> Iterator[_Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        columns = [_NAMES.get(name.lower()) for name in header]
        wrong = _header_mistakes(header, columns)
        mistakes += (f"{path}:1: {mistake}" for mistake in wrong)
        if wrong:
            return
        while (cells := next(lines, None)) is not None:
            place = f"{path}:{lines.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                mistakes.append(
                    f"{place}: {len(cells)} cells under {len(header)} columns; put what holds the"
                    " delimiter in quotation marks"
                )
                continue
            named = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
            exact = named.get("case_sensitive", "").lower()
            if exact not in _YES | _NO:
                mistakes.append(f"{place}: case_sensitive is {exact!r}; write true or false")
                continue
            yield _Row(
                place,
                named.get("source", ""),
                _several(named.get("target", "")),
                _several(named.get("forbidden", "")),
                exact in _YES if exact else None,
            )
    except csv.Error as error:
        mistakes.append(f"{path}:{lines.line_num}: is no {_kind(text)}: {error}; mend it there")


def _delimiter(text: str) -> str:
    """The delimiter of the first line: that by which most of its columns are known."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    known = {
        mark: sum(cell.strip(' \r"').lower() in _NAMES for cell in first.split(mark))
        for mark in _DELIMITERS
    }
    return max(_DELIMITERS, key=lambda mark: (known[mark], first.count(mark)))


def _kind(text: str) -> str:
    return "TSV" if _delimiter(text) == "\t" else "CSV"


def _header_mistakes(header: list[str], columns: list[str | None]) -> list[str]:
    wrong = [
        f"unknown column {name!r}; {nearest(name, list(_COLUMNS))}"
        for name, column in zip(header, columns, strict=True)
        if column is None
    ]
    wrong += [
        f"no column {needed!r}; name the columns in the first line: source,target"
        for needed in ("source", "target")
        if needed not in columns and not (needed == "target" and "forbidden" in columns)
    ]
    wrong += [
        f"{columns.count(column)} columns {column!r}; keep one"
        for column in _COLUMNS
        if columns.count(column) > 1
    ]
    return wrong


def _several(cell: str) -> tuple[str, ...]:
    forms = (form.strip() for form in _SEVERAL.split(cell))
    return tuple(dict.fromkeys(form for form in forms if form))


def _read_tbx(path: str, raw: bytes, langs: tuple[str, str], mistakes: list[str]) -> Iterator[_Row]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        # Older files name their grammar in a DOCTYPE, which is not read; entities are refused.
        root = fromstring(raw, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        mistakes.append(f"{path}:{error.position[0]}: is no XML: {error.msg}; mend it there")
        return
    except DefusedXmlException:
        mistakes.append(f"{path}: defines entities, which are not read; write out what they say")
        return
    except (LookupError, ValueError) as error:
        mistakes.append(f"{path}: is in no encoding that XML knows: {error}; save it as UTF-8")
        return
    entries = [node for node in root.iter() if _tag(node) in {"conceptEntry", "termEntry"}]
    if not entries:
        mistakes.append(f"{path}: holds no conceptEntry or termEntry; name a TBX file")
    usable = 0
    for number, entry in enumerate(entries, start=1):
        place = f"{path}: entry {entry.get('id') or number}"
        sources, targets = (_terms(entry, lang) for lang in langs)
        allowed = tuple(dict.fromkeys(term for term, wrong in targets if not wrong))
        forbidden = tuple(dict.fromkeys(term for term, wrong in targets if wrong))
        if targets:
            for source in dict.fromkeys(term for term, _ in sources):
                usable += 1
                yield _Row(place, source, allowed, forbidden, None)
    if entries and not usable:
        mistakes.append(f"{path}: has no term in both {langs[0]} and {langs[1]}; name another")


def _terms(entry: Element, lang: str) -> list[tuple[str, bool]]:
    """The terms of an entry in a language, and whether each is forbidden."""
    return [
        found
        for section in entry
        if _tag(section) in {"langSec", "langSet"} and _base(_lang(section)) == _base(lang)
        for part in section
        if _tag(part) in {"termSec", "tig", "ntig"}
        if (found := _term(part))[0]
    ]


def _term(section: Element) -> tuple[str, bool]:
    written, forbidden = "", False
    for node in section.iter():
        if _tag(node) == "term" and not written:
            written = " ".join("".join(node.itertext()).split())
        status = node.get("type") if _tag(node) == "termNote" else _tag(node)
        if status in {"administrativeStatus", "normativeAuthorization"}:
            forbidden = (node.text or "").strip().startswith(_FORBIDDEN_STATUS)
    return written, forbidden


def _lang(section: Element) -> str:
    return section.get("{http://www.w3.org/XML/1998/namespace}lang") or section.get("lang") or ""


def _base(lang: str) -> str:
    return lang.lower().replace("_", "-").split("-")[0]


def _tag(node: Element) -> str:
    """The name of an element without its namespace; comments have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
