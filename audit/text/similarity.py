"""Whether a segment is a copy of another."""

from __future__ import annotations

import unicodedata
from functools import cache

import rapidfuzz
import regex
from sacrebleu.metrics.chrf import CHRF

_NO_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")

# chrF of a copied source is 100, of an English text half left in the source 46 and more, of a
# translation at most 29 (18 injected faults on 10 abstracts); RULES.md asks for 90.
COPY_CHRF = 90.0
# rapidfuzz is 94 times faster than chrF; below this ratio chrF stays below COPY_CHRF.
_SUSPECT_RATIO = 80.0


def letters_of(text: str) -> str:
    """Letters and digits only, casefolded: what punctuation and spacing cannot hide."""
    return str(_NO_LETTERS.sub("", text)).casefold()


def copy_chrf(target: str, source: str) -> float | None:
    """Return chrF of `target` against `source` (0-100), or None if the two are plainly different.

    At or above `COPY_CHRF`, `target` is a copy. Equal letters give 100.

    Source:
        chrF2 of Popović 2015, sacrebleu's default.
    """
    if letters_of(target) == letters_of(source):
        return 100.0
    if rapidfuzz.fuzz.ratio(target, source, score_cutoff=_SUSPECT_RATIO) == 0:
        return None
    return float(_chrf().sentence_score(target, [source]).score)


@cache
def _chrf() -> CHRF:
    return CHRF()


def plain_letters(text: str) -> str:
    """`letters_of` a text whose full-width and compatibility forms are ordinary ones."""
    return letters_of(unicodedata.normalize("NFKC", text))


# Enough of a text to tell a version from another paper; the comparison is quadratic in it.
_COMPARED = 3_000  # characters


def likeness(left: str, right: str, at_least: float) -> float:
    """How alike two texts are in their first 3,000 characters, 0-100; 0 below `at_least`.

    Source:
        Indel similarity normalised by both lengths, rapidfuzz's `ratio`.
    """
    return rapidfuzz.fuzz.ratio(left[:_COMPARED], right[:_COMPARED], score_cutoff=at_least)
