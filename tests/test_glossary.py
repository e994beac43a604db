"""Glossaries: what is read, what is refused, and how the rules get the terms."""

from __future__ import annotations

import csv
import io
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import Config
from audit.errors import ConfigError
from audit.glossary import Glossary, Term, read_glossaries
from audit.scorers import options_of, scorers
from audit.scorers._scopes import Total
from audit.text.forms import find_form
from audit.text.literals import Literals
from audit.text.phrases import Phrase, Phrases, words_of
from tests.conftest import pairs_of

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<text><body><conceptEntry id="c1"><!-- of machine learning -->
<langSec xml:lang="en-US"><termSec><term>transformer</term></termSec></langSec>
<langSec xml:lang="zh-CN">
<termSec><term>Transformer</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
<termSec><term>变<hi>换</hi>器</term></termSec>
<termSec><term>变压器</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
</langSec></conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="en"><termSec><term>unit</term></termSec></langSec>
<langSec xml:lang="de"><termSec><term>Einheit</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
MARTIF = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body><termEntry id="e1">
<langSet xml:lang="en"><tig><term>beam search</term></tig></langSet>
<langSet xml:lang="zh"><ntig><termGrp><term>束搜索</term></termGrp></ntig>
<tig><term>光束搜索</term>
<termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""
LAUGHS = """<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<tbx><conceptEntry><term>&c;</term></conceptEntry></tbx>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<tbx><conceptEntry><term>&a;</term></conceptEntry></tbx>"""

GIVEN_TO = [rule for rule, scorer in scorers().items() if hasattr(scorer, "glossary")]


@pytest.fixture
def read(tmp_path):
    def read(content, name="terms.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_glossaries((str(path),), "en", "zh-CN").terms

    return read


def mistakes_of(read, content):
    with pytest.raises(ConfigError) as caught:
        read(content)
    return [mistake.partition("terms.csv")[2] for mistake in caught.value.mistakes]


TRANSFORMER = Term("transformer", ("Transformer", "变换器"), ("变压器",))


@pytest.mark.parametrize(
    "content",
    [
        "source,target,forbidden\ntransformer,Transformer|变换器,变压器\n",
        "source\ttarget\tforbidden\r\ntransformer\tTransformer; 变换器\t变压器\r\n",
        "source;target;forbidden;note\ntransformer;Transformer|变换器;变压器;of attention\n",
        "原文,译文,禁用,领域\ntransformer,Transformer；变换器,变压器,机器学习\n",
        '\ufeffTarget,Source,Forbidden\n"Transformer|变换器","transformer","变压器"\n\n',
        "source,target,forbidden\ntransformer,Transformer,\nTransformer,变换器,变压器\n",
        "原文,译文,禁用\ntransformer,Transformer|变换器,变压器\n".encode("gb18030"),
        TBX,
    ],
    ids=["csv", "tsv", "semicolons", "Chinese", "quoted", "two rows", "GB18030", "TBX"],
)
def test_forms_say_the_same(read, content):
    assert read(content) == (TRANSFORMER,)


def test_older_tbx_is_read_without_its_grammar(read):
    assert read(MARTIF, "old.tbx") == (Term("beam search", ("束搜索",), ("光束搜索",)),)


def test_deep_nesting_is_read_in_linear_time(read):
    depth = 50_000
    nested = f"{'<conceptEntry><langSec>' * depth}{'</langSec></conceptEntry>' * depth}"
    start = time.process_time()
    assert read(TBX.replace("</body>", f"{nested}</body>"), "deep.tbx") == (TRANSFORMER,)
    assert time.process_time() - start < 2


def test_capitals_count_where_there_is_nothing_else(read):
    content = "source,target,case_sensitive\nIT,信息技术,\nGPT,生成式预训练,no\nClip,夹,yes\n"
    assert [term.exact for term in read(content)] == [True, False, True]


def test_every_mistake_is_told_with_its_place(read):
    content = (
        "source,target,forbidden,case_sensitive\n"
        ",空,,\nagent,,,\n!!,甲,,\nbias,偏差,偏差,\nbit,位,,maybe\na,b,c,,,\n"
    )
    told = mistakes_of(read, content)
    assert [mistake.split(": ")[0] for mistake in told] == [":2", ":3", ":4", ":6", ":7", ":5"]
    assert "'偏差' is both a target of 'bias' and forbidden; take it out" in told[-1]
    assert all("; " in mistake for mistake in told)


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        ("", "no column 'source'"),
        ("a,b\n1,2\n", "unknown column 'a'"),
        ("source,traget\nx,y\n", "did you mean 'target'?"),
        ("source,target,target\nx,y,z\n", "2 columns 'target'; keep one"),
        ('source,target\n"x,y\n', "is no CSV: unexpected end of data"),
        (b"\x00\x01\x02\xff\xfe\x03\x04" * 50, "is no text"),
        ("<tbx><conceptEntry>", "is no XML"),
        ("<html><p>Not found</p></html>", "holds no conceptEntry or termEntry"),
        (MARTIF.replace('"zh"', '"fr"'), "has no term in both en and zh-CN"),
        (LAUGHS, "defines entities, which are not read"),
        (OUTSIDE, "defines entities, which are not read"),
        ('<?xml version="1.0" encoding="nonsense"?><tbx/>', "encoding"),
    ],
)
def test_what_is_no_glossary_is_refused(read, content, mistake):
    assert any(mistake in told for told in mistakes_of(read, content))


