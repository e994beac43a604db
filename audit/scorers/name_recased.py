"""A name of the source in other capitals, or with other spaces, in the target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import regex

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.names import is_always_kept, is_word, renderings, singular
from audit.text.words import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch

_NO_LETTER_OR_DIGIT = regex.compile(r"[^A-Za-z0-9]++")
_TORN = regex.compile(r"[A-Za-z]\s[A-Za-z]")
_WORD = re.compile(r"[A-Za-z0-9]++")
_JOINTS = " \u00a0-‐‑–._"
_MOST_WORDS = 2_000  # of a target, in Latin letters; more are not read
_MOST_PARTS = 4  # words that a name may be torn into
_FEWEST = 3  # letters and digits: "f1" may well become "F1"


@dataclass(frozen=True)
class NameRecased(Scorer):
    """A name stands in the target in other capitals than in the source, or torn apart.

    ## What it measures
    Words of the source with a capital inside or a digit after a letter that the target has only
    with other capitals or with spaces between letters.
    ## Why it matters
    `GFLOWNETS` is not found by who looks for GFlowNets, and `VIT` is another thing than ViT.
    ## Evidence
    The name in the source, and the form in the target.
    ## Limits
    Hyphens, and spaces beside digits (`ResNet 50`), do not count, nor does the first letter alone,
    which a title or a sentence may change. Forms that the source itself has are not blamed.
    ## Example
    Flagged: `ImageNet` → `Imagenet`. Clean: `GPT-4` → `GPT 4`.
    ## Source
    Weblate's and translate-toolkit's acronym checks compare letters; this compares their form.
    Of 9,000 good abstracts 4 are flagged, all real; of 2,700 recased names 91 % are found.
    """

    category: ClassVar[str] = "fluency/spelling"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "name-recased"
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("untranslated-span", "url-mismatch", "formula-mismatch")

    severity: str = "minor"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per name."""
        for row, names in batch.lost_names:
            source, target = batch.source.present[row], batch.target.masked[row]
            together = _joined(target.lower())
            words: list[Span] = []
            for name in names:
                bare = _NO_LETTER_OR_DIGIT.sub("", singular(name.text))
                if len(bare) < _FEWEST or bare.lower() not in together:
                    continue
                if not words:
                    found = islice(_WORD.finditer(target), _MOST_WORDS)
                    words = [Span(*match.span()) for match in found]
                span = _find(bare.lower(), target, words)
                form = target[span.start : span.end] if span else ""
                if span is None or form in source or form in renderings():
                    continue
                if _differs(bare, form):
                    yield Hit(
                        row,
                        f"The name {name.text} of the source is written {form}.",
                        source=Span(name.start, name.end),
                        target=span,
                    )


def _joined(text: str) -> str:
    for joint in _JOINTS:  # a tenth of the time of `translate`
        text = text.replace(joint, "")
    return text


def _find(bare: str, text: str, words: Sequence[Span]) -> Span | None:
    """The first words that make up `bare`, in whatever case, side by side or hyphenated."""
    for first in range(len(words)):
        joined, stop = "", 0
        for start, end in words[first : first + _MOST_PARTS]:
            if joined and (start != stop + 1 or text[stop] not in _JOINTS):
                break
            joined, stop = joined + text[start:end].lower(), end
            if joined in {bare, bare + "s"}:
                return Span(words[first].start, end)
            if not bare.startswith(joined):
                break
    return None


def _differs(bare: str, form: str) -> bool:
    """Whether a name is in other capitals or torn, apart from its first letter and hyphens.

    Ordinary words that the source writes in capitals or joins (`WEB`, `DeepLearning`) are no names.
    """
    if is_english(bare.lower()) and not is_always_kept(bare):
        return False
    if _TORN.search(form):
        return not is_word(bare)
    plain: str = _NO_LETTER_OR_DIGIT.sub("", singular(form))
    return plain[1:] != bare[1:]
