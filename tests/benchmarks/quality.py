"""The rules together: what they find, what they call it, what they say of intact texts, how fast.

    python -m tests.benchmarks.quality [--data DIR] [--only SECTION ...] [--each 250] [--show 3]
    python -m tests.benchmarks.quality --peers [--data DIR] [--cache DIR]

With `--peers` other programs see the same rows, each in an environment of its own, which is made
under `--cache` if it is not there. With `--show` that many missed or wrongly flagged texts of each
kind and rule are printed, for a person to read.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import opencc

import audit
from audit.config import Config
from audit.injection import KINDS, Unit, inject, read_key, recall
from audit.injection.recall import roots_of
from audit.schema import Pairs, Severity
from audit.scorers import scorers
from tests.benchmarks import hostile
from tests.benchmarks.common import load, parser, versions
from tests.benchmarks.damage import (
    SEED,
    Sample,
    at_least,
    clean_of,
    pairs_of,
    roots_in,
    rules_of,
    sample,
    units_of,
)
from tests.benchmarks.peer import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.injection.recall import Root

# Share of the damaged units that are to be found, by kind.
WANTED = dict.fromkeys(
    ("blank", "copied", "japanese", "error-message", "loop", "mojibake"), 0.99
) | dict.fromkeys(
    (
        "half-untranslated", "english-tail", "wrong-pair", "traditional", "truncated-55",
        "url-changed",
    ),
    0.97,
) | {"number-changed": 0.9, "sentence-omitted": 0.85}  # fmt: skip
# Rules that read the dictionary, or align sentences with it.
LEXICAL = (
    "added-text", "ambiguous-pair", "merged-entries", "omitted-sentence",
    "shifted-pairs", "wrong-pair",
)  # fmt: skip
CONTEXT = 30  # characters shown on either side of a damage
TEXT = 300  # characters shown of a text
SPEED_PAIRS = 9_000
RUNS = 7
FORM_ENTRIES = 2_400
TRADITIONAL_PAIRS = 3_000


class Options(NamedTuple):
    data: Path
    each: int
    show: int


def share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "-"


def intact(options: Options) -> None:
    """What is said of the texts as they are, per row (title and abstract) and by rule."""
    report = audit.run([options.data / "abstract_pairs.jsonl.gz"])
    roots = roots_of(report.pairs, report.findings)
    rows: dict[str, list[Root]] = defaultdict(list)
    for name, found in zip(report.entries["entry_id"], roots, strict=True):
        rows[name] += found
    for field in ("title", "abstract"):
        units = [
            found for found, one in zip(roots, report.entries["field"], strict=True) if one == field
        ]
        told("of the " + field + "s", units)
    told("of the rows", list(rows.values()))
    print("\n| rule | rows, major or above | rows, minor or above |\n|---|---|---|")
    counted = {
        limit: Counter(
            rule
            for found in rows.values()
            for rule in {root.rule for root in found if root.severity >= limit}
        )
        for limit in (Severity.MAJOR, Severity.MINOR)
    }
    for rule, count in counted[Severity.MINOR].most_common():
        print(f"| `{rule}` | {counted[Severity.MAJOR][rule]} | {count} |")
    show_findings(report, options.show)


def told(what: str, units: Sequence[Sequence[Root]]) -> None:
    counts = [at_least(units, limit) for limit in (Severity.MAJOR, Severity.MINOR)]
    shares = ", ".join(share(count, len(units)) for count in counts)
    print(f"root findings, major or above and minor or above, {what} ({len(units)}): {shares}")


def show_findings(report: audit.Report, number: int) -> None:
    """A few root findings of each rule, drawn at random."""
    found = report.roots()
    found = found[found["severity"] != "neutral"].merge(
        report.entries[["entry_id", "field", "source_text", "target_text"]],
        on=["entry_id", "field"],
    )
    for rule, group in found.groupby("rule"):
        for row in group.sample(min(number, len(group)), random_state=SEED).itertuples():
            print(f"\n{rule} ({row.severity}) {row.entry_id} {row.field}: {row.message}")
            print(f"  evidence: {row.source_evidence!r:.200} | {row.target_evidence!r:.200}")
            print(f"  source: {row.source_text!r:.1500}\n  target: {row.target_text!r:.900}")


def injected(options: Options) -> None:
    """Each kind of damage on abstracts: is it found, what is it called, how often is it told."""
    units = units_of(options.data)
    clean = clean_of(units, roots_in(pairs_of(units)))
    print(f"abstracts without a finding of minor or above: {len(clean)} of {len(units)}")
    print(
        "\n| damage | rule | units | found | major or above | named, of the found"
        " | findings a unit | wanted |\n|---|---|---|---|---|---|---|---|"
    )
    missed: list[str] = []
    means = []
    for kind in KINDS:
        one = sample(clean, kind, options.each)
        roots = roots_in(one.pairs())
        line, mean = told_of_kind(one, roots)
        means.append(mean)
        print(line, flush=True)
        missed += misses(one, roots, options.show)
    print(f"\nfindings a damaged unit, mean over the kinds: {statistics.mean(means):.3f}")
    print(*missed, sep="\n")


def told_of_kind(one: Sample, roots: Sequence[Sequence[Root]]) -> tuple[str, float]:
    """A row of the table, and the root findings a damaged unit."""
    rules = rules_of(one.kind)
    found = [
        [root for root in roots[place] if root.severity >= Severity.MINOR] for place in one.damaged
    ]
    caught = [unit for unit in found if unit]
    named = sum(any(root.rule in rules for root in unit) for unit in caught)
    others = Counter(
        root.rule for unit in caught for root in unit if root.own and root.rule not in rules
    )
    mean = sum(root.own for unit in found for root in unit) / max(len(found), 1)
    wanted = f"{WANTED[one.kind]:.0%}" if one.kind in WANTED else ""
    cells = (
        one.kind, f"`{rules[0]}`", len(found), share(len(caught), len(found)),
        share(at_least(found, Severity.MAJOR), len(found)), share(named, len(caught)),
        f"{mean:.2f}", wanted,
    )  # fmt: skip
    also = f" <!-- also {dict(others.most_common(4))} -->" if others else ""
    return "| " + " | ".join(map(str, cells)) + f" |{also}", mean


def misses(one: Sample, roots: Sequence[Sequence[Root]], number: int) -> list[str]:
    """Some of the damaged units that no rule names, with what was done to them."""
    lines = []
    rules = rules_of(one.kind)
    for place, damaged in one.damaged.items():
        if len(lines) >= number:
            break
        if any(root.rule in rules for root in roots[place]):
            continue
        unit, (start, end) = one.units[place], damaged.span
        text = damaged.target
        marked = f"{text[max(0, start - CONTEXT) : start]}[[{text[start:end][:TEXT]}]]"
        found = ", ".join(f"{root.rule} ({root.severity})" for root in roots[place])
        lines.append(
            f"\nnot named: {one.kind} {unit.entry_id}; found: {found or 'nothing'}\n"
            f"  damaged: {marked + text[end : end + CONTEXT]!r}\n"
            f"  source: {unit.source!r:.1200}\n  target, intact: {unit.target!r:.600}"
        )
    return lines


def forms(options: Options) -> None:
    """The same damage in files: JSON Lines, and a feed whose sources stand in another file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = load(options.data, "abstract_pairs")[:FORM_ENTRIES]
        kept = ("id", "en", "zh")
        lines = [json.dumps({name: row[name] for name in kept}) + "\n" for row in rows]
        (folder / "intact.jsonl").write_text("".join(lines), "utf-8")
        report = audit.run([folder / "intact.jsonl"])
        injection = inject(report, share=0.8, seed=SEED)
        injection.write(folder / "table")
        found = audit.run([folder / "table" / "damaged.jsonl"])
        key = read_key(folder / "table" / "key.csv")
        by_kind = recall(found, key).kinds
        table = {one.kind: one for one in by_kind}
        alone = [name for name, kind in KINDS.items() if kind.plan == "one"]
        injection = inject(report, kinds=alone, share=0.8, seed=SEED)
        feed = in_feed(injection, folder)
    print("\n| damage | JSON Lines: units | found | named | feed: units | found | named |")
    print("|---|---|---|---|---|---|---|")
    for kind in KINDS:
        cells: list[str] = []
        if kind in table:
            one = table[kind]
            cells += [str(one.damaged), share(one.found, one.damaged)]
            cells.append(share(one.named, one.damaged))
        cells += [""] * (3 - len(cells))
        count, caught, named = feed.get(kind, (0, 0, 0))
        cells += [str(count), share(caught, count), share(named, count)] if count else [""] * 3
        print(f"| {kind} | " + " | ".join(cells) + " |")


