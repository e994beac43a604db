"""Text in the cells of a CSV file: safe to open in a spreadsheet, and reversible.

A cell is one physical line: line ends and controls become visible signs. A cell that a spreadsheet
would take for a formula, or show as another number or a date, begins with an apostrophe.
`unescape(escape(text)) == text` for all text that is not cut.
"""

from __future__ import annotations

import re
import unicodedata

# The most that a cell of Excel holds, in UTF-16 units (Microsoft, Excel specifications and limits).
CELL_LIMIT = 32_767

# What makes a formula at the start of a cell (OWASP, CSV Injection), their full-width forms, `|`
# (DDE), and the apostrophe itself, so that one put in front can be told from one that was there.
_TRIGGERS = frozenset("=+-@|'\t\r\n\0＝＋－＠")

# What a spreadsheet shows as something else: numbers that lose a zero (an arXiv id) or a digit
# (Excel keeps 15: Microsoft KB Q66033), exponents, and what is taken for a date (gene, fraction).
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_ALTERED = re.compile(
    r"0\d+(?:\.\d*)?|\d+\.\d*0|[\d.]{17,}|\d+(?:\.\d+)?e[+-]?\d+"
    r"|\d{1,4}[-/:]\d{1,2}(?:[-/:]\d{1,4})?"
    rf"|{_MONTH}[-/ ]?\d{{1,4}}|\d{{1,4}}[-/ ]?{_MONTH}",
    re.IGNORECASE | re.ASCII,
)
_ALTERED_CHARS = 40  # and no more

# Controls but TAB, and the line ends of Unicode, as signs that show them.
_SIGNS = {code: chr(0x2400 + code) for code in range(0x20) if code != 0x09} | {
    0x0A: "⏎",  # U+23CE, the sign on the key, for the commonest of them
    0x7F: "␡",
    0x85: "␤",
    0x2028: "↲",
    0x2029: "⁋",
}
_LITERAL = "␦"  # U+2426 stands before a sign that stood in the text itself
_TO_CELL = _SIGNS | {ord(sign): _LITERAL + sign for sign in [*_SIGNS.values(), _LITERAL]}
_FROM_CELL = {sign: chr(code) for code, sign in _SIGNS.items()}
_SPECIAL = re.compile("[" + re.escape("".join(map(chr, _TO_CELL))) + "]")
_ANY_SIGN = re.escape("".join(_SIGNS.values()))
_SIGN_IN_CELL = re.compile(f"{_LITERAL}([{_ANY_SIGN}{_LITERAL}])|([{_ANY_SIGN}])")


def escape(text: str) -> str:
    """`text` as a cell."""
    cell = text.translate(_TO_CELL) if _SPECIAL.search(text) else text
    return f"'{cell}" if _is_trigger(text) or _is_altered(text) else cell


def unescape(cell: str) -> str:
    """The text that `escape` made `cell` of."""
    if cell.startswith("'"):
        cell = cell[1:]
    if _SIGN_IN_CELL.search(cell) is None:
        return cell
    text: str = _SIGN_IN_CELL.sub(lambda match: match[1] or _FROM_CELL[match[2]], cell)
    return text


def cut(cell: str, limit: int = CELL_LIMIT) -> str:
    """`cell` with at most `limit` UTF-16 units, the rest counted at its end."""
    if 2 * len(cell) <= limit:
        return cell
    units = _units(cell)
    if units <= limit:
        return cell
    room = limit - len(f"…[+{units} chars]")
    kept = cell[:room]
    while (over := _units(kept) - room) > 0:
        kept = kept[: -(over + 1) // 2]
    return f"{kept}…[+{len(cell) - len(kept)} chars]"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_trigger(text: str) -> bool:
    """Whether the first character that shows, or the very first, begins a formula."""
    for char in text:
        if char in _TRIGGERS:
            return True
        if not char.isspace() and unicodedata.category(char) != "Cf":
            return False
    return False


def _is_altered(text: str) -> bool:
    return len(text) <= _ALTERED_CHARS and _ALTERED.fullmatch(text.strip()) is not None
