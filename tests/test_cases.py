"""Each rule on the texts of its case file."""

from __future__ import annotations

import pytest

import audit
from audit.config import Config
from audit.scorers import scorers
from tests.conftest import ROOT, cases, glossary_of, pairs_of

ALL = [
    pytest.param(rule, case, id=f"{rule}: {case['label']}")
    for rule in scorers()
    for case in cases(rule)
]


@pytest.mark.parametrize(("rule", "case"), ALL)
def test_rule(rule, case, tmp_path):
    pairs = pairs_of(*case.get("rows", [case]))
    config = Config(select=(rule,), glossary=glossary_of(case, tmp_path))
    findings = audit.score(pairs, config).findings
    findings = findings[findings["cause"].isna()]  # not once more for each of its members
    expected = case.get("expect", [])
    assert len(findings) == len(expected)
    for wanted, (_, finding) in zip(expected, findings.iterrows(), strict=True):
        assert {side: finding[f"{side}_evidence"] for side in wanted} == wanted


@pytest.mark.parametrize(("rule", "case"), ALL)
def test_origin_holds_the_text(rule, case):
    del rule
    if case["origin"] == "synthetic":
        return
    file, line = case["origin"].rsplit(":", 1)
    text = (ROOT / file).read_text("utf-8").split("\n")[int(line) - 1]
    case = case.get("rows", [case])[0]
    quoted = case.get("source", case.get("target"))
    assert quoted in text if quoted else text.startswith("translated by")
