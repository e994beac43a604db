"""What a term says: the negative logarithm of its chance, in nats."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.lexicon import stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.text.lexicon import Lexicon
    from audit.text.terms import Terms, Vocabulary

# The chance that a stem stands in a text by accident, from the number of words of CC-CEDICT that it
# glosses: a background that no input changes, so that a score means the same in every run.
_GLOSSED_FOR_CERTAIN = 10_000
_LIKELIEST = 0.5
# English words of grammar, which glosses seldom hold and every text does.
_GRAMMAR_CHANCE = 0.3
_GRAMMAR = """a an the is are was were be been being has have had do does did will would can could
    may might should which that who whose where when what how why this these those there their them
    they it its of to in on at by for with from as and or but nor not than then if so such into onto
    upon over under about across both either each e g i etc we our us"""
_WORD_CHANCE = (1e-4, 0.9)

# Texts that the background counts for beside those at hand. With 200 or 1,000, 99.4 % of the true
# pairs of twelve runs, 300 among 3,000 abstracts a side, score above all strangers, with the
# background alone 98.4 %; with 1,000 a few hundred texts change no score by much.
_BACKGROUND_TEXTS = 1_000
_LEAST_CHANCE = 1e-4


class Information(NamedTuple):
    """What terms say, in nats."""

    stems: NDArray[np.float64]  # of each stem of a vocabulary
    words: NDArray[np.float64]  # of each word of its lexicon


def background(vocabulary: Vocabulary) -> Information:
    """What terms say whatever texts are at hand, so that it means the same in every run."""
    return Information(stem_weights(vocabulary), word_weights(vocabulary.lexicon))


def among(sources: Terms, targets: Terms, known: Information) -> Information:
    """What terms say among the texts at hand: the less, the more of them have it.

    Args:
        sources: n texts, which tell of stems.
        targets: m texts, which tell of words.
        known: The background; where there are few texts, the answer is nearly that.

    Source:
        Document frequencies with the background as their prior (Dirichlet smoothing, as in Zhai and
        Lafferty 2004).
    """
    return Information(
        _updated(known.stems, sources, _LIKELIEST),
        _updated(known.words, targets, _WORD_CHANCE[1]),
    )


def _updated(nats: NDArray[np.float64], terms: Terms, likeliest: float) -> NDArray[np.float64]:
    """`nats` of the first terms, after what the texts of `terms` have of them."""
    texts = len(terms.chars)
    own = np.repeat(np.arange(texts), np.diff(terms.bounds))
    counted = terms.ids < len(nats)
    keys = np.unique(own[counted] * np.int64(len(nats)) + terms.ids[counted])
    having = np.bincount(keys % len(nats), minlength=len(nats))
    chances = (having + _BACKGROUND_TEXTS * np.exp(-nats)) / (texts + _BACKGROUND_TEXTS)
    updated: NDArray[np.float64] = -np.log(np.clip(chances, _LEAST_CHANCE, likeliest))
    return updated


def stem_weights(vocabulary: Vocabulary) -> NDArray[np.float64]:
    """The information of each stem of `vocabulary`, in nats."""
    glossed = np.zeros(len(vocabulary.stems))
    known = vocabulary.lexicon.glossed
    glossed[: len(known)] = known
    grammar = [vocabulary.stems.get(found) for found in stem(_GRAMMAR.split())]
    often = _GRAMMAR_CHANCE * _GLOSSED_FOR_CERTAIN
    glossed[[number for number in grammar if number is not None]] = often
    return -np.log(np.minimum(_LIKELIEST, (glossed + 1) / _GLOSSED_FOR_CERTAIN))


@lru_cache(maxsize=2)
def word_weights(known: Lexicon) -> NDArray[np.float64]:
    """The information of each word of the lexicon: what its glosses are unlikely to meet."""
    chances = np.minimum(_LIKELIEST, (known.glossed + 1) / _GLOSSED_FOR_CERTAIN)
    of_word = np.add.reduceat(known.data * chances[known.indices], known.indptr[:-1])
    weights: NDArray[np.float64] = -np.log(np.clip(of_word, *_WORD_CHANCE))
    return weights


def totals(whose: NDArray[np.int64], nats: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The sum of the `nats` of each of `count` texts, or sentences; `whose` says which has which.

    Each is summed by itself and in order, so that it does not hang on what else is there.
    """
    return np.bincount(whose, nats, minlength=count).astype(np.float64, copy=False)
