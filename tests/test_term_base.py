"""The list of known mistranslations, and how it is looked up."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from importlib.resources import files

import pytest
import regex

from audit.config import SEVERITIES
from audit.text.literals import Literals
from audit.text.mistranslations import Mistranslation, Mistranslations, mistranslations
from audit.text.renderings import find_listed

ENTRIES = tomllib.loads(files("audit.text").joinpath("mistranslations.toml").read_text("utf-8"))[
    "term"
]
LISTS = {"source", "wrong", "right", "unless_source", "unless_target", "context"}
NEEDED = {"source", "wrong", "right", "domain"}
FEWEST = 300
FILLER = "我们在本文中研究"
HAN = regex.compile(r"\p{Han}")

every_entry = pytest.mark.parametrize(
    "entry", ENTRIES, ids=lambda it: f"{it['source'][0]}: {it['wrong'][0]}"
)


def found(source, target):
    return list(mistranslations().find([source], [target], find_listed([target], [0])))


@every_entry
def test_entry_is_well_formed(entry):
    assert set(entry) >= NEEDED
    assert set(entry) <= NEEDED | LISTS | {"severity"}
    assert entry.get("severity", "major") in SEVERITIES
    for key, value in entry.items():
        items = value if key in LISTS else [value]
        assert isinstance(items, list)
        assert items
        assert all(isinstance(item, str) and item == item.strip() != "" for item in items)
        assert len(set(items)) == len(items)
    assert all(len(word) > 1 and HAN.search(word) for word in entry["wrong"])
    assert not any(HAN.search(word) for word in entry["source"])


@every_entry
def test_wrong_is_not_right(entry):
    assert set(entry["wrong"]).isdisjoint(entry["right"])
    assert set(entry["wrong"]).isdisjoint(entry.get("unless_target", ()))


def test_no_rendering_of_a_term_stands_twice():
    named = Counter(
        (form, wrong) for entry in ENTRIES for form in entry["source"] for wrong in entry["wrong"]
    )
    assert [pair for pair, times in named.items() if times > 1] == []


def test_there_are_many():
    assert len(ENTRIES) >= FEWEST


@every_entry
def test_rendering_is_found_where_the_source_has_the_term(entry):
    for form in entry["source"]:
        for wrong in entry["wrong"]:
            source, target = f"We study the {form}, which is new.", f"{FILLER}{wrong}，它是新的。"
            hits = [it for it in found(source, target) if wrong in it.renderings]
            assert [source[slice(*it.source)] for it in hits] != []
            assert found("We study what nobody has seen.", target) == []


@every_entry
def test_without_a_source_the_context_decides(entry):
    (wrong, *_), context = entry["wrong"], entry.get("context", ())
    for word in context:
        assert any(it.term.context for it in found(None, f"{word}。{FILLER}{wrong}。"))
    if not context:
        assert all(it.term.source[0] != entry["source"][0] for it in found(None, wrong))


@every_entry
def test_words_of_another_field_silence(entry):
    source, wrong = f"We study the {entry['source'][0]}", entry["wrong"][0]
    for word in entry.get("unless_source", ()):
        hits = found(f"{source} and {word}.", f"{FILLER}{wrong}。")
        assert all(it.term.source[0] != entry["source"][0] for it in hits)
    for word in entry.get("unless_target", ()):
        hits = found(f"{source}.", f"{FILLER}{wrong}和{word}。")
        assert all(it.term.source[0] != entry["source"][0] for it in hits)


TERMS = Mistranslations(
    (
        Mistranslation(("transformer",), ("变压器", "压器"), ("变换器",), "x"),
        Mistranslation(("vision transformer",), ("视觉变压器",), ("视觉变换器",), "x"),
        Mistranslation(("surrogate",), ("代理人",), ("代理人模型",), "x"),
        Mistranslation(("policy",), ("政策",), ("策略",), "x"),
        Mistranslation(("Performer", "FL"), ("表演者",), ("Performer",), "x"),
    )
)


def renderings(source, target):
    places = {0: list(Literals(TERMS.by_rendering).find([target]))}
    return [(one.renderings, one.times) for one in TERMS.find([source], [target], places)]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("A vision transformer", "视觉变压器", [(("视觉变压器",), 1)]),
        ("A vision transformer", "变压器和压器", [(("变压器", "压器"), 2)]),
        ("Two Transformers", "变压器变压器", [(("变压器",), 2)]),
        ("a surrogate", "代理人模型", []),
        ("a surrogate", "代理人模型的代理人", [(("代理人",), 1)]),
        ("Many learned policies", "政策", [(("政策",), 1)]),
        ("A policymaker", "政策", []),
        ("the performer", "表演者", []),
        ("Performers sing. Performers dance", "表演者", []),
        ("Performers sing; a Performer", "表演者", [(("表演者",), 1)]),
        ("FL, not fl", "表演者", [(("表演者",), 1)]),
        ("not fl", "表演者", []),
    ],
)
def test_terms_are_whole_words_and_capitals_bind(source, target, expected):
    assert renderings(source, target) == expected


HOSTILE = ["变压器" * 300_000, "变压" * 500_000, "代理人模型" * 200_000, "政" * 1_000_000]


@pytest.mark.parametrize("target", HOSTILE, ids=lambda text: text[:5])
def test_hostile_texts_take_linear_time(target):
    for source in ("transformer " * 80_000, "a" * 1_000_000, "FL " * 300_000):
        start = time.process_time()
        found(source, target)
        assert time.process_time() - start < 2
