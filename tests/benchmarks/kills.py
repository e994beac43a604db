"""Runs that are killed, disks that are full, files held open: reports are all new or all old.

    python -m tests.benchmarks.kills [--only NAME] [--kills 120] [--merges 60] [--seconds 20]

Kills `audit run` (`-9`, TERM, HUP, INT in turn) at random moments while it replaces the report of
another input, two files elsewhere and a baseline; kills `audit merge` into its own input; strikes
at every step of publishing (`tests.faults`); bounds the size of files (`ulimit -f`) and the room of
a file system; lets processes write one directory while another reads it. Figures are counts.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from audit.storage import publish
from audit.storage.locks import BusyError
from tests.benchmarks.common import ROOT, parser
from tests.faults import leftovers
from tests.work import alive as is_running

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
REPORT = ("entries.csv", "findings.csv", "index.html", "summary.json")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
STOPS_S = 1.0
# With workers as for a large table.
PROGRAM = """
from audit import cli, engine
engine.SMALL_BYTES, engine.PARTITION_ROWS = 0, 10
cli.main()
"""

ROWS = "".join(f"Bridge {n} was closed on Monday.,{n}号桥于星期一关闭。\n" for n in range(40))
TABLES = [f"en,zh\n{ROWS}{more}" for more in ("It rains.,\n", "The train was late.,\n" * 3)]
OUTPUTS = ("--output", "sarif=data/a.sarif", "--output", "jsonl=f.jsonl")
BASELINE = ("--baseline", "data/b.json", "--update-baseline")


def start(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """A process of `audit`, the first of a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *args],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes], after: float, number: int) -> tuple[float, bool]:
    """Send a signal after so many seconds; how long the process and all that hold its stderr live.

    And whether any of its group is alive then.
    """
    with suppress(subprocess.TimeoutExpired):
        process.wait(after)
    began = time.perf_counter()
    with suppress(ProcessLookupError):
        process.send_signal(number)
    process.communicate()  # ends with the last that holds standard error
    return time.perf_counter() - began, any(map(is_running, group_of(process.pid)))


