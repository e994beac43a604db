"""Numbers are read as values, however they are written, and compared as such."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.comparisons import reversed_in
from audit.text.number_agreement import compare_numbers, differ, in_digits
from audit.text.numerals import find_numbers, numbers
from audit.text.units import changed_units, unit_after

VALUES = [
    ("260k items", 260_000),
    ("26万", 260_000),
    ("260,000", 260_000),
    ("260{,}000", 260_000),
    ("260 000", 260_000),
    ("0.26 million", 260_000),
    ("１２３", 123),
    ("1.5 million", 1_500_000),
    ("4.7 Million", 4_700_000),
    ("7.24 mln", 7_240_000),
    ("150万", 1_500_000),
    ("1.5百万", 1_500_000),
    ("3亿5000万", 350_000_000),
    ("18万零64", 180_064),
    ("2000多万", 20_000_000),
    ("2.6万亿", 2_600_000_000_000),
    ("7B", 7_000_000_000),
    ("10^5", 100_000),
    ("10⁵", 100_000),
    ("1e-4", Fraction(1, 10_000)),
    ("$10^{-3}$", Fraction(1, 1000)),
    (r"3.2 \times 10^5", 320_000),
    (".87", Fraction(87, 100)),
    ("2/3", Fraction(2, 3)),
    ("90\\%", 90),
    ("10$\\%$", 10),
    ("百分之95", 95),
    ("5 percentage points", 5),
    ("20世纪90年代", 1990),
    ("the 1990s", 1990),
    ("21st", 21),
    ("25x", 25),
    ("25×", 25),
    ("5mm", 5),
    ("twenty-five", 25),
    ("two hundred and six", 206),
    ("three hundred twenty thousand", 320_000),
    ("half a million", 500_000),
    ("one and a half", Fraction(3, 2)),
    ("two thirds", Fraction(2, 3)),
    ("twenty-first", 21),
    ("a dozen", 12),
    ("two decades", 20),
    ("tenfold", 10),
    ("三百二十", 320),
    ("十二", 12),
    ("二〇二四", 2024),
    ("三十万五千", 305_000),
    ("百分之五", 5),
    ("三分之二", Fraction(2, 3)),
    ("两", 2),
    ("一半", Fraction(1, 2)),
    ("三成", 30),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_value(text, value):
    assert [number.value for number in find_numbers(text)] == [value]


@pytest.mark.parametrize(
    "text",
    "ResNet-50 top-1 GPT-4 3D H2O CIFAR-10 COVID-19 word2vec [12] (1) F1 5G 20/21".split(),
)
def test_names_labels_and_citations_are_optional(text):
    assert [number.optional for number in find_numbers(f"{text} is")] == [True]


@pytest.mark.parametrize("text", ["2-3", "2–3", "2~3", "2到3", "2 to 3", "2 and 3"])
def test_ranges_are_two(text):
    assert [number.value for number in find_numbers(text)] == [2, 3]


@pytest.mark.parametrize("text", ["5-10万", "50,000 to 100,000", "50k-100k", "5万到10万"])
def test_ranges_share_their_scale(text):
    assert [number.value for number in find_numbers(text)] == [50_000, 100_000]


def test_a_list_may_share_its_sign():
    first, *_ = find_numbers("5, 10 and 20%")
    assert Fraction(1, 20) in first.readings


def test_columns():
    assert [len(found) for found in numbers(["", None, "1 and 2"])] == [0, 0, 2]


@given(st.integers(1, 10**12))
def test_every_way_of_writing_gives_the_value_back(value):
    ways = [str(value), f"{value:,}", f"{value:,}".replace(",", "{,}"), f"约{value}个"]
    for scale, sign in ((10**4, "万"), (10**8, "亿"), (10**6, " million"), (10**3, "k")):
        ways += [f"{Decimal(value) / scale:f}{sign}"]
    for way in ways:
        assert value in {number.value for number in find_numbers(way)}, way


@given(st.integers(1, 10**9))
def test_chinese_numerals_give_the_value_back(value):
    assert [number.value for number in find_numbers(_in_chinese(value))] == [value]


def _in_chinese(value):
    digits = "零一二三四五六七八九"
    groups = []
    for myriad in ("", "万", "亿"):
        value, group = divmod(value, 10**4)
        text = ""
        for place, step in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // place % 10
            text += digits[digit] + step if digit else "零" if text and group % place else ""
        groups.append(f"{text}{myriad}" if text else "")
    return "".join(reversed(groups))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_texts_can_be_compared(source, target):
    compare_numbers(source, target)
    changed_units(source, target)
    reversed_in(source, target)
    for number in find_numbers(source):
        assert 0 <= number.start < number.end <= len(source)
        unit_after(source, number.end)


SAME = [
    ("We use 25x more data.", "我们使用了25倍的数据。"),
    ("3 annotators", "三位标注者"),
    ("both of the 2 methods", "两种方法"),
    ("type II diabetes", "2型糖尿病"),
    ("the nineties", "90年代"),
    ("in May 2020", "2020年5月"),
    ("two orders of magnitude", "100倍"),
    ("an accuracy of 0.95", "95%的准确率"),
    ("It fell from 90 to 95%.", "从90%到95%。"),
    ("6, 694 pages", "6,694页"),
    ("by 5,03\\%", "5.03%"),
    ("200m+ users", "2亿多用户"),
    ("GPT-4 and 3D", "人工智能"),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_same_values(source, target):
    found = compare_numbers(source, target)
    assert not found.changed
    assert not found.added
    assert not found.lost


def test_values_that_took_each_others_place():
    found = compare_numbers("We reach 91.2% and 88.4%.", "我们达到了91.2%和84.8%。")
    assert [(one.value, other.value) for one, other in found.changed] == [
        (Fraction(442, 5), Fraction(424, 5))
    ]
    assert not found.lost
    assert not found.added


@pytest.mark.parametrize(
    "unit",
    ["1", "12,", "1,111,", "9 ", "7% ", "1-", "10^", "1.", "[1", "(2020 ", "亿", "one ", "twenty-",
     "5毫秒", "超过1", "less than 1 ", "\\cite{", "-5 "],
)  # fmt: skip
def test_hostile_lines_take_linear_time(unit):
    size = 200_000
    text = (unit * (size // len(unit) + 1))[:size]
    started = time.process_time()
    target = f"3 {text[::-1]}"
    if differ(text, target, *in_digits([text, target])):
        compare_numbers(text, target)
    assert time.process_time() - started < 1
