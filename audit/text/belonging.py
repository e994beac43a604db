"""Whether the two texts of a pair that the input makes belong together.

The lexicon suspects, and sentence vectors decide. What the lexicon knows of a text outside the
papers' field is little, and its odds add up over the words: alone it can only call what is far off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.agreement import SHORT_INFORMATION, weighed
from audit.text.meaning import MOST_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.text.agreement import Agreement
    from audit.text.meaning import Meaning

# Logistic weights, fitted by maximum likelihood on the odd rows of the development sets; strangers
# of the even rows measure them. True pairs are news, social media, speech, literature, titles,
# strings of interfaces, sentences of encyclopaedias and proverbs; and, of long texts, abstracts,
# summaries, abridgements, old machine translations, and targets cut to 30 and 50 %, looped and half
# untranslated. False ones have the target of another pair: any, that nearest to the source by
# vectors, and that nearest to their own.
# Short texts, 9,900 true pairs: by terms alone, and with vectors …
_SHORT = {"one": -7.23, "whole": 27.41, "length": -1.78, "most": -6.8, "whole_by_length": 5.85}
_SHORT_WITH_MEANING = {"one": -10.18, "meaning": 11.16, "whole": 9.71, "length": 0.22}
# … and long ones, 5,900 true pairs.
_LONG = {
    "one": -6.29, "whole": 14.12, "length": -7.7, "target": 1.51, "in_place": 10.67,
    "whole_by_length": 9.74,
}  # fmt: skip
_LONG_WITH_MEANING = {
    "one": -14.57, "meaning": 22.04, "whole": -3.55, "length": 0.53, "target": 5.59,
    "in_place": 10.69, "meaning_by_length": -21.75, "whole_by_length": 22.51,
}  # fmt: skip

_LENGTH = 4.75  # of a short source at most, logarithm of nats: lengths are weighed from here

# Below these log odds by terms a pair is suspected: short and long texts. Of 4,000 abstracts one
# is, of 11,700 titles 0.6 %, of 4,600 sentences of news and speech 5 %; of random pairs that the
# vectors would call 0.1 % are not, of titles 0.2 %.
_SUSPECTED = (-1.5, 0.0)
# A long pair below this needs no second judge: of 9,400 true ones 3 are, where a machine refuses to
# translate; of random abstracts 89 %.
_SURE = -6.0

# A long pair's target that is as small and has as much of its source is a part of its translation:
# cut off, or looped. Of 600 abstracts cut to 30 % all that would be called are such, of 2,000 that
# stand beside the nearest other 0.05 %.
_PART = 0.4  # of the information of the source
_OWN = 0.45  # share of the target's information that the source has

# The least log odds of a pair where vectors are not asked. Below it are 3 of 5,111 sentences of
# news, social media, speech and literature, 1 of 12,000 titles and none of 7,200 abstracts,
# summaries and abridgements; and of random abstracts 92 %, of random sentences of 12 words and more
# 51 %.
_LEAST = -5.5
# The least with vectors, by the field and the information of the source. Below it are 5 of the
# 5,111 sentences, 3 of which stand beside the translation of another and 1 is far from its source;
# 7 of the 12,000 titles and 1 of 9,000 abstracts. Literature in machine translation, the only long
# texts there are beside papers, needs less than abstracts.
_SHORT_LEAST = {"title": -3.5}
_SHORT_LEAST_ELSEWHERE = -5.75
_INFORMATION = (SHORT_INFORMATION, 180.0, 250.0, 350.0)  # nats, of the four figures of long texts
_LONG_LEAST = {"abstract": (-3.0, -1.2, -0.8, -0.8)}
_LONG_LEAST_ELSEWHERE = (-4.5, -3.0, -2.6, -2.2)

# Nats of a source, some four words; with less nothing can be said. Of 417 sentences of news and
# speech with 10 to 20 nats 2.6 % lie below the least of longer ones.
LEAST_INFORMATION = 20.0


class Belonging(NamedTuple):
    """The evidence that n pairs belong together, each an array of n; NaN where a side is absent."""

    log_odds: NDArray[np.float64]  # that source and target belong together
    least: NDArray[np.float64]  # log odds of a pair of this length and field

    @property
    def lead(self) -> NDArray[np.float64]:
        """The distance of each pair above what it needs."""
        return self.log_odds - self.least


def belonging(
    found: Agreement,
    sources: Sequence[str],
    targets: Sequence[str],
    fields: Sequence[str | None],
    meaning: Meaning | None,
) -> Belonging:
    """The log odds that `sources[k]` and `targets[k]` belong together, for every k.

    Those of a source below `LEAST_INFORMATION` are by terms, and say nothing.

    Args:
        found: How well they agree in their terms.
        sources: n texts, absent ones empty.
        targets: n texts.
        fields: `title`, `abstract` or another.
        meaning: The second judge; without it less is called.
    """
    log_odds = odds_by_terms(found)
    least = np.full(len(log_odds), _LEAST)
    if meaning is None:
        return Belonging(log_odds, least)
    doubted = is_suspected(found, log_odds) & (found.source_information >= LEAST_INFORMATION)
    doubted &= found.short | (log_odds >= _SURE)
    asked = [
        row
        for row in np.flatnonzero(doubted).tolist()
        if len(sources[row]) <= MOST_CHARS and len(targets[row]) <= MOST_CHARS
    ]
    cosines = meaning.cosines([sources[row] for row in asked], [targets[row] for row in asked])
    some = found.of(asked)
    log_odds[asked] = odds_by_meaning(some, cosines)
    least[asked] = _least(some, [fields[row] for row in asked])
    return Belonging(log_odds, least)


def is_suspected(found: Agreement, by_terms: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The mask of pairs their terms leave in doubt; without terms, or in a part, none is."""
    suspected: NDArray[np.bool_] = by_terms < np.where(found.short, *_SUSPECTED)
    is_part = (found.target >= _OWN) & (found.target_information < _PART * found.source_information)
    return suspected & (found.source_information > 0) & (found.short | ~is_part)


