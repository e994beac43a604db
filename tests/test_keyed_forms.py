"""Localisation files by key: two files, one language each, found by their names."""

from __future__ import annotations

import json

import pytest

import audit
from audit.config import Config
from audit.errors import InputError
from audit.readers._sides import side

EN = {"menu.open": "Open the file", "menu.quit": "Close the window", "save": "Save “all” %1$s"}
ZH = {"menu.open": "打开文件", "menu.quit": "关闭窗口", "save": "保存“全部” %1$s"}
EXPECTED = [(key, EN[key], ZH[key]) for key in EN]


def read(*paths, **options):
    return audit.read(paths or ["."], Config(**options))


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def entries(reading):
    """Key, source and target of each unit; a side that is not there is None."""
    found = {}
    for row in reading.records.itertuples():
        found.setdefault(row.unit_key, {"key": row.unit_id})[row.role] = row.text
    return [(one["key"], one.get("source"), one.get("target")) for one in found.values()]


def nested(texts):
    tree = {}
    for key, text in texts.items():
        *path, last = key.split(".")
        inner = tree
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = text
    return tree


def as_json(texts, root=None):
    tree = nested(texts)
    return json.dumps({root: tree} if root else tree, ensure_ascii=False, indent=1)


def as_yaml(texts, root):
    lines = [f"{root}:"]
    for key, value in nested(texts).items():
        if isinstance(value, dict):
            lines += [f"  {key}:", *(f'    {one}: "{text}"' for one, text in value.items())]
        else:
            lines.append(f"  {key}: {value}")
    return "\n".join(lines) + "\n"


def as_arb(texts, locale):
    tree = {"@@locale": locale}
    for key, text in texts.items():
        tree |= {key: text, f"@{key}": {"description": "about it", "placeholders": {}}}
    return json.dumps(tree, ensure_ascii=False, indent=1)


def as_properties(texts):
    lines = ["# a comment", "! another"]
    for key, text in texts.items():
        escaped = "".join(c if c < "\x7f" else f"\\u{ord(c):04X}" for c in text)
        first, space, rest = escaped.partition(" ")
        lines += [f"{key} = {first}{space}\\", f"    {rest}"]
    return "\n".join(lines) + "\n"


def as_strings(texts):
    return "/* said\n in two lines */\n" + "".join(
        f'// said\n"{key}" = "{text}";\n\n' for key, text in texts.items()
    )


def as_android(texts):
    inner = "".join(f'  <string name="{key}">{text}</string>\n' for key, text in texts.items())
    return f'<?xml version="1.0" encoding="utf-8"?>\n<resources>\n{inner}</resources>\n'


def as_resx(texts):
    inner = "".join(
        f'  <data name="{key}" xml:space="preserve">\n    <value>{text}</value>\n'
        f"    <comment>said</comment>\n  </data>\n"
        for key, text in texts.items()
    )
    head = '<resheader name="version"><value>2.0</value></resheader>\n'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<root>\n{head}{inner}</root>\n'


# Form → the files of each pair.
FORMS = {
    "i18n": {"locales/en.json": as_json(EN), "locales/zh-CN.json": as_json(ZH)},
    "i18n by folder": {
        "src/en-US/common.json": as_json(EN, "en-US"),
        "src/zh_CN/common.json": as_json(ZH, "zh-CN"),
    },
    "i18n arb": {"l10n/app_en.arb": as_arb(EN, "en"), "l10n/app_zh.arb": as_arb(ZH, "zh")},
    "yaml": {"en.yml": as_yaml(EN, "en"), "zh-CN.yml": as_yaml(ZH, "zh-CN")},
    "yaml by name": {
        "config/devise.en.yml": as_yaml(EN, "en"), "config/devise.zh.yml": as_yaml(ZH, "zh"),
    },
    "properties": {
        "messages.properties": as_properties(EN), "messages_zh_CN.properties": as_properties(ZH),
    },
    "strings": {
        "en.lproj/a.strings": as_strings(EN), "zh-Hans.lproj/a.strings": as_strings(ZH),
    },
    "strings base": {
        "Base.lproj/a.strings": as_strings(EN), "zh-Hans.lproj/a.strings": as_strings(ZH),
    },
    "strings UTF-16": {
        "en.lproj/a.strings": as_strings(EN).encode("utf-16"),
        "zh-Hans.lproj/a.strings": as_strings(ZH).encode("utf-16"),
    },
    "android": {
        "res/values/strings.xml": as_android(EN), "res/values-zh-rCN/strings.xml": as_android(ZH),
    },
    "android BCP 47": {
        "res/values-en/s.xml": as_android(EN), "res/values-b+zh+Hans/s.xml": as_android(ZH),
    },
    "resx": {"Texts.resx": as_resx(EN), "Texts.zh-CN.resx": as_resx(ZH)},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_files_are_paired_by_name_and_texts_by_key(here, form):
    for name, content in FORMS[form].items():
        write(here, name, content)
    reading = read()
    assert entries(reading) == EXPECTED
    assert reading.problems == []
    assert {item.format for item in reading.inputs} == {form.split()[0]}
    assert [item.records for item in reading.inputs] == [3, 3]
    records = reading.records
    assert records["record_id"].is_unique
    for row in records.itertuples():
        if "UTF-16" not in form and "properties" not in form:
            assert row.text in (here / row.path).read_text("utf-8").split("\n")[row.line - 1]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
    ],
    ids=["CRLF", "BOM", "no final newline"],
)
@pytest.mark.parametrize("form", [form for form in FORMS if "UTF-16" not in form])
def test_line_ends_and_mark_change_nothing(here, form, change):
    for name, content in FORMS[form].items():
        write(here, name, content)
    before = read().records
    for name, content in FORMS[form].items():
        write(here, name, change(content))
    assert read().records.equals(before)


