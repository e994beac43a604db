"""Sentences aligned, and what is found to be left out."""

import numpy as np
import pytest

from audit.text import omission
from audit.text.alignment import MOST_SENTENCES, align
from audit.text.gain import Gains
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
JOINED = CHINESE[3][:-1] + "，" + CHINESE[4]
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
            [*CHINESE[:3], JOINED],
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


GAIN_OF_MISSING, GAIN_OF_PRESENT = -0.2, 0.2


def doubtful(monkeypatch):
    """A pair of which one sentence is missing, with odds that leave a doubt."""
    found = aligned(pair(chinese=CHINESE[:2] + CHINESE[3:]))
    (odds,) = left_out(*found)
    monkeypatch.setitem(omission._OF_SOURCE, "one", omission._OF_SOURCE["one"] - odds[2] + 4)
    return found


def test_the_second_judge_settles_a_doubt(monkeypatch):
    found = doubtful(monkeypatch)
    asked = []

    def missing(*place):
        asked.append(place)
        return GAIN_OF_MISSING

    (sure,) = left_out(*found, gain=missing)
    (unsure,) = left_out(*found)
    (refuted,) = left_out(*found, gain=lambda *_: GAIN_OF_PRESENT)
    (unknown,) = left_out(*found, gain=lambda *_: np.nan)
    assert asked == [(0, 2)]
    assert sure[2] > omission._SURE > unsure[2] > 0 > refuted[2]
    assert unknown[2] == unsure[2]


def test_no_second_judge_is_asked_of_what_is_sure(monkeypatch):
    found = aligned(pair(chinese=CHINESE[:2] + CHINESE[3:]))
    monkeypatch.setitem(omission._OF_SOURCE, "one", omission._OF_SOURCE["one"] + 9)
    (plain,) = left_out(*found)
    (judged,) = left_out(*found, gain=lambda *_: pytest.fail("asked"))
    assert plain[2] > omission._SURE
    np.testing.assert_array_equal(plain, judged)


def test_sure_odds_need_no_shorter_target(monkeypatch):
    wordy = [*CHINESE[:2], CHINESE[3][:-1] + "，" * 99 + "。", CHINESE[4]]
    found = aligned(pair(chinese=wordy))
    assert left_out(*found)[0][2] > omission._SURE
    monkeypatch.setattr(omission, "_SURE", 99.0)
    assert left_out(*found)[0][2] == -np.inf


class Length:
    """A meaning by which each text brings what it has more of than the target."""

    def gain(self, kept, added, other):
        return float(len(kept) + len(added) - len(other))


@pytest.mark.parametrize(
    ("chinese", "sentence", "others"),
    [
        (CHINESE[:2] + CHINESE[3:], 2, (CHINESE[1], CHINESE[3])),
        ([*CHINESE[:3], JOINED], 3, (JOINED,)),
        (CHINESE, 1, ()),
    ],
    ids=["alone", "in a group", "by itself"],
)
def test_the_gain_is_of_the_group_or_the_likelier_neighbour(chinese, sentence, others):
    found = aligned(pair(chinese=chinese))
    gains = Gains(found[0], [" ".join(ENGLISH)], ["".join(chinese)], *found[1:], Length())
    expected = [1 + len(ENGLISH[sentence]) - len(other) for other in others]
    np.testing.assert_equal(gains(0, sentence), max(expected, default=np.nan))
