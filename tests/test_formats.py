"""`audit formats`, and the page that describes each form."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import INPUT_FORMATS, Config
from audit.errors import InputError
from audit.readers import read_documents
from audit.readers._base import Document
from audit.readers.trial import forms
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")
SECTIONS = {
    section.split("\n", 1)[0]: re.findall(r"^`([^`\n]+)`\n```\n(.*?)^```$", section, re.M | re.S)
    for section in re.split(r"^### ", PAGE, flags=re.M)[1:]
}
BINARY = {"xlsx", "parquet"}


def call(*args):
    return CliRunner().invoke(app, ["formats", *args])


def write(folder, files):
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def test_each_form_is_described_with_an_example():
    assert set(SECTIONS) == set(INPUT_FORMATS) == {form.name for form in forms()}
    assert {name for name, files in SECTIONS.items() if not files} == BINARY


@pytest.mark.parametrize("name", sorted(set(SECTIONS) - BINARY))
def test_example_is_read_as_what_it_is_an_example_of(here, name):
    files = SECTIONS[name]
    together = [files] if name in {form.name for form in forms() if form.is_pair} else [
        [one] for one in files
    ]  # fmt: skip
    for example in together:
        write(here, example)
        reading = audit.read([file for file, _ in example], Config())
        assert {item.format for item in reading.inputs} == {"csv" if name == "tsv" else name}
        assert not any(problem.kind == "error" for problem in reading.problems)
        assert reading.rejected == 0
        sides = set(reading.records["role"])
        assert sides & {"target", "unknown"}


DAMAGE = ["<", ">", "&", '"', "{", "}", "]", ":", "\n", "\\", "%", "|", "\r", "\0", "\u2028", "- ",
          "*x", "? [a]: b\n", "<<: ", "---\n", '"a": 1,', "-->", 'msgid "', "null"]  # fmt: skip


def damaged(text, random):
    """`text` with something put in, left out or cut off in one to four places."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text) + 1)
        kind = random.random()
        if kind < 0.5:
            text = text[:at] + random.choice(DAMAGE) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + random.randint(1, 12) :]
        else:
            text = text[:at]
    return text


@pytest.mark.parametrize("name", sorted(set(SECTIONS) - BINARY))
def test_damaged_example_is_read_or_refused_and_never_a_crash(name):
    random = Random(name)
    for _ in range(6):
        documents = [
            (Document.of(file, damaged(content, random).encode()), True)
            for file, content in SECTIONS[name]
        ]
        try:
            reading = read_documents(documents, Config())
        except InputError:
            continue
        assert reading.records["record_id"].is_unique


def test_forms_are_listed():
    lines = call().stdout.splitlines()
    assert [line.split()[0] for line in lines] == [form.name for form in forms()]


@pytest.mark.parametrize("name", ["json", "tmx", "i18n", "markdown", "lines"])
def test_file_is_tried_and_shown(here, name):
    write(here, SECTIONS[name])
    files = [file for file, _ in SECTIONS[name]]
    files = files[:1] if name == "json" else files
    result = call(*files)
    assert result.exit_code == 0
    assert f"{files[0]}: is read as {name}" in result.stdout
    verdicts = dict(re.findall(r"^  (?:yes|may|no ) +(\S+) *(.*)$", result.stdout, re.M))
    assert set(verdicts) == {form.name for form in forms()}
    assert verdicts[name] == ""
    assert all(reason for form, reason in verdicts.items() if form != name)
    assert "entries, the first of them:\n1.\n" in result.stdout
    assert re.search(r"^  (target|unknown) +\S+:\d+  ", result.stdout, re.M)


def test_file_that_is_not_read_says_why(here):
    Path("zh.json").write_text('{"open": "打开文件"}', "utf-8")
    result = call("zh.json")
    assert result.exit_code == 2
    assert "zh.json: is not read" in result.stdout
    assert re.search(r"no +json +could be it, but is a JSON object of texts by key", result.stdout)
    assert "name the files of both languages" in result.stderr
