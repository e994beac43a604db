"""What findings say in Chinese: every message of every rule, and nothing that no rule says."""

from __future__ import annotations

import re
import sys
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.report.messages import Phrase, message, part_phrases, rule_phrases
from audit.report.words import table
from audit.scorers import foreign_script, scorers, script_variant
from audit.text import escapes, formula_damage, invisible, language
from audit.text.endings import Ending
from audit.text.patterns import wordings
from audit.text.verbatim import ARXIV, DOI, EMAIL, URL
from tests.conftest import ROOT, cases, glossary_of, pairs_of
from tests.strategies import TEXTS

TABLE = table("words_messages.toml")
PARTS, BETWEEN = TABLE["parts"], TABLE["between"]
RULES = sorted(set(TABLE) - {"parts", "between"})
OF_RULES = [(rule, phrase) for rule in RULES for phrase in rule_phrases(rule)]
PHRASES = [phrase for _, phrase in OF_RULES]
PHRASES += [phrase for part in PARTS for phrase in part_phrases(part)]


def names(characters):
    """What the rule control-character calls each of `characters`."""
    return {unicodedata.name(one, invisible.kind_of(one)).lower() for one in characters}


# What holes hold that the code has in lists; no case needs to have all of them.
LISTED = {
    "addresses": {kind.name for kind in (URL, EMAIL, DOI, ARXIV)},
    "characters": names(filter(invisible._FIRST.match, map(chr, range(sys.maxunicode + 1)))),
    "damages": {
        getattr(formula_damage, name)
        for name in ("LOOSE", "SPACED", "WIDE", "BRACES", "WORDS", "TRANSLATED")
    },
    "endings": {ending.value for ending in Ending},
    "escapes": set(escapes._KINDS.values()),
    "languages": {*language._NAMES.values(), language.UNDETERMINED},
    "machine-messages": {one.says for one in wordings("machine_messages").patterns},
    "residues": {one.says for one in wordings("feed_residue").patterns},
    "scripts": set(foreign_script._TOPICS),
    "variants": set(script_variant._NAMES),
}


def fits(phrase, text):
    return phrase.en.fit(text) is not None


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """(rule, message) of every case, and of the seeds."""
    folder = tmp_path_factory.mktemp("glossary")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        tables = [audit.run(["seeds"]).findings]
    for rule in RULES:
        for case in cases(rule):
            if case["kind"] == "flag":
                config = Config(select=(rule,), glossary=glossary_of(case, folder))
                pairs = pairs_of(*case.get("rows", [case]))
                tables.append(audit.score(pairs, config).findings)
    pairs = (zip(table["rule"], table["message"], strict=True) for table in tables)
    return sorted({pair for some in pairs for pair in some if pair[0] in RULES})


def test_a_rule_with_a_chinese_name_speaks_chinese():
    assert set(RULES) == set(table("words_rules.toml")) <= set(scorers())


def test_every_message_has_its_chinese(told):
    assert {rule for rule, _ in told} == set(RULES)
    assert [(rule, text) for rule, text in told if message(rule, text).zh == text] == []
    quoted = re.compile(r"“[^”]*”|'[^']*'")
    left = {
        text: found
        for rule, text in told
        if (found := re.findall("[a-z]{2,} [a-z]{2,}", quoted.sub("", message(rule, text).zh)))
    }
    assert left == {}


def test_numbers_and_quotations_stand_in_the_chinese(told):
    for rule, text in told:
        said = message(rule, text).zh
        held = Counter(re.findall(r"\d+(?:[.,]\d+)*|(?<=“)[^“”]+(?=”)|(?<=`)[^`]+(?=`)", text))
        assert all(said.count(one) >= times for one, times in held.items()), (text, said)


