"""Two plain files of which line n of one is the translation of line n of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._contents import ROWS_JUDGED, contents
from audit.readers._direction import direction, primary
from audit.schema import Record
from audit.text.language import language_name
from audit.text.scripts import HAN, LATIN, count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document

name = "parallel"

_ROLES = {"source": ("src", "source"), "target": ("tgt", "target", "mt")}
_TAGS = {
    "en": ("eng", "en-us", "en_us", "en-gb", "en_gb"),
    "zh": (
        "zho", "chi", "cmn", "cn", "zh-cn", "zh_cn", "zh-hans", "zh_hans", "zh-tw", "zh_tw",
        "zh-hk", "zh_hk", "zh-hant", "zh_hant",
    ),
}  # fmt: skip
_TRADITIONAL = frozenset({"zh-tw", "zh_tw", "zh-hk", "zh_hk", "zh-hant", "zh_hant"})
_HAN_SHARE = 0.3  # of the letters of a file in Chinese; abstracts lie near 0.9


def side(document: Document, config: Config) -> tuple[str, str] | None:
    """(stem, role) of a file named like `corpus.en`, `corpus.zh.txt` or `en.txt`."""
    folder, slash, file_name = document.path.rpartition("/")
    parts = file_name.split(".")
    roles = _roles(config)
    for place in range(len(parts) - 1, -1, -1):
        role = roles.get(parts[place].lower())
        if role:
            stem = ".".join([*parts[:place], "", *parts[place + 1 :]])
            return folder + slash + stem, role
    return None


def _roles(config: Config) -> dict[str, str]:
    """The side that each tag in the name of a file stands for."""
    roles = {tag: role for role, tags in _ROLES.items() for tag in tags}
    for role, lang in (("target", config.target_lang), ("source", config.source_lang)):
        code = primary(lang)
        tags = (code, lang.lower(), language_name(code).lower(), *_TAGS.get(code, ()))
        roles |= dict.fromkeys(tags, role)
    return roles


def role_by_content(document: Document, config: Config) -> str:
    """Whether the lines of a plain file are, on the whole, source or target."""
    counts = count_scripts([document.text[:100_000]])[0]
    letters = int(counts[HAN] + counts[LATIN])
    is_chinese = bool(letters) and counts[HAN] > _HAN_SHARE * letters
    of_chinese = "source" if primary(config.source_lang) == "zh" else "target"
    return of_chinese if is_chinese else {"source": "target", "target": "source"}[of_chinese]


def read(
    source: Document, target: Document, config: Config, *, again: bool = False
) -> Iterator[Record]:
    """A unit per line; a line blank on both sides is no unit.

    A source that is read `again`, for another translation, has records of their own.

    Lines that only the longer file has are loose: they are audited without a counterpart, and the
    difference is reported.
    """
    if len(source.lines) != len(target.lines):
        target.notice(
            min(len(source.lines), len(target.lines)) + 1,
            f"{len(target.lines)} lines against {len(source.lines)} of {source.path}: the rest has"
            " no counterpart",
            "check that no line is lost: all after it would be paired wrongly",
        )
    names = [{"line": line} for line in source.lines[:ROWS_JUDGED]]
    others = [{"line": line} for line in target.lines[:ROWS_JUDGED]]
    found = direction(
        contents(["line"], names)["line"], contents(["line"], others)["line"],
        source.path, target.path, config, are_columns=False,
    )  # fmt: skip
    if found is not None:
        source.directed(found)
    for number in range(1, max(len(source.lines), len(target.lines)) + 1):
        pair = [(doc, _line(doc.lines, number)) for doc in (source, target)]
        if any(text and text.strip() for _, text in pair):
            for role, (document, text) in zip(("source", "target"), pair, strict=True):
                if text is not None:
                    key = f"{target.path}#{number}"
                    record = _record(document, number, text, role, key, config)
                    is_second = again and role == "source"
                    yield record._replace(record_id=f"{key}:source") if is_second else record


def _line(lines: Sequence[str], number: int) -> str | None:
    return lines[number - 1] if number <= len(lines) else None


def _record(
    document: Document, number: int, text: str, role: str, key: str, config: Config
) -> Record:
    tags = set(document.path.rpartition("/")[2].lower().split("."))
    lang = config.source_lang if role == "source" else config.target_lang
    if primary(lang) == "zh" and tags & _TRADITIONAL:
        lang = "zh-Hant"
    return Record(
        f"{document.path}#{number}", key, None, "segment", role, lang, f"file {document.path}",
        text, document.path, number, number,
    )  # fmt: skip
