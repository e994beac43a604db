"""Columns of a table: found by name, else by content, and never taken for what they are not."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.errors import InputError

EN = [
    "Rain falls on the hills in autumn and fills the small lakes. We measure how fast the water"
    " reaches the town below and compare ten years of records.",
    "Many people learn to play the piano late in life. This study follows forty of them through"
    " their first two years of lessons.",
    "Old bridges are inspected by hand. We describe a camera that climbs the cables and finds"
    " cracks as thin as a hair.",
    "Bees find their way home by the sun. On cloudy days they use the pattern of light in the sky,"
    " as our experiments show.",
    "Bread rises more slowly in cold kitchens. A small heater under the bowl makes the time needed"
    " almost independent of the season.",
    "Trains that run late are often late again the next day. We explain why and propose a simple"
    " change to the timetable.",
    "Children remember stories better when they draw them. The effect is larger for long stories"
    " and for younger children.",
    "Salt water damages the steel of ships. We test six paints in the harbour and report which of"
    " them lasted longest.",
]
ZH = [
    "秋天，雨水落在山丘上，注满了小湖。我们测量了水流到达下方城镇的速度，并比较了十年的记录。",
    "许多人在晚年才学习弹钢琴。这项研究跟踪了其中四十人最初两年的课程。",
    "旧桥梁是靠人工检查的。我们描述了一种能爬上缆索的相机，它能发现细如发丝的裂缝。",
    "蜜蜂靠太阳找到回家的路。正如我们的实验所示，在阴天它们利用天空中光的图案。",
    "面包在寒冷的厨房里发酵得更慢。碗下的小加热器使所需时间几乎与季节无关。",
    "晚点的火车第二天往往还会晚点。我们解释了原因，并提出了对时刻表的简单修改。",
    "孩子们把故事画出来时记得更牢。对于长故事和年幼的孩子，这种效果更大。",
    "海水会损坏船舶的钢材。我们在港口测试了六种油漆，并报告了哪种最耐用。",
]
N = len(EN)
TITLES = ["Water in the Hills", "Late Piano Lessons", "A Camera for Old Bridges",
          "How Bees Find Home", "Bread in Cold Kitchens", "Why Trains Are Late Again",
          "Stories That Children Draw", "Six Paints for Ships in Salt Water"]  # fmt: skip
TITLES_ZH = ["山丘里的水", "晚年的钢琴课", "检查旧桥的相机", "蜜蜂如何回家", "冷厨房里的面包",
             "火车为何再次晚点", "孩子们画的故事", "船舶防海水的六种油漆"]  # fmt: skip


def named(columns):
    """A table of columns by name, as CSV."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return file.getvalue()


def read(content, path="t.csv", **options):
    from audit.readers import read_documents
    from audit.readers._base import Document

    raw = content if isinstance(content, bytes) else content.encode()
    return read_documents([(Document.of(path, raw), True)], Config(**options))


def read_or_refused(content):
    """What is read, or why it is not."""
    try:
        return read(content), ""
    except InputError as error:
        return None, str(error)


def sides(reading):
    """The texts of either side by row, None where there is none."""
    records = reading.records
    return {
        role: [None if text != text or text is None else text
               for text in records.loc[records["role"] == role, "text"]]
        for role in ("source", "target")
    }  # fmt: skip


RIGHT = {"source": EN, "target": ZH}

# Pairs of names in use in feeds, logs, corpora and reference managers.
PAIRS = """source|target source|output src|mt src|hyp src|pred src|prediction input|output
prompt|response query|translation text|translation text|text_translated text|zh en|zh EN|CN
en|zh_CN english|chinese source_text|target_text source_text|machine_translation
original|translated original_text|ai_translation summary|中文摘要 summary|summary_zh
abstract|abstract_cn abstract|摘要 Abstract|摘要翻译 Abstract|译文 摘要|摘要翻译 英文摘要|中文摘要
英文|中文 原文|机器翻译 title|标题 Title|Title_(Chinese) 英文标题|中文标题 title|titleTranslation
abstractNote|abstractTranslation English_Abstract|Chinese_Abstract content|content_zh
sentence|译文 foo|bar a|b""".split()
assert len(PAIRS) >= 40

