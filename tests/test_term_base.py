"""The term base, the renderings that are wrong in themselves, and how both are looked up."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from importlib.resources import files

import pytest
import regex

import audit
from audit.config import SEVERITIES, Config
from audit.text.literals import Literals
from audit.text.renderings import find_listed
from audit.text.term_base import ANY, Entry, TermBase, is_rendered, term_base
from audit.text.terms import pair_terms
from audit.text.wrong_renderings import WronglyRendered, WrongRenderings, wrong_renderings
from tests.conftest import pairs_of

ENTRIES = term_base().entries
FEWEST = 1_200
LEAST_ATTESTED = 2  # pairs in which a rendering stands for its term, none of them in `seeds/`
HAN = regex.compile(r"\p{Han}")
SIGNS = regex.compile(rf"{regex.escape(ANY)}[2-9]?")


def test_there_are_many():
    assert len(ENTRIES) >= FEWEST


def test_no_term_stands_twice():
    assert [term for term, times in Counter(it.term for it in ENTRIES).items() if times > 1] == []


def test_fields_are_not_misspelt():
    assert min(Counter(entry.field for entry in ENTRIES).values()) >= 10


def is_well_formed(entry, terms):
    several = entry.renderings, entry.shown_by, entry.names
    named = {sign for sign in entry.shown_by if not SIGNS.fullmatch(sign)}
    return (
        entry.term == entry.term.strip().lower() != ""
        and not HAN.search(entry.term)
        and entry.renderings
        and all(one == one.strip() != "" for them in several for one in them)
        and all(len(set(them)) == len(them) for them in several)
        and named <= terms - {entry.term}
        and entry.attested >= 0
    )


def test_entries_are_well_formed():
    terms = {entry.term for entry in ENTRIES}
    assert [entry.term for entry in ENTRIES if not is_well_formed(entry, terms)] == []


def test_each_rendering_counts_as_one():
    unknown = [
        (entry.term, rendering)
        for entry in ENTRIES
        for rendering in (*entry.renderings, *entry.names)
        if not is_rendered(entry, f"，{rendering}。")
    ]
    assert unknown == []
    assert [entry.term for entry in ENTRIES if is_rendered(entry, "，，。")] == []


BASE = TermBase(
    (
        Entry("policy", ("策略",), "computing", ("off-policy",), (), 0),
        Entry("off-policy", ("离策略",), "computing", (), (), 0),
        Entry("kernel", ("核",), "computing", (ANY,), (), 0),
        Entry("kernel method", ("核方法",), "computing", (), (), 0),
        Entry("gene", ("基因",), "biology", (), (), 0),
        Entry("loss", ("损失",), "computing", (), (), 0),
        Entry("loss function", ("损失函数",), "computing", (), (), 0),
    )
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Kernel methods", ["Kernel methods"]),
        ("A kernel-method", ["kernel-method"]),
        ("kernel\nmethod", ["kernel\nmethod"]),
        ("kernel. Methods", []),
        ("a kernel", []),
        ("a kernel and genes", ["genes"]),
        ("a kernel and a loss", ["kernel", "loss"]),
        ("policies", []),
        ("off-policy and on policies", ["off-policy", "policies"]),
        ("policymakers, lossless genetics", []),
        ("the loss function's loss", ["loss function", "loss"]),
        ("", []),
    ],
)
def test_terms_are_whole_words_and_fields_are_shown(source, expected):
    sources = ["We", source]
    found = BASE.find(pair_terms(sources, ["我们", "我们"]), sources)
    places = [(1, place.start, place.end) for place in found.get(1, [])]
    assert [source[start:end] for _, start, end in places] == expected
    assert 0 not in found


@pytest.mark.parametrize(
    ("number", "target", "expected"),
    [
        (3, "核方法", True),
        (3, "用核方法", True),
        (3, "内核方法", False),
        (3, "Kernel method 的理论", True),
        (3, "KM很快", True),
        (3, "内核方法（KM）很快", False),
        (3, "KMP很快", False),
        (5, "损失", True),
        (5, "丢失", False),
    ],
)
def test_renderings_begin_where_words_do(number, target, expected):
    assert is_rendered(BASE.entries[number], target) is expected


def found_in(source, target):
    report = audit.score(
        pairs_of({"source": source, "target": target}), Config(select=("term-mistranslated",))
    )
    columns = ("source_evidence", "target_evidence")
    return list(report.findings[list(columns)].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (
            "We derive a simple loss function for training robots.",
            "我们为训练机器人推导出一个简单的丢失功能。",
            [("loss function", "丢失功能")],
        ),
        (
            "We learn a policy with reinforcement learning.",
            "我们用强化学习来学习一项政策。",
            [("policy", "政策")],
        ),
        (
            "The government changes its policy on housing this year.",
            "政府今年改变其住房政策。",
            [],
        ),
        # Another word of the sentence explains what stands there.
        (
            "A neural network with dropout predicts which students drop out of school.",
            "带正则项的神经网络预测哪些学生会辍学。",
            [],
        ),
        # Left out, or said otherwise: no evidence that a reader could look at.
        (
            "We minimise the loss function by gradient descent on data.",
            "我们在数据上通过梯度下降来最小化它。",
            [],
        ),
        # The term is right in one sentence and wrong in the other.
        (
            "The Loss Function compares the pictures of each camera with the known positions of the"
            " cars. Engineers of two factories minimise the loss function by gradient descent.",
            "损失函数将每个摄像头的图片与汽车的已知位置进行比较。两家工厂的工程师用梯度下降来最小化丢失功能。",
            [("loss function", "丢失功能")],
        ),
    ],
)
def test_what_stands_in_place_of_a_term(source, target, expected):
    assert found_in(source, target) == expected


# What is wrong in itself

TABLE = tomllib.loads(files("audit.text").joinpath("wrong_renderings.toml").read_text("utf-8"))
LISTS = {"source", "right", "unless_source", "unless_target", "context"}
NEEDED = {"source", "wrong", "right", "domain"}
FILLER = "我们在本文中研究"

every_wrong = pytest.mark.parametrize(
    "entry", TABLE["term"], ids=lambda it: f"{it['source'][0]}: {next(iter(it['wrong']))}"
)


def found(source, target):
    return list(wrong_renderings().find([source], [target], find_listed([target], [0])))


@every_wrong
def test_wrong_rendering_is_well_formed(entry):
    assert NEEDED <= set(entry) <= NEEDED | LISTS | {"severity"}
    assert entry.get("severity", "major") in SEVERITIES
    for key in LISTS & set(entry):
        items = entry[key]
        assert items
        assert all(isinstance(item, str) and item == item.strip() != "" for item in items)
        assert len(set(items)) == len(items)
    assert all(len(word) > 1 and HAN.search(word) for word in entry["wrong"])
    assert not any(HAN.search(word) for word in entry["source"])
    assert set(entry["wrong"]).isdisjoint(entry["right"])
    assert set(entry["wrong"]).isdisjoint(entry.get("unless_target", ()))


@every_wrong
def test_no_phrase_of_a_single_document(entry):
    assert min(entry["wrong"].values()) >= LEAST_ATTESTED


def test_no_rendering_of_a_term_stands_twice():
    named = Counter(
        (form, wrong)
        for entry in TABLE["term"]
        for form in entry["source"]
        for wrong in entry["wrong"]
    )
    assert [pair for pair, times in named.items() if times > 1] == []


@every_wrong
def test_rendering_is_found_where_the_source_has_the_term(entry):
    for form in entry["source"]:
        for wrong in entry["wrong"]:
            source, target = f"We study the {form}, which is new.", f"{FILLER}{wrong}，它是新的。"
            hits = [it for it in found(source, target) if wrong in it.renderings]
            assert [source[slice(*it.source)] for it in hits] != []
            assert found("We study what nobody has seen.", target) == []


@every_wrong
def test_without_a_source_the_context_decides(entry):
    wrong, context = next(iter(entry["wrong"])), entry.get("context", ())
    for word in context:
        assert any(it.term.context for it in found(None, f"{word}。{FILLER}{wrong}。"))
    if not context:
        assert all(it.term.source[0] != entry["source"][0] for it in found(None, wrong))


@every_wrong
def test_words_of_another_field_silence(entry):
    source, wrong = f"We study the {entry['source'][0]}", next(iter(entry["wrong"]))
    for word in entry.get("unless_source", ()):
        hits = found(f"{source} and {word}.", f"{FILLER}{wrong}。")
        assert all(it.term.source[0] != entry["source"][0] for it in hits)
    for word in entry.get("unless_target", ()):
        hits = found(f"{source}.", f"{FILLER}{wrong}和{word}。")
        assert all(it.term.source[0] != entry["source"][0] for it in hits)


TERMS = WrongRenderings(
    (
        WronglyRendered(("transformer",), {"变压器": 2, "压器": 2}, ("变换器",), "x"),
        WronglyRendered(("vision transformer",), {"视觉变压器": 2}, ("视觉变换器",), "x"),
        WronglyRendered(("surrogate",), {"代理人": 2}, ("代理人模型",), "x"),
        WronglyRendered(("policy",), {"政策": 2}, ("策略",), "x"),
        WronglyRendered(("Performer", "FL"), {"表演者": 2}, ("Performer",), "x"),
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
def test_wrong_renderings_stand_for_whole_words_and_capitals_bind(source, target, expected):
    assert renderings(source, target) == expected


HOSTILE = ["变压器" * 300_000, "变压" * 500_000, "代理人模型" * 200_000, "政" * 1_000_000]


@pytest.mark.parametrize("target", HOSTILE, ids=lambda text: text[:5])
def test_hostile_texts_take_linear_time(target):
    for source in ("transformer " * 80_000, "a" * 1_000_000, "FL " * 300_000):
        start = time.process_time()
        found(source, target)
        assert time.process_time() - start < 2


def test_hostile_terms_take_linear_time():
    source = "neural network, off-policy policy. " * 1_500
    target = "神经网，政策的政策。" * 5_000
    start = time.process_time()
    found_in(source, target)
    assert time.process_time() - start < 5
