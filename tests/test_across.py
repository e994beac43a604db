"""Rules that compare entries: what they are given together, and what follows for each entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import audit
from audit import scorers as package
from audit.config import Config
from audit.errors import ScorerError
from audit.scorers import Hit, Scorer
from audit.scorers._exchange import grouped, keys_of
from audit.scorers._places import places
from audit.scorers._scan import stretches
from audit.scorers._scopes import Group
from audit.text.fingerprint import fingerprints
from tests.conftest import pairs_of

TITLES = {
    "Neural Waveshaping Synthesis with Deep Oscillators": "基于深度振荡器的神经波形合成",
    "Learning Aesthetic Layouts via Visual Guidance": "通过视觉引导学习美学布局",
    "Mitigating Social Biases in Language Models": "减轻语言模型中的社会偏见",
}
MESSAGE = "请求过于频繁，请稍后再试"
FLUENT = "语音分离中的多任务学习与数据增强方法研究"


def parts_of(*keys):
    numbers = [key if isinstance(key, np.ndarray) else keys_of(key) for key in keys]
    found = {}
    for part in grouped([np.asarray(key, np.uint64) for key in numbers]):
        for row, group in zip(part.rows.tolist(), part.groups.tolist(), strict=True):
            found.setdefault(group, []).append(row)
    return list(found.values())


def test_rows_equal_in_any_key_are_together():
    assert parts_of(np.array([1, 1, 2, 3, 0, 0]), ["a", None, "b", "b", "c", None]) == [
        [0, 1],
        [2, 3],
    ]
    assert parts_of(np.array([1, 1, 2, 2, 3]), np.array([7, 0, 0, 8, 8])) == [[0, 1], [2, 3, 4]]


def test_rows_alone_are_in_no_part():
    assert parts_of(np.array([1, 2, 3, 4])) == []
    assert parts_of([None, None, None]) == []
    assert parts_of(np.zeros(0)) == []
    assert parts_of() == []


def test_no_group_is_cut():
    count = 9_000
    sizes = [len(rows) for rows in parts_of(np.arange(count) // 3_000 + 1)]
    assert sizes == [3_000] * 3


@pytest.mark.parametrize("ends", [False, True])
def test_fingerprints_see_letters_only(ends):
    same = ["GPT-4 回答，问题。", "ｇｐｔ４回答问题", " gpt 4 “回答” 问题"]
    other = ["GPT-5回答问题", "问题回答4tpg"]
    found = fingerprints([*same, *other, None, "", "…。"], ends=ends).tolist()
    assert len(set(found[:3])) == 1
    assert len({*found[:1], *found[3:5]}) == 3
    assert found[5:] == [0, 0, 0]


def test_members_of_a_shared_target_take_its_status():
    rows = [{"source": source, "target": FLUENT} for source in TITLES]
    report = audit.score(pairs_of(*rows), Config())
    findings = report.findings[report.findings["entry_id"].isin(["e1", "e2", "e3"])]
    (root,) = findings[findings["cause"].isna()].to_dict("records")
    assert (root["rule"], root["entry_id"], root["measured"]) == ("same-target", "e1", 3)
    assert "lines 1, 2 and 3" in root["message"]
    members = findings[findings["rule"] == "same-target"]
    assert members["entry_id"].tolist() == ["e1", "e2", "e3"]
    assert set(findings["cause"].dropna()) == {root["finding_id"]}


def test_a_message_under_many_sources_is_a_message_first():
    rows = [{"source": source, "target": MESSAGE} for source in TITLES]
    findings = audit.score(pairs_of(*rows), Config()).findings
    roots = findings[findings["cause"].isna()]
    assert roots["rule"].tolist() == ["machine-message"] * len(rows)
    assert "same-target" in set(findings["rule"])


def test_the_entry_that_a_target_belongs_to_is_not_to_blame():
    (source, target), *others = TITLES.items()
    rows = [{"source": source, "target": target}]
    rows += [{"source": other, "target": target} for other, _ in others]
    findings = audit.score(pairs_of(*rows), Config(select=("same-target",))).findings
    assert findings["entry_id"].tolist() == ["e2", "e3"]
    assert findings["cause"].isna().tolist() == [True, False]


def test_a_stretch_leaves_its_entries_their_own_findings():
    good = {"source": "Learning by Guidance", "target": "通过引导学习", "times": 60}
    rows = [good, {"source": "Left as it was in English", "target": "", "times": 9}, good]
    findings = audit.score(pairs_of(*rows), Config()).findings
    blank = findings[findings["rule"] == "blank-entry"]
    assert len(blank) == 9
    assert blank["cause"].isna().all()
    anomaly, *others = findings[findings["rule"] == "batch-anomaly"].to_dict("records")
    assert anomaly["entry_id"] == "e61"
    assert [other["entry_id"] for other in others] == [f"e{number}" for number in range(62, 70)]
    assert {other["cause"] for other in others} == {anomaly["finding_id"]}
    assert "From line 61 to line 69 9 of 9" in anomaly["message"]


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3, 0.6])
def test_chance_makes_no_stretch(rate):
    random = np.random.default_rng(1)
    for _ in range(50):
        assert stretches(random.random(500) < rate, rate=0.5, chance=0.001) == []


def test_a_stretch_is_found_where_it_is():
    failed = np.zeros(300, bool)
    failed[[10, 250]] = failed[100:120] = True
    (found,) = stretches(failed, rate=0.5, chance=0.001)
    assert (found.start, found.stop, found.failures) == (100, 120, 20)
    assert found.norm == pytest.approx(2.5 / 281)


def test_places_name_files_where_there_are_several():
    pairs = pairs_of({"source": "a", "target": "甲", "times": 8})
    batch = package.Batch(pairs)
    assert places(batch, [0]) == "line 1"
    assert places(batch, [0, 2, 4]) == "lines 1, 3 and 5"
    assert places(batch, range(8)) == "lines 1, 2, 3, 4, 5 and 3 more"
    pairs.loc[1, "target_path"] = "b"
    assert places(package.Batch(pairs), [0, 1]) == "rows:1 and b:2"


@dataclass(frozen=True)
class _Crashing(Scorer):
    category: ClassVar[str] = "other/duplicate"

    @property
    def scope(self):
        return Group()

    def keys(self, batch):
        return [keys_of(batch.source.texts)]

    def score(self, batch):
        for rows in batch.groups:
            if "bad" in batch.source.texts[rows[0]]:
                raise ZeroDivisionError
            yield Hit(rows[1], "Twice.", members=(rows[0],))


@pytest.fixture
def crashing(monkeypatch):
    monkeypatch.setattr(Config, "scorers", lambda self, profile=None: [_Crashing()])
    return pairs_of(*({"source": text, "target": "甲"} for text in ("bad", "good", "bad", "good")))


def test_a_crash_on_a_group_is_counted_and_the_others_are_scored(crashing):
    verdicts = audit.score(crashing, Config(keep_going=True))
    assert [fault.line for fault in verdicts.faults] == [1]
    assert verdicts.findings["entry_id"].tolist() == ["e2", "e4"]


def test_a_crash_on_a_group_stops_the_run(crashing):
    with pytest.raises(ScorerError, match="ZeroDivisionError"):
        audit.score(crashing, Config())
