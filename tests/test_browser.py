"""The page in a browser: what it shows, what it does, and that texts in it do nothing."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import tomllib
from urllib.parse import quote

import pandas as pd
import pytest

import audit
from audit.config import Config
from audit.errors import Problem
from audit.ledger import read_suppressions
from audit.pairer import pair
from audit.readers import Input, Reading, read
from audit.report import Report, html
from audit.report.html import index_html
from audit.report.messages import message
from audit.schema import ENTRIES, FINDINGS, conform
from audit.scorers import Fault, score
from tests.conftest import ROOT
from tests.payloads import FOR_BROWSERS as PAYLOADS

pytest.importorskip("playwright", reason="playwright is not installed; pip install '.[test]'")

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no browser; apt-get install --no-install-recommends chromium"
)

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
WATCH = """addEventListener("securitypolicyviolation", (event) => {
  (window.violations ??= []).push(event.violatedDirective);
})"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return audit.run(["seeds"])


@pytest.fixture(scope="module")
def seeds(report, tmp_path_factory):
    """The address of the seeds' report."""
    return _saved(index_html(report), tmp_path_factory.mktemp("seeds"))


def _saved(page, folder):
    file = folder / "index.html"
    file.write_bytes(page)
    return file.as_uri()


@pytest.fixture
def visit(browser):
    """Opens an address; at the end nothing must have been asked for, logged or forbidden."""
    contexts, faults = [], []

    def opened(address, locale="en", script=True, **options):
        options = {"viewport": WIDE, **options}
        context = browser.new_context(locale=locale, java_script_enabled=script, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.add_init_script(WATCH)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        asked = []
        page.goto(address)
        if script:
            page.wait_for_selector("#told:not(:empty)")
        assert [url for url in asked if not url.startswith("data:")] == [address.partition("#")[0]]
        return page

    yield opened
    told = []
    for context in contexts:
        for page in context.pages:
            told += page.evaluate("window.violations ?? []")
        context.close()
    assert faults == []
    assert told == []


def ids(page):
    return page.locator("article h3 > bdi").all_inner_texts()


def told(page):
    """(shown, all) as the page says it."""
    return tuple(map(int, re.findall(r"\d+", page.inner_text("#told"))[:2]))


def test_the_verdict_and_the_tiles(visit, seeds, report):
    page = visit(seeds)
    units, untranslated, unassessed, _ = report.told()
    assert page.inner_text("h1").startswith(f"{untranslated} of {units} entries are not translated")
    tiles = dict(line.split("\n")[::-1] for line in page.locator(".tile").all_inner_texts())
    flags = report.flags()
    assert int(tiles["No translation"]) == flags["missing_translation"]
    assert int(tiles["Blank"]) == flags["blank_entry"]
    assert int(tiles["Not translated"]) == untranslated
    assert int(tiles["Translated"]) == units - untranslated - unassessed
    assert int(tiles["Not assessed"]) == unassessed
    assert int(tiles["Wrong language"]) == flags["language_mismatch"]
    page.click(".tile-untranslated a")
    assert told(page) == (untranslated, units)
    assert set(page.locator(".verdict b").all_inner_texts()) == {"Not translated"}
    page.click("#reset")
    page.select_option("#s", "-1")
    page.select_option("#v", "translated")
    assert told(page) == (units - untranslated - unassessed, units)
    page.click("#reset")
    page.click(".tile-blank a")
    assert told(page) == (flags["blank_entry"], units)


def test_filters(visit, seeds, report):
    page = visit(seeds)
    entries = report.entries

    def shown(**chosen):
        page.click("#reset")
        for key, value in {"s": "-1", **chosen}.items():
            if key == "q":
                page.fill("#q", value)
                page.wait_for_function(
                    "(q) => new URLSearchParams(location.hash.slice(1)).get('q') === q", arg=value
                )
            else:
                page.select_option(f"#{key}", value)
        return told(page)[0]

    rule = report.findings["rule"].iloc[0]
    file = entries["target_file"].iloc[0]
    text = entries["target_text"].dropna().iloc[-1][:12]
    holds = entries["target_text"].str.contains(text, regex=False, na=False)
    assert shown() == len(entries)
    ranks = entries["worst_severity"].map({"neutral": 0, "minor": 1, "major": 2, "critical": 3})
    for least in range(4):
        assert shown(s=str(least)) == int((ranks >= least).sum())
    with_rule = report.findings.loc[report.findings["rule"] == rule, ["entry_id", "field"]]
    assert shown(r=rule) == len(with_rule.drop_duplicates())
    assert shown(f=file) == int((entries["target_file"] == file).sum())
    for field in entries["field"].unique():
        assert shown(d=field) == int((entries["field"] == field).sum())
    for status in entries["status"].unique():
        assert shown(t=status) == int((entries["status"] == status).sum())
    assert shown(q=text) == int(holds.sum()) > 0
    assert shown(q=f"{text} nowhere-to-be-found") == 0
    assert page.inner_text("#list") == "No entry matches these filters."


def test_the_state_is_in_the_address(visit, seeds):
    page = visit(seeds)
    page.select_option("#s", "-1")
    page.select_option("#d", "abstract")
    page.keyboard.press("n")
    address = page.evaluate("location.href")
    assert address.partition("#")[2] == "s=-1&d=abstract&p=2"
    again = visit(address)
    assert ids(again) == ids(page)
    assert again.input_value("#d") == "abstract"
    again.evaluate("location.hash = '#t=blank-entry'")
    again.wait_for_function("document.querySelectorAll('article').length === 3")


def test_pages(visit, seeds):
    page = visit(f"{seeds}#s=-1")
    first = ids(page)
    assert len(first) == 25
    assert page.is_disabled("#previous")
    page.click("#next")
    second = ids(page)
    page.click("#next")
    assert page.is_disabled("#next")
    every = first + second + ids(page)
    assert len(every) == told(page)[1]
    assert page.inner_text("#page") == "Page 3 of 3"
    page.click("#previous")
    assert ids(page) == second


def test_keys(visit, seeds):
    page = visit(f"{seeds}#s=-1")
    articles = page.locator("article")

    def current():
        return page.evaluate(
            "[...document.querySelectorAll('article')].indexOf(document.activeElement)"
        )

    for key, place in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)]:
        page.keyboard.press(key)
        assert current() == place
    first = ids(page)
    page.keyboard.press("n")
    assert ids(page) != first
    page.keyboard.press("p")
    assert ids(page) == first
    page.keyboard.press("/")
    page.keyboard.type("j?x")
    assert page.input_value("#q") == "j?x"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("j")  # does nothing behind a dialog
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")
    page.click("#reset")
    page.keyboard.press("e")
    assert page.is_visible("#exported")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.is_visible("#why")
    assert articles.nth(0).locator(".findings b").first.inner_text() in page.inner_text("#why-what")


