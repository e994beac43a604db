"""trans-tool on two .properties files, without its check that both begin in the same case."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from _strings import rows, tell

LEFT_OUT = "First words case mismatch"  # no check can be left out by its options: they do not work


def main() -> None:
    given = rows()
    keys = {f"k{number}": row.id for number, row in enumerate(given)}
    found = set()
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch, "m.properties")
        for name, side in (("m", "source"), ("m_zh", "target")):
            lines = [
                f"{key}={text}\n"
                for key, row in zip(keys, given, strict=True)
                if (text := _line(getattr(row, side))) is not None
            ]
            base.with_name(f"{name}.properties").write_text("".join(lines), "utf-8")
        command = [str(Path(sys.executable).with_name("trans-tool")), "-nc", "-v", "-b", str(base)]
        done = subprocess.run([*command, "-l", "zh"], capture_output=True, text=True, check=False)
    group = ""
    for line in done.stdout.splitlines():
        told = re.match(r'\s+[EW]: .*?"(k\d+)"', line)
        if told is None:
            group = line.strip()
        elif not group.startswith(LEFT_OUT):
            found.add(told[1])
    tell({keys[key] for key in found})


def _line(text: str | None) -> str | None:
    return None if text is None else text.replace("\n", "\\n")


if __name__ == "__main__":
    main()