@pytest.mark.parametrize("form", FORMS)
def test_two_named_files_are_paired_by_content(here, form):
    contents = list(FORMS[form].values())
    ending = next(iter(FORMS[form])).rpartition(".")[2]
    for name, content in zip("ab", reversed(contents), strict=True):
        write(here, f"{name}.{ending}", content)
    assert entries(read(f"a.{ending}", f"b.{ending}")) == EXPECTED


@pytest.mark.parametrize("form", FORMS)
def test_one_language_alone_is_refused(here, form):
    for name, content in FORMS[form].items():
        write(here, name, content)
    with pytest.raises(InputError, match=r"one language|name .*both languages|EN_FILE ZH_FILE"):
        read(list(FORMS[form])[1])


def test_missing_and_extra_keys(here):
    write(here, "en.json", as_json({**EN, "new": "A new text", "none": "", "null": "Nothing"}))
    write(here, "zh.json", as_json({**ZH, "old": "旧的文字", "none": "", "null": None}))
    reading = read()
    assert entries(reading) == [
        *EXPECTED, ("new", "A new text", None), ("null", "Nothing", None),
        ("old", None, "旧的文字"),
    ]  # fmt: skip
    assert [problem.reason for problem in reading.problems] == ["1 keys are not in en.json: old"]


def test_elements_of_a_list_are_paired_by_their_ids(here):
    for lang, texts in (("en", EN), ("zh", dict(reversed(ZH.items())))):
        rows = [{"id": key, "text": text} for key, text in texts.items()]
        write(here, f"{lang}.json", json.dumps({"rows": rows}, ensure_ascii=False))
    found = {(source, target) for _, source, target in entries(read())}
    assert found == {(EN[key], ZH[key]) for key in EN}


def test_several_chinese_files_each_have_their_source(here):
    for name, texts in (("en", EN), ("zh-CN", ZH), ("zh-TW", ZH), ("fr", EN)):
        write(here, f"{name}.json", as_json(texts))
    reading = read()
    assert entries(reading) == 2 * EXPECTED
    records = reading.records
    assert records["record_id"].is_unique
    assert set(records["announced_lang"]) == {"en", "zh-CN", "zh-TW"}
    assert [(item.path, item.records) for item in reading.inputs] == [
        ("en.json", 6), ("zh-CN.json", 3), ("zh-TW.json", 3),
    ]  # fmt: skip


PLURALS = {
    "android": {
        "values/strings.xml": '<resources><plurals name="n"><item quantity="one">%d file</item>'
        '<item quantity="other">%d files</item></plurals></resources>',
        "values-zh/strings.xml": '<resources><plurals name="n"><item quantity="other">%d 个文件'
        "</item></plurals></resources>",
    },
    "yaml": {
        "en.yml": "en:\n  n:\n    one: a file\n    other: '%d files'\n",
        "zh.yml": "zh:\n  n:\n    other: '%d 个文件'\n",
    },
    "i18n": {
        "en.json": '{"n_one": "a file", "n_other": "%d files"}',
        "zh.json": '{"n_other": "%d 个文件"}',
    },
}  # fmt: skip


