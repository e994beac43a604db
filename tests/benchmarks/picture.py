"""The picture of the report in the README: `reports/report.png`, of the committed page.

    python -m tests.benchmarks.picture [PAGE] [PICTURE]

The top of the page and its first entries, 1,280 pixels wide, in light colours and English.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.common import ROOT

WIDTH, HEIGHT = 1280, 900


def main() -> None:
    given = [*sys.argv[1:], None, None]
    page_file = Path(given[0] or ROOT / "reports" / "index.html")
    picture = Path(given[1] or ROOT / "reports" / "report.png")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en"
        )
        page = context.new_page()
        # Entries in which the evidence is a part of a text, so that it is seen marked.
        page.goto(f"{page_file.absolute().as_uri()}#r=repetition&s=0")
        page.wait_for_selector("article")
        bottom = page.locator("article").first.bounding_box()
        assert bottom is not None
        height = round(bottom["y"] + bottom["height"] + 16)
        page.screenshot(
            path=picture,
            full_page=True,
            clip={"x": 0, "y": 0, "width": WIDTH, "height": height},
        )
        browser.close()
    print(f"{picture}: {picture.stat().st_size / 1000:.0f} kB, {WIDTH} x {height}")


if __name__ == "__main__":
    main()
