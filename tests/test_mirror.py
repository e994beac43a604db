"""Chinese sources with English targets: rules judge them from the other side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.report.messages import message
from audit.scorers import scorers
from audit.text.sides import exchanged
from tests.conftest import pairs_of

CHINESE = (
    "旧港口一月份封冻，开往各岛的渡轮停航了九天。城里的商人要求市政府开放新港口。"
    "渔民们在冰上凿洞，捕到了三百公斤鳕鱼。春天来临时，第一艘船驶向大海。"
)
ENGLISH = (
    "The old harbour froze in January, and the ferries to the islands were stopped for nine days."
    " The merchants of the town asked the city government to open the new harbour."
    " The fishermen cut holes in the ice and caught three hundred kilograms of cod."
    " When spring came, the first ship sailed out to sea."
)
LEFT_OUT = ENGLISH.replace(
    " The fishermen cut holes in the ice and caught three hundred kilograms of cod.", ""
)
OTHER = (
    "A new library for the analysis of genomes is described, with an index that needs half of the"
    " memory, and its speed is compared with that of five other programs on public data."
)


def findings_of(target):
    row = {"source": CHINESE, "target": target, "expected_lang": "en"}
    return audit.score(pairs_of(row), Config()).findings


def test_a_good_translation_has_no_finding():
    assert findings_of(ENGLISH).empty


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        (LEFT_OUT, "omitted-sentence"),
        (OTHER, "wrong-pair"),
        (ENGLISH.replace("three hundred", "500"), "number-mismatch"),
        (ENGLISH[: ENGLISH.index(" to open the new harbour")], "truncated"),
    ],
)
def test_a_defect_is_named_as_in_the_other_direction(target, rule):
    found = findings_of(target)
    assert rule in set(found["rule"])
    for one in found.itertuples():
        for text, evidence, start, end in (
            (CHINESE, one.source_evidence, one.source_start, one.source_end),
            (target, one.target_evidence, one.target_start, one.target_end),
        ):
            if isinstance(evidence, str):
                assert text[int(start) : int(end)] == evidence
        assert message(one.rule, one.message).zh != one.message


@given(st.text("abcST 原译文源ource arget", max_size=40))
def test_exchanging_sides_twice_changes_nothing(sentence):
    assert exchanged(exchanged(sentence)) == sentence


def test_each_mirror_is_a_rule_that_judges_the_other_direction():
    for scorer in scorers().values():
        if scorer.mirror is not None:
            assert scorers()[scorer.mirror].judges == ("en", "zh")
            assert scorer.applies("zh", "en")
