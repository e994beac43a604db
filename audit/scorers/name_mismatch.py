"""A name of the source is changed, replaced or lost in the target, or the target adds one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import regex
from rapidfuzz.distance import OSA

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.apart import DIGITS, LETTERS, stands_apart
from audit.text.endings import Ending
from audit.text.initials import has_parts, is_spelled_out, words_of
from audit.text.names import (
    Name,
    fold,
    holds,
    is_defined,
    is_distinctive,
    is_measure,
    is_rendered,
    is_word,
    may_be_translated,
    singular,
    unglued,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch

_LATIN_WORD = re.compile(r"[A-Za-z0-9]{2,}+(?:[-‐‑–][0-9]++(?:\.[0-9]++)*(?![A-Za-z0-9]|\.[0-9]))?")
_JOINTS = "-‐‑–."
_PART = re.compile(r"[A-Za-z0-9]+")
_LETTERS_AND_DIGITS = LETTERS | DIGITS
_CHARS_READ = 50_000  # of either side; a hundred abstracts
_MOST_WORDS = 500  # of a target; more are not compared with the names
_LONGEST = 60  # characters of a word
_DIGITS = regex.compile(r"\d++")
_MOST_NEW = 20  # names of a target that are looked for among the words of the source
_MOST_LOST = 50
# What an author's own command stands for, a translator may know.
_MACRO = regex.compile(
    r"\\(?:our|my|method|model|name|sys|tool|framework|approach|data)", regex.IGNORECASE
)
_OPENERS = frozenset("(（[")
_WHOLE = {Ending.MARK, Ending.ASIDE}


class _Row(NamedTuple):
    row: int
    source: str  # what is read of it
    target: str  # masked
    simplified: str  # the target in Simplified characters


@dataclass(frozen=True)
class NameMismatch(Scorer):
    """A name of the source stands in the target in other letters, as another name, or not at all.

    ## What it measures
    Words of the source with a capital inside or a digit after a letter (`BERT`, `mT5`, `ResNet-50`)
    that the target lacks even if case, hyphens and the plural's s do not count, and such words of
    the target that the source lacks, as initials too: `LLM` is large language models. One edit in
    four letters, or another number, is a changed name (`measured` is the edits); two names at about
    the same place are one for the other.
    ## Why it matters
    A name with a wrong letter is found nowhere; another number is another model.
    ## Evidence
    The name in the source, and what stands for it in the target.
    ## Limits
    Acronyms all in capitals are called lost only where another name stands for them or Chinese
    always keeps them; their usual renderings (`AI` → `人工智能`) are in `audit/text/acronyms.tsv`.
    Acronyms that either side explains in brackets may be missing from the other. Names that only
    the target has are not told where the source is cut or holds an author's own command for a name.
    Numbers of Rome, units and `AutoEncoder` are words, and so is a lost name of which the target
    translates a word, spells the sound or keeps a part: `GenAI`, `LeBron`, `ATPase`.
    ## Example
    Flagged: `GFlowNets` → `GFLowMets`, `GPT-4` → `GPT-3`, `GNN` → `AlexNet`. Clean: `LLMs` → `LLM`,
    `USA` → `美国`.
    ## Source
    translate-toolkit's acronyms and Weblate's placeholders, made for running text. All findings of
    28,000 good pairs and 1,173 of an older service were read: of 29 in abstracts 25 are right, of
    13 in the older service's 12, of 8 in news, talk and titles 6, of 21 in 7,000 machine-translated
    sentences 18. Of 1,200 names with a wrong, swapped or other figure or letter 97 % are found, of
    1,500 replaced by another name 93 %.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    judges: ClassVar[tuple[str | None, str | None]] = ("en", "zh")
    mirror: ClassVar[str | None] = "name-mismatch"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "term-mistranslated",
        "url-mismatch",
        "citation-mismatch",
        "untranslated-span",
        "added-text",
    )

    severity: str = "minor"
    confidence: float = 0.6
    changed_confidence: float = 0.95  # of a changed name, 0-1
    replaced_confidence: float = 0.9  # of a name that is quite another, 0-1
    new_confidence: float = 0.7  # of a name that only the target has, 0-1
    letters_per_edit: int = 4  # letters; a changed name has at most one edit in so many, and one
    fewest_letters: int = 3  # letters and digits; shorter names are not compared with others
    reach: float = 0.5  # of a text, 0-1; names that far apart do not stand for each other
    cut_at: int = 1000  # code points at which feeds cut a source
    title: int = 200  # code points; a longer source without an end mark is cut

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per name."""
        lost_names, new_names = dict(batch.lost_names), dict(batch.new_names)
        for row in sorted({*lost_names, *new_names}):
            source = batch.source.present[row][:_CHARS_READ]
            target = batch.target.masked[row][:_CHARS_READ]
            lower = target.lower()
            names = [name for name in lost_names.get(row, ()) if not _is_in(lower, name)]
            new = self._new(new_names.get(row, ()), source)
            if not names and not new:
                continue
            words = _latin_words(target)[:_MOST_WORDS] if names else []
            distinctive = any(is_distinctive(name.text) for name in names)
            if not (new or distinctive or _has_strange(words, source)):
                continue
            folded = fold(target)
            lost = [name for name in names if not _is_kept(name, source, folded)]
            if lost or new:
                added = new if self._is_whole(source, batch.source.endings[row]) else []
                yield from self._hits(
                    _Row(row, source, target, batch.target.simplified[row]), lost, added, words
                )

    def _is_whole(self, source: str, ending: Ending | None) -> bool:
        """Whether nothing shows that a feed cut `source`, so that its names are not all known."""
        if len(source) in {self.cut_at, _CHARS_READ}:
            return False
        return ending in _WHOLE or len(source) < self.title

    def _hits(
        self, at: _Row, lost: Sequence[Name], added: Sequence[Name], words: Sequence[Name]
    ) -> Iterator[Hit]:
        own = _plain_words(at.source) if lost else set()
        others = [word for word in words if not {fold(word.text), _plain(word.text)} & own]
        joined = fold(at.source) if lost else ""
        left = []
        told: set[Name] = set()
        for name in lost:
            other, edits = self._changed(name, others)
            if other is not None and not _is_piece(other, name, joined):
                told.add(other)
                yield _replaced(at.row, name, other, self.changed_confidence, edits)
            else:
                left.append(name)
        added = [name for name in added if all(name.text != other.text for other in told)]
        for name, other in self._side_by_side(at, left, added):
            left.remove(name)
            added.remove(other)
            yield _replaced(at.row, name, other, self.replaced_confidence)
        for name in left:
            bare = unglued(name.text)
            if (
                is_distinctive(name.text)
                and (bare == name.text or is_distinctive(bare))
                and not is_rendered(bare, at.simplified)
                and not is_defined(name.text, at.source)
                and self._changed(name, words)[0] is None  # else the source writes it in two ways
                and not may_be_translated(name.text, at.source, at.simplified)
            ):
                yield Hit(
                    at.row,
                    f"The name {name.text} of the source is not in the target.",
                    source=Span(name.start, name.end),
                )
        words = _latin_words(at.source)[:_MOST_WORDS] if added else []
        known = [word for word in words if not word.text.islower()]
        for name in added:
            original, edits = self._changed(name, known)
            if original is not None:
                yield _replaced(at.row, original, name, self.changed_confidence, edits)
            elif not _is_in_brackets(name, at.target) and not _MACRO.search(at.source):
                yield Hit(
                    at.row,
                    f"The name {name.text} of the target is not in the source.",
                    target=Span(name.start, name.end),
                    confidence=self.new_confidence,
                )

    def _new(self, names: Sequence[Name], source: str) -> list[Name]:
        """Those of `names` that the source has in no spelling, and not in words either."""
        if not names:
            return []
        folded = fold(source)
        missing = [
            name
            for name in names
            if len(name.text) >= self.fewest_letters
            and not is_measure(name.text)
            and not holds(folded, _plain(name.text))
        ][:_MOST_NEW]
        words = words_of(source) if missing else []
        return [
            name
            for name in missing
            if not is_spelled_out(name.text, words) and not has_parts(name.text, words)
        ]

    def _side_by_side(
        self, at: _Row, lost: Sequence[Name], added: Sequence[Name]
    ) -> list[tuple[Name, Name]]:
        """Names of the source and the target at about the same place, each in one pair at most."""
        near = sorted(
            (abs(name.start / len(at.source) - other.start / len(at.target)), name, other)
            for other in added
            for name in lost[:_MOST_LOST]
            if not _is_in_brackets(other, at.target) or is_defined(name.text, at.source)
        )
        pairs: list[tuple[Name, Name]] = []
        for distance, name, other in near:
            free = all(name != one and other != two for one, two in pairs)
            if free and distance <= self.reach:
                pairs.append((name, other))
        return pairs

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


def _replaced(
    row: int, name: Name, other: Name, confidence: float, edits: int | None = None
) -> Hit:
    return Hit(
        row,
        f"The source has {name.text}, the target {other.text}.",
        source=Span(name.start, name.end),
        target=Span(other.start, other.end),
        measured=edits,
        confidence=confidence,
    )


def _has_strange(words: Sequence[Name], source: str) -> bool:
    """Whether a part of the `words` of a target is no word of its source."""
    parts = {part for word in words for part in _PART.findall(word.text)}
    return not all(stands_apart(part, source, _LETTERS_AND_DIGITS) for part in parts)


def _is_in(lower: str, name: Name) -> bool:
    """Whether text in lower case has `name`, at first sight."""
    bare = singular(name.text).lower()
    return bare in lower and not bare[-1].isdigit()


def _is_kept(name: Name, source: str, folded: str) -> bool:
    """Whether the folded target has `name`, or it is no name."""
    if holds(folded, _plain(name.text)) or is_word(name.text):
        return True
    if source[name.start - 1 : name.start] in {"{", "\\", "_", "@", "#"}:
        return True
    bare = unglued(name.text)
    return bare != name.text and (fold(bare) in folded or bare.isdigit() or bare.istitle())


def _is_in_brackets(name: Name, text: str) -> bool:
    return text[max(name.start - 2, 0) : name.start].rstrip()[-1:] in _OPENERS


def _is_piece(other: Name, name: Name, source: str) -> bool:
    """Whether the folded source has the word in two parts, not only inside `name`."""
    word = _plain(other.text)
    return word in source and word not in fold(name.text)


def _plain(name: str) -> str:
    return fold(singular(name))


def _plain_words(text: str) -> set[str]:
    """The words of `text` in Latin letters, with and without hyphens and the plural's s, folded."""
    lower = joined = text.lower()
    for joint in _JOINTS:  # a tenth of the time of `translate`
        joined = joined.replace(joint, "")
    words = {*_PART.findall(lower), *_PART.findall(joined)}
    return words | {word[:-1] for word in words if word[-1] == "s"}


def _is_number(word: str) -> bool:
    return word.upper() == word.lower()


def _latin_words(text: str) -> list[Name]:
    found = (Name(match.group(), *match.span()) for match in _LATIN_WORD.finditer(text))
    return [word for word in found if len(word.text) <= _LONGEST and not _is_number(word.text)]
