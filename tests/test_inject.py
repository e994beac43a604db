"""Damage on purpose: what each kind does, the copy and its key, and what is said to be found."""

from __future__ import annotations

import random
import re
import shlex

import pytest
from typer.testing import CliRunner

import audit
from audit import cli
from audit.config import Config
from audit.errors import ConfigError, InputError
from audit.injection import KINDS, Unit, inject, plan, read_key, recall
from audit.injection._base import GROUP, RUN, chinese_sentences, english_sentences
from audit.scorers import scorers
from tests.conftest import ROOT

SOURCE = (
    "We train the GraphNet (GN) with zero-shot prompts on 1.5 million images. Et al. is no end."
    " It runs 30 % faster than ImageNet models at $\\alpha = 2$. The error is at most 120 tokens."
    " The code is at https://example.org/graph/net."
)
TARGET = (
    "我们用零样本提示在150万张图像上训练GraphNet（GN）这个图网络模型。等等在这里不是句子的结尾，只是缩写。"
    "在$\\alpha = 2$时，它比ImageNet模型快30%，而且结果更加稳定。"
    "误差最多为120个词元，这个结果与数据无关。"
    "代码见https://example.org/graph/net。"
)
OTHER = Unit(
    "o", "abstract", "Fish swim in cold water.", "鱼在冷水中游泳的速度取决于水的温度和深度。"
)


def damaged(kind, seed=0, source=SOURCE, target=TARGET):
    return KINDS[kind].damage(source, target, [OTHER], random.Random(seed))


