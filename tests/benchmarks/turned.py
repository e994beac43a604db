"""Abstracts turned round: Chinese sources with English targets.

    python -m tests.benchmarks.turned [--data DIR] [--size 1000] [--show N]

The share of good pairs with a finding of major or above, what is unassessed, and how much of what
is damaged on purpose is found: targets cut at half, the next one's target, a number changed, a
sentence left out.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import regex

import audit
from audit.config import Config
from audit.report.entries import build_entries
from audit.text.sentences import split
from tests.benchmarks.common import load, parser, versions
from tests.conftest import pairs_of

if TYPE_CHECKING:
    import pandas as pd

SEED = 7
NUMBER = regex.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
CONFIG = Config(source_lang="zh", target_lang="en")


def table_of(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """PAIRS from Chinese into English."""
    rows = ({"source": source, "target": target} for source, target in pairs)
    return pairs_of(*rows).assign(expected_lang="en")


def roots(
    pairs: list[tuple[str, str]],
) -> tuple[dict[str, list[tuple[str, str, str]]], pd.DataFrame]:
    """By entry, rule, severity and message of its root findings; and the entries."""
    table = table_of(pairs)
    scored = audit.score(table, CONFIG)
    found: dict[str, list[tuple[str, str, str]]] = {entry: [] for entry in table["entry_id"]}
    own = scored.findings[scored.findings["cause"].isna()]
    for one in own.itertuples():
        found[one.entry_id].append((one.rule, one.severity, one.message))
    return found, build_entries(table, scored)


def changed(rng: random.Random, text: str) -> str | None:
    """`text` with one of its numbers changed; None if it has none."""
    places = [match.start() for match in NUMBER.finditer(text)]
    if not places:
        return None
    start = rng.choice(places)
    digit = text[start]
    return text[:start] + str((int(digit) + 3) % 9 + 1) + text[start + 1 :]


def shortened(rng: random.Random, text: str) -> str | None:
    """`text` without one of its middle sentences; None if it has fewer than four."""
    spans = split(text, "en")
    if len(spans) < 4:
        return None
    gone = spans[rng.randrange(1, len(spans) - 1)]
    return text[: gone.start] + text[gone.end :].lstrip()


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--size", type=int, default=1_000)
    arguments.add_argument("--show", type=int, default=0)
    given = arguments.parse_args()
    print(versions())
    rng = random.Random(SEED)
    rows = [row for row in load(given.data, "abstract_pairs") if row["en"] and row["zh"]]
    good = [(row["zh"], row["en"]) for row in rng.sample(rows, given.size)]
    found, entries = roots(good)
    severe = {"major", "critical"}
    with_major = [entry for entry, some in found.items() if any(it[1] in severe for it in some)]
    print(f"good pairs: {len(with_major)} of {len(good)} with a major finding")
    print("  verdicts", dict(entries["verdict"].value_counts()))
    print("  rules", Counter(it[0] for some in found.values() for it in some if it[1] in severe))
    for entry in with_major[: given.show]:
        print("   ", entry, [it for it in found[entry] if it[1] in severe])
    damaged = {
        "cut at half": [(source, target[: len(target) // 2]) for source, target in good],
        "another's target": [
            (source, good[number - 1][1]) for number, (source, _) in enumerate(good)
        ],
        "a number changed": [
            (source, new) for source, target in good if (new := changed(rng, target))
        ],
        "a sentence left out": [
            (source, new) for source, target in good if (new := shortened(rng, target))
        ],
    }
    for kind, pairs in damaged.items():
        hits, _ = roots(pairs)
        told = [entry for entry, some in hits.items() if any(it[1] != "neutral" for it in some)]
        major = [entry for entry, some in hits.items() if any(it[1] in severe for it in some)]
        rules = Counter(it[0] for some in hits.values() for it in some).most_common(4)
        print(f"{kind}: {len(told)} of {len(pairs)} found, {len(major)} at major; {rules}")


if __name__ == "__main__":
    main()
