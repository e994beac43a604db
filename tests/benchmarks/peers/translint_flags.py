"""translint on two files of JSON; flagged is all that it lists of a key, heuristics too."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from _strings import rows, tell


def main() -> None:
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as scratch:
        given = rows()
        sides = {
            "en": {row.id: row.source for row in given},
            "zh": {row.id: row.target for row in given if row.target is not None},
        }
        for name, texts in sides.items():
            Path(scratch, f"{name}.json").write_text(json.dumps(texts), "utf-8")
        command = [str(Path(sys.executable).with_name("translint")), scratch, "--base", "en"]
        done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
        for report in json.loads(done.stdout):
            found.update(report["missing_keys"], report["empty_values"])
            found.update(report["untranslated_values"])
            found.update(one["key"] for one in report["placeholder_mismatches"])
    tell(found)


if __name__ == "__main__":
    main()
