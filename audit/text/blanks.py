"""Text that holds nothing."""

from __future__ import annotations

import regex

# White space, controls, format characters (zero-width, byte order mark, soft hyphen), variation
# selectors, and the letters that Unicode defines to be empty.
_NOTHING = regex.compile(r"[\s\p{C}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0\u2800\u034F]*+")

# What programs and people write where they have nothing; as the whole field only. More question
# marks than three are characters that an encoding lacked.
_PLACEHOLDER = regex.compile(
    r"n/?\.?a\.?|none|null|nil|nan|undefined|tbd|empty|blank|#n/a|&nbsp;|<br ?/?>"
    r"|[-–—―_.…·*/\\]+|[?？]{1,3}",
    regex.IGNORECASE,
)
_BRACKETS = "()（）[]【】<>《》{}\"'“”"


def is_blank(text: str) -> bool:
    """Whether `text` shows nothing: empty, white space, zero-width or empty characters."""
    first = text[:1]
    if "!" <= first <= "~" or "\u4e00" <= first <= "\u9fff":  # most texts, at a fifth of the cost
        return False
    return _NOTHING.fullmatch(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether all of `text` is a sign for nothing: `-`, `N/A`, `None`, `(null)`, `…`."""
    if len(text) > 40:
        return False
    bare = text.strip().strip(_BRACKETS).strip()
    return _PLACEHOLDER.fullmatch(bare) is not None


def holds_nothing(target: str, source: str | None) -> bool:
    """Whether a target is blank, or a placeholder that does not stand for one in the source."""
    return is_blank(target) or (is_placeholder(target) and not is_placeholder(source or ""))