HALF = [text if number % 2 else "" for number, text in enumerate(ZH)]
CONTENTS = {
    "right": ZH,
    "half missing": HALF,
    "all missing": [""] * N,
    "shifted": [*ZH[1:], ZH[0]],
    "half copied": [text if n % 2 else EN[n] for n, text in enumerate(ZH)],
    "all copied": EN,
    "marks": ["????"] * N,
    "half errors": [t if n % 2 else "Error 429: too many requests." for n, t in enumerate(ZH)],
}


@pytest.mark.parametrize("swapped", [False, True], ids=["", "swapped"])
@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("pair", PAIRS)
def test_pair_of_names_is_read_right_or_refused(pair, content, swapped):
    source, target = pair.replace("_(", " (").split("|")
    columns = {"id": [f"x{n}" for n in range(N)], source: EN, target: CONTENTS[content]}
    if swapped:
        columns = dict(reversed(columns.items()))
    reading, refusal = read_or_refused(named(columns))
    if reading is None:
        assert content not in {"right", "half missing", "shifted"}
        assert "--source-column" in refusal
        assert target in refusal
        return
    assert sides(reading) == {"source": EN, "target": CONTENTS[content]}
    for problem in reading.problems:
        assert problem.kind == "notice"


NAMES = st.sampled_from(
    """source src original input prompt query text content abstract summary title body en english
    原文 英文 标题 摘要 英文摘要 target tgt mt hyp output response pred translation zh chinese 译文
    中文 翻译 中文摘要 摘要翻译 title_en title_zh abstract_zh summary_en ref reference pe id key doi
    url date authors category score lang keywords notes comment tldr AI.tldr model foo bar column
    value google deepl baidu gpt""".split()
)
OTHERS = {
    "number": [str(n) for n in range(N)],
    "link": [f"https://example.org/{n}" for n in range(N)],
    "people": ["A. Smith; B. Jones"] * N,
    "area": ["cs.CL"] * N,
    "blank": [""] * N,
}


@settings(deadline=None, max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NAMES, min_size=5, max_size=5, unique=True), st.permutations(range(5)),
       st.sampled_from(sorted(OTHERS)), st.sampled_from(sorted(OTHERS)))  # fmt: skip
def test_renaming_columns_never_changes_what_is_read_in_silence(names, order, third, fourth):
    cells = [EN, ZH, OTHERS[third], OTHERS[fourth], [f"k{n}" for n in range(N)]]
    columns = {names[place]: cells[place] for place in order}
    reading, refusal = read_or_refused(named(columns))
    if reading is None:
        assert "-column" in refusal
        return
    # What is not read as what it is, because all names say something else, is told by name.
    found = sides(reading)
    for name, column in columns.items():
        if (column is EN and found["source"] != EN) or (column is ZH and found["target"] != ZH):
            assert any(name in problem.reason for problem in reading.problems)


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "json", "parquet"])
def test_every_form_of_table_chooses_by_content(form):
    columns = {"number": list(map(str, range(N))), "left": ZH, "right": EN}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    content = {
        "csv": lambda: named(columns),
        "tsv": lambda: named(columns).replace(",", "\t"),
        "jsonl": lambda: "".join(json.dumps(row) + "\n" for row in rows),
        "json": lambda: json.dumps(rows, indent=1),
        "parquet": lambda: _parquet(rows),
    }[form]()
    if form == "tsv":
        content = (
            "\n".join("\t".join(row) for row in [columns, *zip(*columns.values(), strict=True)])
            + "\n"
        )
    reading = read(content, f"t.{form}")
    assert sides(reading) == RIGHT
    told = [problem.reason for problem in reading.problems]
    assert told == ["source: right, target: left, by content"]


def _parquet(rows):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


