"""A sentence stands twice in the target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

import regex
from rapidfuzz.fuzz import ratio

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.repeated_clauses import may_repeat_clauses, repeated_clauses, says_again
from audit.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.scorers._base import Batch

_NO_WORD = regex.compile(r"[^\p{L}\p{N}]++")
_HAN = regex.compile(r"\p{Han}")
_SAME_END = 6  # characters: sentences that begin or end alike are compared
_DOT = re.compile(r"\.(?![0-9])")  # a full stop, or that of a shortened word
_FIRST, _BEGIN, _END = map(itemgetter, (slice(1), slice(_SAME_END), slice(-_SAME_END, None)))
# What after a 。 ends a sentence with it; "" is another 。.
_NOT_ALONE = frozenset("\"'”’»)]}）］｝】」』〉》.") | {""}
# With so many words in a row twice in the source, so near to each other, the target may say a
# clause twice: at once, or later on. So 5 % of abstracts have three.
_SOURCE_SAYS = {True: (3, 8), False: (4, None)}
_MOST_SENTENCES = 100  # of a source; more are not compared with each other


@dataclass(frozen=True)
class RepeatedSentence(Scorer):
    """The target says a sentence or a clause again that the source says once.

    ## What it measures
    How alike a sentence of the target is to an earlier one, letters and digits only (`measured`,
    0-100, against `similarity`). Clauses between commas, semicolons and colons are repeated where
    they are the same: from `clause_han` Chinese characters on right after themselves, from
    `far_clause_han` on anywhere.
    ## Why it matters
    A sentence that is translated twice stands where another should, or swells the text.
    ## Evidence
    The repeated sentences, neighbours as one span.
    ## Limits
    Sentences of fewer than `han` Chinese characters are not compared, nor is a target whose source
    has two sentences that are much alike; clauses are not where the source has three words in a
    row twice within 8 words, or, if the clauses are apart, four words anywhere. Without a source
    only exact repetition counts.
    ## Example
    Flagged: the last sentence of the abstract again, `专家检查了记录，专家检查了记录。`.
    Clean: `结果见表1。` for each table, `等一下，等一下`.
    ## Source
    OpusFilter and datatrove drop texts by their share of duplicate lines; here each is shown.
    Of 9,000 good abstracts none is flagged; of 2,900 with a sentence repeated elsewhere, as it was
    or with a character less, 99.6 % are. Of 14,000 good abstracts and general sentences no clause
    is flagged; of 13,000 machine translations four are, and all four say it twice. Of 5,782 texts
    with a clause repeated at once 97 % are found.
    """

    category: ClassVar[str] = "accuracy/addition"
    judges: ClassVar[tuple[str | None, str | None]] = (None, "zh")
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("repetition",)

    severity: str = "major"
    confidence: float = 0.95
    similarity: float = 92.0  # rapidfuzz ratio, 0-100; from here on sentences are the same
    source_similarity: float = 75.0  # 0-100; from here on the source says nearly the same twice
    han: int = 10  # Chinese characters of a sentence, at least
    clause_han: int = 5  # Chinese characters of a clause that is repeated at once, at least
    far_clause_han: int = 14  # Chinese characters of a clause that is repeated later on, at least

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per run of repeated sentences; where there is none, per run of clauses."""
        for row, target in enumerate(batch.target.present):
            if batch.target.languages[row] != "zh":
                continue
            hits = self._sentences(batch, row, target) if _may_repeat(target) else []
            if hits:
                yield from hits
            elif may_repeat_clauses(target):
                yield from self._clauses(row, target, batch.source.present[row])

    def _sentences(self, batch: Batch, row: int, target: str) -> list[Hit]:
        """One hit per run of repeated sentences."""
        spans, source = batch.target.sentences[row], batch.source.texts[row]
        if not _are_alike(target, spans):
            return []
        limit = self.similarity if source else 100.0
        repeated = list(self._repeated(target, spans, limit))
        if not repeated or (source and self._is_in(source, batch.source.languages[row])):
            return []
        return [
            Hit(
                row,
                "The target says this twice.",
                target=Span(spans[first].start, spans[last].end),
                measured=alike,
                limit=self.similarity,
            )
            for first, last, alike in _runs(repeated)
        ]

    def _clauses(self, row: int, target: str, source: str) -> Iterator[Hit]:
        """One hit per run of repeated clauses."""
        found = [
            repeat
            for repeat in repeated_clauses(target)
            if repeat.han >= (self.clause_han if repeat.at_once else self.far_clause_han)
        ]
        kinds = {repeat.at_once for repeat in found}
        kept = {at_once for at_once in kinds if not says_again(source, *_SOURCE_SAYS[at_once])}
        for repeat in found:
            if repeat.at_once in kept:
                yield Hit(
                    row,
                    "The target says this twice.",
                    target=repeat.span,
                    measured=100.0,
                    limit=self.similarity,
                )

    def _repeated(
        self, text: str, spans: Sequence[Span], limit: float
    ) -> Iterator[tuple[int, float]]:
        """The numbers of sentences that stood before, and how alike the two are."""
        seen: dict[str, str] = {}
        for number, (start, end) in enumerate(spans):
            if end - start < self.han:
                continue
            words = _NO_WORD.sub("", text[start:end])
            ends = words[:_SAME_END], words[-_SAME_END:] + "\0"
            alike = max(
                (ratio(words, seen[part], score_cutoff=limit) for part in ends if part in seen),
                default=0.0,
            )
            if alike >= limit and len(_HAN.findall(words)) >= self.han:
                yield number, alike
            seen.update(dict.fromkeys(ends, words))

    def _is_in(self, source: str, lang: str | None) -> bool:
        """Whether the source says nearly the same twice."""
        sentences = [source[start:end].casefold() for start, end in split(source, lang)]
        return any(
            ratio(sentence, other, score_cutoff=self.source_similarity)
            for number, sentence in enumerate(sentences[:_MOST_SENTENCES])
            for other in sentences[:number]
        )


def _may_repeat(text: str) -> bool:
    """Whether two sentences may begin or end alike: a first look, 2 µs instead of 13."""
    if _ends_otherwise(text):
        return True
    parts = text.strip()[:-1].split("。")
    if not _NOT_ALONE.isdisjoint(map(_FIRST, parts)):
        return True
    begins = set(map(_BEGIN, map(str.lstrip, parts)))
    return len(begins) < len(parts) or len(set(map(_END, parts))) < len(parts)


def _ends_otherwise(text: str) -> bool:
    """Whether something else than a 。 may end a sentence; spelled out, faster than any pattern."""
    return (
        "\n" in text
        or "？" in text
        or "！" in text
        or "…" in text
        or "?" in text
        or "!" in text
        or "｡" in text
        or "．" in text
        or _DOT.search(text) is not None
    )


def _are_alike(text: str, spans: Sequence[Span]) -> bool:
    """Whether two sentences begin or end alike."""
    longer = [span for span in spans if span.end - span.start > _SAME_END]
    begins = {text[start : start + _SAME_END] for start, _ in longer}
    ends = {text[end - 1 - _SAME_END : end - 1] for _, end in longer}
    return len(begins) < len(longer) or len(ends) < len(longer)


def _runs(repeated: Sequence[tuple[int, float]]) -> Iterator[tuple[int, int, float]]:
    """Neighbouring sentences as (first, last, least alike)."""
    first, last, alike = repeated[0][0], repeated[0][0], repeated[0][1]
    for number, score in repeated[1:]:
        if number > last + 1:
            yield first, last, alike
            first, alike = number, score
        last, alike = number, min(alike, score)
    yield first, last, alike