def test_mistakes_are_told_up_to_a_number(read):
    told = mistakes_of(read, "source,target\n" + "x,\n" * 50)
    assert len(told) == 21
    assert told[-1] == ": and 30 mistakes more"


def test_a_missing_file_is_a_mistake_of_the_configuration(here):
    with pytest.raises(ConfigError) as caught:
        Config(glossary=("none.csv",), profile="none")
    assert [mistake.split(":")[0] for mistake in caught.value.mistakes] == ["profile", "glossary"]
    result = CliRunner().invoke(app, ["run", str(here), "--glossary", "none.csv"])
    assert result.exit_code == 2
    assert "none.csv: cannot be read: No such file" in result.stderr


def test_the_command_line_names_files(here):
    (here / "terms.csv").write_text("source,target\nagent,智能体\n", "utf-8")
    (here / "t.csv").write_text("en,zh\nThe agent learns.,代理学习走路。\n", "utf-8")
    args = ["run", "t.csv", "--glossary", "terms.csv", "--select", "glossary-mismatch"]
    result = CliRunner().invoke(app, [*args, "--fail-on", "minor"])
    assert result.exit_code == 1
    assert "智能体" in (here / "reports" / "findings.csv").read_text("utf-8")


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
)
FORM = CELL.map(str.strip).filter(lambda text: text and not set(text) & set("|;；"))
TERMS = st.lists(
    st.builds(
        Term,
        FORM.filter(lambda text: bool(words_of(text))),
        st.lists(FORM, min_size=1, max_size=3, unique=True).map(tuple),
        st.just(()),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda term: term.source.casefold(),
)


@given(TERMS, st.sampled_from(",\t;"))
def test_any_list_of_terms_is_read_back(tmp_path_factory, terms, delimiter):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["source", "target", "case_sensitive"])
    writer.writerows([term.source, "|".join(term.targets), term.exact] for term in terms)
    path = tmp_path_factory.mktemp("terms") / "terms.csv"
    path.write_text(file.getvalue(), "utf-8", newline="")
    assert read_glossaries((str(path),), "en", "zh").terms == tuple(terms)


def test_the_content_counts_not_the_name(here):
    for name in ("a.csv", "b.csv"):
        (here / name).write_text("source,target\nagent,智能体\n", "utf-8")
    one, other = (Config(glossary=(name,)).digest() for name in ("a.csv", "b.csv"))
    assert one == other != Config().digest()
    (here / "b.csv").write_text("source,target\nagent,代理\n", "utf-8")
    assert Config(glossary=("b.csv",)).digest() != one


