"""Sentences aligned, and what is found to be left out."""

import numpy as np
import pytest

from audit.text.alignment import MOST_SENTENCES, align
from audit.text.matches import match_own
from audit.text.omission import left_out, runs
from audit.text.sentences import split
from audit.text.terms import pair_terms

ENGLISH = [
    "Deep networks are hard to train on small data sets.",
    "We propose a method that adds noise to the labels of the training images.",
    "It needs no more memory than plain training.",
    "On three image data sets our method lowers the error of a strong baseline by four points.",
    "We also show that the gain grows with the size of the network.",
]
CHINESE = [
    "深度网络难以在小数据集上训练。",
    "我们提出一种在训练图像的标签中加入噪声的方法。",
    "它不比普通训练需要更多内存。",
    "在三个图像数据集上，我们的方法将强基线的错误率降低了四个百分点。",
    "我们还表明，增益随着网络的规模而增长。",
]
IN_ORDER = [(k, k + 1, k, k + 1) for k in range(5)]


def aligned(*pairs):
    sources, targets = zip(*pairs, strict=True)
    terms = pair_terms(sources, targets)
    spans = [split(text, "en") for text in sources], [split(text, "zh") for text in targets]
    return align(match_own(terms), *spans), *spans


def pair(english=ENGLISH, chinese=CHINESE):
    return " ".join(english), "".join(chinese)


@pytest.mark.parametrize(
    ("chinese", "groups"),
    [
        (CHINESE, IN_ORDER),
        (CHINESE[:2] + CHINESE[3:], [*IN_ORDER[:2], (2, 3, 2, 2), (3, 4, 2, 3), (4, 5, 3, 4)]),
        (
            [*CHINESE[:3], CHINESE[3][:-1] + "，" + CHINESE[4]],
            [*IN_ORDER[:3], (3, 5, 3, 4)],
        ),
        (
            [
                *CHINESE[:3],
                "我们用了三个图像数据集。",
                "强基线的错误率降低了四个百分点。",
                CHINESE[4],
            ],
            [*IN_ORDER[:3], (3, 4, 3, 5), (4, 5, 5, 6)],
        ),
    ],
    ids=["one to one", "one is missing", "two become one", "one becomes two"],
)
def test_groups(chinese, groups):
    (found,), _, _ = aligned(pair(chinese=chinese))
    assert found.groups == groups


def test_a_pair_is_aligned_alike_in_any_company():
    pairs = [pair(), pair(chinese=CHINESE[1:]), pair(english=ENGLISH[:2]), pair(chinese=["好。"])]
    together, *_ = aligned(*pairs)
    for one, text in zip(together, pairs, strict=True):
        (alone,), *_ = aligned(text)
        assert one.groups == alone.groups
        np.testing.assert_allclose(one.source.aligned, alone.source.aligned)
        np.testing.assert_allclose(one.target.explains, alone.target.explains)


def test_what_cannot_be_aligned():
    many = pair(english=ENGLISH * MOST_SENTENCES)
    found, *_ = aligned(many, ("...", CHINESE[0]), (ENGLISH[0], "。"), pair())
    assert [one is None for one in found] == [True, True, True, False]


def test_shares_are_of_the_information():
    (found,), *_ = aligned(pair())
    for side in (found.source, found.target):
        assert (side.aligned <= side.anywhere + 1e-9).all()
        assert (side.anywhere <= side.information + 1e-9).all()
        assert (side.aligned > 0.5 * side.information).all()


@pytest.mark.parametrize("missing", range(5))
def test_the_missing_sentence_is_found(missing):
    chinese = CHINESE[:missing] + CHINESE[missing + 1 :]
    alignments, sources, targets = aligned(pair(chinese=chinese))
    (run,) = runs(left_out(alignments, sources, targets), sources, 0.0)
    assert run.span == sources[0][missing]
    assert run.sentences == 1
    added = left_out(alignments, sources, targets, of_target=True)
    assert not list(runs(added, targets, 0.0))


def test_several_in_a_row_are_one_run():
    alignments, sources, targets = aligned(pair(english=ENGLISH[:1] + ENGLISH[3:]))
    (run,) = runs(left_out(alignments, sources, targets, of_target=True), targets, 0.0)
    assert run.span == (targets[0][1].start, targets[0][2].end)
    assert run.sentences == 2


def test_all_of_one_sentence_is_not_left_out():
    alignments, sources, targets = aligned((ENGLISH[3], "敬请关注。"))
    assert not list(runs(left_out(alignments, sources, targets), sources, -99.0))