REASON = 'quoted "here" \\ and\tthere, 𠮷\u2028\x85 {{7*7}}'


def test_a_marked_finding_is_suppressed_by_the_next_run(visit, seeds, report, here, monkeypatch):
    page = visit(seeds)
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.fill("#why-text", REASON)
        page.click("#why-save")
    assert page.inner_text("#marked") == "2"
    page.keyboard.press("e")
    text = page.input_value("#toml")
    with page.expect_download() as download:
        page.click("#download")
    assert download.value.suggested_filename == "suppressions.toml"
    download.value.save_as(here / "suppressions.toml")
    assert (here / "suppressions.toml").read_text("utf-8").strip() == text.strip()
    page.keyboard.press("Escape")

    said = read_suppressions((str(here / "suppressions.toml"),))
    assert {one.reason for one in said.values()} == {REASON.strip()}
    assert len(said) == 2
    monkeypatch.chdir(ROOT)
    again = audit.run(["seeds"], Config(suppressions=(str(here / "suppressions.toml"),)))
    assert again.problems == report.problems
    assert set(again.findings.loc[again.findings["suppressed"], "finding_id"]) >= set(said)
    assert len(again.roots()) == len(report.roots()) - 2

    page.reload()
    assert page.inner_text("#marked") == "2"
    page.locator("[data-dismiss]").first.click()
    assert page.inner_text("#marked") == "1"
    shown = visit(_saved(index_html(again), here))
    assert shown.inner_text(".tile-suppressed strong") != "0"


