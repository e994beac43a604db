"""Structured text is read as what it is, or refused with one command that makes a table of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import Config
from audit.errors import InputError
from audit.readers._base import Document
from audit.readers._structured import structured
from tests.conftest import ROOT
from tests.test_columns import EN, TITLES, TITLES_ZH, ZH

PAIRS = list(zip(EN[:3], ZH[:3], strict=True))


def read(*paths, **options):
    return audit.read(paths, Config(**options))


def texts(reading):
    records = reading.records
    return [
        tuple(unit.loc[unit["role"] == role, "text"].iloc[0] for role in ("source", "target"))
        for _, unit in records.groupby("unit_key", sort=False)
    ]


def write(name, content):
    with open(name, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        file.write(content)


def _xml(root, unit, head=""):
    body = "".join(unit.format(n=n, en=en, zh=zh) for n, (en, zh) in enumerate(PAIRS))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<{root}>\n{body}</{root.split()[0]}>\n'


OBJECTS = [{"id": n, "en": en, "zh": zh} for n, (en, zh) in enumerate(PAIRS)]
NATIVE = {
    "array": OBJECTS,
    "wrapped": {"version": 2, "items": OBJECTS},
    "wrapped deep": {"data": {"split": {"rows": OBJECTS}}, "info": {"note": "x"}},
    "keyed": {f"p{n}": {"en": en, "zh": zh} for n, (en, zh) in enumerate(PAIRS)},
    "map": dict(PAIRS),
    "pairs": [list(pair) for pair in PAIRS],
    "nested": [{"translation": {"en": en, "zh": zh}} for en, zh in PAIRS],
    "two lists": {"authors": [{"name": "x"}], "entries": OBJECTS},
    "parts": {"train": OBJECTS[:1], "test": OBJECTS[1:]},
    "columns": {"en": EN[:3], "zh": ZH[:3]},
    "by language": {
        lang: {"list": {f"k{n}": text for n, text in enumerate(column)}}
        for lang, column in (("en-US", EN[:3]), ("zh-CN", ZH[:3]))
    },
    "chat": [
        {"messages": [{"role": "user", "content": en}, {"role": "assistant", "content": zh}]}
        for en, zh in PAIRS
    ],
    "turns": [
        {"conversations": [{"from": "human", "value": en}, {"from": "gpt", "value": zh}]}
        for en, zh in PAIRS
    ],
}


@pytest.mark.parametrize("name", ["t.json", "t.txt", "t.jsonl"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("shape", NATIVE)
def test_json_document_is_read(here, shape, indent, name):
    if name == "t.jsonl" and indent is None and isinstance(NATIVE[shape], dict):
        pytest.skip("an object in a line is an entry there")
    write(name, json.dumps(NATIVE[shape], indent=indent, ensure_ascii=False))
    reading = read(name)
    assert texts(reading) == PAIRS
    assert [item.format for item in reading.inputs] == ["json"]
    records = reading.records
    assert records["record_id"].is_unique
    lines = (here / name).read_text("utf-8").split("\n")
    for row in records[records["column"].notna()].itertuples():  # a key of JSON has none
        assert lines[row.line - 1][row.column - 1 :].startswith(row.text)


def test_json_tells_broken_and_missing(here):
    write("t.json", json.dumps([{"en": EN[0], "zh": None}, 5, {"en": EN[1]}], indent=1))
    reading = read("t.json")
    assert [(problem.line, problem.rejected) for problem in reading.problems] == [(6, 1)]
    assert reading.records.loc[reading.records["role"] == "target", "text"].isna().all()
    write("broken.json", '[{"en": "a",\n "zh": "b",}]')
    with pytest.raises(InputError, match=r"broken\.json:2: is broken JSON at column"):
        read("broken.json")


ONE_PAPER = {
    "by name": {"title": TITLES[0], "title_zh": TITLES_ZH[0]},
    "translated": {"title": TITLES[0], "translated_title": TITLES_ZH[0]},
    "by content": {"title": TITLES_ZH[0], "title_en": TITLES[0], "authors": ["A. Author"]},
    "by language": {"en": {"title": TITLES[0]}, "zh": {"title": TITLES_ZH[0]}},
    "beside a summary": {"title": TITLES[0], "title_zh": TITLES_ZH[0], "tldr_zh": ZH[0]},
}


@pytest.mark.parametrize("case", ONE_PAPER)
def test_one_paper_a_file(here, case):
    (here / "2026").mkdir()
    for name in ("2026/a.json", "2026/b.json"):
        write(name, json.dumps(ONE_PAPER[case], ensure_ascii=False, indent=1))
    reading = read("2026")
    assert texts(reading) == 2 * [(TITLES[0], TITLES_ZH[0])]
    assert set(reading.records["field"]) == {"title"}


def test_source_by_language_without_a_translation_is_missing(here):
    held = {"en": {"a": EN[0], "b": {"c": EN[1]}}, "zh": {"a": ZH[0]}}
    write("t.json", json.dumps(held, ensure_ascii=False, indent=1))
    records = read("t.json").records
    assert records["unit_id"].tolist() == ["a", "a", "b.c", "b.c"]
    assert records["line"].tolist()[:3] == [3, 9, 5]
    assert records["text"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_key_that_stands_twice_is_told(here, name):
    entry = f'{{"en": "{EN[0]}", "zh": "{ZH[0]}", "zh": "{ZH[1]}"}}'
    write(name, f"[{entry}]\n" if name == "t.json" else f"{entry}\n")
    reading = read(name)
    assert texts(reading) == [(EN[0], ZH[1])]
    assert [(problem.line, problem.reason) for problem in reading.problems] == [
        (1, "the key 'zh' stands twice in an entry, and the last counts")
    ]


def test_requests_and_answers_of_a_batch_are_paired_by_id(here):
    prompt = "Translate into Chinese:\n\n"
    asked = [
        {"custom_id": f"r-{n}", "method": "POST", "body": {"model": "m", "messages": [
            {"role": "system", "content": "You translate."},
            {"role": "user", "content": prompt + en}]}}
        for n, en in enumerate(EN)
    ]  # fmt: skip
    answered = [
        {"id": "x", "custom_id": f"r-{n}", "error": None, "response": {"status_code": 200, "body": {
            "choices": [{"index": 0, "message": {"role": "assistant", "content": zh}}]}}}
        for n, zh in reversed(list(enumerate(ZH)))
    ]  # fmt: skip
    answered[0] = {"custom_id": answered[0]["custom_id"], "response": None, "error": {"code": 1}}
    for name, values in (("requests", asked), ("output", answered)):
        write(
            f"{name}.jsonl", "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in values)
        )
    reading = read("output.jsonl", "requests.jsonl")
    assert len(reading.records) == 2 * len(EN)
    assert [pair[0] for pair in texts(reading)] == EN
    assert [pair[1] for pair in texts(reading)][:-1] == ZH[:-1]
    assert reading.records["text"].isna().tolist() == [False] * (2 * len(EN) - 1) + [True]
    assert [problem.reason for problem in reading.problems] == [
        "all requests begin with 'Translate into Chinese:', which is left out"
    ]


def test_json_nested_without_end_is_refused(here):
    write("t.json", "[" * 1_000_000 + "]" * 1_000_000)
    with pytest.raises(InputError, match=r"t\.json"):
        read("t.json")


REFUSED_JSON = {
    "texts by key": {"menu.save": "Save the file now", "menu.quit": "Close the window"},
    "several lists": {"tags": [{"name": "x"}], "authors": [{"name": "y"}]},
    "columns": {"name": EN[:3], "price": [1, 2, 3]},
    "single values": EN[:3],
    "settings": {"strict": True, "paths": {"a": ["b"]}},
}


@pytest.mark.parametrize("case", REFUSED_JSON)
def test_json_of_another_shape_is_refused(here, case):
    write("t.json", json.dumps(REFUSED_JSON[case]))
    with pytest.raises(InputError, match=r"t\.json: is a JSON (object|array).*; .*(jq|write|name)"):
        read("t.json")


TMX = _xml(
    "tmx version='1.4'",
    "<tu><tuv xml:lang='en'><seg>{en}</seg></tuv><tuv xml:lang='zh'><seg>{zh}</seg></tuv></tu>\n",
)
XLIFF_1 = _xml(
    "xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'",
    "<trans-unit id='{n}'><source>{en}</source><target>{zh}</target></trans-unit>\n",
)
XLIFF_2 = _xml(
    "xliff version='2.0' xmlns='urn:oasis:names:tc:xliff:document:2.0'",
    "<unit id='{n}'><segment><source>{en}</source><target>{zh}</target></segment></unit>\n",
)
TS = _xml(
    "TS version='2.1'",
    "<message><source>{en}</source><translation>{zh}</translation></message>\n",
    "<!DOCTYPE TS>\n",
)
SRT = "".join(
    f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{en}\n{zh}\n\n" for n, (en, zh) in enumerate(PAIRS, 1)
)
MARKDOWN = "| en | zh |\n|---|:--|\n" + "".join(f"| {en} | {zh} |\n" for en, zh in PAIRS)
PO = 'msgid ""\nmsgstr ""\n"Language: zh\\n"\n\n' + "".join(
    f'#: a.c:{n}\nmsgid "{en}"\nmsgstr "{zh}"\n\n' for n, (en, zh) in enumerate(PAIRS)
)
# Read as what they are, whatever the extension says.
VTT = "WEBVTT\n\n" + SRT.replace(",000", ".000").replace(",900", ".900")
READ = {"markdown": MARKDOWN, "tmx": TMX, "xliff": XLIFF_1, "xliff 2": XLIFF_2, "ts": TS, "po": PO,
        "subtitles": SRT, "subtitles web": VTT}  # fmt: skip


@pytest.mark.parametrize("form", READ)
def test_form_is_told_by_its_content(here, form):
    write("given.txt", READ[form])
    reading = read("given.txt")
    assert texts(reading) == PAIRS
    assert [item.format for item in reading.inputs] == [form.split()[0]]


@pytest.mark.parametrize("form", READ)
def test_form_read_by_lines_as_told_is_told(here, form):
    write("given.txt", READ[form])
    reading = read("given.txt", input_format="lines")
    assert ["leave out --input-format" in problem.remedy for problem in reading.problems] == [True]


HTML = (
    "<!DOCTYPE html>\n<html><body>\n"
    + "".join(f"<p>{en}</p>\n<p>{zh}</p>\n" for en, zh in PAIRS)
    + "</body></html>\n"
)
REFUSED = {
    "YAML": "".join(f"- id: {n}\n  en: {en}\n  zh: {zh}\n" for n, (en, zh) in enumerate(PAIRS)),
    "properties": "# texts\n" + "".join(f"text.{n}={zh}\n" for n, (_, zh) in enumerate(PAIRS)),
    "Apple strings": "".join(f'"k{n}" = "{zh}";\n' for n, (_, zh) in enumerate(PAIRS)),
    "Android XML": _xml("resources", "<string name='k{n}'>{zh}</string>\n"),
    "front matter": f"---\ntitle: x\nlang: zh\n---\n\n{EN[0]}\n\n{ZH[0]}\n",
    "source code": "import os\n\n\ndef f(x):\n    return os.path.join(x)\n\n\nclass A:\n    y = 3",
}


@pytest.mark.parametrize("form", REFUSED)
def test_structured_text_is_never_read_by_lines(here, form):
    content = REFUSED[form]
    write("given.txt", content)
    with pytest.raises(InputError, match=f"is (a )?.*{form.split()[0]}.*which is not read"):
        read("given.txt")
    write("x.en", content)
    write("x.zh", "\n".join(ZH))
    with pytest.raises(InputError, match="which is not read"):
        read("x.en", "x.zh")


def test_format_as_told_is_taken_and_told(here):
    write("given.txt", HTML)
    reading = read("given.txt", input_format="lines")
    assert len(reading.records) == 9
    assert ["looks like HTML" in problem.reason for problem in reading.problems] == [True]


PROSE = {
    "feed": "".join(f"{zh}\ntranslated by DeepL\n" for zh in ZH),
    "fields": "".join(f"Title: {t}\nAbstract: {e}\n\n" for t, e in zip(TITLES, EN, strict=True)),
    "bullets": "".join(f"* {en}\n- {zh}\n" for en, zh in PAIRS),
    "tags": "".join(f"<b>{en}</b> {zh}\n" for en, zh in PAIRS) + "end\n",
    "titles": "\n".join([*TITLES, *TITLES_ZH]),
    "clauses": "We ask: who reads this (and why)?\nFor example, if you can;\nThen we end here.\n",
}


@pytest.mark.parametrize("case", PROSE)
def test_prose_is_no_structured_text(case):
    assert structured(Document.of("given.txt", PROSE[case].encode())) is None


@pytest.mark.parametrize("seed", sorted((ROOT / "seeds").iterdir()), ids=lambda path: path.name)
def test_seeds_are_no_structured_text(seed):
    assert structured(Document.of("given.txt", seed.read_bytes())) is None


def test_directory_lists_what_is_no_material_and_does_not_fail(here):
    write("good.csv", "en,zh\n" + "".join(f'"{en}",{zh}\n' for en, zh in PAIRS))
    write("audit.toml", "ignore = ['short']\n")
    write("settings.json", '{"strict": true}')
    write("other.csv", "name,price\nx,3\ny,4\n")
    write("run.yaml", "steps:\n  - run: audit\n  - name: x\n")
    (here / "paper.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    reading = read(".")
    assert [item.path for item in reading.inputs] == ["good.csv"]
    assert {(problem.path, problem.kind) for problem in reading.problems} == {
        (name, "notice")
        for name in ("audit.toml", "settings.json", "other.csv", "run.yaml", "paper.pdf")
    }
    for name in ("settings.json", "other.csv", "run.yaml", "paper.pdf"):
        reading = read("good.csv", name)
        assert [problem.kind for problem in reading.problems] == ["error"]


def test_directory_does_not_hide_material_that_cannot_be_read(here):
    write("good.csv", "en,zh\n" + "".join(f'"{en}",{zh}\n' for en, zh in PAIRS))
    write("engines.csv", "en,a,b\n" + "".join(f'"{en}",{zh},{zh}\n' for en, zh in PAIRS))
    write("memory.tmx", TMX.replace("xml:lang='zh'", "xml:lang='fr'").replace("'en'", "'de'"))
    reading = read(".")
    assert [(problem.path, problem.kind) for problem in reading.problems] == [
        ("engines.csv", "error"), ("memory.tmx", "error"),
    ]  # fmt: skip


def test_directory_leaves_out_what_programs_keep_there(here):
    row = "en,zh\n" + "".join(f'"{en}",{zh}\n' for en, zh in PAIRS)
    for folder in (".git", "node_modules", "__pycache__", "env/lib", "data"):
        (here / folder).mkdir(parents=True)
        write(f"{folder}/t.csv", row)
    write("env/pyvenv.cfg", "home = /usr\n")
    reading = read(".")
    assert [item.path for item in reading.inputs] == ["data/t.csv"]
    assert reading.problems == []


@pytest.mark.parametrize(
    ("globs", "left"),
    [
        (("b.csv",), ["a.csv", "deep/c.csv"]),
        (("deep",), ["a.csv", "b.csv"]),
        (("deep/",), ["a.csv", "b.csv"]),
        (("deep/*.csv",), ["a.csv", "b.csv"]),
        (("[ab].csv",), ["deep/c.csv"]),
        (("a.csv", "deep/c.csv"), ["b.csv"]),
    ],
)
def test_exclude(here, globs, left):
    (here / "deep").mkdir()
    for name in ("a.csv", "b.csv", "deep/c.csv"):
        write(name, "en,zh\nHello there,你好\n")
    assert [item.path for item in read(".", exclude=globs).inputs] == left
    named = read("a.csv", "b.csv", "deep/c.csv", exclude=globs)
    assert [item.path for item in named.inputs] == left


@pytest.mark.parametrize("command", ["run", "pair"])
def test_option_and_key_exclude(here, command):
    for name in ("a.csv", "b.csv"):
        write(name, "en,zh\n" + "".join(f'"{en}",{zh}\n' for en, zh in PAIRS))
    (here / "in").mkdir()
    for name in ("a.csv", "b.csv"):
        (here / name).rename(here / "in" / name)
    out = ["--out", "out"] if command == "run" else []
    result = CliRunner().invoke(app, [command, "in", "--exclude", "b*", *out])
    assert result.exit_code == 0, result.stderr
    excluded = Path("out/entries.csv").read_text("utf-8") if out else result.stdout
    assert "a.csv" in excluded
    assert "b.csv" not in excluded
    Path("audit.toml").write_text('exclude = ["a.csv", "out"]', "utf-8")
    result = CliRunner().invoke(app, [command, "in", *out])
    told = Path("out/entries.csv").read_text("utf-8") if out else result.stdout
    assert "a.csv" not in told
    assert "b.csv" in told
