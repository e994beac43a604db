"""Sentences about a source and its target, said from the other side."""

from __future__ import annotations

import regex

_WORD = regex.compile(r"\b(?:source|target)(?=s?\b)|\b(?:Source|Target)(?=s?\b)|原文|译文")
_OTHER = {
    "source": "target",
    "target": "source",
    "Source": "Target",
    "Target": "Source",
    "原文": "译文",
    "译文": "原文",
}


def exchanged(sentence: str) -> str:
    """`sentence`, in English or Chinese, with source for target and target for source."""
    return str(_WORD.sub(lambda match: _OTHER[match.group()], sentence))
