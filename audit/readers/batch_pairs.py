"""Requests to a language model and its answers: two files of JSON Lines, paired by `custom_id`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.readers._json_places import by_speaker
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._sides import Pair

_NAME = "jsonl"
_KEY = "custom_id"
_FEWEST = 3  # texts that begin alike before that is taken for an instruction


class Said(NamedTuple):
    """The text asked or answered under an id; None: nothing, as where a request failed."""

    text: str | None
    line: int


def is_pair(source: Document, target: Document, config: Config) -> bool:
    """Whether the one holds requests and the other answers, some of them to the first."""
    del config
    asked = _said(source, "body", "user", at_most=1)
    answered = _said(target, "response", "assistant", at_most=1)
    return bool(asked and answered) and bool(
        set(_said(source, "body", "user")) & set(_said(target, "response", "assistant"))
    )


def is_in_order(pair: Pair, config: Config) -> bool:
    """Whether the pair stands as it is: what is asked is no answer."""
    return is_pair(pair.source, pair.target, config)


def name_of(pair: Pair) -> str:
    """The name of the form."""
    del pair
    return _NAME


def read(pair: Pair, config: Config) -> Iterator[Record]:
    """One id an entry: what the user says, without the instruction that all begin with.

    A request without an answer, or with an error, is a missing translation.
    """
    asked = _said(pair.source, "body", "user")
    answered = _said(pair.target, "response", "assistant")
    instruction = _instruction([one.text or "" for one in asked.values()])
    if instruction:
        shown = " ".join(instruction.split())
        pair.source.notice(None, f"all requests begin with {shown!r}, which is left out")
    for key in dict.fromkeys((*asked, *answered)):
        own = f"{pair.target.path}#{key}"
        if key in asked:
            one = asked[key]
            text = (one.text or "")[len(instruction) :]
            yield Record(
                f"{own}:source", own, key, "segment", "source", config.source_lang, None, text,
                pair.source.path, one.line, one.line, "body",
            )  # fmt: skip
        if key in answered:
            one = answered[key]
            yield Record(
                f"{own}:target", own, key, "segment", "target", config.target_lang,
                f"file {pair.target.path}", one.text, pair.target.path, one.line, one.line,
                "response",
            )  # fmt: skip


def _said(
    document: Document, part: str, speaker: str, *, at_most: int | None = None
) -> dict[str, Said]:
    """The words of a speaker in each line of a file, by its id; empty if it is no such file."""
    found: dict[str, Said] = {}
    if f'"{_KEY}"' not in document.text[:10_000]:
        return found
    for number, line in enumerate(document.lines, start=1):
        try:
            value = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if not isinstance(value, dict) or not isinstance(value.get(_KEY), str):
            continue
        if part in value:
            found[value[_KEY]] = Said(_text(value[part], speaker), number)
            if at_most and len(found) >= at_most:
                break
    return found


def _text(value: Any, speaker: str) -> str | None:
    """The words of a speaker in the messages of a request, or the choices of an answer."""
    inner = value.get("body", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return None
    turns = by_speaker(inner.get("messages") or inner.get("choices"))
    return turns.get(speaker) if turns else None


def _instruction(texts: Sequence[str]) -> str:
    """The beginning of all texts, up to the end of a line or a colon."""
    if len(texts) < _FEWEST:
        return ""
    first, last = min(texts), max(texts)  # in the order of their characters
    alike = (
        number for number, pair in enumerate(zip(first, last, strict=False)) if len({*pair}) > 1
    )
    common = first[: next(alike, min(len(first), len(last)))]
    ends = [common.rfind(mark) + len(mark) for mark in ("\n", ": ", "：") if mark in common]
    return common[: max(ends, default=0)]
