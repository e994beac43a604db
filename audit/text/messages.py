"""The messages of machines in the place of translations, or beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from audit.schema import Span
from audit.text.agreement import agreement
from audit.text.length import HAN_PER_WORD, count_words
from audit.text.patterns import wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.text.patterns import Match

# What stands around a translation; the other kinds are sentences of their own …
_AROUND = frozenset({"preamble", "postscript", "tag", "data"})
# … and of these a source can say what these markers never do.
_NEVER_SAID = frozenset({"preamble", "tag", "data"})
_BRIEF = "brief"
_BRIEF_SIZE = 0.5  # Han characters per source word, below which a mere word gives a message away
_SENTENCE_WORDS = 20  # what a source of fewer words needs is as short as a message
_UNKNOWN_WORDS = 40  # of a source that is not there; few abstracts are so short
_LONGEST_SENTENCE = 300  # code points
_END_MARK = regex.compile(r"[。！？!?\n]|\.(?=\s|$)")
_HAN = regex.compile(r"\p{Han}")
_THOUGHT = regex.compile(r"(?s)<(think(?:ing)?|reasoning|thought)>.*?</\1>", regex.IGNORECASE)

# Han characters per source word, or in all where there is no English source, that make what stands
# beside a message a translation.
_REST_PER_WORD = 0.4
_REST_HAN = 40
# The share of a message's information that its source has, from which on the source explains it.
# Of 29 good translations with a wording of the list the least is 0.37; of 1,200 messages beside
# titles, interface strings and sentences of news and talk 98 % lie below 0.24, beside abstracts,
# which hold some word of any message, below 0.43.
_EXPLAINED = 0.35
_EXPLAINED_BY_MUCH = 0.6
_MUCH = 40  # words of a source
# What a short source says that reports a failure itself, or apologises: its translation does too.
_REPORTS = regex.compile(
    r"""\b(?:sorry|apologi[sz]\w*|regret\w*|sadly|unfortunately|nothing|no|not|fail\w*|errors?|denied
    |wrong|unable|cannot|can['’]t|couldn['’]t|invalid|unavailable|expired|exceeded|time(?:d\s|-)?out
    |again|wait|loading|(?:un)?translated|missing|empty|pending)\b""",
    regex.IGNORECASE | regex.VERBOSE,
)
_FEW = 5  # words: `Access denied`, whose Chinese the lexicon does not have
_REPORTED = 0.15  # of a longer one, the share that it has of the message
_FITTING = (0.5, 5.0)  # Han characters a word of such a source in good translations of interfaces


class Spoken(NamedTuple):
    """The parts of a target in which a machine speaks."""

    parts: list[tuple[Span, str]]  # in order: where, and what it is
    alone: bool  # whether no translation stands beside it

    @property
    def says(self) -> str:
        """The kind of the first part."""
        return self.parts[0][1]


def find_messages(
    targets: Sequence[str], sources: Sequence[str], fields: Sequence[str | None]
) -> dict[int, Spoken]:
    """The rows whose target holds a machine's message that its source does not explain.

    Args:
        targets: n texts, in Simplified characters where they are Chinese.
        sources: n texts, empty where there is none.
        fields: Kinds of text: `title`, `abstract`, `segment`.
    """
    found: dict[int, Spoken] = {}
    for row, matches in wordings("machine_messages").find(targets, sources):
        source, target = sources[row], targets[row]
        titled = not source and fields[row] == "title"
        brief = not titled and _is_brief(target, source)
        sure = [match for match in matches if brief or match.pattern.kind != _BRIEF]
        unexplained = _unexplained(sure, target, source) if source else sure
        if unexplained:
            parts = _parts(target, unexplained)
            found[row] = Spoken(parts, not _has_translation(target, parts, source))
    return found


def _unexplained(matches: list[Match], target: str, source: str) -> list[Match]:
    """The matches whose sentence says what the source does not say."""
    if not matches:
        return []
    extents = [_extent(target, match) for match in matches]
    said = [target[span.start : span.end] for span in extents]
    if _is_turned(source, target):
        shares = agreement(said, [source] * len(said)).source
    else:
        shares = agreement([source] * len(said), said).target
    words = _words_in(source)
    limit = _EXPLAINED_BY_MUCH if words >= _MUCH else _EXPLAINED
    if words < _MUCH and _REPORTS.search(source):
        least, most = _FITTING
        fits = least * words <= len(_HAN.findall(target)) <= most * words
        limit = (0.0 if words <= _FEW else _REPORTED) if fits else limit
    return [
        match
        for match, share in zip(matches, shares.tolist(), strict=True)
        if match.pattern.kind in _NEVER_SAID or np.isnan(share) or share < limit
    ]


def _is_brief(text: str, source: str) -> bool:
    """Whether a text is far too short to translate a source that is no title."""
    words, own = count_words([source, text]).tolist()
    size = len(_HAN.findall(text)) + HAN_PER_WORD * own
    least = words if source else _UNKNOWN_WORDS
    return least >= _SENTENCE_WORDS and size < _BRIEF_SIZE * least


def _has_translation(text: str, parts: list[tuple[Span, str]], source: str) -> bool:
    """Whether what is left of `text` without `parts` can translate `source`."""
    starts = [0, *(span.end for span, _ in parts)]
    ends = [*(span.start for span, _ in parts), len(text)]
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    words = _words_in(source)
    if _is_turned(source, text):
        return int(count_words(pieces).sum()) * HAN_PER_WORD >= _REST_PER_WORD * words
    rest = sum(len(_HAN.findall(piece)) for piece in pieces)
    return rest >= (_REST_PER_WORD * words if words else _REST_HAN)


def _is_turned(source: str, target: str) -> bool:
    """Whether a Chinese source has a target without a Han character."""
    return _HAN.search(source) is not None and _HAN.search(target) is None


def _words_in(source: str) -> int:
    """Words of English, or as many as the Han characters of a Chinese source stand for."""
    return int(count_words([source])[0]) + int(len(_HAN.findall(source)) / HAN_PER_WORD)


def _parts(text: str, matches: list[Match]) -> list[tuple[Span, str]]:
    """The parts of `text` that are messages, with their kinds; those that touch are one."""
    found = sorted((_extent(text, match), match.pattern.says) for match in matches)
    parts = [found[0]]
    for span, says in found[1:]:
        last, said = parts[-1]
        if span.start <= last.end:
            parts[-1] = (Span(last.start, max(last.end, span.end)), said)
        else:
            parts.append((span, says))
    return parts


def _extent(text: str, match: Match) -> Span:
    """All that belongs to a match: the sentence of a message, what is between two tags."""
    start, end = match.start, match.end
    if match.pattern.kind == "tag":
        thought = _THOUGHT.match(text, start)
        return Span(start, thought.end() if thought else end)
    if match.pattern.kind not in _AROUND:
        first = max(start - _LONGEST_SENTENCE, 0)
        ends = [mark.end() for mark in _END_MARK.finditer(text, first, start)]
        start = ends[-1] if ends else first
        mark = _END_MARK.search(text, max(end - 1, start))
        end = mark.end() if mark else len(text)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
