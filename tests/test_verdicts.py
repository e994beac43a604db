"""Whether an entry counts as translated, and on what evidence."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.pairer import pair
from audit.readers import read
from audit.report.entries import build_entries
from audit.report.formats import content
from audit.report.messages import reason
from audit.schema import VERDICTS, Severity
from audit.scorers import scorers
from tests.conftest import pairs_of

PROSE = (
    "The old harbour froze in January, and the ferries to the islands were stopped for nine days."
)
CHINESE = "旧港口一月份封冻，开往各岛的渡轮停航九天。"
CASES = tomllib.loads((Path(__file__).parent / "verdicts.toml").read_text("utf-8"))["case"]


def entries_of(*rows):
    """ENTRIES and FINDINGS of rows."""
    pairs = pairs_of(*rows)
    verdicts = audit.score(pairs, Config())
    return build_entries(pairs, verdicts.facts, verdicts.findings), verdicts.findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_verdict(case):
    entries, findings = entries_of(*case.get("rows", [case]))
    assert entries["verdict"].tolist() == [case["verdict"]] * len(entries)
    assert all(reason(text).zh != text for text in entries["verdict_reason"])
    if case["verdict"] == "untranslated":
        known = entries["source_text"].notna() & (entries["source_text"] != "")
        assert entries["missing_translation"].tolist() == known.tolist()
        roots = findings[findings["cause"].isna()]
        assert set(roots["entry_id"]) >= set(entries["entry_id"])
        assert max(map(Severity.parse, roots["severity"])) >= Severity.MAJOR
        assert (entries["status"] != "ok").all()


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["L", "Cs"]), max_size=60),
    st.sampled_from([PROSE, PROSE.upper(), PROSE.replace(" ", "  "), f"1. {PROSE} [3]"]),
)
def test_no_target_without_a_letter_is_a_translation_of_prose(target, source):
    entries, _ = entries_of({"source": source, "target": target})
    assert entries["verdict"].tolist() != ["translated"]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["", "????", "BERT", "0", PROSE, CHINESE, "。", None]), max_size=5))
def test_a_verdict_is_one_of_three_and_has_a_reason(targets):
    entries, _ = entries_of(*({"source": PROSE, "target": one} for one in [CHINESE, *targets]))
    assert set(entries["verdict"]) <= set(VERDICTS)
    assert (entries["verdict_reason"] != "").all()
    assert entries["verdict"].tolist() == [
        "translated" if one == CHINESE else "untranslated" for one in [CHINESE, *targets]
    ]


def test_a_root_is_as_severe_as_what_it_causes():
    _, findings = entries_of({"source": PROSE, "target": ""})
    by_rule = findings.set_index("rule")["severity"]
    assert by_rule["blank-entry"] == by_rule["missing-translation"] == "critical"
    minor = Config(rules={"blank-entry": {"severity": "minor"}})
    findings = audit.score(pairs_of({"source": PROSE, "target": ""}), minor).findings
    assert findings.set_index("rule")["severity"]["blank-entry"] == "critical"


SHIFTED = [
    ("Pruning heads of large encoders", "城市公交车的噪声测量"),
    ("Noise of buses in the city, measured", "山地湖泊中鱼类的数量"),
    ("The number of fish in mountain lakes", "用无人机清点海鸟"),
    ("Counting sea birds with drones", "古代谷物的基因组"),
    ("The genome of an ancient grain", "低温下混凝土的强度"),
    ("The strength of concrete in the cold", "大型编码器注意力头的剪枝"),
]


def test_each_member_of_a_shared_defect_has_it_everywhere(here):
    rows = [{"source": source, "target": target} for source, target in SHIFTED[:4]]
    shared = [row | {"target": "系统维护中敬请谅解"} for row in rows]
    (here / "t.csv").write_text(
        "\n".join(["en,zh", *(f'"{row["source"]}",{row["target"]}' for row in shared)]), "utf-8"
    )
    report = audit.run(["t.csv"])
    assert (report.entries["status"] == "same-target").all()
    assert len(report.roots().query("rule == 'same-target'")) == 1
    assert content(report, "junit").count(b"<failure type=") == 4
    (run,) = json.loads(content(report, "sarif"))["runs"]
    (result,) = [one for one in run["results"] if one["ruleId"] == "same-target"]
    lines = {
        one["physicalLocation"]["region"]["startLine"]
        for one in result["locations"] + result["relatedLocations"]
    }
    assert lines == {2, 3, 4, 5}


def test_a_message_pairs_with_nothing_and_is_no_source(here):
    (here / "feed.txt").write_text(
        f"Translation failed.\n由谷歌翻译\n翻译失败。\n由谷歌翻译\n{CHINESE}\n由谷歌翻译\n", "utf-8"
    )
    pairs = pair(read(["feed.txt"], Config()).records, Config())
    assert pairs["pair_method"].tolist() == ["none"] * 3
    report = audit.run(["feed.txt"])
    assert report.verdicts() == {"translated": 1, "untranslated": 2, "unassessed": 0}


GERMAN = "Der alte Hafen fror im Januar zu, und die Fähren zu den Inseln standen neun Tage still."


def test_rules_say_which_languages_they_judge_and_how_many_entries_they_leave():
    row = {"source": PROSE, "target": GERMAN, "expected_lang": "de"}
    assert entries_of(row)[0]["verdict"].tolist() == ["unassessed"]
    found = set(audit.score(pairs_of(row), Config()).findings["rule"])
    silent = {rule for rule, scorer in scorers().items() if scorer.judges != (None, None)}
    assert found.isdisjoint(silent)


def test_exit_code_where_nothing_could_be_assessed(here):
    from tests.test_cli import call

    (here / "t.csv").write_text(f'en,de\n"{PROSE}","{GERMAN}"\n', "utf-8")
    result = call("run", "t.csv", "--source-column", "en", "--target-column", "de",
                  "--source-lang", "en", "--target-lang", "de")  # fmt: skip
    assert result.exit_code == 1
    assert "None of 1 entry could be assessed." in result.stderr
    summary = json.loads((here / "reports/summary.json").read_text("utf-8"))
    assert summary["verdicts"]["unassessed"] == 1
    assert pd.DataFrame(summary["rules"])["entries_not_judged"].max() == 1
