"""Blanking out what is written alike in every language, so that what is left is language."""

from __future__ import annotations

import regex

# Each pattern reads its text once: no pattern can start again inside a run that it has refused.
_URL = r"(?:https?|ftp)://[!-~]++|(?<![\w.])www\.[!-~]++"
_EMAIL = r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,8}+"
_DOI = r"(?<![\w.])10\.\d{4,9}/[!-~]++"
# An arXiv listing's tag on a title: "(arXiv:2210.04882v3 [cs.LG] UPDATED)", also half translated.
_LISTING = (
    r"[(（]?\s?arXiv\s?[:：]\s?\d{4}\.\d{4,5}(?:v\d{1,3})?"
    r"(?:\s?\[[\w.-]{1,20}\])?\s?(?:UPDATED|CROSS LISTED|已更新|更新)?\s?[)）]?"
)
_FORMULA = r"\$\$[^$]{1,2000}\$\$|\$[^$\n]{1,400}\$|\\\([^\n]{1,400}?\\\)|\\\[[^\n]{1,400}?\\\]"
_COMMAND = r"\\[A-Za-z]{1,30}+"
_HASHTAG = r"(?<!\w)[#@][\w./-]++"
# Identifiers, file names, versions: a word with a digit, an underscore, a dot or a slash inside.
_CODE = r"(?<![\w.-])\w{0,40}[A-Za-z]\w{0,40}[_./]\w{1,40}[\w./-]*+"

_SAME_EVERYWHERE = regex.compile(
    "|".join((_LISTING, _URL, _EMAIL, _DOI, _FORMULA, _COMMAND, _HASHTAG, _CODE)),
    regex.IGNORECASE,
)


def mask(text: str) -> str:
    """`text` with URLs, e-mails, DOIs, listing tags, formulae, commands, hashtags and code blank.

    The result has the length of `text`: every masked character is a space, so offsets hold.
    """
    masked: str = _SAME_EVERYWHERE.sub(lambda match: " " * len(match.group()), text)
    return masked
