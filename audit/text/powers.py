"""Powers that have lost their exponent's place: 10⁻⁴ that has become 10-4."""

from __future__ import annotations

import regex

from audit.schema import Span

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A negative power in every notation: 10⁻⁴, 10^-4, 10^{-4}, 10^(-4), $10^{-4}$, 10<sup>-4</sup>.
_NEGATIVE = regex.compile(
    r"(?<![0-9.])(?P<base>[0-9]{1,3})(?:\$?\^\$?[{(]?[-−–](?P<power>[0-9]{1,2})[)}]?"
    r"|⁻(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|<sup>[-−–](?P<power>[0-9]{1,2})</sup>)"
)
_FLAT = regex.compile(r"(?<![0-9.^-])(?P<base>[0-9]{1,3})[-−–](?P<power>[0-9]{1,2})(?![0-9])")


def flattened_powers(source: str, target: str) -> list[tuple[Span, Span]]:
    """Negative powers of the source that the target writes in one line, with both spans.

    None where either side has it in both ways, or the source has it in one line too.
    """
    if "^" not in source and "⁻" not in source and "<sup>" not in source:
        return []
    ours = {_key(match): Span(*match.span()) for match in _NEGATIVE.finditer(source)}
    if not ours:
        return []
    kept = {_key(match) for match in _NEGATIVE.finditer(target)}
    kept |= {_key(match) for match in _FLAT.finditer(source)}
    theirs = {_key(match): Span(*match.span()) for match in _FLAT.finditer(target)}
    return [(ours[key], theirs[key]) for key in ours if key in theirs and key not in kept]


def _key(match: regex.Match[str]) -> tuple[int, int]:
    return int(match["base"]), int(match["power"].translate(_SUPERSCRIPTS))