def odds_by_terms(found: Agreement) -> NDArray[np.float64]:
    """The log odds that the two sides of each pair belong together, by the lexicon alone."""
    features = _features(found)
    return np.where(found.short, weighed(features, _SHORT), weighed(features, _LONG))


def odds_by_meaning(found: Agreement, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same, where `cosines` are those of the vectors of the two sides."""
    features = _features(found, cosines)
    return np.where(
        found.short,
        weighed(features, _SHORT_WITH_MEANING),
        weighed(features, _LONG_WITH_MEANING),
    )


def _features(
    found: Agreement, cosines: NDArray[np.float64] | float = 0.0
) -> dict[str, NDArray[np.float64] | float]:
    """The features the odds are made of."""
    whole = np.sqrt(found.source * found.target)
    length = np.log(np.maximum(found.source_information, 1.0)) - _LENGTH
    return {
        "one": 1.0,
        "whole": whole,
        "length": length,
        "most": np.maximum(found.source, found.target),
        "target": found.target,
        "in_place": found.in_place,
        "meaning": cosines,
        "whole_by_length": whole * length,
        "meaning_by_length": cosines * length,
    }


def _least(found: Agreement, fields: Sequence[str | None]) -> NDArray[np.float64]:
    """The least log odds of each pair, by its length and field."""
    lengths = np.log(np.maximum(found.source_information, 1.0))
    known = np.log(_INFORMATION)
    values = np.empty(len(lengths))
    for row, (field, is_short) in enumerate(zip(fields, found.short.tolist(), strict=True)):
        if is_short:
            values[row] = _SHORT_LEAST.get(field or "", _SHORT_LEAST_ELSEWHERE)
        else:
            along = _LONG_LEAST.get(field or "", _LONG_LEAST_ELSEWHERE)
            values[row] = np.interp(lengths[row], known, along)
    return values
