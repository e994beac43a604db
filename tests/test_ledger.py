"""What people have said before: suppressions, the baseline, and what changed between two runs."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

import audit
from audit import cli
from audit.config import Config
from audit.errors import ConfigError, InputError
from audit.ledger import read_baseline, read_suppressions
from audit.report.csv_report import read_csv
from audit.report.formats import content

GOOD = ("We study sparse attention in networks.", "我们研究网络中的稀疏注意力。")
COPIED = ("Neural networks translate many texts.", "Neural networks translate many texts.")
BLANK = ("The results are good.", "")


def table(*rows):
    return "".join(f"{json.dumps({'en': en, 'zh': zh})}\n" for en, zh in rows)


@pytest.fixture(autouse=True)
def _input(here):
    (here / "in.jsonl").write_text(table(GOOD, COPIED, BLANK))


def call(*args):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def suppression(finding, rule, reason="Said so.", **more):
    fields = {"finding": finding, "rule": rule, "reason": reason}
    lines = [f"{key} = {json.dumps(value)}" for key, value in fields.items()]
    return "\n".join(["[[suppress]]", *lines, *(f"{k} = {v}" for k, v in more.items()), ""])


def findings_of(rule):
    findings = audit.run(["in.jsonl"]).findings
    return findings[findings["rule"] == rule]


def test_a_suppressed_finding_does_not_count_nor_do_its_symptoms(here):
    copied = findings_of("language-mismatch")["finding_id"].item()
    (here / "s.toml").write_text(suppression(copied, "language-mismatch", author='"A. B."'))
    before = audit.run(["in.jsonl"])
    report = audit.run(["in.jsonl"], Config(suppressions=("s.toml",)))
    marked = report.findings[report.findings["suppressed"]]
    assert set(marked["rule"]) == {"language-mismatch", "missing-translation"}
    assert len(report.findings) == len(before.findings)
    assert len(report.roots()) == len(before.roots()) - 1
    # No defect, says a person; a translation it is not.
    assert report.entries["status"].tolist() == ["ok", "untranslated", "blank-entry"]
    assert report.flags() == {
        "missing_translation": 1, "blank_entry": 1, "language_mismatch": 0,
    }  # fmt: skip
    assert report.problems == []
    said = json.loads(content(report, "jsonl").decode().split("\n")[0])
    assert (said["status"], said["suppression_reason"]) == ("suppressed", "Said so.")
    (run,) = json.loads(content(report, "sarif"))["runs"]
    told = [result.get("suppressions") for result in run["results"]]
    assert told.count([{"kind": "external", "justification": "Said so."}]) == 1
    blank = findings_of("blank-entry")["finding_id"].item()
    (here / "b.toml").write_text(suppression(blank, "blank-entry"))
    both = ("--suppressions", "s.toml", "--suppressions", "b.toml")
    assert call("run", "in.jsonl", "--fail-on", "critical").exit_code == 1
    assert call("run", "in.jsonl", "--fail-on", "neutral", *both).exit_code == 0


def test_what_is_expired_or_unused_is_told_and_holds_nothing(here, monkeypatch):
    copied = findings_of("language-mismatch")["finding_id"].item()
    blank = findings_of("blank-entry")["finding_id"].item()
    (here / "s.toml").write_text(
        suppression(copied, "language-mismatch", expires="2030-01-31")
        + suppression(blank, "missing-translation")
        + suppression("F-0123456789ab", "blank-entry")
    )
    config = Config(suppressions=("s.toml",))
    for day, expired in [(date(2030, 1, 31), False), (date(2030, 2, 1), True)]:
        seconds = (day - date(1970, 1, 1)).days * 86_400
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
        report = audit.run(["in.jsonl"], config)
        told = [str(problem) for problem in report.problems]
        assert {problem.kind for problem in report.problems} == {"notice"}
        assert any(f"suppression 1 of {copied} expired on 2030-01-31" in line for line in told) == (
            expired
        )
        assert any(f"suppression 2 fits no finding: {blank}, missing-tr" in line for line in told)
        assert any("suppression 3 fits no finding: F-0123456789ab" in line for line in told)
        assert report.findings["suppressed"].any() != expired
    assert call("run", "in.jsonl", "--suppressions", "s.toml").exit_code == 0


def test_every_mistake_of_suppressions_at_once(here):
    (here / "a.toml").write_text(
        '[[suppress]]\nfinding = "F-1"\nrule = "blank-entry"\nresaon = "x"\n'
        '[[suppress]]\nfinding = "F-1"\nrule = 7\nreason = " "\n'
        'expires = "2030-01-01"\nauthor = 3\n'
    )
    (here / "b.toml").write_text("suppress = [1]\n")
    (here / "c.toml").write_text("[suppressions]\n")
    (here / "d.toml").write_text("not TOML")
    (here / "e.toml").write_text("suppress = 1\n")
    (here / "g.toml").write_text(f"suppress = {'[' * 9_999}")
    with pytest.raises(ConfigError) as raised:
        read_suppressions(("a.toml", "b.toml", "c.toml", "d.toml", "e.toml", "f.toml", "g.toml"))
    told = raised.value.mistakes
    for said in [
        "a.toml: suppression 1: unknown key 'resaon'; did you mean 'reason'?",
        "a.toml: suppression 1: has no reason",
        "a.toml: suppression 2: has no rule",
        "a.toml: suppression 2: has no reason",
        "a.toml: suppression 2: author is no text",
        "a.toml: suppression 2: expires is no date",
        "b.toml: suppression 1: is no table",
        "c.toml: holds more than [[suppress]] tables",
        "d.toml: is not TOML",
        "e.toml: holds more than [[suppress]] tables",
        "f.toml: cannot be read",
        "g.toml: is not TOML",
    ]:
        assert any(line.startswith(said) for line in told), said
    assert len(told) == 12
    result = call("run", "in.jsonl", "--suppressions", "a.toml")
    assert result.exit_code == 2
    assert "suppression 1: has no reason" in result.stderr


def test_only_what_the_baseline_does_not_know_counts(here):
    at_minor = ("run", "in.jsonl", "--fail-on", "minor", "--baseline", "known.json")
    result = call(*at_minor)
    assert result.exit_code == 2
    assert "known.json: cannot be read: No such file or directory; make it" in result.stderr
    assert call(*at_minor, "--update-baseline").exit_code == 0
    assert call(*at_minor).exit_code == 0
    (here / "in.jsonl").write_text(table(GOOD, COPIED, BLANK, ("One more is here.", "")))
    result = call(*at_minor)
    assert result.exit_code == 1
    assert "Findings at or above minor: 1\n" in result.stderr
    report = audit.run(["in.jsonl"], Config(baseline="known.json"))
    lines = content(report, "jsonl").decode().split("\n")[:-1]
    roots = [row for row in map(json.loads, lines) if row["cause"] is None]
    assert [row["status"] for row in roots].count("new") == 1
    (run,) = json.loads(content(report, "sarif"))["runs"]
    states = [result["baselineState"] for result in run["results"]]
    assert (states.count("new"), states.count("unchanged")) == (1, len(roots) - 1)
    assert call(*at_minor, "--update-baseline").exit_code == 0
    assert call(*at_minor).exit_code == 0
    assert len(read_baseline("known.json")) == len(roots)


def test_a_baseline_is_a_file_of_one_line_an_id(here):
    call("run", "in.jsonl", "--baseline", "a/known.json", "--update-baseline")
    first = (here / "a" / "known.json").read_bytes()
    assert list(json.loads(first)["findings"]) == sorted(json.loads(first)["findings"])
    assert first.count(b"F-") == len(audit.run(["in.jsonl"]).roots())
    call("run", "in.jsonl", "--baseline", "a/known.json", "--update-baseline")
    assert (here / "a" / "known.json").read_bytes() == first


@pytest.mark.parametrize(
    "held", ["", "no JSON", "[]", "{}", '{"findings": []}', '"findings"', "\xff", "[" * 100_000]
)
def test_what_is_no_baseline(here, held):
    (here / "known.json").write_bytes(held.encode("latin-1"))
    with pytest.raises(InputError, match=r"known\.json: is no baseline"):
        read_baseline("known.json")
    result = call("run", "in.jsonl", "--baseline", "known.json")
    assert result.exit_code == 2
    assert not (here / "reports").exists()


def test_update_baseline_needs_a_baseline(here):
    result = call("run", "in.jsonl", "--update-baseline")
    assert result.exit_code == 2
    assert "--update-baseline without a file" in result.stderr


@pytest.mark.parametrize("form", ["jsonl", "csv", "feed"])
def test_a_thousand_lines_above_change_no_id(here, form):
    rows = [GOOD, COPIED, BLANK]
    above = [(f"Paper {n} has {n} results.", f"论文 {n} 有 {n} 个结果。") for n in range(1_000)]

    def write(pairs):
        name = f"in.{form}" if form != "feed" else "in.txt"
        if form == "jsonl":
            text = table(*pairs)
        elif form == "csv":
            text = "en,zh\n" + "".join(f"{en},{zh}\n" for en, zh in pairs)
        else:
            text = "".join(f"{zh}\ntranslated by 谷歌翻译\n" for _, zh in pairs)
        (here / name).write_text(text, "utf-8")
        report = audit.run([name])
        wanted = report.roots().query("rule != 'missing-source'")
        return set(wanted["finding_id"]), wanted["line"].min()

    before, first = write(rows)
    after, moved = write(above + rows)
    assert len(before) >= 2
    assert after == before
    assert moved > first + 999


def test_an_edit_renews_the_findings_of_its_entry_alone(here):
    many = [(f"Sentence {n} here.", f"Sentence {n} here.") for n in range(50)]
    (here / "in.jsonl").write_text(table(*many))
    call("run", "in.jsonl", "--out", "old", "--baseline", "known.json", "--update-baseline")
    many[20] = ("Sentence 20 is edited.", "Sentence 20 is edited.")
    (here / "in.jsonl").write_text(table(*many))
    report = audit.run(["in.jsonl"], Config(baseline="known.json"))
    roots = report.roots()
    new = roots[~roots["finding_id"].isin(report.known)]
    assert set(new["line"]) == {21}


def test_findings_of_equal_entries_have_ids_of_their_own(here):
    (here / "in.jsonl").write_text(table(*[BLANK] * 1_000))
    ids = audit.run(["in.jsonl"], Config(select=("blank-entry",))).findings["finding_id"]
    assert len(ids) == 1_000
    assert ids.is_unique


@pytest.fixture
def two_reports(here):
    """Of the second blank the translation has come; a copied text is new."""
    outputs = ("jsonl", "parquet")

    def run(name, *rows):
        (here / "in.jsonl").write_text(table(*rows))
        options = [part for f in outputs for part in ("--output", f"{f}={name}.{f}")]
        assert call("run", "in.jsonl", "--out", name, *options).exit_code == 0

    blank = ("Results are shown.", "")
    run("old", GOOD, BLANK, blank)
    mended = (blank[0], "显示了结果。")
    run("new", GOOD, BLANK, mended, COPIED)


@pytest.mark.parametrize("form", ["", "/findings.csv", ".jsonl", ".parquet"])
def test_diff(two_reports, form):
    result = call("diff", f"old{form}", f"new{form}")
    assert result.exit_code == 0
    counts = {}
    for line in result.stdout.split("\n\n")[0].splitlines()[1:]:
        rule, *numbers = line.split()
        counts[rule] = tuple(map(int, numbers))
    assert counts["blank-entry"] == (1, 0, 1)
    assert counts["language-mismatch"] == (0, 1, 0)
    assert counts["all"] == tuple(
        sum(numbers) for numbers in zip(*(c for r, c in counts.items() if r != "all"), strict=True)
    )
    assert "missing-translation" not in counts  # a symptom
    assert "\nnew:\n  F-" in result.stdout
    assert "\nfixed:\n  F-" in result.stdout
    same = call("diff", f"new{form}", f"new{form}").stdout
    assert same.splitlines()[-1].split()[:3] == ["all", "0", "0"]


def test_diff_of_what_is_no_report(here, two_reports):
    (here / "void").mkdir()
    (here / "bad.csv").write_text("a,b\n1,2\n")
    (here / "bad.jsonl").write_text("{\n")
    (here / "list.jsonl").write_text("[1]\n")
    (here / "bad.parquet").write_text("x")
    for name, said in [
        ("void", "cannot be read: No such file or directory; name a directory"),
        ("nowhere", "nowhere: cannot be read"),
        ("bad.csv", "bad.csv: holds no findings; name findings.csv"),
        ("bad.jsonl", "bad.jsonl: holds no findings"),
        ("list.jsonl", "list.jsonl: holds no findings"),
        ("bad.parquet", "bad.parquet: holds no findings"),
        ("old/entries.csv", "entries.csv: holds no findings"),
    ]:
        for pair in ((name, "new"), ("old", name)):
            result = call("diff", *pair)
            assert (result.exit_code, result.stdout) == (2, "")
            assert said in result.stderr


def test_a_suppressed_finding_is_fixed_for_diff(here):
    copied = findings_of("language-mismatch")["finding_id"].item()
    (here / "s.toml").write_text(suppression(copied, "language-mismatch"))
    call("run", "in.jsonl", "--out", "old")
    call("run", "in.jsonl", "--out", "new", "--suppressions", "s.toml")
    assert read_csv("new/findings.csv")["suppressed"].sum() == 2
    result = call("diff", "old", "new")
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("language-mismatch"))
    assert line.split()[1:] == ["1", "0", "0"]
