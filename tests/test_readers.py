"""Files to records: one contract for all readers, and what each has of its own."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.config import Config
from audit.errors import InputError
from tests.conftest import ROOT

EN = ["We study NA values.", "Sparse  attention", "It costs $5.", "Fourth."]
ZH = ["我们研究 NA 值。", "稀疏注意力", "价格五美元。", "第四。"]
LOOSE = [
    "We propose a sparse attention that reads long documents in linear time.",
    "我们提出了一种新的稀疏注意力机制,它能够以线性的时间读取很长的文档,并且在各项任务上都优于现有的方法。",
    "",
    "Deep generative models assign high likelihood to images they never saw.",
    "A note.",
]
ROWS = [{"en": en, "zh": zh} for en, zh in zip(EN, ZH, strict=True)]


def _parquet(rows):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


def _digest():
    items = [
        ["1、[LG] " + EN[0], "", "A B. Author", "[University]", f"{ZH[0]}{ZH[1]}", "image.png"],
        ["[CV] " + EN[1], "", ZH[1], "C Author", "https://example.org/x"],
    ]
    return {"digest.txt": "\n".join(line for item in items for line in [*item, ""])}


def _xml(root, unit, *, head=""):
    units = "".join(f"{unit.format(n=n, **row)}\n" for n, row in enumerate(ROWS))
    name = root.split()[0]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<{root}>\n{units}</{name}>\n\n'


TMX_UNIT = """<tu tuid="{n}">
<tuv xml:lang="en"><seg>{en}</seg></tuv>
<tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv>
</tu>"""
XLIFF_UNIT = """<trans-unit id="{n}">
<source>{en}</source>
<target>{zh}</target>
</trans-unit>"""
XLIFF_2_UNIT = """<unit id="{n}"><segment>
<source>{en}</source>
<target>{zh}</target>
</segment></unit>"""
TS_UNIT = """<message>
<source>{en}</source>
<translation>{zh}</translation>
</message>"""
PO_HEAD = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\n'

# What each reader is given: file name → content, blank lines included.
FORMS = {
    "feed": {"feed.txt": "\n".join(f"{text}\ntranslated by DeepL\n" for text in [*ZH, ""])},
    "digest": _digest(),
    "csv": {"t.csv": "en,zh\n" + "\n".join('"{en}",{zh}\n'.format(**row) for row in ROWS)},
    "tsv": {"t.tsv": "en\tzh\n" + "\n".join("{en}\t{zh}\n".format(**row) for row in ROWS)},
    "jsonl": {"t.jsonl": "\n".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)},
    "parallel": {"t.en": "\n".join(EN) + "\n\n", "t.zh": "\n".join(ZH) + "\n\n"},
    "parquet": {"t.parquet": ROWS},
    "lines": {"loose.txt": "\n".join(LOOSE) + "\n"},
    "tmx": {"t.tmx": _xml('tmx version="1.4"', TMX_UNIT, head="<!DOCTYPE tmx>\n")},
    "xliff": {"t.xlf": _xml('xliff version="1.2"', XLIFF_UNIT)},
    "xliff 2": {"t.xliff": _xml('xliff version="2.0" srcLang="en" trgLang="zh"', XLIFF_2_UNIT)},
    "ts": {"t.ts": _xml('TS version="2.1" language="zh_CN"', TS_UNIT)},
    "po": {
        "t.po": PO_HEAD
        + "".join('#: a.c:1\nmsgid "{en}"\nmsgstr "{zh}"\n\n'.format(**row) for row in ROWS)
    },
}
# What comes out of those that do not hold EN and ZH row by row.
TEXTS = {
    "feed": {"source": [], "target": [*ZH, "\n"]},
    "digest": {"source": EN[:2], "target": [ZH[0].rstrip("。"), ZH[1], ZH[1]]},
    "lines": {"unknown": [text for text in LOOSE if text]},
}
TEXT_FORMS = [form for form in FORMS if form != "parquet"]


def write(folder, files, change=lambda text: text, encoding="utf-8"):
    for name, content in files.items():
        raw = _parquet(content) if isinstance(content, list) else change(content).encode(encoding)
        (folder / name).write_bytes(raw)


def read(*paths, **options):
    return audit.read(paths or ["."], Config(**options))


def texts(reading):
    return reading.records["text"].tolist()


def units(reading):
    """Field and text of each side, by unit, as a table reads them."""
    records = reading.records
    return [
        {(row.field, row.role): row.text for row in unit.itertuples()}
        for _, unit in records.groupby("unit_key", sort=False)
    ]


@pytest.mark.parametrize("form", FORMS)
def test_form_is_sniffed(here, form):
    write(here, FORMS[form])
    reading = read(*FORMS[form])
    name = {"tsv": "csv"}.get(form, form.partition(" ")[0])
    assert {item.format for item in reading.inputs} == {name}
    assert reading.problems == []
    records = reading.records
    read_as = {
        role: records.loc[records["role"] == role, "text"].tolist()
        for role in ("source", "target", "unknown")
    }
    nothing = {"source": [], "target": [], "unknown": []}
    assert read_as == nothing | TEXTS.get(form, {"source": EN, "target": ZH})


@pytest.mark.parametrize("form", TEXT_FORMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
    ],
    ids=["CRLF", "lone CR", "BOM", "no final newline"],
)
def test_line_ends_and_mark_change_nothing(here, form, change):
    write(here, FORMS[form])
    before = read(*FORMS[form]).records
    write(here, FORMS[form], change)
    after = read(*FORMS[form]).records
    assert after.equals(before)


@pytest.mark.parametrize("form", FORMS)
def test_ids_are_unique_and_stable(here, form):
    write(here, FORMS[form])
    records = read(*FORMS[form]).records
    assert records["record_id"].is_unique
    assert records["record_id"].str.startswith(records["path"].iloc[0][:2]).all()
    assert read(*FORMS[form]).records.equals(records)


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_line_holds_the_text(here, form):
    write(here, FORMS[form])
    records = read(*FORMS[form]).records
    files = {name: (here / name).read_text("utf-8").split("\n") for name in FORMS[form]}
    for row in records.itertuples():
        first = row.text.split("\n")[0]
        assert first in files[row.path][row.line - 1].replace('\\"', '"')
        assert row.line <= row.end_line <= len(files[row.path])


def test_line_of_parquet_is_the_row(here):
    write(here, FORMS["parquet"])
    records = read().records
    assert records.loc[records["role"] == "source", "line"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("form", FORMS)
def test_empty_file_is_told_of(here, form):
    for name in FORMS[form]:
        (here / name).write_bytes(b"")
    with pytest.raises(InputError, match=next(iter(FORMS[form]))):
        read(*FORMS[form], input_format=form.partition(" ")[0])


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet"])
def test_words_for_nothing_stay_text(here, form):
    words = ["NA", "null", "None", "nan", "", "1e5", "007"]
    rows = [{"en": f"word {word}", "zh": word} for word in words]
    name = f"t.{form}"
    if form in {"csv", "tsv"}:
        mark = {"csv": ",", "tsv": "\t"}[form]
        write(
            here,
            {name: "\n".join(mark.join(row) for row in [["en", "zh"], *map(dict.values, rows)])},
        )
    elif form == "jsonl":
        write(here, {name: "\n".join(map(json.dumps, rows))})
    else:
        write(here, {name: rows})
    records = read().records
    assert records.loc[records["role"] == "target", "text"].tolist() == words


ABSENT = {
    "short.csv": "id,en,zh\n1,a,\n2,b\n",
    "short.tsv": "id\ten\tzh\n1\ta\t\n2\tb\n",
    "null.jsonl": '{"en": "a", "zh": ""}\n{"en": "b", "zh": null}\n',
    "missing.jsonl": '{"en": "a", "zh": ""}\n{"en": "b"}\n',
    "null.parquet": [{"en": "a", "zh": ""}, {"en": "b", "zh": None}],
}


@pytest.mark.parametrize("name", ABSENT)
def test_null_is_not_empty(here, name):
    write(here, {name: ABSENT[name]})
    records = read().records
    empty, null = records.loc[records["role"] == "target", "text"]
    assert empty == ""
    assert null is None or null != null


# Header → (field, source column, target column) of each unit. A nested JSON key is dotted.
HEADERS = {
    "en zh": [("segment", "en", "zh")],
    "source target": [("segment", "source", "target")],
    "src mt ref": [("segment", "src", "mt")],
    "original translation": [("segment", "original", "translation")],
    "id title_en title_zh en zh": [("title", "title_en", "title_zh"), ("abstract", "en", "zh")],
    "title.en title.zh": [("title", "title.en", "title.zh")],
    "abstract abstract_zh": [("abstract", "abstract", "abstract_zh")],
    "原文 译文": [("segment", "原文", "译文")],
    "英文标题 中文标题": [("title", "英文标题", "中文标题")],
    "titleEn titleZh": [("title", "titleEn", "titleZh")],
    "text translation": [("segment", "text", "translation")],
    "zh-CN en-US": [("segment", "en-US", "zh-CN")],
    "source target source_lang target_lang target_url": [("segment", "source", "target")],
    "source_text target_text source_path source_line target_path target_line": [
        ("segment", "source_text", "target_text")
    ],
}


@pytest.mark.parametrize("header", HEADERS)
def test_columns_by_usual_names(here, header):
    names = header.split()
    write(here, {"t.jsonl": json.dumps({name: f"value of {name}" for name in names})})
    reading = read()
    assert reading.problems == []
    (unit,) = units(reading)
    unit.pop(("segment", "reference"), None)
    expected = {}
    for field, source, target in HEADERS[header]:
        expected |= {
            (field, "source"): f"value of {source}",
            (field, "target"): f"value of {target}",
        }
    assert unit == expected


def test_reference_and_id_columns(here):
    write(here, {"t.csv": "id,src,mt,ref\nx7,Hello,你好,您好\n"})
    records = read().records
    assert records.set_index("role")["text"].to_dict() == {
        "source": "Hello", "target": "你好", "reference": "您好",
    }  # fmt: skip
    assert set(records["unit_id"]) == {"x7"}


def test_nested_objects_are_dotted(here):
    row = {"title": {"en": "A title", "zh": "标题"}, "abstract": {"en": "Text", "zh": "正文"}}
    write(here, {"t.jsonl": json.dumps(row)})
    (unit,) = units(read())
    assert unit[("title", "target")] == "标题"
    assert unit[("abstract", "source")] == "Text"


def test_objects_nested_deep_keep_the_whole_path(here):
    write(here, {"t.jsonl": json.dumps({"paper": {"title": {"en": "A title", "zh": "标题"}}})})
    assert read().records["locator"].tolist() == ["paper.title.en", "paper.title.zh"]


def test_field_empty_on_both_sides_is_no_unit_but_an_empty_row_is(here):
    write(here, {"t.csv": "title_en,title_zh,en,zh\nA title,标题,,\n,,,\n"})
    records = read().records
    fields = records.groupby("line")["field"].agg(set).tolist()
    assert fields == [{"title"}, {"title", "abstract"}]


def test_columns_as_told(here):
    write(here, {"t.csv": "key,links,rechts,en,zh\nk1,Hello,你好,no,不\n"})
    reading = read(source_column=("links",), target_column=("rechts",), id_column="key")
    assert texts(reading) == ["Hello", "你好"]
    assert set(reading.records["unit_id"]) == {"k1"}


def test_columns_by_number_without_a_header(here):
    write(here, {"t.tsv": "Hello\tx\t你好\nBye\ty\t再见\n"})
    reading = read(source_column=("1",), target_column=("3",))
    assert texts(reading) == ["Hello", "你好", "Bye", "再见"]
    assert reading.records["line"].tolist() == [1, 1, 2, 2]


def test_announced_script_variant(here):
    write(here, {"t.csv": "en,zh_TW\nHello,您好\n"})
    records = read().records
    assert records.loc[records["role"] == "target", "announced_lang"].tolist() == ["zh-Hant"]


def test_cells_over_several_lines(here):
    write(here, {"t.csv": 'en,zh\n"one\ntwo","一\n二"\nthree,三\n'})
    records = read().records
    places = records[["text", "line", "end_line"]].to_numpy().tolist()
    assert places == [["one\ntwo", 2, 3], ["一\n二", 3, 4], ["three", 5, 5], ["三", 5, 5]]


@pytest.mark.parametrize("mark", [",", "\t"])
def test_line_of_spaces_is_blank_and_a_row_of_empty_cells_is_not(here, mark):
    rows = [["en", "zh"], ["Hello", "你好"], ["  "], ["", ""]]
    write(here, {"t.csv": "\n".join(map(mark.join, rows))})
    assert texts(read()) == ["Hello", "你好", "", ""]


def test_quoted_nothing_in_a_table_of_one_column_is_blank(here):
    write(here, {"t.csv": 'zh\n你好\n""\n\n'})
    assert texts(read()) == ["你好", ""]


def test_quote_never_closed_is_rejected_and_the_rest_kept(here):
    write(here, {"t.csv": 'en,zh\nHello,你好\n"Bye,再见\nMore,更多\n'})
    reading = read()
    assert texts(reading) == ["Hello", "你好"]
    assert [(problem.line, problem.rejected) for problem in reading.problems] == [(3, 1)]


def test_tsv_that_quotes_nothing(here):
    write(here, {"t.tsv": 'en\tzh\n"Hello" he said\t“你好”他说\n"Bye\t"再见\n"a ""b"""\tc\n'})
    assert texts(read()) == ['"Hello" he said', "“你好”他说", '"Bye', '"再见', 'a "b"', "c"]