def test_languages(visit, seeds):
    page = visit(seeds)
    assert page.get_attribute("html", "lang") == "en"
    first = page.locator(".findings .text").first
    assert "holds the English (en) source text, not translated." in first.inner_text()
    page.click("#language")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert "没有译文" in page.inner_text("h1")
    assert "此处应为中文（zh），实际是未经翻译的英文（en）原文。" in first.inner_text()
    visible = page.evaluate(
        "[...document.querySelectorAll('.en')].filter((e) => e.checkVisibility()).length"
    )
    assert visible == 0
    assert page.get_attribute("#q", "aria-label") == "搜索编号、文本和说明"
    assert visit(seeds, locale="zh-CN").get_attribute("html", "lang") == "zh-Hans"


def test_every_message_is_in_the_language_of_the_page(visit, seeds, report):
    pairs = zip(report.findings["rule"], report.findings["message"], strict=True)
    told = {message(rule, text) for rule, text in pairs}
    page = visit(f"{seeds}#s=0", locale="zh-CN")
    shown = []
    while True:
        shown += page.locator(".findings [lang]").evaluate_all(
            "all => all.map((one) => [one.lang, one.textContent.trim()])"
        )
        if page.is_disabled("#next"):
            break
        page.click("#next")
    assert {lang for lang, _ in shown} == {"zh-Hans"}
    assert {text for _, text in shown} == {said.zh for said in told if said.zh != said.en}
    page.fill("#q", "变压器 专业译法")
    page.wait_for_function("() => location.hash.includes('q=')")
    assert page.locator("article").count() > 0
    page.click("#language")
    assert page.locator("article").count() == 0


def test_texts_have_their_language(visit, seeds, report):
    page = visit(f"{seeds}#s=-1&f={quote('seeds/002_b83577b64e6b106d.txt')}")
    langs = page.locator(".texts p[lang]").evaluate_all("all => all.map((p) => p.lang)")
    assert set(langs) == {"en", "zh-Hans"}
    assert langs[0] == "en"