def test_the_rules_get_the_terms_and_workers_too(here):
    (here / "terms.csv").write_text("source,target\nagent,智能体\n", "utf-8")
    config = Config(glossary=("terms.csv",))
    given_to = [it for it in config.scorers() if hasattr(it, "glossary")]
    assert {it.rule for it in given_to} == set(GIVEN_TO)
    for scorer in given_to:
        assert pickle.loads(pickle.dumps(scorer)) == scorer
        assert scorer.glossary.terms == (Term("agent", ("智能体",)),)


def test_the_terms_are_no_option():
    for rule in GIVEN_TO:
        assert "glossary" not in {item.name for item in options_of(scorers()[rule])}
        with pytest.raises(ConfigError, match="unknown option"):
            Config(rules={rule: {"glossary": "terms.csv"}})


def test_no_glossary_no_finding():
    pairs = pairs_of({"source": "The agent learns.", "target": "特工学习。"})
    assert audit.score(pairs, Config(select=("glossary-mismatch",))).findings.empty


@pytest.mark.parametrize("term", ["transformer", "vision transformer"])
def test_the_same_place_is_told_once(here, term):
    (here / "terms.csv").write_text(f"source,target\n{term},变换器\n", "utf-8")
    pairs = pairs_of(
        {
            "source": "We train a vision transformer on long texts of the library.",
            "target": "我们在图书馆的长文本上训练视觉变压器。",
        }
    )
    config = Config(select=("term-mistranslated", "glossary-mismatch"), glossary=("terms.csv",))
    findings = audit.score(pairs, config).findings
    assert sorted(findings["rule"]) == ["glossary-mismatch", "term-mistranslated"]
    assert findings[findings["cause"].isna()]["rule"].tolist() == ["term-mistranslated"]


def test_workers_change_nothing(here):
    (here / "terms.csv").write_text("source,target\nagent,智能体|代理\n", "utf-8")
    rows = [
        {"source": "The agent learns.", "target": "智能体学习走路。", "times": 1500},
        {"source": "An agent learns.", "target": "代理学习走路。", "times": 1000},
        {"source": "Agents learn.", "target": "特工学习走路。", "times": 2},
    ]
    config = {"select": ("glossary-mismatch", "inconsistent-term"), "glossary": ("terms.csv",)}
    found = [audit.score(pairs_of(*rows), Config(**config, workers=n)).findings for n in (1, 2)]
    assert found[0].equals(found[1])
    assert found[0]["rule"].tolist() == ["inconsistent-term", *["glossary-mismatch"] * 2]


def found(phrases, text):
    return [(match.number, text[slice(*match.span)]) for match in phrases.find(text)]


def test_phrases_match_whole_words_the_longest_first():
    phrases = Phrases(
        [
            Phrase("transformer"),
            Phrase("vision transformer"),
            Phrase("FL", exact=True),
            Phrase("C++"),
            Phrase("R&D"),
            Phrase("zero-shot"),
            Phrase("policy"),
            Phrase("机器学习"),
        ]
    )
    text = "Vision Transformers and a transformer; FL, fl, FLs; C, C++, R&D; R, D"
    assert found(phrases, text) == [
        (1, "Vision Transformers"),
        (0, "transformer"),
        (2, "FL"),
        (2, "FLs"),
        (3, "C++"),
        (4, "R&D"),
    ]
    text = "Zero shot, zero–shot; policies. Policy's; transformerless; 在机器学习中"
    assert [number for number, _ in found(phrases, text)] == [5, 5, 6, 6, 7]


@given(st.text(), st.text(min_size=1).filter(lambda text: bool(words_of(text))))
def test_a_phrase_is_found_where_it_stands(text, term):
    written = f"{text} {term} {text}"
    assert all(
        words_of(written[slice(*match.span)]) == words_of(term)
        for match in Phrases([Phrase(term)]).find(written)
    )


@pytest.mark.parametrize(
    ("text", "form", "place"),
    [
        ("我们的Transformer 模型", "transformer模型", (3, 17)),
        ("视觉 Transformers", "Transformer", (3, 15)),
        ("EMAIL与AI", "AI", (6, 8)),
        ("深度学习", "学习", (2, 4)),
        ("the zero shot model", "zero-shot", None),
        ("the zero shot model", "zero shot", (4, 13)),
        ("变压器", "变换器", None),
    ],
)
def test_forms_need_boundaries_only_in_latin(text, form, place):
    assert find_form(text, form) == place


