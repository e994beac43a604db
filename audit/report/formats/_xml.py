"""Text that XML can hold."""

from __future__ import annotations

import regex

# XML 1.0, production 2 (Char), and the noncharacters that parsers refuse.
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def legal(text: str) -> str:
    """`text` with each character that XML 1.0 cannot hold as U+FFFD."""
    held: str = _ILLEGAL.sub("\ufffd", text)
    return held
