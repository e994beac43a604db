"""The facts behind the completeness rules: length, endings, English runs, wordings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.endings import Ending, ending
from audit.text.length import count_letters, count_words
from audit.text.masking import mask
from audit.text.patterns import wordings
from audit.text.untranslated import english_runs, merged
from tests.conftest import cases

WORD = re.compile("[A-Za-z]{2,}")
LONG_WORD = re.compile("[A-Za-z]{4,}")


@given(st.lists(st.text(alphabet="aB é中\n1-'\ud800\U00020000", max_size=30), max_size=200))
def test_words_are_runs_of_letters(texts):
    assert count_words(texts).tolist() == [len(WORD.findall(text)) for text in texts]


@given(st.lists(st.text(alphabet="aB é中\n1-'\ud800\U00020000", max_size=30), max_size=200))
def test_letters_of_long_words(texts):
    expected = [sum(map(len, LONG_WORD.findall(text))) for text in texts]
    assert count_letters(texts).tolist() == expected


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("我们提出一种方法。", Ending.MARK),
        ("我们提出“一种方法。”", Ending.MARK),
        ("我们提出一种方法（见附录）", Ending.ASIDE),
        ("代码见https://example.org/x", Ending.ASIDE),
        ("我们提出一种方法……", Ending.ELLIPSIS),
        ("我们提出一种方法，", Ending.PAUSE),
        ("我们提出一种方法（", Ending.PAUSE),
        ("他说“好，”又说“", Ending.PAUSE),
        ("他说：“", Ending.PAUSE),
        ("他称之为“好“", Ending.ASIDE),
        ("“我们提出一种方法。“", Ending.MARK),
        ("我们提出一种新的", Ending.GOES_ON),
        ("我们提出一种新方法", Ending.BARE),
        ("Code is available at", Ending.GOES_ON),
        ("We propose a method.\n", Ending.MARK),
        ("We propose a new method", Ending.BARE),
        ("  \n", None),
    ],
)
def test_endings(text, how):
    assert ending(text, mask(text)) is how


def test_english_runs_close_together_are_one():
    text = (
        "本文的方法。We test it on all of the data sets。和，The code is free for all to use.最后。"
    )
    runs = english_runs(text, mask(text), 5, 2)
    assert [text[run.span.start : run.span.end] for run in runs] == [
        "We test it on all of the data sets",
        "The code is free for all to use.",
    ]
    assert len(merged(runs, 0)) == 2
    assert len(merged(runs, 3)) == 1


@pytest.mark.parametrize(
    ("name", "rule"),
    [("machine_messages", "machine-message"), ("feed_residue", "feed-residue")],
)
def test_hints_miss_no_wording(name, rule):
    known = wordings(name)
    texts = [case["target"] for case in cases(rule)]
    slowly = {
        row
        for row, text in enumerate(texts)
        if any(next(pattern.find(text), None) for pattern in known.patterns)
    }
    assert {row for row, _ in known.find(texts, ["" for _ in texts])} == slowly


@pytest.mark.parametrize("name", ["machine_messages", "feed_residue"])
def test_wordings_are_found_in_any_company(name):
    known = wordings(name)
    text = "arXiv:2405.00817v1 Announce Type: new Abstract: Error 429: Too Many Requests"
    alone = [row for row, _ in known.find([text], [""])]
    among = [row for row, _ in known.find(["", "中" * 500, text, text.upper()], [""] * 4)]
    assert alone == [0]
    assert 2 in among
