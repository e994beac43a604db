"""Time and memory of the content pass from 1,000 to 100,000 texts a side, all of them paired.

    python -m tests.benchmarks.scale [--data DIR] [--sizes 1000,2000,...] [--made] [--whole]

Up to 25,000 texts are real: abstracts, and abstracts whose English the feed cut. Beyond, each is
made of three runs of sentences from three different abstracts, the same runs in both languages.
Every size is measured in a fresh process, by `score_all`, or with `--whole` by all of `audit.pair`.
With `--made` the smaller sizes are made as well, so that all are alike.
"""

from __future__ import annotations

import json
import math
import random
import resource
import subprocess
import sys
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


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", default=",".join(map(str, SIZES)))
    arguments.add_argument("--made", action="store_true", help="no real texts at any size")
    arguments.add_argument("--whole", action="store_true", help="all of audit.pair")
    arguments.add_argument("--one", type=int, help="measure this size in this process")
    given = arguments.parse_args()
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