def test_row_with_too_many_cells_is_rejected(here):
    write(here, {"t.csv": "en,zh\nHello, world,你好\nBye,再见\n"})
    reading = read()
    assert texts(reading) == ["Bye", "再见"]
    assert [(problem.line, problem.rejected) for problem in reading.problems] == [(2, 1)]


LONG_ZH = "我们在本文中研究了一个新的方法，用来学习大规模的数据，并且在这个任务上的结果是最好的。"
LONG_TW = "我們在本文中研究了一個新的方法，用來學習大規模的數據，並且在這個任務上的結果是最好的。"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", LONG_ZH),
        ("big5", LONG_TW),
        ("utf-16", LONG_ZH),
        ("utf-16-le", LONG_ZH),
        ("utf-16-be", LONG_ZH),
        ("utf-8-sig", LONG_ZH),
    ],
)
def test_encodings_are_found_out(here, encoding, text):
    write(here, {"feed.txt": f"{text}\ntranslated by DeepL\n" * 3}, encoding=encoding)
    reading = read()
    assert texts(reading) == [text] * 3
    assert reading.problems == []


def test_encoding_as_told(here):
    write(here, {"feed.txt": "译文\ntranslated by DeepL\n"}, encoding="gbk")
    assert texts(read(encoding="gb2312")) == ["译文"]


