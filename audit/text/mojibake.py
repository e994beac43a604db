"""Text that was read in the wrong encoding: where it is, and what it would read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from audit.schema import Span
from audit.text.codes import code_points, portions, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# What Windows-1252 shows for the bytes 80-9F; the undefined five are controls or U+FFFD.
_CP1252 = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)
)
_AS_LATIN = str.maketrans(_CP1252, "".join(map(chr, range(0x80, 0xA0))))
_TRAIL = regex.escape(_CP1252, special_only=True) + r"\x80-\xBF\uFFFD"

# UTF-8 read as Latin-1 or Windows-1252: a lead byte and as many trail bytes as it announces. Two
# bytes only where the lead is Â or Ã, which no language puts before these signs.
_UTF8_AS_LATIN = regex.compile(
    rf"(?:[à-ï][{_TRAIL}]{{2}}|[ÂÃ][\x80-\xBF\u20AC\u2018-\u2122\u0152-\u0178]"
    rf"|ð[{_TRAIL}]{{3}})++"
)
# GBK read as Latin-1: pairs of a lead and a trail byte; two Chinese characters and more.
_GBK_AS_LATIN = regex.compile(r"(?:[\xA1-\xA3\xB0-\xF7][\xA1-\xFE]){2,}+|[\xA1-\xFE]{4,}+")
_REPLACED = regex.compile(r"\uFFFD++")
# U+FFFD and uninitialised memory, written in UTF-8 and read as GBK.
_FAMOUS = regex.compile(r"(?:锟斤拷){1,}+锟?|(?:烫烫){2,}+烫?|烫烫烫|(?:屯屯){2,}+屯?|屯屯屯")
# Text that UTF-8 read as GBK is made of, with what could not be read.
_EAST_ASIAN_RUN = regex.compile(
    r"[\p{Han}\p{Block=Private_Use_Area}\u0370-\u045F\u2010-\u2642\u3000-\u3017\uFE30-\uFE6B\uFFFD€?]{4,}+"
)
_NO_HAN = regex.compile(r"\P{Han}++")

# Of Han characters in a run, those outside GB 2312; in Chinese read as GBK by mistake 0.4 to 0.8,
# in real simplified Chinese at most 0.05.
_RARE_SHARE = 0.2
# GB 2312 has the 3,755 commonest characters in level 1; of those in abstracts 99 % are there.
_LEVEL_1 = bytes(range(0xD8))  # the first bytes of these and of all signs
_COMMON_SHARE = 0.7
_FEW_SIGNS = 2  # of a run; two Chinese characters have three and more different bytes, mostly
_GAP = 12  # characters that survive between damaged ones: digits, spaces, names


class Garble(NamedTuple):
    """Damaged text, and how it would read if it were not damaged."""

    span: Span
    places: int  # damaged runs in it
    reading: str | None  # None where nothing can be restored
    encoding: str | None  # what was taken for what


class _Run(NamedTuple):
    start: int
    end: int
    reading: str | None
    encoding: str | None


def suspects(texts: Sequence[str]) -> NDArray[np.bool_]:
    """The mask of the texts that may hold garbled text: bool array of shape (n,).

    One look-up per character; what is false needs no closer look.
    """
    found = np.zeros(len(texts), np.bool_)
    for some in portions(texts):
        found[some] = _suspects(texts[some])
    return found


def _suspects(texts: Sequence[str]) -> NDArray[np.bool_]:
    found = np.zeros(len(texts), np.bool_)
    joined = "".join(texts)
    if joined.isascii():
        return found
    classes = _classes().take(code_points(joined), mode="clip")
    places = np.flatnonzero(classes)
    kinds, rows = classes[places], rows_of(texts, places)
    two = (kinds[1:] == _HIGH) & (kinds[:-1] == _HIGH) & (np.diff(places) == 1)
    found[rows[:-1][two]] = True
    found[rows[kinds == _SURE]] = True
    counts = np.bincount(rows[kinds == _RARE], minlength=len(texts))
    return found | (counts >= 2)


_HIGH, _RARE, _SURE = 1, 2, 3


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point of the basic plane: 0 cannot be garbled text."""
    classes = np.zeros(0x10000, np.uint8)
    classes[0x80:0x100] = _HIGH
    for char in _CP1252:
        classes[ord(char)] = _HIGH
    for code in range(0x3400, 0xA000):
        if not _is_gb2312(chr(code)):
            classes[code] = _RARE
    for char in "\ufffd锟烫屯":
        classes[ord(char)] = _SURE
    return classes


