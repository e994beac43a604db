"""Markdown, HTML, news feeds and labelled listings: pages that hold both languages."""

from __future__ import annotations

import pytest

import audit
from audit.config import Config
from audit.errors import InputError
from tests.test_columns import EN, TITLES, TITLES_ZH, ZH

PAIRS = list(zip(EN, ZH, strict=True))


def read(*paths, **options):
    return audit.read(paths or ["."], Config(**options))


def write(folder, name, content):
    (folder / name).write_text(content, "utf-8")


def entries(reading):
    """Field, source and target of each unit."""
    found = {}
    for row in reading.records.itertuples():
        key = row.unit_key, row.field
        found.setdefault(key, {})[row.role] = row.text if isinstance(row.text, str) else None
    return [(key[1], one.get("source"), one.get("target")) for key, one in found.items()]


FRONT = f"---\ntitle: '{TITLES[0]}'\ntitle_zh: {TITLES_ZH[0]}\ntags: [a]\ndate: 2026-01-01\n---\n"
SECTIONS = (
    f"\n## Abstract\n\n{EN[0]}\n\n{EN[1]}\n\n## 摘要\n\n{ZH[0]}\n\n{ZH[1]}\n\n## Links\n\nx\n"
)
BOTH = f"{EN[0]}\n\n{EN[1]}", f"{ZH[0]}\n\n{ZH[1]}"
TABLE = "| No. | English | 中文 |\n|---|:--|---|\n" + "".join(
    f"| {n} | {en} | {zh} |\n" for n, (en, zh) in enumerate(PAIRS[:3])
)
LIST = "# Papers\n\n" + "".join(
    f"### {title}\n\n**标题**：{title_zh}\n\n**Authors**: A. Author\n\n**Abstract**: {en}\n\n"
    f"**摘要**：{zh}\n\n"
    for title, title_zh, (en, zh) in zip(TITLES[:3], TITLES_ZH[:3], PAIRS[:3], strict=True)
)
OF_LIST = [
    one
    for title, title_zh, (en, zh) in zip(TITLES[:3], TITLES_ZH[:3], PAIRS[:3], strict=True)
    for one in (("title", title, title_zh), ("abstract", en, zh))
]
OF_TABLE = [("segment", en, zh) for en, zh in PAIRS[:3]]
PAGES = {
    "front matter": (FRONT + "\nText.\n", [("title", TITLES[0], TITLES_ZH[0])]),
    "sections": ("# A page\n" + SECTIONS, [("abstract", *BOTH)]),
    "front matter and sections": (
        FRONT + SECTIONS, [("title", TITLES[0], TITLES_ZH[0]), ("abstract", *BOTH)],
    ),
    "table": (f"# Words\n\n{TABLE}", OF_TABLE),
    "table alone": (TABLE, OF_TABLE),
    "two tables": (f"{TABLE}\n## Prices\n\n| a | b |\n|--|--|\n| 1 | 2 |\n", OF_TABLE),
    "a list of papers": (LIST, OF_LIST),
    "signs before labels": (
        "".join(
            f"### 1. {title}\n\n- ✍️ **Authors**: A. Author\n- 📖 **Original**: {en}\n"
            f"- 🌐 **Translation**: {zh}\n\n"
            for title, (en, zh) in zip(TITLES[:3], PAIRS[:3], strict=True)
        ),
        OF_TABLE,
    ),
    "blank section": ("## Abstract\n\n" + EN[0] + "\n\n## 摘要\n\n" + ZH[0] + "\n\n"
                      "# Next\n\n## Abstract\n\n" + EN[1] + "\n\n## 摘要\n",
                      [("abstract", *PAIRS[0]), ("abstract", EN[1], None)]),
}  # fmt: skip


@pytest.mark.parametrize("change", [str, lambda text: text.replace("\n", "\r\n")],
                         ids=["LF", "CRLF"])  # fmt: skip
@pytest.mark.parametrize("case", PAGES)
def test_markdown(here, case, change):
    content, expected = PAGES[case]
    (here / "page.md").write_bytes(change(content).encode())
    reading = read("page.md")
    assert sorted(entries(reading), key=str) == sorted(expected, key=str)
    assert {item.format for item in reading.inputs} == {"markdown"}
    lines = content.split("\n")
    for row in reading.records.dropna(subset="text").itertuples():
        assert row.text.split("\n")[0] in lines[row.line - 1]


def test_markdown_in_one_language_is_told(here):
    write(here, "page.md", "# A page\n\n" + "\n\n".join(EN))
    with pytest.raises(InputError, match=r"page\.md: is"):
        read("page.md")


def test_what_is_about_a_page_is_no_translation(here):
    head = f"---\ntitle: {TITLES[0]}\ntitle_zh: {TITLES[0]}\nvalue: {ZH[0]}\n---\n"
    write(here, "page.md", f"{head}\n### 摘要\n\n{EN[0]}\n")
    assert entries(read("page.md")) == [("title", TITLES[0], TITLES[0])]


def test_table_of_something_else_is_refused(here):
    write(here, "page.md", "| a | b |\n|---|---|\n| 1 | 2 |\n")
    with pytest.raises(InputError, match="is a Markdown table without texts in both languages"):
        read("page.md")


