"""What a term says: the negative logarithm of its chance, in nats."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from audit.text.lexicon import stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.text.lexicon import Lexicon
    from audit.text.terms import Vocabulary

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