@given(
    st.lists(st.text("变压器模型ab", max_size=12)),
    st.sets(st.text("变压器模型ab", min_size=2, max_size=4)),
)
def test_literals_are_all_found(texts, literals):
    expected = {
        (row, start, literal)
        for row, text in enumerate(texts)
        for literal in literals
        for start in range(len(text))
        if text.startswith(literal, start)
    }
    assert set(Literals(literals).find(texts)) == expected


HOSTILE = ["agent " * 60_000, "agent-" * 60_000, "a " * 200_000, "智能体" * 120_000, "ag" * 200_000]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
def test_hostile_texts_take_linear_time(text):
    terms = (Term("agent", ("智能体", "代理体"), ("智能", "能体")), Term("a", ("甲", "乙乙")))
    pairs = pairs_of({"source": text, "target": "智能体学" + text})
    for name in GIVEN_TO:
        batch = audit.scorers.Batch(pairs)
        batch.target.know(["zh"])
        scorer = type(scorers()[name])(glossary=Glossary(terms))
        start = time.process_time()
        if isinstance(scorer.scope, Total):
            batch.counted = scorer.chosen(scorer.count(batch))
        list(scorer.score(batch))
        assert time.process_time() - start < 2


BITEXT = {
    "map.json": """{"beam search": "束搜索", "agent": "智能体", "It works.": "它有效。",
        "GPU": "GPU"}""",
    "list.json": """[{"source": "beam search", "target": "束搜索"},
        {"source": "agent", "target": "智能体"}, {"source": "It works.", "target": "它有效。"},
        {"source": "GPU", "target": "GPU"}]""",
    "terms.po": """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "beam search"
msgstr "束搜索"

msgid "agent"
msgstr "智能体"

msgid "It works."
msgstr "它有效。"

msgid "GPU"
msgstr "GPU"
""",
    "terms.tmx": """<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>beam search</seg></tuv><tuv xml:lang="zh"><seg>束搜索</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>agent</seg></tuv><tuv xml:lang="zh-CN"><seg>智能体</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>It works.</seg></tuv><tuv xml:lang="zh"><seg>它有效。</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>GPU</seg></tuv><tuv xml:lang="zh"><seg>GPU</seg></tuv></tu>
</body></tmx>""",
}


@pytest.mark.parametrize("name", BITEXT)
def test_the_short_texts_of_a_bitext_are_terms(tmp_path, name):
    (tmp_path / name).write_text(BITEXT[name], "utf-8")
    glossary = read_glossaries([str(tmp_path / name)], "en", "zh-CN")
    assert glossary.left_out == 2  # a sentence, and what is not translated
    assert [(term.source, term.targets) for term in glossary.terms] == [
        ("beam search", ("束搜索",)),
        ("agent", ("智能体",)),
    ]


def test_a_bitext_that_cannot_be_read_is_a_mistake(read):
    with pytest.raises(ConfigError, match=r"broken\.json"):
        read('{"agent": ', "broken.json")


def test_how_much_of_the_glossary_was_applied_is_told(here):
    (here / "terms.csv").write_text(
        "source,target\nagent,智能体\npolicy,策略\nkernel,核\n", "utf-8"
    )
    rows = "The agent learns a policy.,智能体学习一个政策。\nAn agent acts.,智能体行动。\n"
    (here / "rows.csv").write_text(f"source,target\n{rows}", "utf-8")
    report = audit.run([here / "rows.csv"], Config(glossary=(str(here / "terms.csv"),)))
    use = report.glossary_use
    assert use._asdict() == {
        "terms": 3, "met": 2, "left_out": 0, "entries": 2, "uses": 3, "rendered": 2
    }  # fmt: skip
    result = CliRunner().invoke(app, ["run", "rows.csv", "--glossary", "terms.csv"])
    told = "Glossary: 2 of 3 terms stand in 2 entries; 2 of 3 uses are rendered as it says (67%)"
    assert told in result.stderr