def _is_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def garbles(text: str) -> list[Garble]:
    """The garbled parts of `text`, in order; runs that are close to each other are one."""
    runs: list[_Run] = []
    for run in sorted(_runs(text)):
        if not runs or run.start >= runs[-1].end:
            runs.append(run)
    parts: list[list[_Run]] = []
    for run in runs:
        if parts and run.start - parts[-1][-1].end <= _GAP:
            parts[-1].append(run)
        else:
            parts.append([run])
    return [_joined(text, part) for part in parts]


def _joined(text: str, part: list[_Run]) -> Garble:
    span = Span(part[0].start, part[-1].end)
    if all(run.reading is None for run in part):
        return Garble(span, len(part), None, part[0].encoding)
    pieces: list[str] = []
    done = span.start
    for run in part:
        pieces += (text[done : run.start], run.reading or text[run.start : run.end])
        done = run.end
    encoding = next(run.encoding for run in part if run.reading is not None)
    return Garble(span, len(part), "".join(pieces), encoding)


def _runs(text: str) -> Iterator[_Run]:
    for match in _UTF8_AS_LATIN.finditer(text):
        yield _Run(match.start(), match.end(), _as_utf8(match.group()), "UTF-8 read as Latin-1")
    for match in _GBK_AS_LATIN.finditer(text):
        reading = _as_gbk(match.group())
        if reading is not None:
            yield _Run(match.start(), match.end(), reading, "GBK read as Latin-1")
    for match in _EAST_ASIAN_RUN.finditer(text):
        reading = _from_gbk(match.group())
        if reading is not None:
            yield _Run(match.start(), match.end(), reading, "UTF-8 read as GBK")
    for match in _FAMOUS.finditer(text):
        yield _Run(match.start(), match.end(), None, None)
    for match in _REPLACED.finditer(text):
        yield _Run(match.start(), match.end(), None, None)


def _as_utf8(run: str) -> str:
    return run.translate(_AS_LATIN).encode("latin-1", "replace").decode("utf-8", "replace")


def _as_gbk(run: str) -> str | None:
    """The bytes of `run` read as GB 2312, if that is Chinese.

    A run of capitals alone may be Spanish, one that gives rare characters a list of umlauts, and
    one of a sign or two an ellipsis: `······`.
    """
    if (run.isupper() and run.isalpha()) or len(set(run)) <= _FEW_SIGNS:
        return None
    data = run.encode("latin-1")
    reading = data.decode("gb2312", "replace")
    han = _NO_HAN.sub("", reading)
    common = len(han) - len(han.encode("gb2312")[::2].translate(None, _LEVEL_1))
    if len(han) < 2 or 2 * len(han) < len(reading) or common < _COMMON_SHARE * len(han):
        return None
    return reading


def _from_gbk(run: str) -> str | None:
    """The text of `run` before UTF-8 was taken for GBK, if it was."""
    if _is_gb2312(run):
        return None
    han = _NO_HAN.sub("", run)
    rare = len(han) - len(han.encode("gb2312", "ignore")) // 2
    if rare < 2 or rare < _RARE_SHARE * len(han):
        return None
    reading = run.encode("gbk", "replace").decode("utf-8", "replace")
    restored = len(_NO_HAN.sub("", reading))
    lost = reading.count("\ufffd")
    readable = len(reading) - lost - reading.count("?")
    # Traditional Chinese, of which GB 2312 lacks as many, gives a character here and there.
    return reading if restored >= max(2, lost) and 2 * restored >= readable else None
