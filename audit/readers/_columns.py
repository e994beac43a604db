"""Which columns of a table hold source, target, id and reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.errors import nearest
from audit.readers._base import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.config import Config

# Words in column names, in the order in which they are preferred where a table has several.
_SOURCE_WORDS = (
    "en",
    "eng",
    "english",
    "source",
    "src",
    "original",
    "orig",
    "英文",
    "英语",
    "原文",
)
_TARGET_WORDS = (
    "zh", "zho", "chi", "cmn", "cn", "chinese", "target", "tgt", "mt", "hyp", "hypothesis",
    "translation", "translated", "trans", "中文", "汉语", "译文", "翻译", "机器翻译",
)  # fmt: skip
_REFERENCE_WORDS = ("reference", "ref", "human", "gold", "参考译文")
_ID_NAMES = (
    "unit_id", "entry_id", "record_id", "paper_id", "id", "uid", "tuid", "guid", "_id", "doi",
    "arxiv_id", "arxiv", "arxivid", "key", "编号",
)  # fmt: skip
_PLAIN_NAMES = (
    "text", "segment", "sentence", "content", "abstract", "summary", "paragraph", "body",
)  # fmt: skip
# Regions and scripts after a language tag: zh_CN, zh-Hant, en_US.
_SUBTAGS = {"cn": "zh-Hans", "hans": "zh-Hans", "sg": "zh-Hans"} | dict.fromkeys(
    ("tw", "hk", "mo", "hant"), "zh-Hant"
)
_ENGLISH_REGIONS = frozenset({"us", "gb", "uk"})
_FIELDS = (
    ("title", ("title", "headline", "标题", "题目", "题名")),
    ("abstract", ("abstract", "summary", "abs", "摘要")),
)
# What columns such as `source_lang`, `target_url` hold instead of a text.
_NO_TEXT = frozenset(
    """chars end file filename id lang language length line locale path record score start url
    words""".split()
)
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_SPLIT = regex.compile(r"[\s_.\-/:]+")
_CHINESE_ROLE = regex.compile(r"(英文|英语|原文|中文|汉语|译文|机器翻译|翻译)")


class TextColumns(NamedTuple):
    """The columns of one field; at least one of the sides has a column."""

    field: str  # abstract | title | segment
    source: str | None
    target: str | None
    target_lang: str  # what the column's name announces, or the configured language


class Columns(NamedTuple):
    """What each column of a table is for."""

    texts: list[TextColumns]
    id: str | None
    reference: str | None
    unused: list[str]  # columns that look like text of one side without the other

    def used(self) -> list[str]:
        """The columns that are read, each once."""
        texts = (name for one in self.texts for name in (one.source, one.target))
        named = (name for name in (*texts, self.id, self.reference) if name is not None)
        return list(dict.fromkeys(named))


class _Named(NamedTuple):
    name: str
    base: str  # what is left of the name without the role: "title" of "title_en"
    role: str  # source | target | reference | none
    rank: int  # lower is preferred
    lang: str | None


def find_columns(names: Sequence[str], config: Config) -> Columns:
    """The columns among `names`, as configured or by their usual names.

    Raises:
        UnreadableError: a configured column is not there, or no column is known; names those found.
    """
    _check_configured(names, config)
    named = [_parse(name) for name in names]
    id_column = config.id_column or _first(names, _ID_NAMES)
    reference = config.reference_column or next(
        (column.name for column in named if column.role == "reference"), None
    )
    if config.source_column or config.target_column:
        return Columns(_configured(config), id_column, reference, [])
    taken = {id_column, reference}
    groups = _groups([column for column in named if column.name not in taken], config)
    if not groups:
        raise UnreadableError(
            f"no column for source or target among: {', '.join(names)}",
            "name them with --source-column and --target-column",
        )
    whole = [columns for columns in groups if columns.source and columns.target]
    unused = [name for columns in groups if columns not in whole for name in columns[1:3] if name]
    return Columns(whole or groups, id_column, reference, unused if whole else [])


def _check_configured(names: Sequence[str], config: Config) -> None:
    configured = (
        *(("source-column", name) for name in config.source_column),
        *(("target-column", name) for name in config.target_column),
        *((("id-column", config.id_column),) if config.id_column else ()),
        *((("reference-column", config.reference_column),) if config.reference_column else ()),
    )
    lacking = [(option, name) for option, name in configured if name not in names]
    if lacking:
        listed = ", ".join(f"--{option} {name!r}" for option, name in lacking)
        hint = nearest(lacking[0][1], list(names))
        raise UnreadableError(f"no column {listed} among: {', '.join(names)}", hint)


def _configured(config: Config) -> list[TextColumns]:
    sides = max(len(config.source_column), len(config.target_column))
    sources = config.source_column or (None,) * sides
    targets = config.target_column or (None,) * sides
    texts = []
    for source, target in zip(sources, targets, strict=True):
        parsed = [_parse(name) for name in (source, target) if name]
        lang = next((column.lang for column in parsed if column.lang), config.target_lang)
        field = next((f for column in parsed if (f := _field(column.base)) != "segment"), "segment")
        texts.append(TextColumns(field, source, target, lang))
    return texts


def _groups(named: list[_Named], config: Config) -> list[TextColumns]:
    """The text columns by what their names have in common."""
    sides: dict[str, dict[str, _Named]] = {}
    for column in sorted(named, key=lambda column: column.rank):
        if column.role in {"source", "target"} and column.base not in _NO_TEXT:
            sides.setdefault(column.base, {}).setdefault(column.role, column)
    plain = {column.base: column for column in named if column.role == "none"}
    for base, side in sides.items():
        if "source" not in side:
            usual = base if base else next((name for name in _PLAIN_NAMES if name in plain), "")
            if usual in plain and (base or len(sides) == 1 or usual not in sides):
                side["source"] = plain[usual]
    titled = any(_field(base) == "title" for base in sides)
    groups = []
    for base, side in sides.items():
        source, target = side.get("source"), side.get("target")
        field = _field(base or (source.base if source else ""))
        if field == "segment" and not base and titled:
            field = "abstract"
        lang = target.lang if target and target.lang else config.target_lang
        groups.append(TextColumns(field, source and source.name, target and target.name, lang))
    order = {column.name: place for place, column in enumerate(named)}
    return sorted(groups, key=lambda group: order[group.source or group.target or ""])


def _parse(name: str) -> _Named:
    spaced = _CHINESE_ROLE.sub(r"_\1_", _CAMEL.sub("_", name))
    words = [word for word in _SPLIT.split(spaced.lower()) if word]
    lang = None
    if len(words) > 1 and words[-1] in _ENGLISH_REGIONS and words[-2] == "en":
        words.pop()
    if len(words) > 1 and words[-1] in _SUBTAGS and words[-2] == "zh":
        lang = _SUBTAGS[words.pop()]
    for place in (len(words) - 1, 0):
        if not words:
            break
        for role, known in (
            ("source", _SOURCE_WORDS),
            ("target", _TARGET_WORDS),
            ("reference", _REFERENCE_WORDS),
        ):
            if words[place] in known:
                base = "_".join(words[:place] + words[place + 1 :])
                return _Named(name, base, role, known.index(words[place]), lang)
    return _Named(name, "_".join(words), "none", 0, None)


def _field(base: str) -> str:
    for field, words in _FIELDS:
        if any(word in base for word in words):
            return field
    return "segment"


def _first(names: Sequence[str], usual: Sequence[str]) -> str | None:
    lower = {name.lower(): name for name in reversed(names)}
    return next((lower[name] for name in usual if name in lower), None)
