"""lint-po on a PO file; it names the line of a msgstr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from _strings import rows, tell


def main() -> None:
    lines: list[str] = []
    by_line: dict[int, str] = {}
    for row in rows():
        lines += [f"msgid {json.dumps(row.source)}", f"msgstr {json.dumps(row.target or '')}", ""]
        by_line[len(lines) - 1] = row.id
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(scratch, "zh.po")
        given.write_text("\n".join(lines), "utf-8")
        done = subprocess.run(
            [str(Path(sys.executable).with_name("lint-po")), str(given)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "GITHUB_ACTIONS": "1", "PYTHONUTF8": "1"},
        )
    tell({by_line[int(line)] for line in re.findall(r"line=(\d+)::", done.stderr)})


if __name__ == "__main__":
    main()