def test_one_bad_byte_is_told_of_and_nothing_else_lost(here):
    raw = f"{LONG_ZH}\ntranslated by DeepL\n".encode() * 3
    at = raw.index("研".encode())
    (here / "feed.txt").write_bytes(raw[:at] + b"\xff" + raw[at:])
    reading = read()
    assert texts(reading) == [LONG_ZH.replace("研", "\ufffd研"), LONG_ZH, LONG_ZH]
    assert [f"offset {at} " in problem.reason for problem in reading.problems] == [True]


def test_a_nul_does_not_make_utf_16(here):
    (here / "feed.txt").write_bytes(f"{LONG_ZH}\0\ntranslated by DeepL\n".encode() * 2)
    assert texts(read()) == [LONG_ZH + "\0"] * 2


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
@pytest.mark.parametrize("form", ["feed", "csv", "tsv", "jsonl", "parallel"])
def test_only_line_ends_end_lines(here, form, char):
    zh = f"前面的文字{char}后面的文字"
    files = {
        "feed": {"feed.txt": f"{zh}\ntranslated by DeepL\n"},
        "csv": {"t.csv": f"en,zh\nHello,{zh}\n"},
        "tsv": {"t.tsv": f"en\tzh\nHello\t{zh}\n"},
        "jsonl": {"t.jsonl": json.dumps({"en": "Hello", "zh": zh}, ensure_ascii=False)},
        "parallel": {"t.en": "Hello\n", "t.zh": f"{zh}\n"},
    }[form]
    if form == "jsonl" and char < " ":
        files = {"t.jsonl": json.dumps({"en": "Hello", "zh": zh})}
    write(here, files)
    assert texts(read())[-1] == zh