def test_dark_and_light(visit, seeds):
    page = visit(seeds, color_scheme="dark")
    assert page.get_attribute("html", "data-theme") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_print(visit, seeds):
    page = visit(seeds, color_scheme="dark")
    page.emulate_media(media="print")
    for control in ("nav", "#filters", "#pager", "article button"):
        assert not page.locator(control).first.is_visible()
    ink, paper = page.evaluate(
        "['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])"
    )
    assert paper == "rgb(255, 255, 255)"
    assert max(map(int, re.findall(r"\d+", ink))) < 80
    assert page.evaluate("document.querySelector('.long p').scrollHeight") == page.evaluate(
        "document.querySelector('.long p').clientHeight"
    )


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_phone_needs_no_sideways_scrolling(visit, seeds, locale):
    page = visit(f"{seeds}#s=-1", locale=locale, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#export")
    assert page.locator("#exported").bounding_box()["width"] <= 360


def test_without_scripts(visit, seeds, report):
    page = visit(seeds, script=False)
    assert page.inner_text("h1").startswith("25 of 54")
    assert "Scripts are off" in page.inner_text("noscript")
    rows = page.locator("noscript tbody tr").count()
    assert rows == min((report.entries["status"] != "ok").sum(), 100)
    assert not page.is_visible("#filters")


LOOKS = [
    (scheme, locale, size)
    for scheme in ("light", "dark")
    for locale in ("en", "zh-CN")
    for size in (WIDE, PHONE)
]


@pytest.mark.parametrize(("scheme", "locale", "size"), LOOKS, ids=str)
def test_accessibility(visit, seeds, scheme, locale, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    file = "seeds/001_5577003dcb3ec7a1.txt"
    page = visit(f"{seeds}#f={file}&s=0", locale=locale, color_scheme=scheme, viewport=size)
    page.locator("details").first.evaluate("(element) => { element.open = true }")
    found = axe.Axe().run(page).response["violations"]
    grave = [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []


def hostile_report(folder):
    """A report in which each entry has one payload wherever a text can be."""
    rows = [
        {"id": f"{number}", "en": f"Source {text} of the entry.", "zh": f"译文 {text} 在这里。"}
        for number, text in enumerate(PAYLOADS)
    ]
    file = folder / "in.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    config = Config()
    reading = read([file], config)
    problems = [Problem(text, 1, "notice", text, text) for text in PAYLOADS]
    reading = Reading(reading.records, [Input(t, t, t, "0" * 64, 1) for t in PAYLOADS], problems)
    pairs = pair(reading.records, config)
    report = Report.of(config, reading, pairs, score(pairs, config))
    hostile = {str(entry): text for entry, text in enumerate(PAYLOADS)}
    pair_ids = dict(zip(report.pairs["entry_id"], report.pairs["pair_id"], strict=True))
    told = []
    for place, (entry, text) in enumerate(hostile.items()):
        shape = {
            "pair_id": pair_ids[entry],
            "entry_id": f"{entry}{text}",
            "field": text,
            "file": text,
            "line": 1,
        }
        whole = {"target_evidence": text, "target_start": 3, "target_end": 3 + len(text)}
        for level, cause in (("major", None), ("minor", f"F-{entry}-major")):
            name = {"finding_id": f"F-{entry}-{level}", "rule": "repetition", "category": text}
            told.append(
                {**shape, **whole, **name, "severity": level, "cause": cause, "message": text}
                | {"source_evidence": text, "confidence": 0.5, "suppressed": place % 9 == 0}
            )
    found = conform(pd.DataFrame(told, dtype=object), FINDINGS)
    entries = report.entries.sort_values("entry_id", key=lambda names: names.astype(int))
    texts = pd.Series(list(hostile.values()), dtype=object, index=entries.index)
    sides = [f"{side}_{name}" for side in ("source", "target") for name in ("file", "lang")]
    names = ["field", "pair_method", "expected_lang", *sides]
    entries = entries.astype(object).assign(
        entry_id=pd.Series([*hostile], dtype=object, index=entries.index) + texts,
        status="repetition",
        worst_severity="major",
        rules="repetition",
        findings=1,
        **dict.fromkeys(names, texts),
    )
    entries = conform(entries, ENTRIES)
    faults = [Fault(text, text, text, 1, text) for text in PAYLOADS]
    return dataclasses.replace(report.with_tables(findings=found, entries=entries), faults=faults)


ALLOWED = set(
    """
    html head meta title link style script body a p span header nav button kbd main h1 h2 h3
    h4 ul ol li strong noscript section bdi b svg rect line text tspan path clippath g polygon
    div table thead tbody tr th td caption form input select option label details summary
    small article mark sup q footer code dialog dl dt dd textarea template
    """.split()
)
SURVEY = """() => {
  const all = [...document.querySelectorAll('*')];
  return {
    tags: [...new Set(all.map((e) => e.localName.toLowerCase()))],
    scripts: document.scripts.length,
    handlers: all.flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).length,
    links: all.flatMap((e) => [e.getAttribute('href'), e.getAttribute('src')])
      .filter((link) => link && !/^(#|data:,$)/.test(link)),
    hit: window.hit ?? 0,
  };
}"""
NOTHING = {"scripts": 2, "handlers": 0, "links": [], "hit": 0}


def survey(page):
    seen = page.evaluate(SURVEY)
    assert set(seen.pop("tags")) <= ALLOWED
    assert seen == NOTHING


@pytest.fixture(scope="module", params=["plain", "packed"])
def hostile(request, tmp_path_factory):
    """The address of a page of hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "_PLAIN_CHARS", 0 if request.param == "packed" else 10**9)
        page = index_html(hostile_report(folder))
    assert (b' data-packed="1">' in page) == (request.param == "packed")
    return _saved(page, folder)


def test_hostile_texts_do_nothing(visit, hostile):
    assert len(PAYLOADS) >= 60
    page = visit(f"{hostile}#s=-1")
    survey(page)
    texts, pages = [], 1
    while True:
        for details in page.locator("details").all():
            details.evaluate("(element) => { element.open = true }")
        page.locator("mark").first.hover()
        texts += page.locator(".side p").all_inner_texts()
        survey(page)
        if page.is_disabled("#next"):
            break
        page.keyboard.press("n")
        pages += 1
    assert pages == -(-len(PAYLOADS) // 25)
    shown = [re.sub(r"U\+[0-9A-F]{4,}|\s", "", text) for text in texts]
    wanted = [
        re.sub(r"[\0\ud800\ufffd\u202c\u202e\x1b\u2028\u2029]|\s", "", text) for text in PAYLOADS
    ]
    for text in wanted:
        assert any(text in one.replace("\ufffd", "") for one in shown), text
    page.click("#language")
    survey(page)
    for select in ("f", "d"):
        for value in page.locator(f"#{select} option").evaluate_all(
            "all => all.map((o) => o.value)"
        )[1::7]:
            page.select_option(f"#{select}", value)
            survey(page)
        page.click("#reset")
    for place in (".heat a.go", ".chart a.go"):
        page.locator(place).first.dispatch_event("click")
        assert page.locator("article").count() > 0
        survey(page)


def test_hostile_words_of_a_person_do_nothing(visit, hostile):
    page = visit(hostile)
    for text in PAYLOADS[::12]:
        page.locator("[data-dismiss]:not(li:has(.no) > *)").first.click()
        page.fill("#why-text", text)
        page.click("#why-save")
        survey(page)
    page.click("#export")
    survey(page)
    exported = tomllib.loads(page.input_value("#toml"))["suppress"]
    assert len(exported) == len(PAYLOADS[::12])
    page.reload()
    survey(page)


def test_hostile_addresses_do_nothing(visit, seeds):
    page = visit(f"{seeds}#{'&'.join(f'{key}={quote(PAYLOADS[0])}' for key in 'qsrfdtnp')}")
    survey(page)
    for key, text in zip("qsrfdtnp" * 8, PAYLOADS, strict=False):
        page.evaluate(
            "(text) => { location.hash = text }", f"{key}={quote(text, errors='replace')}"
        )
    survey(page)


def test_hostile_texts_do_nothing_without_scripts(visit, hostile):
    page = visit(hostile, script=False)
    assert page.locator("noscript tbody tr").count() == len(PAYLOADS)
    tags = page.locator("*").evaluate_all(
        "all => [...new Set(all.map((e) => e.localName.toLowerCase()))]"
    )
    assert set(tags) <= ALLOWED


INVISIBLE = "零\u200b宽\u202e反\u202c\ufeff首\u00ad连\x07铃\U000e0041标"


def test_marks_and_pills(visit, here):
    """Offsets are code points, whatever stands before them; what cannot be seen is named."""
    rows = [
        {"en": "The 𠮷𠮷 house has 12 rooms 👩\u200d🔬 and 7 doors.",
         "zh": "𠮷𠮷房子👩\u200d🔬有 13 个房间和 7 扇门。"},
        {"en": "Look at this line of text.", "zh": INVISIBLE},
    ]  # fmt: skip
    (here / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    report = audit.run(["in.jsonl"])
    page = visit(f"{_saved(index_html(report), here)}#s=-1")
    roots = report.roots()
    numbers = roots[roots["rule"] == "number-mismatch"]
    assert set(numbers["target_evidence"]) == {"13"}
    marks = page.locator("article").filter(has_text="12 rooms").locator("mark").all_inner_texts()
    assert {"12", "13"} <= set(marks)
    pills = page.locator("article").filter(has_text="零").locator(".side .pill").all_inner_texts()
    assert pills == [
        "U+200B", "U+202E", "U+202C", "U+FEFF", "U+00AD", "U+0007", "U+E0041",
    ]  # fmt: skip
