"""Optional: what the pairs of a run teach about the words of its topics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from audit.text.information import stem_weights
from audit.text.lexicon import lexicon
from audit.text.terms import Vocabulary, source_terms, target_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.text.lexicon import Lexicon
    from audit.text.terms import Terms

_FEWEST_PAIRS = 200  # below, chance teaches more than the pairs do
_FEWEST_TOGETHER = 3  # pairs in which a word and a stem stand together
_DICE = 0.5  # from here on they stand for each other: more often together than apart
_LEAST_WEIGHT = 3.0  # nats of a stem; commoner ones stand beside everything


def learned(pairs: Sequence[tuple[str, str]]) -> Lexicon | None:
    """The lexicon with glosses that `pairs` of sources and targets bear out.

    Returns:
        None if there are fewer than 200 pairs. What a stem weighs stays as it was, so that scores
        keep their meaning.

    Source:
        Dice coefficient of co-occurrence (Smadja et al. 1996).
    """
    if len(pairs) < _FEWEST_PAIRS:
        return None
    known = lexicon()
    vocabulary = Vocabulary.of(known)
    source = source_terms([one for one, _ in pairs], vocabulary)
    target = target_terms([other for _, other in pairs], vocabulary)
    stems = _presence(source, len(vocabulary.stems))
    words = csr_array(_presence(target, vocabulary.words + len(vocabulary.stems)))
    words = csr_array(words[:, : vocabulary.words])
    together = csr_array(words.T @ stems).tocoo()
    with_word = np.bincount(words.indices, minlength=vocabulary.words)[together.row]
    with_stem = np.bincount(stems.indices, minlength=len(vocabulary.stems))[together.col]
    dice = 2 * together.data / (with_word + with_stem)
    weights = stem_weights(vocabulary)[together.col]
    good = (together.data >= _FEWEST_TOGETHER) & (dice >= _DICE) & (weights >= _LEAST_WEIGHT)
    return _extended(known, vocabulary, together.row[good], together.col[good], dice[good])


def _presence(terms: Terms, width: int) -> csr_array:
    """1 where a text has a term; shape (texts, width)."""
    matrix = csr_array(
        (np.ones(len(terms.ids)), terms.ids, terms.bounds),
        shape=(len(terms.chars), width),
        copy=True,
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _extended(
    known: Lexicon,
    vocabulary: Vocabulary,
    words: NDArray[np.int64],
    stems: NDArray[np.int64],
    strengths: NDArray[np.float64],
) -> Lexicon:
    """`known` with more glosses; where it has one already, the stronger counts."""
    shape = (len(known.words), len(vocabulary.stems))
    old = csr_array((known.data, known.indices, known.indptr), shape=shape)
    new = csr_array((strengths.astype(np.float32), (words, stems)), shape=shape)
    both = csr_array(old.maximum(new))
    both.sort_indices()
    glossed = np.zeros(shape[1], np.int64)
    glossed[: len(known.glossed)] = known.glossed
    return replace(
        known,
        stems=dict(vocabulary.stems),
        indptr=both.indptr.astype(np.int64),
        indices=both.indices.astype(np.int32),
        data=both.data,
        glossed=glossed,
    )
