"""Time and memory of the content pass from 1,000 to 100,000 texts a side, all of them paired.

    python -m tests.benchmarks.scale [--data DIR] [--sizes 1000,2000,...] [--made] [--whole]
    python -m tests.benchmarks.scale --run [--sizes 10000,50000,200000] [--workers 1,2]

Up to 25,000 texts are real: abstracts, and abstracts whose English the feed cut. Beyond, each is
made of three runs of sentences from three different abstracts, the same runs in both languages.
Every size is measured in a fresh process, by `score_all`, or with `--whole` by all of `audit.pair`.
With `--made` the smaller sizes are made as well, so that all are alike.

With `--run` tables of so many made pairs are audited by `audit run`, and the memory is that of all
its processes together (proportional set size, as Linux tells it), every tenth of a second.
"""

from __future__ import annotations

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import audit
from audit.config import Config
from audit.pairer.content import score_all
from tests.benchmarks.common import Loose, load, loose_records, one_to_one, parser, versions

SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 25_000, 50_000, 100_000)
REAL = 25_000
FRAGMENTS = 3
SEED = 0


def real_pairs(data: Path, size: int) -> list[tuple[str, str]]:
    rows = load(data, "abstract_pairs") + load(data, "clipped_source_pairs")
    random.Random(SEED).shuffle(rows)
    return [(row["en"], row["zh"]) for row in rows[:size]]


def made_pairs(data: Path, size: int) -> list[tuple[str, str]]:
    aligned = []
    for row in load(data, "abstract_pairs"):
        english = [part for part in row["en"].rstrip(". ").split(". ") if part]
        chinese = [part for part in row["zh"].split("。") if part.strip()]
        if len(english) == len(chinese) >= FRAGMENTS:
            aligned.append((english, chinese))
    rng = random.Random(SEED)
    return [joined(rng, rng.sample(aligned, FRAGMENTS)) for _ in range(size)]


def joined(rng: random.Random, chosen: list[tuple[list[str], list[str]]]) -> tuple[str, str]:
    english, chinese = [], []
    for source, target in chosen:
        length = math.ceil(len(source) / FRAGMENTS)
        start = rng.randrange(len(source) - length + 1)
        english += source[start : start + length]
        chinese += target[start : start + length]
    return ". ".join(english) + ".", "。".join(chinese) + "。"


def measured(data: Path, size: int, *, made: bool, whole: bool) -> dict[str, float]:
    pairs = made_pairs(data, size) if made else real_pairs(data, size)
    places = list(range(size))
    random.Random(SEED).shuffle(places)
    sources, targets = [english for english, _ in pairs], [pairs[place][1] for place in places]
    score_all(sources[:1], targets[:1])  # loads the dictionary
    cpu, wall = time.process_time(), time.perf_counter()
    if whole:
        texts = [Loose("source", text) for text in sources]
        records = loose_records(texts + [Loose("target", text) for text in targets])
        cpu, wall = time.process_time(), time.perf_counter()
        pairs_found = audit.pair(records, Config()).query("pair_method == 'content'")
        spent = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
        found = [
            (int(source.split("#")[1]), int(target.split("#")[1]) - size)
            for source, target in zip(
                pairs_found["source_record"], pairs_found["target_record"], strict=True
            )
        ]
        recalls = {}
    else:
        scored = score_all(sources, targets)
        spent = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
        found = one_to_one(scored, size * size, Config().min_pair_score)
        right = np.array(places)[scored.columns] == scored.rows
        recalls = {"candidate_recall": float(right.sum() / size)}
    true = sum(places[column] == row for row, column in found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "size": size,
        **spent,
        "peak_mb": peak,
        **recalls,
        "pair_recall": true / size,
        "false_pairs": len(found) - true,
    }


def audited(data: Path, size: int, workers: int) -> dict[str, float]:
    """CPU, time and memory of `audit run` on a table of `size` made pairs."""
    with tempfile.TemporaryDirectory() as scratch:
        table = Path(scratch, "table.jsonl")
        with table.open("w", encoding="utf-8") as file:
            for number, (english, chinese) in enumerate(made_pairs(data, size)):
                row = {"id": f"p{number}", "en": english, "zh": chinese}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        options = ["--out", f"{scratch}/out", "--quiet", "--workers", str(workers)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "audit", "run", str(table), *options])
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, sum(map(shared_out, family(process.pid))))
            time.sleep(0.1)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "size": size,
        "workers": workers,
        "exit_code": process.returncode,
        "cpu_s": cpu,
        "cpu_ms_a_pair": 1_000 * cpu / size,
        "wall_s": wall,
        "peak_mb": peak,
    }


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            numbers = children.read_text().split()
        except OSError:  # it has ended
            continue
        found += [one for number in numbers for one in family(int(number))]
    return found


def shared_out(pid: int) -> float:
    """The memory of a process in MB, of what others use as well its share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", default=",".join(map(str, SIZES)))
    arguments.add_argument("--made", action="store_true", help="no real texts at any size")
    arguments.add_argument("--whole", action="store_true", help="all of audit.pair")
    arguments.add_argument("--one", type=int, help="measure this size in this process")
    arguments.add_argument("--run", action="store_true", help="all of audit run")
    arguments.add_argument("--workers", default="1", help="numbers of processes for --run")
    given = arguments.parse_args()
    if given.run:
        print(versions(), flush=True)
        for size in map(int, given.sizes.split(",")):
            for workers in map(int, given.workers.split(",")):
                row = audited(given.data, size, workers)
                print({name: round(value, 4) for name, value in row.items()}, flush=True)
        return
    if given.one:
        print(json.dumps(measured(given.data, given.one, made=given.made, whole=given.whole)))
        return
    print(versions(), flush=True)
    seconds: dict[str, list[tuple[int, float]]] = {"real": [], "made": []}
    for size in map(int, given.sizes.split(",")):
        kind = "made" if given.made or size > REAL else "real"
        command = [sys.executable, "-m", "tests.benchmarks.scale", "--data", str(given.data)]
        command += ["--one", str(size)]
        command += ["--made"] * (kind == "made") + ["--whole"] * given.whole
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        row = json.loads(done.stdout)
        seconds[kind].append((size, row["cpu_s"]))
        print(kind, {name: round(value, 4) for name, value in row.items()}, flush=True)
    for kind, points in seconds.items():
        if len(points) > 1:
            sizes, spent = np.log(points).T
            print(f"growth exponent, {kind}: {np.polyfit(sizes, spent, 1)[0]:.2f}")


if __name__ == "__main__":
    main()