REFUSED = {
    # Several could be the target.
    "en zh_google zh_deepl": ({"en": EN, "zh_google": ZH, "zh_deepl": HALF},
                              ["'zh_google', 'zh_deepl'",
                               "--source-column en --target-column zh_google"]),
    "engines": ({"source": EN, "google": ZH, "deepl": HALF, "baidu": ZH[::-1]},
                ["'google', 'deepl', 'baidu'", "--source-column source --target-column google"]),
    "two unknown": ({"a": EN, "b": ZH, "c": HALF}, ["'b', 'c'", "--source-column a"]),
    "two sources": ({"a": EN, "b": EN[::-1], "c": ZH}, ["'a', 'b'", "--target-column c"]),
    # The names and the cells contradict each other.
    "named target is a copy": ({"source": EN, "target": EN[::-1], "further text": ZH},
                               ["'target'", "'further text'", "holds English"]),
    "named target is blank": ({"source": EN, "target": [""] * N, "other": ZH},
                              ["'target'", "'other'"]),
    # What is beside the point is no translation.
    "tldr": ({"summary": EN, "AI.tldr": ZH}, ["'AI.tldr'", "not as its translation"]),
    "keywords": ({"abstract": EN, "关键词": ZH}, ["关键词"]),
    # A side that a column may be, and is not known to be.
    "blank beside a source": ({"source": EN, "foo": [""] * N}, ["'foo' (is blank)"]),
    "marks beside a source": ({"source": EN, "foo": ["????"] * N}, ["'foo' (holds marks alone)"]),
    "other language beside a source": ({"en": EN, "foo": ["これは日本語の文章です。"] * N},
                                       ["'foo' (holds Japanese)"]),
    "fields": ({"title": EN, "中文摘要": ZH}, ["'title'", "'中文摘要'", "different fields"]),
    "lengths": ({"a": TITLES, "b": ZH}, ["'a'", "'b'", "longer"]),
    "key": ({"key": EN, "foo": ZH}, ["'key'"]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_unclear_columns_are_refused_and_named(case):
    columns, wanted = REFUSED[case]
    with pytest.raises(InputError) as raised:
        read(named(columns))
    for text in wanted:
        assert text in str(raised.value)


TOLD = {
    "title in two languages": ({"title": TITLES_ZH, "title_en": TITLES},
                               "source: title_en, target: title, by name and content"),
    "title and abstract": ({"title": TITLES, "summary": EN, "标题": TITLES_ZH, "摘要": ZH},
                           "source: title, target: 标题, by name and content; source: summary,"
                           " target: 摘要, by name and content"),
    "one name": ({"source": EN, "mine": ZH}, "source: source, target: mine, by name and content"),
    "length tells": ({"title": TITLES, "summary": EN, "mine": ZH},
                     "source: summary, target: mine, by content"),
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_what_is_chosen_by_content_is_told_in_one_line(case):
    columns, told = TOLD[case]
    reading = read(named(columns))
    assert told in [problem.reason for problem in reading.problems]
    assert {problem.kind for problem in reading.problems} == {"notice"}
    assert sides(reading)["target"][0] in {ZH[0], TITLES_ZH[0]}


def test_side_that_stands_alone_is_told():
    reading = read(named({"id": list(map(str, range(N))), "en": EN}))
    assert sides(reading) == {"source": EN, "target": []}
    assert ["no column holds the target" in problem.reason for problem in reading.problems] == [
        True
    ]
    reading = read(named({"zh": ZH}))
    assert "no column holds the source" in reading.problems[0].reason


def test_table_of_something_else_is_an_error_when_named():
    with pytest.raises(InputError, match="no column for source or target"):
        read("name,original,value\nx,3,4\ny,5,6\n")


def test_one_named_column_finds_its_counterpart():
    columns = named({"oben": EN, "unten": ZH, "zahl": ["1"] * N})
    for options in ({"source_column": ("oben",)}, {"target_column": ("unten",)}):
        reading = read(columns, **options)
        assert sides(reading) == RIGHT
        assert "by option and content" in reading.problems[0].reason


def test_named_column_that_leaves_another_unused_is_told():
    columns = named({"en": EN, "google": ZH, "deepl": HALF})
    reading = read(columns, source_column=("en",), target_column=("google",))
    assert sides(reading) == RIGHT
    assert [problem.reason for problem in reading.problems] == [
        "column 'deepl' has no counterpart and is not audited"
    ]
    with pytest.raises(InputError, match="google"):
        read(columns, source_column=("en",))


def test_post_edited_text_is_the_target_only_where_there_is_no_other():
    reading = read(named({"src": EN, "mt": ZH, "pe": HALF}))
    assert sides(reading) == RIGHT
    assert sides(read(named({"src": EN, "pe": ZH}))) == RIGHT


def test_columns_of_one_name_are_told_apart_by_number():
    text = "text,text\n" + "\n".join(f'"{en}",{zh}' for en, zh in zip(EN, ZH, strict=True))
    reading = read(text)
    assert sides(reading) == RIGHT
    assert "text (column 2)" in reading.problems[0].reason


@pytest.mark.parametrize("path", ["t.csv", "t.tsv", "t.txt"])
def test_table_without_a_header_loses_no_row(path):
    mark = "," if path == "t.csv" else "\t"
    lines = [f'"{en}"{mark}{zh}' if mark == "," else f"{en}{mark}{zh}" for en, zh in
             zip(EN, ZH, strict=True)]  # fmt: skip
    reading = read("\n".join(lines), path)
    assert sides(reading) == RIGHT
    assert any("no header" in problem.reason for problem in reading.problems)


def test_two_pairs_of_one_field_keep_their_own_counterparts():
    columns = {"en": EN, "zh": ZH, "keywords_en": TITLES, "keywords_zh": TITLES_ZH}
    pairs = audit.pair(read(named(columns)).records, Config())
    found = set(zip(pairs["source_text"], pairs["target_text"], strict=True))
    assert found == set(zip([*EN, *TITLES], [*ZH, *TITLES_ZH], strict=True))


@pytest.mark.parametrize("names", [("source", "target"), ("en", "zh"), ("text", "translation")])
def test_columns_the_wrong_way_round_are_told_and_read_as_named(names):
    reading = read(named(dict(zip(names, (ZH, EN), strict=True))))
    assert sides(reading) == {"source": ZH, "target": EN}
    (found,) = reading.directions
    assert (found.path, found.found_source, found.found_target) == ("t.csv", "zh", "en")
    assert (found.expected_source, found.expected_target) == ("en", "zh")
    (problem,) = reading.problems
    assert "wrong way round" in problem.reason
    assert "--source-lang zh --target-lang en" in problem.remedy
    assert f"--source-column {names[1]} --target-column {names[0]}" in problem.remedy
    reading = read(named({"zh": ZH, "en": EN}), source_lang="zh", target_lang="en")
    assert sides(reading) == {"source": ZH, "target": EN}
    assert not reading.directions
    assert not reading.problems


def test_sources_in_a_third_language_are_told():
    reading = read(named({"source": ["これは日本語の文章です。"] * 4, "target": ZH[:4]}))
    assert [found.found_source for found in reading.directions] == ["ja"]
    assert "--source-lang ja" in reading.problems[0].remedy


def test_a_column_of_failures_is_judged_over_all_its_rows():
    # Each fourth row is translated: what is asked is not each eighth row.
    many = [(EN * 150)[:1200], [(ZH[n % N] if n % 4 == 3 else EN[n % N]) for n in range(1200)]]
    reading = read(named({"source": many[0], "mine": many[1]}))
    assert sides(reading) == {"source": many[0], "target": many[1]}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("source,target,中文\n{en},{en},{zh}\n", "several columns are named as the target"),
        ("abstract,summary\n{en},{zh}\n", "is named as something about a text"),
    ],
)
def test_two_readings_are_an_error(here, table, told):
    header, row = table.splitlines()
    texts = [
        ("The river rises in spring.", "春天河水上涨。"),
        ("We count the birds.", "清点鸟类。"),
        ("The lamp is broken again.", "灯又坏了。"),
    ]
    rows = [row.format(en=en, zh=zh) for en, zh in texts]
    (here / "t.csv").write_text("\n".join([header, *rows]), "utf-8")
    with pytest.raises(InputError, match=told):
        audit.run(["t.csv"])


def test_lone_carriage_return_in_the_first_line_is_no_crash(here):
    (here / "t.txt").write_bytes(b"a, b\r, c\nno table\n")
    with pytest.raises(InputError, match="is of no known form"):
        audit.read(["t.txt"], Config())


def test_a_table_may_be_separated_by_bars(here):
    (here / "t.csv").write_text("id|en|zh\na|The lamp is broken.|灯坏了。\n", "utf-8")
    report = audit.run(["t.csv"])
    assert report.entries["entry_id"].tolist() == ["a"]
    assert report.verdicts()["translated"] == 1


def test_lists_are_no_translations(here):
    table = [{"source": "The lamp is broken.", "target": ["灯坏了。"]}]
    (here / "t.json").write_text(json.dumps(table), "utf-8")
    with pytest.raises(InputError, match="holds lists or numbers"):
        audit.run(["t.json"])
