"""The words of the report, in English and Chinese."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.readers._direction import Direction
    from audit.scorers import Scorer


class Said(NamedTuple):
    """A word or sentence in both languages of the page."""

    en: str
    zh: str


@cache
def words() -> Mapping[str, Said]:
    """The words of the page, by key."""
    return {key: Said(*both) for key, both in table("words.toml").items()}


def column_name(column: str) -> Said:
    """The heading of a column of FINDINGS or ENTRIES; in English its own name."""
    return Said(column, str(table("words_columns.toml")[column]))


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table in the file `name` beside this module."""
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


def rule_name(rule: str) -> Said:
    """The name of a rule; in Chinese the one it has there, if any."""
    return Said(rule, table("words_rules.toml").get(rule, {}).get("name", rule))


def rule_why(scorer: Scorer) -> Said:
    """The reason a rule matters: the first sentence under that heading of its documentation."""
    section = scorer.documentation.partition("## Why it matters\n")[2].partition("\n## ")[0]
    plain = " ".join(section.replace("`", "").split())
    first = re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
    return Said(first, table("words_rules.toml").get(scorer.rule, {}).get("why", first))


class Told(NamedTuple):
    """The counts of the headline."""

    entries: int
    untranslated: int
    unassessed: int
    defective: int  # not untranslated, and with a root finding of severity minor or above


def headline(told: Told) -> Said:
    """The outcome of a run, in a sentence or two.

    What could not be assessed is always said, and nothing is called translated that was not.
    """
    entries, untranslated, unassessed, defective = told
    if not entries:
        return Said("There is nothing to audit.", "没有可检查的条目。")
    if unassessed == entries:
        return Said(
            f"None of {_counted(entries, 'entry', 'entries')} could be assessed.",
            f"{entries:,} 个条目均无法判定。",
        )
    if untranslated:
        be = "is" if untranslated == 1 else "are"
        more = " more" if defective else ""
        en = f"{untranslated:,} of {_counted(entries, 'entry', 'entries')} {be} not translated"
        zh = f"{entries:,} 个条目中有 {untranslated:,} 个没有译文"
    else:
        more = ""
        shown = entries - unassessed
        of = f" of {entries:,}" if unassessed else ""
        be = "is" if shown == 1 else "are"
        whole = "The only entry" if entries == 1 else f"All {entries:,} entries"
        en = f"{shown:,}{of} entries {be} translated" if unassessed else f"{whole} {be} translated"
        zh = f"{entries:,} 个条目" + (f"中有 {shown:,} 个有译文" if unassessed else "均有译文")
    if defective:
        have = "has" if defective == 1 else "have"
        en += f"; {defective:,}{more} {have} another defect"
        zh += (
            f"，另有 {defective:,} 个存在其他缺陷"
            if more
            else f"，其中 {defective:,} 个存在其他缺陷"
        )
    elif not untranslated:
        en += ", and nothing else was found"
        zh += "，且未发现其他问题"
    en += "."
    zh += "。"
    if unassessed:
        en += f" {unassessed:,} could not be assessed."
        zh += f"{unassessed:,} 个无法判定。"
    return Said(en, zh)


def directed(found: Direction) -> Said:
    """That texts of an input are not in the languages expected, and the option to give."""
    zh = f"{found.path}：{found.source} 的文本是 {found.found_source}"
    if found.found_target is not None:
        zh += f"，{found.target} 的文本是 {found.found_target}"
    zh += f"，而预期是 {found.expected_source} 译成 {found.expected_target}。"
    zh += f"可用选项：{found.options}。"
    return Said(f"{found.path}: {found.reason}; {found.remedy}.", zh)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
