"""Gettext PO files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.readers._base import UnreadableError
from audit.readers._direction import option
from audit.readers._units import Slot, Unit, is_of, unit_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polib

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record

name = "po"

_LINE = regex.compile(r'[ \t]*+(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?)\s++".*"\s*+')
_INTACT = regex.compile(
    r"\s*+(?:#.*+|(?:(?:msgid(?:_plural)?+|msgctxt|msgstr(?:\[\d+\])?+)\s*+)?+"
    r'"(?:[^"\\]|\\.)*+"\s*+)?+'
)
_ASKED = 400  # lines in which the form is looked for
_LONGEST_ID = 80  # characters of a message in the id of its entry
_AT_LINE = regex.compile(r"\(line (\d+)\)")


class _Lines(str):
    """A text that is split where the lines of its document end, and nowhere else."""

    own: list[str]

    def __new__(cls, lines: list[str]) -> _Lines:
        text = super().__new__(cls, "\n".join(lines))
        text.own = lines
        return text

    def splitlines(self, keepends: bool = False) -> list[str]:
        """The lines of the document."""
        return [line + "\n" for line in self.own] if keepends else self.own


def recognises(document: Document, config: Config) -> bool:
    """By two lines of the form: `msgid "…"`."""
    del config
    fitting = sum(_LINE.fullmatch(line) is not None for line in document.lines[:_ASKED])
    return fitting > 1 or (fitting == 1 and document.extension in {"po", "pot"})


def read(document: Document, config: Config) -> Iterator[Record]:
    """One message a unit; of a plural each form of the target is an entry.

    An empty `msgstr` is a slot without a translation. Messages that are obsolete are left out;
    fuzzy ones are read, though programs show their source instead.

    Raises:
        UnreadableError: it is broken, a template, or of another language.
    """
    file = _parsed(document)
    lang = file.metadata.get("Language", "").replace("_", "-") or None
    if not is_of(lang, config.target_lang):
        remedy = f"audit it with {option('target-lang', str(lang))}"
        raise UnreadableError(f"is in {lang}, not in {config.target_lang}", remedy)
    entries = [entry for entry in file if not entry.obsolete]
    if document.extension == "pot" or not (lang or any(map(_texts, entries))):
        raise UnreadableError("is a template without translations", "name a PO file of a language")
    seen: dict[tuple[str, str | None], int] = {}
    for entry in entries:
        first = seen.setdefault((entry.msgid, entry.msgctxt), entry.linenum or 1)
        if first != (entry.linenum or 1):
            document.notice(entry.linenum, f"repeats the message of line {first}; both are read")
        for unit in _units(entry, document, lang):
            yield from unit_records(document, unit, config)
    left_out = len(file) - len(entries)
    if left_out:
        document.notice(None, f"obsolete messages, left out: {left_out}")
    fuzzy = sum("fuzzy" in entry.flags for entry in entries)
    if fuzzy:
        reason = f"fuzzy messages, audited though programs show their source: {fuzzy}"
        document.notice(None, reason)


def _parsed(document: Document) -> polib.POFile:
    """The messages; those with a broken line are left out, which is told.

    Raises:
        UnreadableError: keywords are in no order that makes messages of them.
    """
    import polib

    lines = list(document.lines)
    for number, line in enumerate(document.lines):
        if lines[number] and not _INTACT.fullmatch(line):
            document.reject(
                number + 1, "the line is no string of PO in quotation marks",
                "mend it; its message is left out",
            )  # fmt: skip
            _leave_out(lines, number)
    try:
        return polib.pofile(_Lines(lines), wrapwidth=0, check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        at = _AT_LINE.search(str(error))
        line_of = int(at[1]) if at else None
        raise UnreadableError("is no intact PO file", "mend it there", line_of) from error


def _leave_out(lines: list[str], at: int) -> None:
    """Empty the lines around `at` up to the next blank ones."""
    first = last = at
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    lines[first : last + 1] = [""] * (last + 1 - first)


def _texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry that are not empty."""
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def _units(entry: polib.POEntry, document: Document, lang: str | None) -> Iterator[Unit]:
    """The entry, or one for each form of its plural, whose source is the plural where it has one.

    Where there is one form only, as in Chinese, it stands for every number.
    """
    places = _places(document, entry.linenum or 1)
    first, last = places["msgid"], places["end"]
    message = entry.msgid if not entry.msgctxt else f"{entry.msgctxt}/{entry.msgid}"
    own = message if len(message) <= _LONGEST_ID else None
    if not entry.msgid_plural:
        slot = Slot(entry.msgstr, places.get("msgstr", first), lang, "msgstr", "msgstr")
        yield Unit(str(first), own, first, last, entry.msgid, first, (slot,))
        return
    forms = sorted(entry.msgstr_plural.items())
    for number, text in forms:
        is_one = number == 0 and len(forms) > 1
        source = entry.msgid if is_one else entry.msgid_plural
        source_line = first if is_one else places.get("msgid_plural", first)
        named = f"msgstr[{number}]"
        slot = Slot(text, places.get(named, first), lang, named, named)
        unit_id = own and f"{own}[{number}]"
        yield Unit(f"{first}:{number}", unit_id, first, last, source, source_line, (slot,))


def _places(document: Document, at: int) -> dict[str, int]:
    """The lines of the keywords of the entry that begins at line `at`, and its last one."""
    lines = document.lines
    found: dict[str, int] = {}
    for number, line in enumerate(lines[at - 1 :], start=at):
        keyword = line.split(None, 1)[0] if line.strip() else ""
        keyword = keyword.partition('"')[0]  # empty for a string alone
        belongs = keyword in {"", "msgid_plural"} or keyword.startswith("msgstr")
        if "msgid" in found and (not line.strip() or not belongs or keyword in found):
            break
        if keyword.startswith("msg"):
            found[keyword] = number
        found["end"] = number
    return {"msgid": at, "end": at} | found
