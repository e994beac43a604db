"""TMX, XLIFF, PO, Qt TS and workbooks: what each has of its own, and what is bad in them."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest

import audit
from audit.config import Config
from audit.errors import InputError

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
PO = 'msgid ""\nmsgstr "Language: zh_CN\\n"\n\n'


def read(path, **options):
    return audit.read([path], Config(**options))


def pairs(reading):
    """Source and target of each unit; a side that is not there is None."""
    found = {}
    for row in reading.records.itertuples():
        text = None if row.text != row.text else row.text
        found.setdefault(row.unit_key, {})[row.role] = text
    return [(unit.get("source"), unit.get("target")) for unit in found.values()]


def reasons(reading):
    return [problem.reason for problem in reading.problems]


def tmx(*units):
    return f'{XML}<tmx version="1.4"><header srclang="en"/><body>{"".join(units)}</body></tmx>'


def tu(**variants):
    inner = "".join(
        f'<tuv xml:lang="{lang.replace("_", "-")}"><seg>{text}</seg></tuv>'
        for lang, text in variants.items()
    )
    return f"<tu>{inner}</tu>\n"


def xliff(*units, languages='source-language="en" target-language="zh-CN"'):
    return (
        f'{XML}<xliff version="1.2"><file original="a" {languages}><body>\n'
        f"{''.join(units)}</body></file></xliff>"
    )


def xliff_2(*units):
    return (
        f'{XML}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"'
        f' trgLang="zh"><file id="f"><group id="g">\n{"".join(units)}</group></file></xliff>'
    )


def ts(*messages, language=' language="zh_CN"'):
    return (
        f"{XML}<!DOCTYPE TS>\n<TS version='2.1'{language}><context><name>Main</name>\n"
        f"{''.join(messages)}</context></TS>"
    )


# Name → (file name, content, the pairs that are read).
READ = {
    "TMX by lang, 1.1": (
        "t.tmx",
        '<tmx version="1.1"><body><tu><tuv lang="EN-US"><seg>Save</seg></tuv>'
        '<tuv lang="ZH-CN"><seg>保存</seg></tuv></tu></body></tmx>',
        [("Save", "保存")],
    ),
    "TMX, target first, a third language, empty, absent": (
        "t.tmx",
        tmx(tu(zh_CN="保存", en="Save", fr="Garder"), tu(en="Quit", zh=""), tu(en="Open")),
        [("Save", "保存"), ("Quit", ""), ("Open", None)],
    ),
    "TMX, two scripts": (
        "t.tmx",
        tmx(tu(en="Software", zh_CN="软件", zh_TW="軟體")),
        [("Software", "软件"), ("Software", "軟體")],
    ),
    "TMX, inline": (
        "t.tmx",
        tmx(
            tu(
                en='Press <bpt i="1">&lt;b&gt;</bpt>OK<ept i="1">&lt;/b&gt;</ept><ph x="1"/>'
                "<hi>now</hi>",
                zh='按<it pos="begin">{0}</it>',
            )
        ),
        [("Press <b>OK</b><ph/>now", "按{0}")],
    ),
    "XLIFF 1.2, no target, alternatives, kept, segments": (
        "t.xlf",
        xliff(
            '<trans-unit id="a"><source>One</source></trans-unit>',
            '<trans-unit id="b"><source>Two</source><target state="final">二</target>'
            "<alt-trans><source>Two!</source><target>二！</target></alt-trans></trans-unit>",
            '<trans-unit id="c" translate="no"><source>v1</source></trans-unit>',
            '<group><trans-unit id="d"><source>A B</source><seg-source><mrk mtype="seg" mid="1">A'
            '</mrk> <mrk mtype="seg" mid="2">B</mrk></seg-source><target><mrk mtype="seg"'
            ' mid="1">甲</mrk><mrk mtype="seg" mid="2">乙</mrk></target></trans-unit></group>',
        ),
        [("One", None), ("Two", "二"), ("A B", "甲乙")],
    ),
    "XLIFF 1.2, inline and ICU": (
        "t.xlf",
        xliff(
            '<trans-unit id="a"><source>Hi <x id="PH" equiv-text="{{name}}"/>, '
            '<g id="1">bold</g></source><target>你好 <x id="PH" equiv-text="{{name}}"/>'
            "</target></trans-unit>",
            '<trans-unit id="b"><source>{VAR_PLURAL, plural, =1 {one} other {many}}</source>'
            "<target>{VAR_PLURAL, plural, other {很多}}</target></trans-unit>",
        ),
        [
            ('Hi {{name}}, <g id="1">bold</g>', "你好 {{name}}"),
            ("{VAR_PLURAL, plural, =1 {one} other {many}}", "{VAR_PLURAL, plural, other {很多}}"),
        ],
    ),
    "XLIFF 2.0, segments, notes": (
        "t.xlf",
        xliff_2(
            '<unit id="1"><notes><note>about it</note></notes><segment id="s1"><source>One.'
            "</source><target>一。</target></segment><ignorable><source> </source></ignorable>"
            '<segment state="initial"><source>Two <pc id="2">x</pc></source></segment></unit>'
        ),
        [("One.", "一。"), ('Two <pc id="2">x</pc>', None)],
    ),
    "PO, context, wrapped, escapes, obsolete": (
        "zh.po",
        PO + '#. said\n#: a.c:1\n#, c-format\nmsgctxt "menu"\nmsgid ""\n"Open "\n"it\\n"\n'
        'msgstr ""\n"打"\n"开\\n"\n\nmsgid "say \\"a\\""\nmsgstr "说“a”"\n'
        'msgid "tab\\t"\nmsgstr ""\n\n#~ msgid "old"\n#~ msgstr "旧"\n',
        [("Open it\n", "打开\n"), ('say "a"', "说“a”"), ("tab\t", "")],
    ),
    "PO, plurals: Chinese has one form": (
        "zh.po",
        PO + 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d 个文件"\n\n'
        'msgid "a day"\nmsgid_plural "%d days"\nmsgstr[0] "一天"\nmsgstr[1] "%d 天"\n',
        [("%d files", "%d 个文件"), ("a day", "一天"), ("%d days", "%d 天")],
    ),
    "PO, of a language and nothing translated": (
        "zh.po", PO + 'msgid "Open"\nmsgstr ""\n', [("Open", "")],
    ),
    "PO with other line ends in a text": (
        "zh.po", PO + 'msgid "a\u2028b"\nmsgstr "甲\u2028乙"\n', [("a\u2028b", "甲\u2028乙")],
    ),
    "Qt TS": (
        "zh.ts",
        ts(
            "<message><source>Open</source><translation>打开</translation></message>",
            '<message><source>Gone</source><translation type="vanished">没了</translation>'
            "</message>",
            '<message><source>Old</source><translation type="obsolete">旧</translation></message>',
            '<message><source>New</source><translation type="unfinished"></translation></message>',
            '<message numerus="yes"><source>%n files</source><translation><numerusform>%n 个文件'
            "</numerusform></translation></message>",
        ),
        [("Open", "打开"), ("New", ""), ("%n files", "%n 个文件")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_form_is_read(here, case):
    name, content, expected = READ[case]
    (here / name).write_text(content, "utf-8")
    reading = read(name)
    assert pairs(reading) == expected
    assert reading.records["record_id"].is_unique
    assert not any(problem.kind == "error" for problem in reading.problems)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("case", ["TMX, two scripts", "Qt TS", "PO, plurals: Chinese has one form"])
def test_encoding_is_found_out_whatever_the_declaration_says(here, case, encoding):
    name, content, expected = READ[case]
    padding = "<!-- 这里有足够多的中文字符，用来辨认编码。 -->" if name != "zh.po" else (
        "# 这里有足够多的中文字符，用来辨认编码。\n"
    )  # fmt: skip
    content = content + padding if name != "zh.po" else padding + content
    if encoding == "gb18030" and "軟" in content:
        content = content.replace("軟體", "软体")
        expected = [(source, target.replace("軟體", "软体")) for source, target in expected]
    (here / name).write_bytes(content.encode(encoding))
    assert pairs(read(name)) == expected


def test_string_catalogue(here):
    def said(text):
        return {"stringUnit": {"state": "translated", "value": text}}

    strings = {
        "Open": {"localizations": {"zh-Hans": said("打开"), "zh-Hant": said("打開")}},
        "quit": {"localizations": {"en": said("Quit"), "fr": said("Quitter")}},
        "%d files": {
            "localizations": {
                "en": {
                    "variations": {"plural": {"one": said("a file"), "other": said("%d files")}}
                },
                "zh-Hans": {"variations": {"plural": {"other": said("%d 个文件")}}},
            }
        },
        "v1": {"shouldTranslate": False},
        "old": {"extractionState": "stale", "localizations": {"zh-Hans": said("旧")}},
    }
    value = {"sourceLanguage": "en", "strings": strings, "version": "1.0"}
    (here / "a.xcstrings").write_text(json.dumps(value, ensure_ascii=False, indent=2), "utf-8")
    reading = read("a.xcstrings")
    assert pairs(reading) == [
        ("Open", "打开"), ("Open", "打開"), ("Quit", None), ("%d files", "%d 个文件"),
    ]  # fmt: skip
    assert reading.records["record_id"].is_unique
    assert reasons(reading) == ["2 keys are stale or not to be translated and are left out"]


def test_reverse_direction(here):
    (here / "t.tmx").write_text(tmx(tu(en="Save", zh="保存")), "utf-8")
    assert pairs(read("t.tmx", source_lang="zh", target_lang="en")) == [("保存", "Save")]


def test_place_of_each_text(here):
    name, content, _ = READ["PO, context, wrapped, escapes, obsolete"]
    (here / name).write_text(content, "utf-8")
    records = read(name).records
    assert records["line"].tolist() == [8, 11, 15, 16, 17, 18]
    assert records["unit_id"].tolist()[::2] == ["menu/Open it\n", 'say "a"', "tab\t"]


def test_same_id_twice_is_read_and_told(here):
    (here / "zh.po").write_text(PO + 2 * 'msgid "Open"\nmsgstr "打开"\n\n', "utf-8")
    reading = read("zh.po")
    assert pairs(reading) == 2 * [("Open", "打开")]
    assert reasons(reading) == ["repeats the message of line 4; both are read"]
    unit = '<trans-unit id="a"><source>One</source><target>一</target></trans-unit>\n'
    (here / "t.xlf").write_text(xliff(unit, unit), "utf-8")
    reading = read("t.xlf")
    assert pairs(reading) == 2 * [("One", "一")]
    assert reading.records["record_id"].is_unique


TOLD = {
    "fuzzy": (
        "zh.po",
        PO + '#, fuzzy\nmsgid "Open"\nmsgstr "关闭"\n',
        ["fuzzy messages, audited though programs show their source: 1"],
    ),
    "states": (
        "t.xlf",
        xliff(
            '<trans-unit id="a"><source>One</source><target state="new">One</target></trans-unit>',
            '<trans-unit id="b" translate="no"><source>v1</source></trans-unit>',
        ),
        [
            "units not to be translated, left out: 1",
            "units marked as not translated yet, whose targets are audited: 1",
        ],
    ),
    "gone": (*READ["Qt TS"][:2], ["messages no longer in the program, left out: 2"]),
    "files of other languages": (
        "t.xlf",
        xliff('<trans-unit id="a"><source>One</source><target>一</target></trans-unit>').replace(
            "</xliff>",
            '<file source-language="en" target-language="fr"><body><trans-unit id="a"><source>One'
            "</source><target>Un</target></trans-unit></body></file></xliff>",
        ),
        ["units en to fr, left out: 1"],
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_is_left_out_or_odd_is_told(here, case):
    name, content, told = TOLD[case]
    (here / name).write_text(content, "utf-8")
    assert sorted(reasons(read(name))) == sorted(told)


ENTITY = '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
REFUSED = {
    "entity bomb": ("t.tmx", tmx(tu(en="&b;")).replace(XML, ENTITY), "t.tmx:1: defines the entity"),
    "external entity": ("t.tmx", tmx(tu(en="&a;")).replace(XML, OUTSIDE), "defines the entity"),
    "deep": ("t.tmx", tmx(tu(en="<g>" * 9_000)), "has more than 200 elements within each other"),
    "other languages": (
        "t.tmx",
        tmx(tu(de="Ja", fr="Oui")),
        "holds de, fr and nothing in en or zh",
    ),
    "XLIFF of another language": (
        "t.xlf",
        xliff('<trans-unit id="a"><source>One</source></trans-unit>').replace("zh-CN", "fr"),
        "is en to fr, not what is asked for; audit them with --source-lang en --target-lang fr",
    ),
    "XLIFF without targets": (
        "t.xlf",
        xliff(
            '<trans-unit id="a"><source>One</source></trans-unit>',
            languages='source-language="en"',
        ),
        "is a template: no unit has a <target>",
    ),
    "PO template": ("t.pot", 'msgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n', "is a template"),
    "PO of another language": (
        "t.po",
        PO.replace("zh_CN", "fr") + 'msgid "a"\nmsgstr "b"\n',
        "is in fr, not in zh; audit it with --target-lang fr",
    ),
    "TS of another language": (
        "t.ts",
        ts("<message><source>a</source><translation>b</translation></message>").replace(
            "zh_CN", "fr"
        ),
        "is in fr, not in zh; audit it with --target-lang fr",
    ),
    "no workbook": ("t.xlsx", "PK\x03\x04 and no more", "is no intact workbook"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_with_its_reason(here, case):
    name, content, reason = REFUSED[case]
    (here / name).write_text(content, "utf-8")
    with pytest.raises(InputError) as raised:
        read(name)
    assert reason in str(raised.value)


BROKEN = {
    "TMX": ("t.tmx", tmx(tu(en="Save", zh="保存"), "<tu><tuv lang='en'><seg>Qu</tuv>"), 3),
    "XLIFF": (
        "t.xlf",
        xliff(
            '<trans-unit id="a"><source>Save</source><target>保存</target></trans-unit>\n',
            "<trans-unit & >",
        ),
        4,
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_comes_before_a_broken_place_is_read(here, case):
    name, content, line = BROKEN[case]
    (here / name).write_text(content, "utf-8")
    reading = read(name)
    assert pairs(reading) == [("Save", "保存")]
    (problem,) = [one for one in reading.problems if one.kind == "error"]
    assert (problem.line, problem.rejected) == (line, 1)
    assert problem.remedy == "mend it there; what comes before is read"


def test_message_with_a_broken_line_is_left_out_and_the_rest_read(here):
    broken = 'msgid "Quit"\nmsgstr 退出\n\nmsgid "Say "a""\nmsgstr "说"\n\n'
    (here / "zh.po").write_text(PO + broken + 'msgid "Save"\nmsgstr "保存"\n', "utf-8")
    reading = read("zh.po")
    assert pairs(reading) == [("Save", "保存")]
    assert [(one.line, one.rejected) for one in reading.problems] == [(5, 1), (7, 1)]


# Workbooks


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


TEXTS = [
    ("Delete the selected files?", "要删除所选文件吗？"),
    ("The server did not answer.", "服务器没有回答。"),
]
WORKBOOKS = {
    "plain": [["en", "zh"], *TEXTS],
    "a title above": [["Strings of the application"], [], ["id", "en", "zh"],
                      *([n, *texts] for n, texts in enumerate(TEXTS))],
    "several languages": [["id", "en", "jp", "cn"],
                          *([n, en, "はい、そうです。", zh] for n, (en, zh) in enumerate(TEXTS))],
    "language names": [["Keys", "English", "German", "Chinese (Simplified)"],
                       *([f"k.{n}", en, "So ist das.", zh] for n, (en, zh) in enumerate(TEXTS))],
    "both scripts": [["Keys", "English", "Chinese (Simplified)", "Chinese (Traditional)"],
                     *([f"k.{n}", en, zh, "這是繁體中文。"] for n, (en, zh) in enumerate(TEXTS))],
    "columns left of it empty": [[None, "en", "zh"], *([None, *texts] for texts in TEXTS)],
}  # fmt: skip


@pytest.mark.parametrize("case", WORKBOOKS)
def test_workbook_is_read(here, case):
    (here / "t.xlsx").write_bytes(workbook(WORKBOOKS[case]))
    reading = read("t.xlsx")
    assert pairs(reading) == TEXTS
    sheet = openpyxl.load_workbook(here / "t.xlsx")["S1"]
    for row in reading.records.itertuples():
        name, _, cell = row.locator.partition("!")
        assert (name, sheet[cell].value) == ("S1", row.text)
        assert sheet[cell].row == row.line


def test_sheets_without_texts_are_left_out_and_told(here):
    (here / "t.xlsx").write_bytes(
        workbook([["name", "price"], ["x", 3]], WORKBOOKS["plain"], WORKBOOKS["plain"])
    )
    reading = read("t.xlsx")
    assert pairs(reading) == [*TEXTS, *TEXTS]
    assert [reason.startswith("is left out: sheet 'S1'") for reason in reasons(reading)] == [True]


def test_formulas_without_values_are_told(here):
    (here / "t.xlsx").write_bytes(workbook([["en", "zh"], *TEXTS, ["Save", "=B1"]]))
    reading = read("t.xlsx")
    assert pairs(reading)[-1] == ("Save", "")
    assert reasons(reading) == ["1 cells hold a formula without its value and are read as empty"]


def test_workbook_that_unfolds_without_end_is_refused(here, monkeypatch):
    monkeypatch.setattr("audit.readers.xlsx._UNFOLDED_FREELY", 1 << 20)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    (here / "t.xlsx").write_bytes(raw.getvalue())
    with pytest.raises(InputError, match="unfolds to more than 200 times its size"):
        read("t.xlsx")


def test_workbook_with_a_password_is_refused(here):
    (here / "t.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(InputError, match=r"has a password; save it without one"):
        read("t.xlsx")
