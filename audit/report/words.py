"""The words of the report, in English and Chinese."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.scorers import Scorer


class Said(NamedTuple):
    """A word or sentence in both languages of the page."""

    en: str
    zh: str


@cache
def words() -> Mapping[str, Said]:
    """What the page says, by key."""
    return {key: Said(*both) for key, both in table("words.toml").items()}


def column_name(column: str) -> Said:
    """What a column of FINDINGS or ENTRIES is called; in English by its own name."""
    return Said(column, str(table("words_columns.toml")[column]))


@cache
def table(name: str) -> Mapping[str, Any]:
    """What stands in the file `name` beside this module."""
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


def rule_name(rule: str) -> Said:
    """What a rule is called; in Chinese by its name there, if it has one."""
    return Said(rule, table("words_rules.toml").get(rule, {}).get("name", rule))


def rule_why(scorer: Scorer) -> Said:
    """Why a rule matters, in one sentence: the first under that heading of its documentation."""
    section = scorer.documentation.partition("## Why it matters\n")[2].partition("\n## ")[0]
    plain = " ".join(section.replace("`", "").split())
    first = re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
    return Said(first, table("words_rules.toml").get(scorer.rule, {}).get("why", first))


def verdict(units: int, untranslated: int, defective: int) -> Said:
    """How bad it is, in a sentence.

    Args:
        units: Entries.
        untranslated: Those that are missing, blank or in another language.
        defective: Others with a root finding of severity minor or above.
    """
    if not units:
        return Said("There is nothing to audit.", "没有可检查的条目。")
    if not untranslated and not defective:
        return Said(
            f"Nothing was found in {_counted(units, 'entry', 'entries')}.",
            f"{units} 个条目均未发现问题。",
        )
    if not untranslated:
        return Said(
            f"All {units:,} entries are translated; {defective:,} have another defect.",
            f"{units:,} 个条目均有译文，其中 {defective:,} 个存在其他缺陷。",
        )
    be = "is" if untranslated == 1 else "are"
    also = f"; {defective:,} more {'has' if defective == 1 else 'have'} another defect"
    also_zh = f"，另有 {defective:,} 个存在其他缺陷"
    return Said(
        f"{untranslated:,} of {units:,} entries {be} not translated{also if defective else ''}.",
        f"{units:,} 个条目中有 {untranslated:,} 个没有译文{also_zh if defective else ''}。",
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
