"""The README does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib

import pytest
import typer
from typer.testing import CliRunner

from audit.cli import app
from audit.config import configure
from audit.ledger import read_suppressions
from audit.report.csv_report import read_csv
from audit.scorers import scorers
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def block(mark):
    """The fenced block under `<!-- mark -->`, or the first one in the language `mark`."""
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    return (found or re.search(rf"```{mark}\n(.*?)```", README, re.DOTALL))[1]


def lines(text):
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.fixture
def copy(here):
    shutil.copytree(ROOT / "seeds", here / "seeds")
    return here


def test_run_command_prints_and_writes_what_is_shown(copy):
    *_, command = block("run").strip().split(" && ")
    program, *args = shlex.split(command)
    result = CliRunner().invoke(app, args)
    assert program == ".venv/bin/audit"
    assert result.exit_code == 0
    assert lines(result.stderr) == lines(block("output"))
    written = [file for file in (ROOT / "reports").iterdir() if file.suffix != ".png"]
    assert len(written) >= 4
    for file in written:
        assert (copy / "reports" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("mark", ["run", "test"])
def test_commands_are_one_line_and_need_no_activation(mark):
    (command,) = lines(block(mark))
    first, *rest = command.split(" && ")
    assert first == "python3 -m venv .venv"
    assert all(part.startswith(".venv/bin/") for part in rest)


@pytest.mark.usefixtures("copy")
def test_library_example_runs(capsys):
    exec(compile(block("python"), "README.md", "exec"), {})
    assert "'missing_translation': 22" in capsys.readouterr().out


def test_configuration_example_is_valid(here):
    (here / "audit.toml").write_text(block("configuration"), "utf-8")
    config = configure(None, {})
    assert config.fail_on == "major"
    assert set(config.rules) == set(tomllib.loads(block("configuration"))["rules"])


def test_suppression_example_is_valid(here):
    (here / "s.toml").write_text(block("suppressions"), "utf-8")
    (held,) = read_suppressions(("s.toml",)).values()
    assert held.finding == "F-66b92f7df436"


def test_finding_shown_is_in_the_report():
    findings = read_csv(ROOT / "reports" / "findings.csv")
    first = findings.iloc[0]
    for value in (first["finding_id"], first["rule"], first["file"], first["message"]):
        assert value in README
    evidence = re.search(r"`target_evidence` \| (.+) … \|", README)[1]
    assert first["target_evidence"].startswith(evidence)


def test_paths_exist():
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(linked) >= 5
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_rules_and_options_named_are_real():
    listed = re.search(r"## What it finds\n(.*?)\nEvery rule", README, re.DOTALL)[1]
    assert sorted(re.findall(r"`([a-z-]+)`", listed)) == sorted(scorers())
    commands = typer.main.get_command(app).commands
    pages = [CliRunner().invoke(app, [name, "--help"]).output for name in commands]
    for option in re.findall(r"`(--[a-z-]+)`", README):
        assert any(f"{option} " in page for page in pages)