@pytest.mark.parametrize("form", PLURALS)
def test_chinese_needs_no_form_for_one(here, form):
    for name, content in PLURALS[form].items():
        write(here, name, content)
    assert entries(read()) == [("n[other]", "%d files", "%d 个文件")]


def test_forms_for_other_numbers_have_the_one_source_there_is(here):
    write(here, "en.yml", "en:\n  n:\n    other: '%d files'\n")
    write(here, "zh.yml", "zh:\n  n:\n    one: 一个文件\n    other: '%d 个文件'\n")
    assert entries(read()) == [
        ("n[other]", "%d files", "%d 个文件"), ("n[one]", "%d files", "一个文件"),
    ]  # fmt: skip


def test_android_is_read_as_it_is_shown(here):
    write(
        here, "values/strings.xml",
        '<resources xmlns:xliff="x">\n<string name="a">Don\\\'t\\n  <b>stop</b> "now"</string>\n'
        '<string name="b" translatable="false">v1</string>\n'
        '<string name="c">@string/a</string>\n<string name="f">Text</string>\n'
        '<string name="d"><![CDATA[<i>On</i>]]> <xliff:g id="x">%s</xliff:g></string>\n'
        '<string-array name="e"><item>One</item><item>Two</item></string-array></resources>',
    )  # fmt: skip
    write(here, "values-zh/strings.xml", '<resources>\n<string name="a">停</string>\n'
          '<string name="f">@string/a</string></resources>')  # fmt: skip
    reading = read()
    assert entries(reading) == [
        ("a", 'Don\'t\n  <b>stop</b> "now"', "停"),
        ("d", "<i>On</i> %s", None), ("e[1]", "One", None), ("e[2]", "Two", None),
    ]  # fmt: skip
    assert ["not to be translated" in one.reason for one in reading.problems] == [True]


def test_yaml_blocks_lists_and_aliases(here):
    write(
        here, "en.yml",
        "en:\n  long: |\n    First line.\n    Second line.\n  days: [Monday, Tuesday]\n"
        "  first: &x {a: One}\n  again: *x\n  number: 3\n  flag: yes\n  order:\n  - :year\n",
    )  # fmt: skip
    write(
        here,
        "zh.yml",
        "zh:\n  long: 两行\n  days:\n    - 星期一\n    - 星期二\n  first:\n    a: 一\n",
    )
    assert entries(read()) == [
        ("long", "First line.\nSecond line.\n", "两行"), ("days.1", "Monday", "星期一"),
        ("days.2", "Tuesday", "星期二"), ("first.a", "One", "一"),
    ]  # fmt: skip


def test_chinese_needs_no_forms_at_all(here):
    write(here, "en.yml", "en:\n  n:\n    one: a file\n    other: '%d files'\n")
    write(here, "zh.yml", "zh:\n  n: '%d 个文件'\n")
    assert entries(read()) == [("n[other]", "%d files", "%d 个文件")]


def test_comment_before_the_root_is_no_element(here):
    for folder, text in (("values", "Save"), ("values-zh-rCN", "保存")):
        comment = "<!-- by <someone@example.org> -->"
        content = f'{comment}\n<resources><string name="a">{text}</string></resources>'
        write(here, f"{folder}/strings.xml", content)
    assert entries(read()) == [("a", "Save", "保存")]


YAML_OF_BOTH = {
    "list": "".join(f"- id: {key}\n  en: '{EN[key]}'\n  zh: {ZH[key]}\n" for key in EN),
    "list in a key": "version: 1\nentries:\n"
    + "".join(f"  - id: {key}\n    en: '{EN[key]}'\n    zh: {ZH[key]}\n" for key in EN),
    "by language": as_yaml(EN, "en") + as_yaml(ZH, "zh-CN"),
}


def test_symbol_of_ruby_is_no_text(here):
    write(here, "en.yml", "en:\n  order:\n  - year\n  a: One\n")
    write(here, "zh.yml", "zh:\n  order:\n  - :year\n  a: 一\n")
    assert entries(read()) == [("a", "One", "一")]


@pytest.mark.parametrize("case", YAML_OF_BOTH)
def test_yaml_of_both_languages(here, case):
    write(here, "both.yml", YAML_OF_BOTH[case])
    reading = read("both.yml")
    assert entries(reading) == EXPECTED
    assert {item.format for item in reading.inputs} == {"yaml"}
    lines = YAML_OF_BOTH[case].split("\n")
    assert all(row.text in lines[row.line - 1] for row in reading.records.itertuples())