def in_feed(injection: audit.injection.Injection, folder: Path) -> dict[str, tuple[int, int, int]]:
    """By kind the damaged slots of a feed, how many are found, and how many named."""
    slots = list(range(len(injection.rows)))
    random.Random(SEED).shuffle(slots)
    text, line_of = "", {}
    for number in slots:
        done = injection.done.get(number)
        target = done.damaged.target if done else injection.rows[number].target or ""
        start = text.count("\n") + 1
        text += f"{target}\ntranslated by DeepL\n"
        line_of[number] = range(start, text.count("\n") + 1)
    (folder / "feed.txt").write_text(text, "utf-8")
    sources = "".join(" ".join((row.source or "").split()) + "\n" for row in injection.rows)
    (folder / "sources.txt").write_text(sources, "utf-8")
    report = audit.run([folder / "feed.txt", folder / "sources.txt"])
    roots = roots_of(report.pairs, report.findings)
    by_line: dict[int, list[Root]] = {}
    for file, line, found in zip(
        report.entries["target_file"], report.entries["target_line"], roots, strict=True
    ):
        if str(file).endswith("feed.txt"):
            by_line[int(line)] = found
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for number, done in injection.done.items():
        found = next(by_line[line] for line in line_of[number] if line in by_line)
        count = counts[done.kind.name]
        count[0] += 1
        count[1] += bool(found)
        count[2] += any(root.rule in done.kind.rules for root in found)
    return {kind: (count[0], count[1], count[2]) for kind, count in counts.items()}


