"""The odds that a target translates a source, from how much each covers of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.coverage import TARGET_SHARE, information_share, measure
from audit.text.information import background
from audit.text.terms import pair_terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from audit.text.coverage import Coverage
    from audit.text.terms import PairTerms

# Logistic weights, fitted by maximum likelihood on candidate pairs of which the truth is known:
# whole, truncated, looped, half translated and recoded abstracts, summaries and abridgements
# (2,300 true of 114,000) …
_LONG = {"one": -56.39, "geo": 37.38, "geo_in_place": 9.58, "size": 5.22, "names": -0.89}
# … the same where terms weigh what they say among the texts at hand, 300 to 3,000 a side (5,200
# true of 280,000) …
_LONG_AMONG = {"one": -36.09, "geo": 30.47, "geo_in_place": 14.16, "size": 2.76, "names": -0.20}
# … and titles and single sentences (1,774 true of 54,000).
_SHORT = {
    "one": -15.20, "target": 2.81, "source": 6.83, "size": 2.18, "names": -4.18, "unequal": -4.13,
    "likeness": 20.04,
}  # fmt: skip
# … and the same with the vectors of a multilingual sentence encoder at hand.
_SHORT_WITH_MEANING = {
    "one": -12.72, "target": -2.01, "source": 12.17, "size": 1.37, "names": -4.08,
    "unequal": -4.32, "likeness": 4.71, "meaning": 14.60,
}  # fmt: skip
# Nats of information in a source, below which it is short: of 4,600 abstracts 1 % lie below 148, of
# 2,000 titles 1 % above 89.
SHORT_INFORMATION = 115.0

# A target that belongs to another source agrees with it as true pairs do: of 8,983 abstracts 99 %
# lie above 0, of titles 99 % above 0.35.
RIGHT_LOG_ODDS = 0.0
RIGHT_SHARED = 0.35

_NAME = 9.2  # nats: a name that the lexicon does not know


class Agreement(NamedTuple):
    """The agreement of n pairs, each an array of n float64; NaN where a side is absent."""

    log_odds: NDArray[np.float64]  # that the target translates the source; see `weigh`
    source: NDArray[np.float64]  # share of the source's information that the target has, 0-1
    target: NDArray[np.float64]  # share of the target's information that the source has, 0-1
    in_place: NDArray[np.float64]  # what each shares with the other in its place, geometric mean
    source_information: NDArray[np.float64]  # nats; a word is some 5
    target_information: NDArray[np.float64]

    @property
    def short(self) -> NDArray[np.bool_]:
        """Whether the source is a title or a sentence, of which odds alone say little."""
        return self.source_information < SHORT_INFORMATION

    def of(self, pairs: Sequence[int]) -> Agreement:
        """The same of some of the pairs."""
        return Agreement(*(column[pairs] for column in self))

    def is_right(self) -> NDArray[np.bool_]:
        """The mask of the targets that plainly translate their source."""
        both = np.sqrt(self.source * self.target)
        right: NDArray[np.bool_] = np.where(
            self.short, both >= RIGHT_SHARED, self.log_odds >= RIGHT_LOG_ODDS
        )
        return right


def agreement(sources: Sequence[str | None], targets: Sequence[str | None]) -> Agreement:
    """The agreement of `targets[k]` with `sources[k]`, for every k."""
    terms = pair_terms(sources, targets)
    own = np.arange(len(terms.rows))
    known = background(terms.vocabulary)
    coverage = measure(terms.source, terms.target, terms.vocabulary, known, own, own)
    return agreement_of(terms, coverage)


def agreement_of(terms: PairTerms, coverage: Coverage) -> Agreement:
    """The agreement of the source and the target of each pair; `coverage` is of those with both."""
    found = np.full((len(Agreement._fields), terms.size), np.nan)
    short = coverage.source_information < SHORT_INFORMATION
    found[:, terms.rows] = (
        np.where(short, short_log_odds(coverage), weighed(_features(coverage), _LONG)),
        coverage.source,
        coverage.target,
        np.sqrt(coverage.source_in_place * coverage.target_in_place),
        coverage.source_information,
        coverage.target_information,
    )
    return Agreement(*found)


def log_odds_among(coverage: Coverage) -> NDArray[np.float64]:
    """The log odds of n long pairs, of which terms weigh what they say among the texts at hand."""
    return weighed(_features(coverage), _LONG_AMONG)


def short_log_odds(
    coverage: Coverage,
    likeness: NDArray[np.float64] | float = 0.0,
    meaning: NDArray[np.float64] | float = np.nan,
) -> NDArray[np.float64]:
    """The log odds of n short pairs.

    Args:
        coverage: Of n pairs.
        likeness: How much more alike they are than each is to others, in terms.
        meaning: The same in the vectors of a sentence encoder; NaN where there are none.
    """
    features = _features(coverage) | {"likeness": likeness, "meaning": meaning}
    odds, with_meaning = (weighed(features, weights) for weights in (_SHORT, _SHORT_WITH_MEANING))
    return np.where(np.isnan(meaning), odds, with_meaning)


def _features(coverage: Coverage) -> dict[str, NDArray[np.float64] | float]:
    """The features odds are made of."""
    share = information_share(coverage)
    source = np.minimum(1.0, coverage.source / share)
    in_place = np.minimum(1.0, coverage.source_in_place / share)
    as_whole = coverage.target_information / TARGET_SHARE
    return {
        "one": 1.0,
        "geo": np.sqrt(source * coverage.target),
        "geo_in_place": np.sqrt(in_place * coverage.target_in_place),
        "source": source,
        "target": coverage.target,
        "size": np.log1p(np.minimum(as_whole, coverage.source_information)),
        "names": np.minimum(coverage.foreign_names / _NAME, 4.0),
        "unequal": np.minimum(
            np.abs(np.log((as_whole + 1) / (coverage.source_information + 1))), 2.0
        ),
    }


def weighed(
    features: Mapping[str, NDArray[np.float64] | float], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """The sum of `features`, each times its weight."""
    return np.asarray(sum(weight * features[name] for name, weight in weights.items()))