def test_yaml_bomb_ends(here):
    bomb = "".join(
        f"  {name}: &{name} [{', '.join(6 * ['*' + before])}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    write(here, "en.yml", f"en:\n  a: &a [One]\n{bomb}")
    write(here, "zh.yml", "zh:\n  a: [一]\n")
    assert entries(read()) == [("a.1", "One", "一")]


TWICE = {
    "json": ('{"a": "One",\n "a": "Two"}', '{"a": "二"}'),
    "properties": ("a=One\na=Two\n", "a=二\n"),
    "yml": ("a: One\na: Two\n", "a: 二\n"),
    "strings": ('"a" = "One";\n"a" = "Two";\n', '"a" = "二";\n'),
}


@pytest.mark.parametrize("ending", TWICE)
def test_key_that_stands_twice_is_told(here, ending):
    for lang, content in zip(("en", "zh"), TWICE[ending], strict=True):
        write(here, f"{lang}.{ending}", content)
    reading = read()
    assert entries(reading) == [("a", "Two", "二")]
    assert [(problem.line, problem.reason) for problem in reading.problems] == [
        (2, "the key 'a' stands twice, first in line 1, and the last counts")
    ]


@pytest.mark.parametrize(
    ("ending", "content"), [("json", '{"Save": "Save"}'), ("strings", '"Save" = "Save";')]
)
def test_place_is_that_of_the_text_and_not_of_the_key(here, ending, content):
    for lang in ("en", "zh"):
        write(here, f"{lang}.{ending}", content)
    assert read().records["column"].tolist() == 2 * [content.rindex("Save") + 1]


def test_key_of_yaml_that_is_no_text_is_left_out(here):
    write(here, "en.yml", "? [a]\n: {b: One}\n? c\n: Two\n")
    write(here, "zh.yml", "? [a]\n: {b: 一}\nc: 二\n")
    assert entries(read()) == [("c", "Two", "二")]


def test_translation_left_in_english_stays_a_pair(here):
    write(here, "en.json", as_json(EN))
    write(here, "zh.json", as_json(EN))
    assert entries(read()) == [(key, text, text) for key, text in EN.items()]


def test_tables_of_both_languages_are_no_sides(here):
    rows = [{"en": EN[key], "zh": ZH[key]} for key in EN]
    for name in ("list_en.json", "list_zh.json"):
        write(here, name, json.dumps(rows, ensure_ascii=False))
    reading = read()
    assert {item.format for item in reading.inputs} == {"json"}
    assert len(reading.records) == 12


# Path → role, language, and the path of a source whose name has no language.
SIDES = {
    "en.json": ("source", "en", ".json"),
    "zh-CN.json": ("target", "zh-CN", "json"),
    "a/values-zh-rTW/strings.xml": ("target", "zh-TW", "a/values/strings.xml"),
    "a/zh-Hans.lproj/x.strings": ("target", "zh-Hans", "a/lproj/x.strings"),
    "messages_zh_CN.properties": ("target", "zh-CN", "messages.properties"),
    "README.zh-CN.md": ("target", "zh-CN", "readme.md"),
    "docs/zh/a.md": ("target", "zh", "docs/a.md"),
    "README_CN.md": ("target", "zh", "readme.md"),
    "x.en-zh.hyp.SYS.zh": ("target", "zh", "x.en-zh.hyp.sys"),
    "pen.json": None,
    "zhang.json": None,
}


@pytest.mark.parametrize("path", SIDES)
def test_side_of_a_path(path):
    found = side(path, Config())
    assert (found and (found.role, found.lang)) == (SIDES[path] and SIDES[path][:2])
    if found and found.role == "target" and "json" not in path:
        assert found.base == SIDES[path][2]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("newstest-src.eng.txt", "newstest-ref.zho-CN.txt"),
        ("x.en-zh.src.en", "x.en-zh.hyp.SYS.zh"),
        ("x.en_US", "x.zh_CN"),
        ("en/t.txt", "zh/t.txt"),
        ("test2020-enzh-src.en.sgm", "test2020-enzh-ref.zh.sgm"),
        ("Base.lproj/a.strings", "zh-Hant.lproj/a.strings"),
    ],
)
def test_sides_have_one_stem(source, target):
    sides = [side(path, Config()) for path in (source, target)]
    assert [one.role for one in sides] == ["source", "target"]
    assert sides[0].stem == sides[1].stem