README = f"""# Bridges

[![build](https://x.org/b.svg)](https://x.org) [<img alt="x" src="y.png">](https://x.org)

[本文中文版](README.zh-CN.md)

{EN[0]}

## Install

{EN[1]}

```sh
pip install bridges
```

- {TITLES[0]}
- {TITLES[1]}

## Use

{EN[2]}

| Name | Meaning |
|------|---------|
| rain | {TITLES[2]} |
"""
README_ZH = f"""# 桥梁

[English](README.md) | 中文

{ZH[0]}

## 安装

{ZH[1]}

```sh
pip install bridges  # 安装
```

- {TITLES_ZH[0]}

## 使用

{ZH[2]}

| 名称 | 含义 |
|------|------|
| rain | {TITLES_ZH[2]} |
"""


@pytest.mark.parametrize("names", [("README.md", "README.zh-CN.md"), ("README_EN.md", "README.md"),
                                   ("a.md", "b.md")])  # fmt: skip
def test_pages_of_both_languages_are_paired_by_section(here, names):
    write(here, names[0], README)
    write(here, names[1], README_ZH)
    reading = read(*names)
    if names[0] != "a.md":  # names that say which is which are enough in a folder
        assert read().records.equals(reading.records)
    found = [pair[1:] for pair in entries(reading)]
    expected = [
        ("Bridges", "桥梁"), ("Install", "安装"), ("Use", "使用"), ("Name\tMeaning", "名称\t含义"),
        (TITLES[0], TITLES_ZH[0]), (TITLES[1], None),
    ]  # fmt: skip
    for pair in [*PAIRS[:3], *expected]:
        assert pair in found
    assert not any("https" in text or "README" in text for pair in found for text in pair if text)
    assert not any("pip install" in text for pair in found for text in pair if text)
    assert {item.format for item in reading.inputs} == {"markdown"}


ARXIV = "".join(
    f"arXiv:2601.0000{n}\nTitle: {title}\n标题：{title_zh}\nAuthors: A. Author\n"
    f"Abstract: {en[:60]}\n  {en[60:]}\n\n摘要：{zh}\n\n"
    for n, (title, title_zh, (en, zh)) in enumerate(
        zip(TITLES[:3], TITLES_ZH[:3], PAIRS[:3], strict=True)
    )
)


def test_labelled_listing(here):
    write(here, "list.txt", ARXIV)
    reading = read("list.txt")
    expected = [
        (field, f"{source[:60]}\n  {source[60:]}" if field == "abstract" else source, target)
        for field, source, target in OF_LIST
    ]
    assert entries(reading) == expected
    assert {item.format for item in reading.inputs} == {"labelled"}


def test_labelled_listing_without_a_translation_is_missing(here):
    write(here, "list.txt", ARXIV.replace(f"摘要：{ZH[1]}\n", ""))
    assert ("abstract", None) in [(field, target) for field, _, target in entries(read("list.txt"))]


def html(inner):
    return f"<!DOCTYPE html>\n<html><head><title>x</title></head>\n<body>\n{inner}</body></html>\n"


def test_html_table(here):
    rows = "".join(f"<tr><td>{en}</td>\n<td><b>{zh}</b></td></tr>\n" for en, zh in PAIRS[:3])
    write(here, "t.html", html(f"<table><tr><th>English</th><th>中文</th></tr>\n{rows}</table>"))
    reading = read("t.html")
    assert entries(reading) == OF_TABLE
    assert reading.records["line"].tolist()[:3] == [5, 5, 7]


def test_html_page(here):
    write(here, "t.html", html("".join(f"<p>{en}</p>\n<p>{zh}</p>\n" for en, zh in PAIRS)))
    records = read("t.html").records
    assert records["text"].tolist() == [text for pair in PAIRS for text in pair]
    assert set(records["role"]) == {"unknown"}
    write(here, "t.html", html("".join(f"<p>{en}</p>\n" for en in EN)))
    with pytest.raises(InputError, match="is HTML in one language"):
        read("t.html")


FEEDS = {
    "RSS": "<rss version='2.0'><channel><title>x</title>\n{items}</channel></rss>",
    "Atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>\n{items}</feed>",
}


@pytest.mark.parametrize("form", FEEDS)
def test_news_feed(here, form):
    tag, body = {"RSS": ("item", "description"), "Atom": ("entry", "summary")}[form]
    items = "".join(
        f"<{tag}><title>{title} | {title_zh}</title><link>https://x.org/{n}</link>\n"
        f"<{body}>&lt;p&gt;{en}&lt;/p&gt;&lt;p&gt;{zh}&lt;/p&gt;</{body}></{tag}>\n"
        for n, (title, title_zh, (en, zh)) in enumerate(
            zip(TITLES[:3], TITLES_ZH[:3], PAIRS[:3], strict=True)
        )
    )
    write(here, "feed.xml", FEEDS[form].format(items=items))
    assert entries(read("feed.xml")) == OF_LIST
    write(here, "feed.xml", FEEDS[form].format(items=f"<{tag}><title>{ZH[0]}</title></{tag}>"))
    with pytest.raises(InputError, match="is a news feed in one language"):
        read("feed.xml")
