"""Why two texts are a pair: the terms that both have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.coverage import shared
from audit.text.lexicon import lexicon
from audit.text.terms import Terms, Vocabulary, source_terms, target_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class SharedTerm(NamedTuple):
    """A term of a target that its source has as well."""

    term: str  # a word of the target; of what is in Latin letters and digits, the stem
    stems: tuple[str, ...]  # of the words in the source that it may stand for
    weight: float  # nats: how unlikely it is that the source has it by accident

    def __str__(self) -> str:
        return f"{self.term}={'/'.join(self.stems)}:{self.weight:.2f}"


def shared_terms(
    sources: Sequence[str], targets: Sequence[str]
) -> Iterator[tuple[SharedTerm, ...]]:
    """The terms that `sources[k]` and `targets[k]` share, for every k.

    Args:
        sources: n texts in Latin script.
        targets: n texts in Chinese.

    Yields:
        n tuples, the weightiest term first. The content pass weighs the very same terms, together
        with those that are not shared and with where they stand.

    Source:
        `audit.text.coverage.shared`.
    """
    vocabulary = Vocabulary.of(lexicon())
    source, target = source_terms(sources, vocabulary), target_terms(targets, vocabulary)
    words, stems = list(vocabulary.lexicon.words), list(vocabulary.stems)
    for k in range(len(sources)):
        if source.bounds[k] == source.bounds[k + 1] or target.bounds[k] == target.bounds[k + 1]:
            yield ()
            continue
        found = shared(_only(source, k), _only(target, k), vocabulary)
        terms = [
            SharedTerm(
                words[term] if term < len(words) else stems[term - len(words)],
                tuple(sorted(stems[number] for number in of_term)),
                weight,
            )
            for term, of_term, weight in found
        ]
        # By name where weights are equal: the numbers of terms depend on the other texts.
        yield tuple(sorted(terms, key=lambda term: (-term.weight, term.term)))


def _only(terms: Terms, k: int) -> Terms:
    """The terms of text k alone."""
    start, end = terms.bounds[k : k + 2]
    return Terms(
        terms.ids[start:end],
        terms.offsets[start:end],
        np.array([0, end - start], np.int64),
        terms.chars[k : k + 1],
    )