def group_of(leader: int) -> list[int]:
    """The ids of the processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[2]) == leader:
                found.append(int(stat.parent.name))
    return found


def state(files: list[Path]) -> tuple[bytes | None, ...]:
    """What is in the places."""
    return tuple(file.read_bytes() if file.exists() else None for file in files)


def command(table: int, workers: int) -> list[str]:
    return ["run", f"{table}.csv", *OUTPUTS, *BASELINE, "--workers", str(workers), "-q"]


def prepared(folder: Path) -> tuple[list[Path], list[tuple[bytes | None, ...]], float]:
    """The files of a report, what they hold for each table, and the seconds of a run."""
    files = [folder / "reports" / name for name in REPORT]
    files += [folder / name for name in ("data/a.sarif", "f.jsonl", "data/b.json")]
    for number, table in enumerate(TABLES):
        (folder / f"{number}.csv").write_text(table, "utf-8")
    states = []
    for number in range(len(TABLES)):
        began = time.perf_counter()
        start(folder, *command(number, 1)).communicate()
        states.append(state(files))
        spent = time.perf_counter() - began
    return files, states, spent


def runs(folder: Path, kills: int, rng: random.Random) -> Counter[str]:
    """What was wrong after kills of `audit run` at random moments.

    After each the next run, which finds no input, has recovered before it fails.
    """
    files, states, spent = prepared(folder)
    told: Counter[str] = Counter()
    there = 1  # the table of the report that stands there
    for kill in range(kills):
        table, workers = 1 - there, 1 + kill // len(SIGNALS) % 2
        process = start(folder, *command(table, workers))
        # Half of them in the last third, where files are written.
        low = 0.66 if kill % 2 else 0.0
        lived, orphans = ended(process, spent * rng.uniform(low, 1.1), SIGNALS[kill % 4])
        told["kills"] += 1
        told["orphans"] += orphans
        if lived > STOPS_S:
            told[f"{SIGNALS[kill % 4].name} took more than {STOPS_S:g} s"] += 1
        told["mixed until the next run"] += state(files) not in states
        start(folder, "run", "nowhere.csv", *OUTPUTS, *BASELINE, "-q").communicate()
        found = state(files)
        told["mixed"] += found not in states
        left = leftovers(dict.fromkeys(files, b""))
        told["leftovers"] += sorted(left) != ["0.csv", "1.csv"]
        if found in states:
            there = states.index(found)
    return told


def merges(folder: Path, kills: int, rng: random.Random) -> Counter[str]:
    """What was lost by kills of `audit merge` into its own input."""
    table = folder / "0.csv"
    table.write_text(TABLES[0], "utf-8")
    start(folder, "run", "0.csv", "--output", "requeue=q.jsonl", "-q").communicate()
    entry = json.loads((folder / "q.jsonl").read_text("utf-8")) | {"translation": "下雨了。"}
    (folder / "q.jsonl").write_text(json.dumps(entry) + "\n", "utf-8")
    merge = ("merge", "0.csv", "q.jsonl", "--out", "0.csv", "-q")
    began = time.perf_counter()
    start(folder, *merge).communicate()
    spent = time.perf_counter() - began
    merged = table.read_text("utf-8")
    told: Counter[str] = Counter()
    for kill in range(kills):
        table.write_text(TABLES[0], "utf-8")
        low = 0.66 if kill % 2 else 0.0
        ended(start(folder, *merge), spent * rng.uniform(low, 1.1), SIGNALS[kill % 4])
        told["kills"] += 1
        told["lost"] += table.read_text("utf-8") not in (TABLES[0], merged)
        start(folder, *merge).communicate()
        told["not merged by the next"] += table.read_text("utf-8") != merged
        names = sorted(path.name for path in folder.iterdir())
        told["leftovers"] += names != ["0.csv", "q.jsonl", "reports"]
    return told


def full(folder: Path) -> Counter[str]:
    """What was wrong where files may not grow, and where the file system has no room."""
    files, states, _ = prepared(folder)
    told: Counter[str] = Counter()
    (folder / "cache").mkdir()
    for blocks in (0, 1, 4, 16, 32, 64, 100):
        limited = f'ulimit -f {blocks}; exec "$0" -m audit {" ".join(command(0, 1))}'
        more = ENVIRONMENT | {"XDG_CACHE_HOME": str(folder / "cache")}
        subprocess.run(["bash", "-c", limited, sys.executable], cwd=folder, env=more,
                       capture_output=True, check=False)  # fmt: skip
        told["limits"] += 1
        told["mixed"] += state(files) not in states
        left = leftovers(dict.fromkeys(files, b""))
        told["leftovers"] += sorted(left) != ["0.csv", "1.csv", "cache"]
    return told


def small_disk(folder: Path) -> Counter[str]:
    """As `full`, on a file system made for it; nothing where none can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    size = ["-o", "size=1m"]
    mount = ["mount", "-t", "tmpfs", *size, "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return Counter({"no file system": 1})
    told: Counter[str] = Counter()
    try:
        files, states, _ = prepared(disk)
        used = sum(len(content or b"") for content in states[-1])
        for room in (0, 1, used // 4, used // 2, used - 4096):
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            (disk / "filler").write_bytes(b"x" * max(free - room, 0))
            start(disk, *command(0, 1)).communicate()
            told["disks"] += 1
            told["mixed"] += state(files) not in states
            left = leftovers(dict.fromkeys(files, b""))
            told["leftovers"] += sorted(left) != ["0.csv", "1.csv", "filler"]
            (disk / "filler").unlink()
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return told


def writers(folder: Path, count: int, seconds: float) -> Counter[str]:
    """What a reader sees while `count` processes replace one report again and again.

    It may see files of two runs; then `summary.json` tells so.
    """
    files = [folder / name for name in REPORT]

    def contents(writer: int) -> dict[Path, bytes]:
        made = {file: f"{writer} {file.name}\n".encode() * 5_000 for file in files[:3]}
        hashes = {file.name: hashlib.sha256(content).hexdigest() for file, content in made.items()}
        return made | {files[3]: json.dumps({"writer": writer, "report": hashes}).encode()}

    versions = [contents(writer) for writer in range(count)]
    publish(versions[0])
    until = time.monotonic() + seconds
    children = []
    for version in versions:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                while time.monotonic() < until:
                    with suppress(BusyError):  # the others were faster for ten seconds
                        publish(version)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    told: Counter[str] = Counter()
    whole = {file: {version[file] for version in versions} for file in files}
    while time.monotonic() < until:
        summary = files[3].read_bytes()
        found = {file: file.read_bytes() for file in files[:3]} | {files[3]: summary}
        told["read"] += 1
        told["torn"] += any(content not in whole[file] for file, content in found.items())
        hashes = json.loads(summary)["report"]
        agree = all(hashlib.sha256(found[f]).hexdigest() == hashes[f.name] for f in files[:3])
        told["told as mixed"] += not agree
        told["mixed and not told"] += agree and found not in versions
    told["failed writers"] = sum(os.waitpid(pid, 0)[1] != 0 for pid in children)
    told["mixed in the end"] = {file: file.read_bytes() for file in files} not in versions
    told["leftovers"] = len(leftovers(versions[0]))
    return told


def steps() -> Counter[str]:
    """What was wrong after faults at every step of publishing."""
    command = [sys.executable, "-m", "tests.faults"]
    done = subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told: Counter[str] = Counter()
    for name, counts in json.loads(done.stdout).items():
        fault = name.partition(": ")[2]
        told.update({f"{fault}, {what}": number for what, number in counts.items()})
    return told


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int, default=120)
    arguments.add_argument("--merges", type=int, default=60)
    arguments.add_argument("--writers", type=int, default=8)
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--only", help="of what is printed, the part with this name")
    given = arguments.parse_args()
    rng = random.Random(given.seed)
    works = {
        "faults at each step": lambda _: steps(),
        "kills of run": lambda folder: runs(folder, given.kills, rng),
        "kills of merge": lambda folder: merges(folder, given.merges, rng),
        "full by ulimit": full,
        "full by tmpfs": small_disk,
        "writers": lambda folder: writers(folder, given.writers, given.seconds),
    }
    for name, work in works.items():
        if given.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                print(f"{name}: {dict(work(Path(folder)))}", flush=True)


if __name__ == "__main__":
    main()
