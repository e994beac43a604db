"""Size, time and memory of the report of many findings, in Python and in a browser.

    python -m tests.benchmarks.report [--data DIR] [--sizes 1000,100000] [--pairs 50000]

The entries are abstracts, of which every second is blank, cut, or the source again. The findings of
`--sizes` are those of 3,000 entries, all of them blank or not translated, over and over.
What is measured: bytes of `index.html`, its first paint and filters in Chromium, its heap and its
elements; the workbook; and what share of the time of an audit of `--pairs` goes into its report.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import audit
from audit.config import Config
from audit.readers import Input, Reading
from audit.report import Report
from audit.report.csv_report import entries_csv, findings_csv
from audit.report.formats import content
from audit.report.html import index_html
from audit.report.summary import summary_json
from audit.schema import (
    ENTRIES,
    FINDINGS,
    PAIRS,
    RECORDS,
    Entries,
    Findings,
    Pairs,
    Records,
    conform,
)
from tests.benchmarks.common import load, parser, versions

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 37
ORIGINALS = 3_000
FILTERS = ("#s=0&r=language-mismatch", "#q=e599", "#q=network", "#q=nowhere-at-all", "#s=3")


def damaged(number: int, row: dict[str, Any], *, every: bool) -> str:
    """The target of an entry: blank, the source again, or its translation."""
    if every:
        return ("", row["en"])[number % 2]
    return (row["zh"], "", row["zh"], row["en"], row["zh"], row["zh"][: len(row["zh"]) // 2])[
        number % 6
    ]


def read_pairs(data: Path, count: int, *, every: bool) -> tuple[Reading, Pairs]:
    """As many entries, all of them damaged or every second."""
    rows = load(data, "abstract_pairs")
    pairs, records = [], []
    for number in range(count):
        row = rows[number % len(rows)]
        sides = {"source": row["en"], "target": damaged(number, row, every=every)}
        place = {"path": f"feeds/day-{number % FILES}.csv", "line": number + 1}
        pair = {"pair_id": f"P-{number}", "entry_id": f"e{number}", "field": "abstract"}
        pair |= {"expected_lang": "zh", "pair_method": "unit", "pair_score": 1.0, "form": "csv"}
        for side, text in sides.items():
            name = f"r{number}:{side}"
            pair |= {f"{side}_text": text, f"{side}_record": name}
            pair |= {f"{side}_{key}": value for key, value in place.items()}
            records.append(
                {"record_id": name, "role": side, "text": text, "field": "abstract", **place}
            )
        pairs.append(pair)
    table = Records(conform(pd.DataFrame(records), RECORDS))
    inputs = [Input(f"feeds/day-{n}.csv", "csv", "utf-8", "0" * 64, count) for n in range(FILES)]
    return Reading(table, inputs, []), Pairs(conform(pd.DataFrame(pairs), PAIRS))


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds, and what came of it."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def report_of(data: Path, size: int) -> Report:
    """A report of about `size` findings."""
    reading, pairs = read_pairs(data, ORIGINALS, every=True)
    config = Config(select=("blank-entry", "language-mismatch", "missing-translation"))
    few = Report.of(config, reading, pairs, audit.score(pairs, config))
    times = -(-size // len(few.findings))
    findings = repeated(few.findings, times, ["finding_id", "cause", "pair_id", "entry_id"])[:size]
    last = findings["entry_id"].iloc[-1]
    entries = repeated(few.entries, times, ["entry_id"])
    entries = entries[: int(entries.index[entries["entry_id"] == last][0]) + 1]
    pairs = repeated(few.pairs, times, ["entry_id", "pair_id"])[: len(entries)]
    return few.with_tables(
        pairs=Pairs(conform(pairs, PAIRS)),
        entries=Entries(conform(entries, ENTRIES)),
        findings=Findings(conform(findings, FINDINGS)),
    )


def repeated(table: pd.DataFrame, times: int, names: list[str]) -> pd.DataFrame:
    """`table` one below the other, with `names` of their own."""
    whole = pd.concat([table] * times, ignore_index=True)
    turn = pd.Series(range(len(whole))).floordiv(len(table)).astype("str")
    return whole.assign(**{name: whole[name] + "-" + turn for name in names})


def page(data: Path, size: int) -> dict[str, Any]:
    """The page of `size` findings."""
    report = report_of(data, size)
    seconds, made = spent(lambda: index_html(report))
    told = {"findings": len(report.findings), "entries": len(report.entries)}
    told |= {"html_mb": len(made) / 1e6, "html_cpu_s": seconds}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.html"
        file.write_bytes(made)
        told |= in_browser(file.as_uri())
    return told


def workbook(data: Path, size: int) -> dict[str, Any]:
    """The workbook of `size` findings."""
    report = report_of(data, size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, made = spent(lambda: content(report, "xlsx"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "findings": len(report.findings),
        "xlsx_mb": len(made) / 1e6,
        "xlsx_cpu_s": seconds,
        "rss_mb_before": before,
        "rss_mb_more": peak - before,
    }


def in_browser(address: str) -> dict[str, Any]:
    """First paint, filters, heap and elements of a page in Chromium; nothing without one."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    browser = shutil.which("chromium")
    if browser is None:
        return {}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        page = running.new_page()
        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector("article", timeout=60_000)
        ready = time.perf_counter() - start
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        filters = page.evaluate(
            """(filters) => filters.map((hash) => {
              const start = performance.now();
              history.replaceState(null, "", hash);
              dispatchEvent(new HashChangeEvent("hashchange"));
              document.body.offsetHeight;
              return Math.round(performance.now() - start);
            })""",
            FILTERS,
        )
        told = {
            "first_paint_ms": round(paint),
            "ready_s": ready,
            "filter_ms": filters,
            "heap_mb": page.evaluate("performance.memory.usedJSHeapSize / 1e6"),
            "elements": page.evaluate("document.querySelectorAll('*').length"),
        }
        running.close()
    return told


def share(data: Path, count: int) -> dict[str, Any]:
    """CPU seconds of the audit of `count` pairs, and of each file of its report."""
    reading, pairs = read_pairs(data, count, every=False)
    config = Config()
    audited, verdicts = spent(lambda: audit.score(pairs, config))
    parts = {}
    parts["entries"], report = spent(lambda: Report.of(config, reading, pairs, verdicts))
    for made in (index_html, entries_csv, findings_csv):
        parts[made.__name__], _ = spent(lambda made=made: made(report))  # type: ignore[misc]
    parts["summary_json"], _ = spent(lambda: summary_json(report, {}))
    written = sum(parts.values())
    return {
        "pairs": count,
        "findings": len(report.findings),
        "score_cpu_s": audited,
        "report_cpu_s": written,
        "share": written / audited,
        **parts,
    }


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", default="1000,100000")
    arguments.add_argument("--pairs", type=int, default=50_000)
    arguments.add_argument("--one", nargs=2, help="measure this in this process")
    given = arguments.parse_args()
    if given.one:
        what, size = given.one
        work = {"page": page, "workbook": workbook, "share": share}[what]
        print(json.dumps(work(given.data, int(size))))
        return
    print(versions(), flush=True)
    sizes = [int(size) for size in given.sizes.split(",") if size]
    jobs = [(what, size) for size in sizes for what in ("page", "workbook")]
    for what, size in [*jobs, ("share", given.pairs)]:
        command = [sys.executable, "-m", "tests.benchmarks.report", "--data", str(given.data)]
        command += ["--one", what, str(size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        row = json.loads(done.stdout)
        print(
            what,
            {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()},
            flush=True,
        )


if __name__ == "__main__":
    main()
