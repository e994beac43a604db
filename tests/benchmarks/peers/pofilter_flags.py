"""pofilter (Translate Toolkit), tests chosen for abstracts: flagged is what fails any of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from _rows import rows, tell
from translate.storage import po

TESTS = (
    "blank",
    "untranslated",
    "unchanged",
    "acronyms",
    "long",
    "short",
    "endpunc",
    "doublewords",
)


def main() -> None:
    store = po.pofile()
    for row in rows():
        unit = store.addsourceunit(row.source)
        unit.setcontext(row.id)
        unit.target = row.target
    with tempfile.TemporaryDirectory() as scratch:
        given, failed = Path(scratch, "all.po"), Path(scratch, "failed.po")
        given.write_bytes(bytes(store))
        command = [str(Path(sys.executable).with_name("pofilter")), "--language", "zh_CN"]
        command += [part for test in TESTS for part in ("-t", test)]
        subprocess.run([*command, "--progress=none", str(given), str(failed)], check=True)
        found = po.pofile.parsefile(str(failed)).units if failed.exists() else []
    tell(sorted(unit.getcontext() for unit in found if not unit.isheader()))


if __name__ == "__main__":
    main()
