"""Loose texts: a plain file with a text a line, which nothing puts together or announces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.schema import Record
from audit.text.language import identify
from audit.text.scripts import HAN, count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document

name = "lines"

# Other extensions announce a form of their own: .md, .log, .py.
_EXTENSIONS = frozenset({"", "txt", "text"})

# What makes a line prose rather than a heading, a name or a cell; the shortest abstract of the
# seeds has 121 characters.
_PROSE_CHARS = 40
_PROSE_WORDS = 8
_PROSE_HAN = 15
_PROSE_SHARE = 0.5  # of the lines that are not blank

_LINES_JUDGED = 400  # spread over the file, because langdetect takes a millisecond a line


def recognises(document: Document, config: Config) -> bool:
    """Text of which at least half the lines are prose in English or Chinese."""
    del config
    if document.extension not in _EXTENSIONS:
        return False
    filled = [line for line in document.lines if line.strip()]
    judged = filled[:: len(filled) // _LINES_JUDGED + 1]
    return bool(judged) and _prose(judged) >= _PROSE_SHARE * len(judged)


def read(document: Document, config: Config) -> Iterator[Record]:
    """A record a line that is not blank.

    Nothing says which side it is on: that is for its language to say.
    """
    del config
    for number, line in enumerate(document.lines, start=1):
        if line.strip():
            yield Record(
                f"{document.path}#{number}", None, None, "segment", "unknown", None, None, line,
                document.path, number, number,
            )  # fmt: skip


def _prose(lines: Sequence[str]) -> int:
    """How many of `lines` are prose in English or Chinese."""
    long = [line for line in lines if len(line.strip()) >= _PROSE_CHARS]
    scripts = count_scripts(long)
    return sum(
        (lang == "zh" and han >= _PROSE_HAN) or (lang == "en" and len(line.split()) >= _PROSE_WORDS)
        for line, lang, han in zip(long, identify(long, scripts), scripts[:, HAN], strict=True)
    )