def test_nothing_is_in_the_file_that_no_rule_says(told, monkeypatch):
    used, in_chinese = set(), Phrase.in_chinese

    def spied(phrase, text):
        said = in_chinese(phrase, text)
        if said is not None:
            used.add(phrase)
        return said

    monkeypatch.setattr(Phrase, "in_chinese", spied)
    for rule, text in told:
        message(rule, text)
    for part, listed in LISTED.items():
        used |= {one for one in part_phrases(part) for text in listed if fits(one, text)}
    dead = [phrase.en.fixed for phrase in PHRASES if phrase not in used]
    assert dead == []


@pytest.mark.parametrize("part", LISTED)
def test_what_the_code_lists_has_its_chinese(part):
    said = {text for text in LISTED[part] for one in part_phrases(part) if fits(one, text)}
    assert LISTED[part] - said == set()


def test_holes_are_the_same_in_both_languages():
    for phrase in PHRASES:
        assert len(set(phrase.en.holes)) == len(phrase.en.holes), phrase
        assert set(phrase.en.holes) == set(phrase.zh.holes), phrase
        assert set(phrase.en.parts) <= {"", *PARTS, *BETWEEN}, phrase
        assert "" not in phrase.en.fixed[1:-1], phrase
    named = {part for phrase in PHRASES for part in phrase.en.parts}
    assert {*PARTS, *BETWEEN} <= named


def test_a_message_that_is_not_known_is_english():
    assert message("short", "Said by nobody.") == ("Said by nobody.",) * 2
    assert message("no-rule", "The target says this twice.").zh == "The target says this twice."


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        (  # a file may be called anything
            "same-target",
            "The same target stands under 3 different sources: on a and b.csv:3, c.csv:5 and d:9.",
            "3 条不同的原文有相同的译文：a and b.csv:3, c.csv:5 和 d:9。",
        ),
        (
            "inconsistent-term",
            "“task” has 2 renderings: “任务, 题” in 3 (a.csv:1), “作业” in 1 (b.csv:4).",
            "“task”有 2 种译法：“任务, 题”见于 3 条（如 a.csv:1），“作业”见于 1 条（如 b.csv:4）。",
        ),
        (
            "repetition",
            "“” stands some 9 times” stands some 3 times in a row.",
            "“” stands some 9 times”连续重复约 3 次。",
        ),
        (
            "blank-entry",
            "The slot for the translation holds only the placeholder {placeholder}.",
            "译文位置上只有占位符“{placeholder}”。",
        ),
        (
            "language-mismatch",
            "The slot announced as tlh (tlh) holds und (und) text.",
            "此处应为tlh（tlh），实际是未知语言（und）。",
        ),
    ],
)
def test_messages(rule, text, said):
    assert message(rule, text).zh == said


FIXED = sorted({fixed for phrase in PHRASES for fixed in phrase.en.fixed})
HELD = st.lists(st.sampled_from(FIXED) | st.sampled_from("{}:\n") | TEXTS, max_size=4)


@given(st.data(), st.sampled_from(OF_RULES))
def test_any_text_may_stand_in_a_hole(data, of_rule):
    rule, phrase = of_rule
    held = {name: "".join(data.draw(HELD)) for name in phrase.en.holes}
    text = phrase.en.fill(held)
    found = phrase.en.fit(text)
    assert phrase.en.fill(dict(zip(phrase.en.holes, found, strict=True))) == text
    assert message(rule, text).en == text
    assert message(rule, text).zh != text


@given(HELD.map("".join))
def test_any_text_may_be_a_message(text):
    assert {message(rule, text).en for rule in RULES} == {text}


@pytest.mark.parametrize("piece", [" ", "a", ", ", " and ", "”, “", "), “", "{}", "。"])
def test_takes_time_in_proportion(piece):
    held = piece * (1_000_000 // len(piece))
    for rule, phrase in OF_RULES:
        text = phrase.en.fill(dict.fromkeys(phrase.en.holes, held))
        start = time.process_time()
        message(rule, text)
        assert time.process_time() - start < 3, (rule, phrase.en)
