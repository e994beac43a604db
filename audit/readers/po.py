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

_LINE = regex.compile(
    r'(?m)^[ \t]*+(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?)\s++".*"[ \t]*+$'
)
_ASKED = 20_000  # characters in which lines of PO are looked for
_LONGEST_ID = 80  # characters of a message in the id of its entry
_AT_LINE = regex.compile(r"\(line (\d+)\)")


def recognises(document: Document, config: Config) -> bool:
    """By two lines of the form: `msgid "…"`."""
    del config
    return len(_LINE.findall(document.text[:_ASKED])) > 1


def read(document: Document, config: Config) -> Iterator[Record]:
    """One message a unit; of a plural each form of the target is an entry.

    An empty `msgstr` is a slot without a translation. Messages that are obsolete are left out;
    fuzzy ones are read, though programs show their source instead.

    Raises:
        UnreadableError: it is broken, a template, or of another language.
    """
    import polib

    try:
        file = polib.pofile(document.text, wrapwidth=0, check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else None
        raise UnreadableError(f"is no intact PO file: {error}", "mend it there", line) from error
    lang = file.metadata.get("Language", "").replace("_", "-") or None
    if not is_of(lang, config.target_lang):
        remedy = f"audit it with {option('target-lang', str(lang))}"
        raise UnreadableError(f"is in {lang}, not in {config.target_lang}", remedy)
    entries = [entry for entry in file if not entry.obsolete]
    if document.extension == "pot" or not any(map(_texts, entries)):
        raise UnreadableError("is a template without translations", "name a PO file of a language")
    seen: dict[tuple[str, str | None], int] = {}
    for entry in entries:
        first = seen.setdefault((entry.msgid, entry.msgctxt), entry.linenum)
        if first != entry.linenum:
            document.notice(entry.linenum, f"repeats the message of line {first}; both are read")
        for unit in _units(entry, document, lang):
            yield from unit_records(document, unit, config)
    left_out = len(file) - len(entries)
    if left_out:
        document.notice(None, f"{left_out} messages are obsolete and are left out")
    fuzzy = sum("fuzzy" in entry.flags for entry in entries)
    if fuzzy:
        reason = f"{fuzzy} messages are fuzzy: programs show their source, the target is audited"
        document.notice(None, reason)


def _texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry that are not empty."""
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def _units(entry: polib.POEntry, document: Document, lang: str | None) -> Iterator[Unit]:
    """The entry, or one for each form of its plural, whose source is the plural where it has one.

    Where there is one form only, as in Chinese, it stands for every number.
    """
    first, last = entry.linenum, _last_line(document, entry.linenum)
    own = entry.msgid if not entry.msgctxt else f"{entry.msgctxt}/{entry.msgid}"
    own = own if len(own) <= _LONGEST_ID else None
    if not entry.msgid_plural:
        line = _line_of(document, first, last, "msgstr")
        slot = Slot(entry.msgstr, line, lang, "msgstr", "msgstr")
        yield Unit(str(first), own, first, last, entry.msgid, first, (slot,))
        return
    forms = sorted(entry.msgstr_plural.items())
    for number, text in forms:
        source = entry.msgid if number == 0 and len(forms) > 1 else entry.msgid_plural
        named = f"msgstr[{number}]"
        slot = Slot(text, _line_of(document, first, last, named), lang, named, named)
        unit_id = own and f"{own}[{number}]"
        yield Unit(f"{first}:{number}", unit_id, first, last, source, first, (slot,))


def _last_line(document: Document, first: int) -> int:
    """The last line of the entry that begins at line `first`."""
    lines = document.lines
    last = first
    while last < len(lines) and lines[last].strip() and not lines[last].startswith("#"):
        last += 1
    return last


def _line_of(document: Document, first: int, last: int, keyword: str) -> int:
    """The line of an entry on which a keyword stands."""
    lines = document.lines[first - 1 : last]
    return next(
        (first + number for number, line in enumerate(lines) if line.lstrip().startswith(keyword)),
        first,
    )