def units(count, field="abstract"):
    return [Unit(f"u{n}", field, f"{SOURCE} {n}", f"{TARGET}第{n}篇。") for n in range(count)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_each_kind_changes_the_text_where_it_says(kind, seed):
    found = damaged(kind, seed)
    start, end = found.span
    assert found.target != TARGET
    assert 0 <= start <= end <= len(found.target)
    assert found.target[:start] == TARGET[:start]
    assert damaged(kind, seed) == found


@pytest.mark.parametrize("kind", KINDS)
def test_rules_that_should_name_a_kind_are_rules(kind):
    assert set(KINDS[kind].rules) <= set(scorers())


WITHOUT = {
    "number-changed": ("We study 3D graphs in 2023-2024.", "我们在2023-2024年研究3D图这种东西。"),
    "url-changed": ("Code: https://a.org/b.", "代码见附录里的那个链接。"),
    "percent-lost": ("It is 94-99 % right.", "正确率是94%-99的样子。"),
    "magnitude-changed": ("Many images.", "几万张图像。"),
    "name-changed": ("We use graphs.", "我们使用Graph这种方法。"),
    "formula-broken": ("It costs $5.", "它的价格是5美元。"),
    "bracket-dropped": ("Graphs.", "我们研究图（graph。"),
    "sentence-omitted": ("One. Two.", "这是第一个有意义的句子。这是最后一个有意义的句子。"),
    "english-tail": ("Only one sentence here.", "这里只有一个句子而已。"),
    "truncated-55": ("A title of a paper", "一个论文的题目"),
    "traditional": ("Yes.", "一二三四。"),
    "copied": ("BERT", "BERT模型"),
    "term-mistranslated": ("We tile a floor.", "我们镶嵌地板。"),
}


@pytest.mark.parametrize(("kind", "texts"), WITHOUT.items(), ids=WITHOUT)
def test_a_kind_that_does_not_apply_does_nothing(kind, texts):
    assert damaged(kind, 0, *texts) is None


def test_sentences():
    text = "Ants et al. Bees fly. Cats e.g. Tom. Dogs run."
    assert english_sentences(text) == ["Ants et al. Bees fly.", "Cats e.g. Tom.", "Dogs run."]
    text = "一。二！”三？四"
    assert [text[slice(*span)] for span in chinese_sentences(text)] == ["一。", "二！”", "三？"]


def test_plan_does_not_depend_on_the_order():
    kinds = [kind for kind in KINDS if KINDS[kind].plan != "run"]
    given = units(80)
    there = {given[done.number]: done[1:] for done in plan(given, kinds, 0.9, 3)}
    back = {given[79 - done.number]: done[1:] for done in plan(given[::-1], kinds, 0.9, 3)}
    assert there == back
    assert len(there) == 72


def test_plan_depends_on_the_seed():
    assert plan(units(40), [*KINDS], 0.5, 1) != plan(units(40), [*KINDS], 0.5, 2)


def test_kinds_are_evenly_spread():
    kinds = ["blank", "copied", "loop", "traditional"]
    done = plan(units(40), kinds, 0.5, 0)
    assert sorted(item.kind.name for item in done) == sorted(kinds * 5)


def test_targets_of_wrong_pairs_change_places():
    given = units(20)
    done = plan(given, ["wrong-pair"], 0.5, 0)
    assert len(done) == 10
    members = {given[item.number].target for item in done}
    assert {item.damaged.target for item in done} == members


def test_a_group_shares_the_target_of_its_first():
    done = plan(units(20), ["same-target"], 0.15, 0)
    assert [item.kind.name for item in done].count("same-target") == GROUP - 1
    assert len({item.damaged.target for item in done}) == 1


def test_a_run_slips_down_by_one():
    given = units(20)
    done = plan(given, ["shifted"], 0.1, 0, [range(20)])
    numbers = [item.number for item in done]
    assert numbers == [*range(numbers[0], numbers[0] + RUN)]
    for above, item in zip(numbers, done[1:], strict=False):
        assert item.damaged.target == given[above].target


@pytest.fixture
def table(here):
    lines = [
        f"p{n}\t{SOURCE} {n}\t{TARGET}第{n}篇。\tTitle number {n}\t第{n}个题目" for n in range(60)
    ]
    (here / "in.tsv").write_text("\n".join(["id\ten\tzh\ttitle_en\ttitle_zh", *lines]), "utf-8")
    return here


def call(*args):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


# Rules that look at other entries say that these are all alike.
CONFIG = Config(select=("blank-entry", "language-mismatch", "missing-translation"))


def test_copy_has_the_units_of_the_input(table):
    before = audit.run(["in.tsv"], CONFIG)
    injection = inject(before, share=0.5)
    assert [path.rpartition("/")[2] for path in injection.write("out")] == [
        "damaged.jsonl",
        "key.csv",
    ]
    after = audit.run(["out/damaged.jsonl"], CONFIG)
    key = {(one.entry_id, one.field): one for one in read_key("out/key.csv")}
    assert len(key) == 60
    assert sum(injection.counts().values()) == 60 - len(lent(key))
    names = ["entry_id", "field", "source_text", "target_text"]
    given, copied = (
        {
            (one, field): (source, target)
            for one, field, source, target in report.entries[names].to_numpy()
        }
        for report in (before, after)
    )
    assert given.keys() == copied.keys()
    assert {unit for unit in given if given[unit] != copied[unit]} == key.keys() - lent(key)
    for unit, one in key.items():
        start, end = one.start, one.end
        assert given[unit][0] == copied[unit][0]
        assert 0 <= start <= end <= len(copied[unit][1])


def lent(key):
    """Units of which others have the target."""
    return {unit for unit, one in key.items() if one.kind == "lent"}


def test_recall_of_what_is_easy(table):
    kinds = ["blank", "copied", "japanese"]
    inject(audit.run(["in.tsv"], CONFIG), kinds=kinds, share=0.3).write("out")
    report = audit.run(["out/damaged.jsonl"], CONFIG)
    found = recall(report, read_key("out/key.csv"))
    assert sorted(one.kind for one in found.kinds) == kinds
    for one in found.kinds:
        assert one.found == one.found_major == one.named == one.roots == one.damaged > 0
    assert (found.intact, found.intact_minor, found.intact_major) == (84, 0, 0)
    (blank, mismatch) = found.rules
    assert (blank.rule, mismatch.rule) == ("blank-entry", "language-mismatch")
    assert blank.expected == blank.named == 12
    assert mismatch.expected == mismatch.named == 24
    assert blank.elsewhere == blank.intact == 0


def test_a_feed_stays_a_feed(here):
    texts = "".join(f"{TARGET}第{n}篇。\ntranslated by DeepL\n" for n in range(40))
    (here / "feed.txt").write_text(texts, "utf-8")
    injection = inject(audit.run(["feed.txt"], CONFIG), kinds=["blank", "loop"], share=0.5)
    assert [path.rpartition("/")[2] for path in injection.write("out")] == [
        "damaged.txt",
        "key.csv",
    ]
    report = audit.run(["out/damaged.txt"], CONFIG)
    assert len(report.entries) == 40
    found = recall(report, read_key("out/key.csv"))
    (blank,) = [one for one in found.kinds if one.kind == "blank"]
    assert blank.damaged == blank.named == 10


def test_what_has_a_finding_of_its_own_is_left_alone(here):
    (here / "in.csv").write_text("en,zh\n" + f"{SOURCE!r},\n" * 9, "utf-8")
    with pytest.raises(InputError, match="no text can be damaged"):
        inject(audit.run(["in.csv"], CONFIG))


@pytest.mark.parametrize(
    ("choice", "told"),
    [({"kinds": ["blnk"]}, "did you mean 'blank'"), ({"share": 0.0}, "share: 0.0 is no share")],
)
def test_mistakes_are_told(table, choice, told):
    with pytest.raises(ConfigError, match=told):
        inject(audit.run(["in.tsv"], CONFIG), **choice)


def test_command_line(table):
    result = call("inject", "in.tsv", "--out", "out", "--kind", "blank", "--share", "0.1")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "12 of 120 translation units are damaged, in 1 ways." in result.stderr
    result = call("run", "out/damaged.jsonl", "--key", "out/key.csv", "--select", "blank-entry")
    assert result.exit_code == 0
    assert result.stdout == ""
    lines = [line.split() for line in result.stderr.splitlines()]
    assert ["blank", "12", "100.0%", "100.0%", "100.0%", "1.00"] in lines
    assert ["blank-entry", "12", "100.0%", "0", "0"] in lines
    assert "Of 108 intact units 0 have a finding of major or above, 0 of minor" in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "key.csv: cannot be read"),
        ("a,b\n1,2\n", "key.csv: is no key"),
        ("entry_id,field,kind,rules,start,end\nx,abstract,blank,blank-entry,0,0\n", "entry 'x'"),
    ],
)
def test_keys_that_do_not_fit(table, content, told):
    if content is not None:
        (table / "key.csv").write_text(content)
    result = call("run", "in.tsv", "--key", "key.csv", "--select", "blank-entry")
    assert result.exit_code == 2
    assert told in result.stderr


def test_seeds_can_be_damaged(here):
    result = call("inject", ROOT / "seeds", "--out", "out", "--quiet")
    assert result.exit_code == 0
    assert len(read_key("out/key.csv")) > 3


def test_readme_example_runs(here):
    (here / "bitext.csv").write_text(
        "source_text,target_text\n" + f'"{SOURCE}","{TARGET}"\n' * 30, "utf-8"
    )
    block = re.search(
        r"<!-- inject -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    for command in block[1].strip().splitlines():
        program, *args = shlex.split(command)
        assert program == ".venv/bin/audit"
        assert call(*args).exit_code == 0
