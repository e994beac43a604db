"""Bytes to text: a ladder of encodings, because detectors fail on one stray byte.

One bad byte in a UTF-8 feed makes chardet 7.7 and charset-normalizer 3.5 answer Latin, Cyrillic or
nothing (0 % right of 40 damaged seeds); this ladder was right on all.
"""

from __future__ import annotations

import codecs
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Damaged UTF-8 is still UTF-8 if at most this share of its sequences beyond ASCII is bad; in
# GB18030 or Big5 read as UTF-8 nearly all are.
_BAD_AT_MOST = 0.02

# The commonest characters that only Simplified, or only Traditional, writing has.
_SIMPLIFIED = frozenset("这个们来时为国会说对学过发后里进种还经动于现开实间长关样点业与应题")
_TRADITIONAL = frozenset("這個們來時為國會說對學過發後裡進種還經動於現開實間長關樣點業與應題")
_COMMON = (
    frozenset("的一是不在了有人我他之大以和中上到可也能方法用的本文") | _SIMPLIFIED | _TRADITIONAL
)
_COMMON_SHARE = 0.05  # of the Han characters of a text rightly decoded; the seeds have 0.2

_HAN = regex.compile(r"\p{Han}")
_BINARY = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Text has a stray control at most; UTF-16 read as UTF-8 is half zeros, or is no UTF-8 at all.
_BINARY_SHARE = 0.1

_MARK = "\ufeff"
_MARKS_INSIDE = regex.compile(r"(?<=\n|\r)\ufeff++|\A\ufeff++")
# A line of another encoding has this many characters beyond ASCII: a lone one may be any byte.
_FEWEST_BEYOND_ASCII = 4

_bad: ContextVar[list[tuple[int, int]]] = ContextVar("bad")


class Piece(NamedTuple):
    """Bytes of a file that are not simply its characters in its encoding."""

    start: int  # in the file
    end: int
    chars: int  # of the text that they became
    encoding: str | None  # that they are in; None: undecodable, or a mark that is left out


class Decoded(NamedTuple):
    """A decoded document; undecodable bytes are U+FFFD."""

    text: str
    encoding: str
    bad: list[tuple[int, int]]  # from where to where in the file bytes became one U+FFFD
    start: int  # of the text in the file: the length of a byte order mark
    pieces: list[Piece]  # in their order: the bad ones, lines in another encoding, marks inside

    def offsets(self, raw: bytes) -> list[int]:
        """The offset in the text at which each of the pieces of `raw` begins."""
        found, chars, byte = [], 0, self.start
        for piece in self.pieces:
            chars += len(raw[byte : piece.start].decode(self.encoding))
            found.append(chars)
            chars, byte = chars + piece.chars, piece.end
        return found


def decode(raw: bytes, encoding: str | None = None) -> Decoded | None:
    """`raw` as text.

    Args:
        raw: A whole file.
        encoding: What it is in; None climbs the ladder: byte order mark, UTF-8, UTF-8 with a few
            bad bytes, UTF-16 by its zero bytes, GB18030 or Big5 by the commonest characters. A line
            of GB18030 among lines of UTF-8, or the other way round, is read as what it is.

    Returns:
        None if no encoding fits, or if the content is not text.
    """
    for mark, marked in _BOMS:
        if raw.startswith(mark) and encoding is None:
            return repaired(raw, marked, len(mark), mend=True)
    if encoding is not None:
        wide = "gb18030" if encoding.lower() in {"gb2312", "gbk", "cp936"} else encoding
        return repaired(raw, wide, len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0)
    as_utf_8 = repaired(raw, "utf-8", mend=True)
    is_binary = _is_binary(as_utf_8.text)
    beyond_ascii = sum(char > "\x7f" for char in as_utf_8.text)
    if not is_binary and len(as_utf_8.bad) <= _BAD_AT_MOST * beyond_ascii:
        return as_utf_8
    if b"\0" in raw:
        return _utf16(raw)
    if is_binary:
        return None
    chinese = _chinese(raw)
    if chinese is not None:
        return chinese
    return as_utf_8 if len(as_utf_8.bad) <= max(1, _BAD_AT_MOST * len(raw)) else None


def repaired(raw: bytes, encoding: str, start: int = 0, *, mend: bool = False) -> Decoded:
    """`raw` from the byte `start` on in `encoding`, come what may.

    With `mend`, lines in the other of UTF-8 and GB18030 are read in that.
    """
    stretches = [(start, len(raw), encoding)]
    if mend and encoding in _OTHER:
        stretches = list(_stretches(raw, start, encoding))
    texts: list[str] = []
    pieces: list[Piece] = []
    for begin, end, own in stretches:
        text, bad = _repaired(raw[begin:end], own)
        texts.append(text)
        if own != encoding:
            pieces.append(Piece(begin, end, len(text), own))
        else:
            pieces += [Piece(begin + first, begin + last, 1, None) for first, last in bad]
    text = "".join(texts)
    if _MARK in text:
        text, pieces = _without_marks(text, pieces, raw, encoding, start)
    bad = [(piece.start, piece.end) for piece in pieces if piece.chars and piece.encoding is None]
    return Decoded(text, encoding, bad, start, pieces)


