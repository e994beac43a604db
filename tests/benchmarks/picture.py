"""The picture of the README: the page of the seeds' report, as Chromium shows it.

python -m tests.benchmarks.picture [--out reports/report.png]
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
SIZE = {"width": 1280, "height": 1360}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "reports" / "report.png")
    out = arguments.parse_args().out
    browser = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        context = chromium.new_context(viewport=SIZE, color_scheme="light", locale="en")
        page = context.new_page()
        page.goto((ROOT / "reports" / "index.html").as_uri())
        page.wait_for_selector("article")
        page.screenshot(path=out)
        chromium.close()


if __name__ == "__main__":
    main()
