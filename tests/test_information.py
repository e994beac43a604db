"""What terms say by the dictionary, and among the texts at hand."""

import numpy as np
import pytest

from audit.text.information import among, background
from audit.text.lexicon import lexicon, stem
from audit.text.terms import Vocabulary, source_terms, target_terms


def measured(texts):
    """The information of terms by the dictionary, and among `texts` sources and targets."""
    vocabulary = Vocabulary.of(lexicon())
    sources = source_terms(["A robust model."] * texts, vocabulary)
    targets = target_terms(["稳健的模型。"] * texts, vocabulary)
    known = background(vocabulary)
    return vocabulary, known, among(sources, targets, known)


def test_what_all_texts_have_says_less():
    vocabulary, known, here = measured(2_000)
    (common,) = stem(["robust"])
    (absent,) = stem(["transistor"])
    number, other = vocabulary.stems[common], vocabulary.stems[absent]
    # 2,000 texts of 3,000, beside the background of 1,000, have it: more than half, the most.
    assert here.stems[number] == pytest.approx(np.log(2))
    assert here.stems[number] < known.stems[number]
    assert here.stems[other] > known.stems[other]
    word, other = lexicon().words["模型"], lexicon().words["晶体管"]
    assert here.words[word] < known.words[word]
    assert here.words[other] >= known.words[other]


def test_few_texts_change_little():
    _, known, here = measured(1)
    # One text is a thousandth of what counts; a term of chance 1e-4 becomes ten times as likely.
    changed = np.abs(here.stems - known.stems) > 0.01
    assert changed.sum() <= 3
    assert np.abs(here.stems - known.stems).max() < np.log(12)
