"""Edits of a text, made in the bytes of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._decoding import repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.readers._base import Document
    from audit.writers._base import Edit


def applied(document: Document, edits: Sequence[Edit]) -> bytes | None:
    """The bytes of `document` with `edits` made, all others as they are, undecodable ones too.

    Edits do not overlap; those at one offset are made in the order given. None if the encoding has
    states or marks of its own in every part, so that the parts do not make the whole.
    """
    raw, text, encoding = document.raw, document.text, document.decoded.encoding
    offsets = _ByteOffsets(document)
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    parts: list[bytes] = []
    wanted: list[str] = []
    byte = char = 0
    for edit in ordered:
        start, end = offsets.of(edit.start), offsets.of(edit.end)
        parts += [raw[byte:start], edit.text.encode(encoding)]
        wanted += [text[char : edit.start], edit.text]
        byte, char = end, edit.end
    content = b"".join([*parts, raw[byte:]])
    after = repaired(content, encoding, document.decoded.start)
    return content if after.text == "".join([*wanted, text[char:]]) else None


class _ByteOffsets:
    """Offsets in the file of offsets in the text, asked for in rising order."""

    def __init__(self, document: Document) -> None:
        self.text, self.encoding, bad, first = document.decoded
        # Of each stretch without undecodable bytes, where it begins in the text and in the file.
        self.stretches = [(0, first)]
        for start, end in bad:
            chars, byte = self.stretches[-1]
            held = document.raw[byte:start].decode(self.encoding)
            self.stretches.append((chars + len(held) + 1, end))
        self.place = 0
        self.char, self.byte = self.stretches[0]

    def of(self, offset: int) -> int:
        while self.place + 1 < len(self.stretches) and self.stretches[self.place + 1][0] <= offset:
            self.place += 1
            self.char, self.byte = self.stretches[self.place]
        self.byte += len(self.text[self.char : offset].encode(self.encoding))
        self.char = offset
        return self.byte