@pytest.mark.parametrize("form", ["feed", "csv", "jsonl"])
def test_gzip(here, form):
    ((name, content),) = FORMS[form].items()
    write(here, FORMS[form])
    plain = texts(read())
    (here / name).unlink()
    (here / f"{name}.gz").write_bytes(gzip.compress(content.encode()))
    assert texts(read()) == plain


FOLDED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("ending", [*FOLDED, "zst"])
def test_compressed_inputs(here, ending):
    ((name, content),) = FORMS["csv"].items()
    write(here, FORMS["csv"])
    plain = texts(read())
    (here / name).unlink()
    file = here / f"{name}.{ending}"
    if ending == "zst":
        with pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd") as out:
            out.write(content.encode())
    else:
        file.write_bytes(FOLDED[ending](content.encode()))
    assert texts(read()) == plain
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"is no intact \w+ file"):
        read()


def test_zip_archive_is_a_folder(here):
    with zipfile.ZipFile(here / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("en.json", "__MACOSX/en.json"):
            archive.writestr(name, json.dumps({"a": EN[0]}))
        archive.writestr("zh.json", json.dumps({"a": ZH[0]}))
        archive.writestr("sub/", "")
        archive.writestr("sub/t.csv", FORMS["csv"]["t.csv"])
    reading = read("all.zip")
    assert [item.path for item in reading.inputs] == [
        "all.zip/en.json", "all.zip/sub/t.csv", "all.zip/zh.json",
    ]  # fmt: skip
    assert len(reading.records) == 2 + 2 * len(EN)
    (here / "all.zip").write_bytes((here / "all.zip").read_bytes()[:50])
    with pytest.raises(InputError, match=r"all\.zip: is no intact ZIP archive"):
        read("all.zip")


def test_damaged_gzip_is_told_of(here):
    (here / "t.csv.gz").write_bytes(gzip.compress(b"en,zh\nHello,x\n")[:-9])
    with pytest.raises(InputError, match=r"t\.csv\.gz: is no intact gzip"):
        read()


def test_markers_of_other_providers(here):
    markers = ["translated by DeepL", "由百度翻译提供翻译", "（由 有道 翻译）", "翻译：Google"]
    write(here, {"feed.txt": "\n".join(f"第{n}条\n{m}" for n, m in enumerate(markers))})
    assert texts(read()) == ["第0条", "第1条", "第2条", "第3条"]


def test_feed_entries_of_several_lines_and_without_a_marker(here):
    write(here, {"feed.txt": "一\n\n二\ntranslated by DeepL\n \ntranslated by DeepL\n尾巴"})
    reading = read()
    records = reading.records
    assert texts(reading) == ["一\n\n二", " ", "尾巴"]
    assert records["line"].tolist() == [1, 6, 7]
    assert records["end_line"].tolist() == [3, 6, 7]
    assert records["role"].tolist() == ["target", "target", "unknown"]
    assert [problem.kind for problem in reading.problems] == ["notice"]


def test_markers_above_their_texts(here):
    zh = ["一", "二\n\n二", "三"]
    write(here, {"feed.txt": "".join(f"translated by DeepL\n\n{text}\n" for text in zh)})
    reading = read()
    assert texts(reading) == zh
    assert set(reading.records["announced_by"]) == {"translated by DeepL"}
    assert [problem.kind for problem in reading.problems] == ["notice"]
    for below in ("translated by DeepL\n", "", "translated by DeepL\n\n" * 2 + "四\n"):
        content = "translated by DeepL\n一\ntranslated by DeepL\n二\n" + below
        write(here, {"feed.txt": content})
        assert texts(read())[0] == ""  # a blank first entry, as ever


def test_digest_item_straight_after_an_image(here):
    items = ["1、[LG] One title", "一个标题", "image.png", "[CV] Another title", "另一个标题"]
    write(here, {"digest.txt": "\n".join(items)})
    assert texts(read()) == ["One title", "一个标题", "Another title", "另一个标题"]


def test_parallel_files_by_content(here):
    write(here, {"b.txt": "Hello there\nBye\n", "a.txt": "你好\n再见\n"})
    (first, second) = units(read("a.txt", "b.txt"))
    assert first == {("segment", "source"): "Hello there", ("segment", "target"): "你好"}
    assert second == {("segment", "source"): "Bye", ("segment", "target"): "再见"}


def test_parallel_files_of_unequal_length(here):
    write(here, {"t.en": "One\nTwo\nThree\n", "t.zh": "一\n二\n"})
    reading = read()
    assert units(reading)[-1] == {("segment", "source"): "Three"}
    assert ["2 lines against 3" in problem.reason for problem in reading.problems] == [True]


def test_parallel_file_alone_is_told_of(here):
    write(here, {"t.en": "One\nTwo\n"})
    with pytest.raises(InputError, match="no file beside it"):
        read("t.en")


def test_loose_lines_are_no_units_and_announce_nothing(here):
    write(here, FORMS["lines"])
    records = read("loose.txt").records
    assert records["line"].tolist() == [1, 2, 4, 5]
    assert records["record_id"].tolist() == [f"loose.txt#{line}" for line in (1, 2, 4, 5)]
    assert set(records["field"]) == {"segment"}
    assert records[["unit_key", "unit_id", "announced_lang", "announced_by"]].isna().all(axis=None)


# What `lines` must leave alone unless it is told to read it.
SHORT = "Usage\n\nRun it.\n\nInstall it first.\n"
NOT_LOOSE = {
    "README": SHORT + LOOSE[0],
    "notes.md": "\n".join(LOOSE),
    "app.log": "\n".join(LOOSE),
    "names.txt": "A long name of a model: BERT-Large-Uncased-Whole-Word-Masking-SQuAD-2\n" * 3,
    "french.txt": "Nous proposons une nouvelle méthode qui permet de lire les textes les plus longs"
    " dans un temps linéaire et sans perte de qualité.\n",
    "few.txt": "We propose incomprehensibilities notwithstanding counterrevolutionaries.\n",
    "headings.txt": f"{ZH[0]}\n{ZH[1]}\n" + LOOSE[1],
}


@pytest.mark.parametrize("name", NOT_LOOSE)
def test_what_is_not_mostly_prose_is_of_no_known_form(here, name):
    write(here, {name: NOT_LOOSE[name]})
    with pytest.raises(InputError, match=r"no known form.*--input-format"):
        read(name)
    reading = read(name, input_format="lines")
    assert texts(reading) == [line for line in NOT_LOOSE[name].split("\n") if line]


def test_loose_lines_in_a_directory_must_be_named(here):
    write(here, FORMS["lines"] | FORMS["csv"])
    reading = read()
    assert [item.format for item in reading.inputs] == ["csv"]
    assert [(problem.path, problem.kind) for problem in reading.problems] == [
        ("loose.txt", "notice")
    ]
    for paths in [(".", "loose.txt"), ("loose.txt", ".")]:
        assert [item.format for item in read(*paths).inputs] == ["lines", "csv"]


def test_plain_files_of_two_languages_are_parallel_and_of_one_are_loose(here):
    write(here, {"b.txt": LOOSE[0], "a.txt": LOOSE[1], "c.txt": LOOSE[3]})
    assert {item.format for item in read("a.txt", "b.txt").inputs} == {"parallel"}
    assert {item.format for item in read("c.txt", "b.txt").inputs} == {"lines"}
    assert {item.format for item in read("a.txt", "b.txt", "c.txt").inputs} == {"lines"}


@pytest.mark.parametrize("seed", range(5))
def test_paragraphs_of_a_digest_in_any_order_pair_by_content(here, seed):
    digest = ROOT / "seeds" / "002_b83577b64e6b106d.txt"
    items = audit.pair(audit.read([digest], Config()).records, Config())
    items = items[items["field"] == "abstract"]
    expected = dict(zip(items["source_text"], items["target_text"], strict=True))
    loose = [*expected, *expected.values()]
    random.Random(seed).shuffle(loose)
    write(here, {"loose.txt": "\n\n".join(loose)})
    pairs = audit.pair(read("loose.txt").records, Config())
    assert set(pairs["pair_method"]) == {"content"}
    assert dict(zip(pairs["source_text"], pairs["target_text"], strict=True)) == expected
    assert len(pairs) == 5


def test_directories_skip_what_is_hidden_and_the_report(here):
    for folder in ("in/deep", "in/.hidden", "in/reports"):
        (here / folder).mkdir(parents=True)
        write(here / folder, FORMS["csv"])
    write(here / "in", {".hidden.csv": "en,zh\nHello,x\n"})
    reading = audit.read(["in"], Config(), leave_out="in/reports")
    assert [item.path for item in reading.inputs] == ["in/deep/t.csv"]
    reading = audit.read(["in"], Config(), leave_out="in/deep/../deep/t.csv")
    assert [item.path for item in reading.inputs] == ["in/reports/t.csv"]


def test_a_report_in_a_directory_is_no_input_unless_it_is_named(here):
    write(here, FORMS["csv"])
    audit.run(["t.csv"]).write("earlier")
    assert [item.path for item in read().inputs] == ["t.csv"]
    assert [item.path for item in read("earlier").inputs] == [
        "earlier/entries.csv", "earlier/findings.csv",
    ]  # fmt: skip
    (here / "earlier" / "summary.json").unlink()
    assert len(read().inputs) == 3


def test_a_file_named_twice_is_read_once(here):
    write(here, FORMS["csv"])
    assert texts(read("t.csv", "./t.csv", here, here / "t.csv")) == texts(read("t.csv"))


@pytest.mark.parametrize(("start", "what"), [(b"PK\x03\x04", "XLSX"), (b"%PDF-1.7", "PDF")])
def test_a_file_that_is_no_text_is_called_what_it_is(here, start, what):
    (here / "given.bin").write_bytes(start + bytes(range(256)) * 20)
    with pytest.raises(InputError, match=rf"is a .*{what}.*, no text"):
        read("given.bin")
