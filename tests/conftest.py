"""What the test modules share."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from audit.schema import PAIRS, Pairs, conform

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"


def cases(rule):
    """The cases of `tests/cases/<rule>.toml`."""
    return tomllib.loads((CASES / f"{rule}.toml").read_text("utf-8"))["case"]


def process(environment, *args, **more):
    """What a process of `audit` did with `args`, in `environment` and what is set in `more`."""
    return subprocess.run(
        [sys.executable, "-m", "audit", *args],
        env=environment | more,
        capture_output=True,
        check=False,
    )


def pairs_of(*rows):
    """PAIRS of rows, of which the cases give what matters; a row stands `times` times."""
    every = [row for row in rows for _ in range(row.get("times", 1))]
    frame = pd.DataFrame([_pair(number, **row) for number, row in enumerate(every, start=1)])
    return Pairs(conform(frame, PAIRS))


def glossary_of(case, folder):
    """The paths of the glossary that a case has, written into `folder`; none if it has none."""
    terms = case.get("glossary", [])
    if not terms:
        return ()
    path = folder / "glossary.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "target", "forbidden"])
        for term in terms:
            targets, forbidden = term.get("target", []), term.get("forbidden", [])
            writer.writerow([term["source"], "|".join(targets), "|".join(forbidden)])
    return (str(path),)


def _pair(number, source=None, target=None, expected_lang="zh", target_slot=True, **more):
    has_source, has_target = source is not None, target_slot
    path = more.get("path", "rows")
    return {
        "pair_id": f"P-{number}",
        "entry_id": more.get("id", f"e{number}"),
        "field": "abstract",
        "source_text": source,
        "source_record": f"{path}#{number}:source" if has_source else None,
        "source_path": path if has_source else None,
        "source_line": number if has_source else None,
        "target_text": target,
        "target_record": f"{path}#{number}:target" if has_target else None,
        "target_path": path if has_target else None,
        "target_line": number if has_target else None,
        "expected_lang": expected_lang,
        "counterpart": more.get("counterpart"),
        "pair_method": more.get("pair_method", "unit"),
        "pair_score": more.get("pair_score", 1.0),
        "runner_up": more.get("runner_up"),
        "form": more.get("form"),
        "announced_by": more.get("announced_by"),
    }


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_ones_own(tmp_path_factory):
    """Whoever runs the tests may have an audit.toml of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def environment():
    """The environment of a subprocess that is to run this very package."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
