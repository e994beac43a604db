"""Edits of a text, made in the bytes of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._decoding import Offsets, repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.readers._base import Document
    from audit.writers._base import Edit


def applied(document: Document, edits: Sequence[Edit]) -> bytes | None:
    """The bytes of `document` with `edits` made, all others as they are, undecodable ones too.

    Edits do not overlap; those at one offset are made in the order given. None if the encoding has
    states or marks of its own in every part, so that the parts do not make the whole.
    """
    raw, text, decoded = document.raw, document.text, document.decoded
    offsets = Offsets(text, decoded.encoding, decoded.pieces, decoded.start, raw)
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    parts: list[bytes] = []
    wanted: list[str] = []
    byte = char = 0
    for edit in ordered:
        start, encoding = offsets.of(edit.start), offsets.encoding
        end = offsets.of(edit.end)
        parts += [raw[byte:start], edit.text.encode(encoding)]
        wanted += [text[char : edit.start], edit.text]
        byte, char = end, edit.end
    content = b"".join([*parts, raw[byte:]])
    mend = document.encoding is None
    after = repaired(content, decoded.encoding, decoded.start, mend=mend)
    return content if after.text == "".join([*wanted, text[char:]]) else None
