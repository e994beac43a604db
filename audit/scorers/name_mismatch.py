"""A name of the source is changed or lost in the target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import regex
from rapidfuzz.distance import OSA

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.names import (
    Name,
    fold,
    holds,
    is_defined,
    is_distinctive,
    is_rendered,
    is_word,
    singular,
    unglued,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch

_LATIN_WORD = re.compile(r"[A-Za-z0-9]{2,}+(?:[-‐‑–][0-9]++(?:\.[0-9]++)*+(?![A-Za-z0-9]))?+")
_NO_JOINTS = str.maketrans(dict.fromkeys("-‐‑–.", ""))
_PART = re.compile(r"[A-Za-z0-9]+")
_CHARS_READ = 50_000  # of either side; a hundred abstracts
_MOST_WORDS = 500  # of a target; more are not compared with the names
_LONGEST = 60  # characters of a word
_DIGITS = regex.compile(r"\d++")


@dataclass(frozen=True)
class NameMismatch(Scorer):
    """A name of the source stands in the target in other letters, or not at all.

    ## What it measures
    Words of the source with a capital inside or a digit after a letter (`BERT`, `mT5`, `ResNet-50`)
    that the target lacks even if case, hyphens and the plural's s do not count. Where a word of the
    target that the source lacks is one edit in four letters away, or differs in its number, the
    name is changed (`measured` is the edits).
    ## Why it matters
    A name with a wrong letter is found nowhere; another number is another model.
    ## Evidence
    The name in the source, and what stands for it in the target.
    ## Limits
    Acronyms all in capitals are called lost only where Chinese always keeps them; their usual
    renderings (`AI` → `人工智能`) are in `audit/text/acronyms.tsv`. Acronyms that the source
    explains in brackets may be spelled out. Numbers of Rome, units and `AutoEncoder` are words.
    ## Example
    Flagged: `GFlowNets` → `GFLowMets`, `GPT-4` → `GPT-3`. Clean: `LLMs` → `LLM`, `USA` → `美国`.
    ## Source
    translate-toolkit's acronyms and Weblate's placeholders, made for running text. Of 9,000 good
    abstracts 0.4 % are flagged: 4 of 4 changed names and 6 of 10 lost ones are real. Of 1,200 names
    with a wrong, swapped or other figure or letter 97 % are found.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "known-mistranslation",
        "url-mismatch",
        "citation-mismatch",
        "untranslated-span",
    )

    severity: str = "minor"
    confidence: float = 0.6
    changed_confidence: float = 0.95  # of a changed name, 0-1
    letters_per_edit: int = 4  # letters; a changed name has at most one edit in so many, and one
    fewest_letters: int = 3  # letters and digits; shorter names are not compared with others

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per name."""
        for row, names in batch.lost_names:
            source = batch.source.present[row][:_CHARS_READ]
            target = batch.target.masked[row][:_CHARS_READ]
            words = _latin_words(target)[:_MOST_WORDS]
            own = set(_PART.findall(source))
            strange = any(part not in own for word in words for part in _PART.findall(word.text))
            if not strange and not any(is_distinctive(name.text) for name in names):
                continue
            folded = fold(target)
            lost = [name for name in names if not _is_kept(name, source, folded)]
            if lost:
                yield from self._hits(row, lost, source, target, words)

    def _hits(
        self, row: int, lost: Sequence[Name], source: str, target: str, words: Sequence[Name]
    ) -> Iterator[Hit]:
        own = _plain_words(source)
        others = [word for word in words if not {fold(word.text), _plain(word.text)} & own]
        joined = fold(source)
        for name in lost:
            other, edits = self._changed(name, others)
            if other is not None and not _is_piece(other, name, joined):
                yield Hit(
                    row,
                    f"The name {name.text} of the source is {other.text} in the target.",
                    source=Span(name.start, name.end),
                    target=Span(other.start, other.end),
                    measured=edits,
                    confidence=self.changed_confidence,
                )
            elif (
                is_distinctive(name.text)
                and not is_rendered(name.text, target)
                and not is_defined(name.text, source)
                and self._changed(name, words)[0] is None  # else the source writes it in two ways
            ):
                yield Hit(
                    row,
                    f"The name {name.text} of the source is not in the target.",
                    source=Span(name.start, name.end),
                )

    def _changed(self, name: Name, others: Sequence[Name]) -> tuple[Name | None, int]:
        """The word of the target that stands for `name`, if it is like it, and the edits."""
        bare = _plain(name.text)
        best: tuple[Name | None, int] = (None, max(1, len(bare) // self.letters_per_edit) + 1)
        if len(bare) < self.fewest_letters:
            return None, 0
        stem = _DIGITS.sub("#", bare)
        for other in others:
            word = _plain(other.text)
            if stem != bare and _DIGITS.sub("#", word) == stem:
                return other, OSA.distance(bare, word)
            edits = OSA.distance(bare, word, score_cutoff=best[1] - 1)
            if edits < best[1]:
                best = other, edits
        return best


def _is_kept(name: Name, source: str, folded: str) -> bool:
    """Whether the folded target has `name`, or it is no name."""
    if holds(folded, _plain(name.text)) or is_word(name.text):
        return True
    if source[name.start - 1 : name.start] in {"{", "\\", "_", "@", "#"}:
        return True
    bare = unglued(name.text)
    return bare != name.text and (fold(bare) in folded or bare.isdigit() or bare.istitle())


def _is_piece(other: Name, name: Name, source: str) -> bool:
    """Whether the folded source has the word in two parts, not only inside `name`."""
    word = _plain(other.text)
    return word in source and word not in fold(name.text)


def _plain(name: str) -> str:
    return fold(singular(name))


def _plain_words(text: str) -> set[str]:
    """The words of `text` in Latin letters, with and without hyphens and the plural's s, folded."""
    lower = text.lower()
    words = {*_PART.findall(lower), *_PART.findall(lower.translate(_NO_JOINTS))}
    return words | {word[:-1] for word in words if word[-1] == "s"}


def _is_number(word: str) -> bool:
    return word.upper() == word.lower()


def _latin_words(text: str) -> list[Name]:
    found = (Name(match.group(), *match.span()) for match in _LATIN_WORD.finditer(text))
    return [word for word in found if len(word.text) <= _LONGEST and not _is_number(word.text)]
