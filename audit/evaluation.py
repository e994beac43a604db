"""BLEU, chrF and TER where the input has human translations to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from audit.errors import InputError
from audit.schema import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sacrebleu.metrics.base import Metric

    from audit.schema import Pairs

METRICS = ("bleu", "chrf", "ter")
# TER over Chinese takes seconds a sentence (0.6 pairs per CPU-second); it is there on request.
DEFAULT_METRICS = ("bleu", "chrf")
# sacrebleu's tokenisers by language; 13a, its default, splits no Chinese.
_TOKENIZERS = {"zh": "zh", "ja": "char", "ko": "char"}


class Evaluation(NamedTuple):
    """A metric over all entries of a field that have a reference."""

    field: str
    entries: int
    metric: str  # bleu | chrf | ter
    score: float  # 0-100; of ter, less is better
    signature: str  # sacrebleu's, without which a score cannot be compared


def evaluate(pairs: Pairs, metrics: Sequence[str] = DEFAULT_METRICS) -> Iterator[Evaluation]:
    """Compare targets with references, field by field.

    A target that is absent counts as empty: leaving an entry out does not raise the score.

    Args:
        pairs: PAIRS; rows without a reference are not looked at.
        metrics: Of METRICS.

    Raises:
        InputError: no entry has a reference.

    Source:
        Post 2018, A Call for Clarity in Reporting BLEU Scores; Popović 2015; Snover 2006.
    """
    known = pairs[pairs["reference"].fillna("") != ""]
    if known.empty:
        message = "no entry has a reference; name their column with --reference-column"
        raise InputError(message)
    for (field, lang), own in known.groupby(["field", "expected_lang"], sort=True):
        targets = [text or "" for text in texts(own["target_text"])]
        references = [text or "" for text in texts(own["reference"])]
        for name in metrics:
            metric = _metric(name, str(lang).lower().split("-")[0])
            score = metric.corpus_score(targets, [references])
            yield Evaluation(
                str(field), len(own), name, float(score.score), str(metric.get_signature())
            )


def _metric(name: str, lang: str) -> Metric:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "bleu":
        return BLEU(tokenize=_TOKENIZERS.get(lang))
    if name == "ter":
        return TER(normalized=True, asian_support=lang in _TOKENIZERS)
    return CHRF()