def _repaired(raw: bytes, encoding: str) -> tuple[str, list[tuple[int, int]]]:
    bad: list[tuple[int, int]] = []
    token = _bad.set(bad)
    try:
        return raw.decode(encoding, _REPAIR), bad
    finally:
        _bad.reset(token)


def _repair(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _bad.get().append((error.start, error.end))
    return "\ufffd", error.end


_REPAIR = "audit.repair"
codecs.register_error(_REPAIR, _repair)

_OTHER = {"utf-8": "gb18030", "gb18030": "utf-8"}


def _stretches(raw: bytes, start: int, encoding: str) -> Iterator[tuple[int, int, str]]:
    """From where to where the file is in which encoding; all but `encoding` are whole lines."""
    if encoding == "utf-8" and _is_valid(raw[start:], encoding):
        yield start, len(raw), encoding
        return
    other = _OTHER[encoding]
    lines: list[tuple[int, int]] = []
    own = 0
    at = start
    while at < len(raw):
        end = raw.find(b"\n", at) + 1 or len(raw)
        line = raw[at:end]
        if not line.isascii():
            if _is_valid(line, "utf-8") if encoding == "utf-8" else not _is_chinese(line, other):
                own += 1
            elif _is_chinese(line, other):
                lines.append((at, end))
        at = end
    if len(lines) > own:  # the file is in the other, if in either
        lines = []
    at = start
    for begin, end in lines:
        if at < begin:
            yield at, begin, encoding
        yield begin, end, other
        at = end
    if at < len(raw) or not lines:
        yield at, len(raw), encoding


def _is_valid(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(line: bytes, encoding: str) -> bool:
    """Whether what is beyond ASCII in a line is Chinese in `encoding`, and in nothing else."""
    if not _is_valid(line, encoding):
        return False
    beyond = [char for char in line.decode(encoding) if char > "\x7f"]
    han = sum(_HAN.match(char) is not None for char in beyond)
    if len(beyond) < _FEWEST_BEYOND_ASCII or 2 * han < len(beyond):
        return False
    # GB18030 makes Han characters of nearly any bytes; those of a text are common ones.
    return encoding == "utf-8" or sum(char in _COMMON for char in beyond) >= _COMMON_SHARE * han


def _without_marks(
    text: str, pieces: list[Piece], raw: bytes, encoding: str, start: int
) -> tuple[str, list[Piece]]:
    """The text without marks at the beginning of lines, which become pieces without characters."""
    marks = [match.span() for match in _MARKS_INSIDE.finditer(text)]
    if not marks:
        return text, pieces
    offsets = Offsets(text, encoding, pieces, start, raw)
    found = [Piece(offsets.of(first), offsets.of(last), 0, None) for first, last in marks]
    # In a line of another encoding it is a character like others.
    inside = [
        mark
        for mark in found
        if not any(piece.start <= mark.start < piece.end for piece in pieces if piece.encoding)
    ]
    kept = {mark.start for mark in inside}
    parts, at = [], 0
    for (first, last), mark in zip(marks, found, strict=True):
        if mark.start in kept:
            parts.append(text[at:first])
            at = last
    return "".join([*parts, text[at:]]), sorted([*pieces, *inside])


class Offsets:
    """Offsets in the file of offsets in the text, asked for in rising order."""

    def __init__(
        self, text: str, encoding: str, pieces: list[Piece], start: int, raw: bytes
    ) -> None:
        self.text = text
        # Of each stretch in one encoding, where it begins in the text and in the file.
        self.stretches = [(0, start, encoding)]
        for piece in pieces:
            chars, byte, _ = self.stretches[-1]
            chars += len(raw[byte : piece.start].decode(encoding))
            if piece.encoding is not None:
                self.stretches.append((chars, piece.start, piece.encoding))
            self.stretches.append((chars + piece.chars, piece.end, encoding))
        self.place = 0
        self.char, self.byte, self.encoding = self.stretches[0]

    def of(self, offset: int) -> int:
        """The offset in the file; `encoding` is then that of what begins there."""
        while self.place + 1 < len(self.stretches) and self.stretches[self.place + 1][0] <= offset:
            self.place += 1
            self.char, self.byte, self.encoding = self.stretches[self.place]
        self.byte += len(self.text[self.char : offset].encode(self.encoding))
        self.char = offset
        return self.byte


def _utf16(raw: bytes) -> Decoded | None:
    """UTF-16 without a mark: ASCII and line ends put a zero into every other byte."""
    zeros = raw[0::2].count(0), raw[1::2].count(0)
    encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    decoded = repaired(raw, encoding)
    return None if decoded.bad or _is_binary(decoded.text) else decoded


def _chinese(raw: bytes) -> Decoded | None:
    """GB18030 or Big5, whichever yields the more of the commonest characters."""
    best, best_share = None, _COMMON_SHARE
    for encoding in ("gb18030", "big5hkscs"):
        decoded = repaired(raw, encoding, mend=True)
        han = _HAN.findall(decoded.text)
        if not han or len(decoded.bad) > _BAD_AT_MOST * len(han):
            continue
        share = sum(char in _COMMON for char in han) / len(han)
        if share > best_share:
            best, best_share = decoded, share
    return best


def _is_binary(text: str) -> bool:
    return len(_BINARY.findall(text[:10_000])) > _BINARY_SHARE * min(len(text), 10_000)