def human_scores(options: Options) -> None:
    """MLQE-PE dev: how often something is found in the worst and the best tenth by human score."""
    rows = load(options.data, "mlqe_pe_enzh_dev")
    source, target = (
        next(name for name in names if name in rows[0])
        for names in (("original", "source", "en", "src"), ("translation", "target", "zh", "mt"))
    )
    units = [
        Unit(str(number), "segment", row[source], row[target]) for number, row in enumerate(rows)
    ]
    roots = roots_in(pairs_of(units))
    order = sorted(range(len(rows)), key=lambda number: float(rows[number]["da_mean"]))
    tenth = len(rows) // 10
    for limit in (Severity.NEUTRAL, Severity.MINOR, Severity.MAJOR):
        low, high = (
            at_least([roots[number] for number in part], limit)
            for part in (order[:tenth], order[-tenth:])
        )
        print(
            f"{limit} or above: worst tenth {share(low, tenth)}, best tenth {share(high, tenth)},"
            f" {low / max(high, 1):.1f} times; of all {share(at_least(roots, limit), len(rows))}"
        )
    for name, part in (("worst", order[:tenth]), ("best", order[-tenth:])):
        counted = Counter(
            root.rule
            for number in part
            for root in roots[number]
            if root.severity >= Severity.MINOR
        )
        print(f"{name} tenth by rule: {dict(counted.most_common())}")
    for number in order[-tenth:]:
        found = {root.rule for root in roots[number] if root.severity >= Severity.MINOR}
        if found and options.show:
            print(f"  best tenth: {sorted(found)}\n    {units[number].source}")
            print(f"    {units[number].target}")


def speed(options: Options) -> None:
    """Pairs per CPU second of scoring, without the rules that read the dictionary, and with them.

    In this order, for with the dictionary in memory everything takes a tenth longer.
    """
    pairs = pairs_of(units_of(options.data)[:SPEED_PAIRS])
    lexical = tuple(rule for rule in LEXICAL if rule in scorers())
    for name, ignored in (("without the dictionary", lexical), ("all rules", ())):
        config = Config(ignore=ignored)
        audit.score(pairs.iloc[:200], config)
        spent, paces = [], []
        for _ in range(RUNS):
            paces.append(_pace())
            start = time.process_time()
            audit.score(pairs, config)
            spent.append(time.process_time() - start)
        usual, best = (len(pairs) / seconds for seconds in (statistics.median(spent), min(spent)))
        print(
            f"{name}: {usual:,.0f} pairs per CPU second, {best:,.0f} in the best of {RUNS} rounds "
            f"({len(config.scorers())} rules); a million additions take "
            f"{statistics.median(paces) * 1e3:.0f} ms, {min(paces) * 1e3:.0f} at best",
            flush=True,
        )
    for rule in scorers():
        start = time.process_time()
        audit.score(pairs, Config(select=(rule,)))
        each = (time.process_time() - start) / len(pairs)
        print(f"  {rule} alone, with what it asks for: {each * 1e6:.0f} µs a pair")


def _pace() -> float:
    """CPU seconds of a million additions: what a machine is worth that others work on as well."""
    start, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return time.process_time() - start


def traditional(options: Options) -> None:
    """What is said of abstracts as they are, and written in Traditional characters by OpenCC."""
    convert = opencc.OpenCC("s2t").convert
    units = units_of(options.data)[:TRADITIONAL_PAIRS]
    other = [unit._replace(target=convert(unit.target)) for unit in units]
    counts = []
    for some, lang in ((units, "zh-Hans"), (other, "zh-Hant")):
        pairs = Pairs(pairs_of(some).assign(expected_lang=lang))
        counts.append(audit.score(pairs, Config()).findings["rule"].value_counts())
    print(f"| rule | findings in {len(units)} | in Traditional characters |\n|---|---|---|")
    for rule in sorted({*counts[0].index, *counts[1].index}):
        print(f"| `{rule}` | {counts[0].get(rule, 0)} | {counts[1].get(rule, 0)} |")


def linearity(options: Options) -> None:
    """Time on a text of 1,000,000 characters, and against half of it."""
    del options
    hostile.linearity()


SECTIONS: dict[str, Callable[[Options], None]] = {
    "intact": intact,
    "injected": injected,
    "forms": forms,
    "human-scores": human_scores,
    "traditional": traditional,
    "speed": speed,
    "linearity": linearity,
}


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    arguments.add_argument("--each", type=int, default=250, help="damaged units of each kind")
    arguments.add_argument("--show", type=int, default=0, help="texts shown of each kind")
    arguments.add_argument("--peers", action="store_true", help="compare with other programs")
    cache = Path(tempfile.gettempdir(), "audit-peers")
    arguments.add_argument("--cache", type=Path, default=cache, help="of their environments")
    given = arguments.parse_args()
    options = Options(given.data, given.each, given.show)
    print(versions())
    if given.peers:
        compare(given.data, given.cache, list(WANTED))
        return
    for name in given.only:
        print(f"\n## {name}\n", flush=True)
        SECTIONS[name](options)


if __name__ == "__main__":
    main()
