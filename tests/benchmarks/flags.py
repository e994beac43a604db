"""The three flags on the seeds and on real data: how fast, what is found, what is a false alarm.

    python -m tests.benchmarks.flags [--data DIR]

Everything flagged among good translations is printed, so that a person can read it, and everything
there that is not flagged though it has no Han character.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

import audit
from audit.config import Config
from tests.benchmarks.common import ROOT, load, parser, versions

FLAGS = ["missing_translation", "blank_entry", "language_mismatch"]
GOOD = (
    "abstract_pairs",
    "title_pairs",
    "loose_pairs",
    "summary_not_translation",
    "clipped_source_pairs",
    "tatoeba_cmn_eng",
    "mlqe_pe_enzh_dev",
)
RUNS = 5
SHOWN = 110


def entries_of(path: Path, config: Config | None = None) -> pd.DataFrame:
    return audit.run([path], config).entries


def flagged(entries: pd.DataFrame) -> pd.DataFrame:
    return entries[entries[FLAGS].any(axis=1)]


def show(entries: pd.DataFrame) -> None:
    for row in entries.itertuples():
        flags = ", ".join(name for name in FLAGS if getattr(row, name))
        print(f"  {row.entry_id} {row.field}: {flags} (detected {row.target_lang})")
        for side in ("source", "target"):
            text = getattr(row, f"{side}_text")
            print(f"    {side}: {'null' if pd.isna(text) else repr(text[:SHOWN])}")


def seeds() -> None:
    report = audit.run([ROOT / "seeds"])
    print(f"seeds: {len(report.entries)} units, {report.flags()}")


def timed(command: list[str], cache: str | None = None) -> tuple[float, float]:
    """Wall and CPU seconds of a fresh process."""
    environment = os.environ | ({"XDG_CACHE_HOME": cache} if cache else {})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def speed() -> None:
    command = [sys.executable, "-m", "audit"]
    with tempfile.TemporaryDirectory() as scratch:
        run = [*command, "run", "seeds", "--out", f"{scratch}/reports"]
        runs = {
            "run seeds, empty cache": [timed(run, f"{scratch}/{n}") for n in range(RUNS)],
            "run seeds, after": [timed(run, f"{scratch}/0") for _ in range(RUNS)],
            "--version": [timed([*command, "--version"]) for _ in range(RUNS)],
        }
    for name, measured in runs.items():
        wall, cpu = (statistics.median(values) for values in zip(*measured, strict=True))
        worst = max(measured)[0]
        print(f"audit {name}: wall {wall:.2f} s (worst {worst:.2f}), CPU {cpu:.2f} s, n={RUNS}")


def real_defects(data: Path) -> None:
    entries = entries_of(data / "real_defects.jsonl.gz")
    for defect, field, flag in (
        ("translation_missing", "abstract", "missing_translation"),
        ("title_translation_missing", "title", "missing_translation"),
        ("title_untranslated", "title", "language_mismatch"),
    ):
        chosen = entries[
            entries["entry_id"].str.endswith(f"#{defect}") & (entries["field"] == field)
        ]
        found = int(chosen[flag].sum())
        print(f"{defect}: {found} of {len(chosen)} are {flag} ({found / len(chosen):.2%}); not:")
        show(chosen[~chosen[flag]])


def good_translations(data: Path) -> None:
    for name in GOOD:
        entries = entries_of(data / f"{name}.jsonl.gz")
        found = flagged(entries)
        rows = found["entry_id"].nunique()
        share = rows / entries["entry_id"].nunique()
        print(f"{name}: {len(found)} of {len(entries)} units, {rows} rows ({share:.3%}) flagged")
        show(found)
        silent = entries[~entries.index.isin(found.index) & ~entries["target_text"].map(has_han)]
        print(f"{name}: {len(silent)} units without a Han character not flagged")
        show(silent)


def has_han(text: object) -> bool:
    return isinstance(text, str) and re.search(r"[\u3400-\u9fff]", text) is not None


def languages(data: Path) -> None:
    name = "language_id_dev"
    language = {row["id"]: row["lang"] for row in load(data, name)}
    entries = entries_of(data / f"{name}.jsonl.gz", Config(target_column=("text",)))
    given = entries["entry_id"].map(language)
    for lang in ("ja", "ko", "yue"):
        chosen = entries[given == lang]
        mismatch = int(chosen["language_mismatch"].sum())
        detected = chosen["target_lang"].value_counts(dropna=False).to_dict()
        print(f"{lang} announced as zh: {mismatch} of {len(chosen)} flagged; detected {detected}")
        show(chosen[chosen["language_mismatch"] == (lang == "yue")])


def main() -> None:
    data = parser(__doc__).parse_args().data
    print(versions())
    seeds()
    speed()
    real_defects(data)
    languages(data)
    good_translations(data)


if __name__ == "__main__":
    main()
