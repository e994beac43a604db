"""Every rule is documented and tested."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from audit.config import SEVERITIES, Config
from audit.profiles import DEFAULT, profile_of, profiles
from audit.schema import CATEGORIES
from audit.scorers import scorers
from audit.scorers._catalogue import HEADINGS, explanation, options, page
from tests.conftest import CASES, ROOT, cases

every_rule = pytest.mark.parametrize("scorer", scorers().values(), ids=lambda it: it.rule)


def causes_of(scorer):
    """The rules whose findings may be the cause of those of `scorer`."""
    return {*scorer.symptom_of, *scorer.part_of, *scorer.same_place_as}


@every_rule
def test_headings_in_order(scorer):
    found = re.findall(r"^## (.+)\n(?=\S)", scorer.documentation, re.MULTILINE)
    assert found == list(HEADINGS)


@every_rule
def test_words_are_known(scorer):
    assert scorer.category in CATEGORIES
    assert scorer.severity in SEVERITIES
    assert 0 <= scorer.confidence <= 1
    assert causes_of(scorer) <= set(scorers()) - {scorer.rule}


@every_rule
def test_rule_is_named_like_its_class(scorer):
    assert type(scorer).__name__ == scorer.rule.title().replace("-", "")


@every_rule
def test_options_have_units(scorer):
    assert [name for name, _, unit in options(scorer) if not unit] == []


@every_rule
def test_explanation_says_all(scorer):
    page = explanation(scorer)
    told = [scorer.rule, scorer.severity, scorer.category, *HEADINGS]
    told += [f"`{name} = " for name, _, _ in options(scorer)]
    assert [word for word in told if word not in page] == []


@every_rule
def test_cases_are_enough(scorer):
    count = Counter(case["kind"] for case in cases(scorer.rule))
    near = [case for case in cases(scorer.rule) if case.get("near_miss")]
    assert count["flag"] >= 3
    assert count["clean"] >= 5
    assert set(count) == {"flag", "clean"}
    assert sum(case["kind"] == "clean" and case["origin"] != "synthetic" for case in near) >= 2
    labels = [case["label"] for case in cases(scorer.rule)]
    assert len(set(labels)) == len(labels)


@every_rule
def test_cases_expect_what_they_are(scorer):
    wrong = [
        case["label"]
        for case in cases(scorer.rule)
        if (case["kind"] == "flag") != bool(case.get("expect"))
    ]
    assert wrong == []


def test_no_case_file_without_a_rule():
    assert {file.stem for file in CASES.glob("*.toml")} == set(scorers())


def test_no_rule_is_its_own_cause_by_way_of_others():
    causes = {rule: causes_of(it) for rule, it in scorers().items()}
    while ends := {rule for rule, named in causes.items() if not named & set(causes)}:
        causes = {rule: named for rule, named in causes.items() if rule not in ends}
    assert causes == {}


def test_profiles_name_rules_and_options():
    for name in profiles():
        Config(rules=profiles()[name], profile=name)


def test_page_is_fresh():
    written = (ROOT / "audit" / "scorers" / "README.md").read_text("utf-8")
    assert written == page(), "python -m audit.scorers._catalogue > audit/scorers/README.md"


def test_only_rules_are_measured():
    measured = tomllib.loads((ROOT / "audit" / "scorers" / "measured.toml").read_text("utf-8"))
    assert set(measured) <= set(scorers())


def test_profile_by_form_and_by_name():
    def enabled(rule, config, profile):
        return rule in {scorer.rule for scorer in config.scorers(profile)}

    assert not enabled("short", Config(), profile_of("digest"))
    assert enabled("short", Config(), profile_of("csv"))
    assert enabled("short", Config(profile="general"), profile_of("digest"))
    assert not enabled("spacing", Config(), DEFAULT)
    assert enabled("spacing", Config(profile="strict"), DEFAULT)
    assert enabled("spacing", Config(select=("spacing",)), DEFAULT)
    assert enabled("short", Config(rules={"short": {"enabled": True}}), "digest")
