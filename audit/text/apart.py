"""Whether a word stands in a text by itself.

A pattern for each word that is looked for takes longer to compile than to search a hundred texts.
"""

from __future__ import annotations

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def stands_apart(
    word: str, text: str, beside: frozenset[str], before: frozenset[str] = frozenset()
) -> bool:
    """Whether `text` has `word`, and there nothing of `beside` touches it.

    Args:
        word: Not empty.
        text: Any text.
        beside: Characters that neither precede nor follow it.
        before: Characters that do not precede it either.
    """
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        preceding, following = text[max(start - 1, 0) : start], text[end : end + 1]
        if not (preceding in beside or preceding in before or following in beside):
            return True
        start = text.find(word, start + 1)
    return False
