"""The term base against translations: how often each term has an accepted rendering, and what not.

    python -m tests.benchmarks.terms [--data DIR] [--fewest N] [--findings NAME] [--write]

For each entry of `term_base.tsv` the pairs whose source has the term, and the share of them whose
target has a rendering; of the entries below the share that the rules ask for, some of the targets
without one. With `--findings`, what the rule says of one data set, to be read. With `--write`, the
counts go into the last column of the term base; without, a difference from it is told.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import audit
from audit.config import Config
from audit.text import term_base as module
from audit.text.literals import Literals
from audit.text.term_base import is_rendered, term_base
from audit.text.terms import pair_terms
from audit.text.wrong_renderings import wrong_renderings
from tests.benchmarks.common import ROOT, load, parser, versions
from tests.conftest import pairs_of

if TYPE_CHECKING:
    from pathlib import Path

SETS = (
    "abstract_pairs", "clipped_source_pairs", "title_pairs", "loose_pairs", "nmt_pairs",
    "general_pairs",
)  # fmt: skip
LEAST_SHARE = 0.98  # of the pairs with a term that have an accepted rendering
FEWEST = 20  # pairs that a share is measured on
AT_ONCE = 2_000
SHOWN = 60


def pairs_in(data: Path, name: str) -> list[tuple[str, str]]:
    """The pairs of a data set."""
    columns = {
        "title_pairs": ("title_en", "title_zh"),
        "general_pairs": ("source", "target"),
        "interface_pairs": ("source", "target"),
    }.get(name, ("en", "zh"))
    rows = ([row.get(column) for column in columns] for row in load(data, name))
    return [(source, target) for source, target in rows if source and target]


def count(pairs: list[tuple[str, str]]) -> tuple[Counter[str], Counter[str], dict[str, list[str]]]:
    """How many pairs have each term, in how many it is rendered, and targets where it is not."""
    base = term_base()
    there: Counter[str] = Counter()
    rendered: Counter[str] = Counter()
    without: dict[str, list[str]] = {}
    for start in range(0, len(pairs), AT_ONCE):
        sources, targets = zip(*pairs[start : start + AT_ONCE], strict=True)
        found = base.find(pair_terms(sources, targets), sources)
        for row, places in found.items():
            target = targets[row]
            for number in {place.number for place in places}:
                entry = base.entries[number]
                there[entry.term] += 1
                if is_rendered(entry, target):
                    rendered[entry.term] += 1
                else:
                    without.setdefault(entry.term, []).append(target)
    return there, rendered, without


def attested(pairs: list[tuple[str, str]]) -> Counter[str]:
    """In how many pairs each rendering that is wrong in itself stands for its term."""
    listed = wrong_renderings()
    found: Counter[str] = Counter()
    literals = Literals(listed.by_rendering)
    seen: set[tuple[int, str]] = set()
    for row, _, rendering in literals.find([target for _, target in pairs]):
        terms = (listed.terms[number] for number in listed.by_rendering[rendering])
        if (row, rendering) not in seen and any(term.in_source(pairs[row][0]) for term in terms):
            seen.add((row, rendering))
            found[rendering] += 1
    return found


def write(there: Counter[str]) -> None:
    """Put the counts into the last column of the term base."""
    file = ROOT / "audit" / "text" / "term_base.tsv"
    lines = file.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            *cells, _ = line.split("\t")
            lines[number] = "\t".join([*cells, str(there[cells[0]])])
    file.write_text("\n".join([*lines, ""]), "utf-8")


def findings(data: Path, name: str) -> None:
    """What the rule says of a data set."""
    rows = [{"source": source, "target": target} for source, target in pairs_in(data, name)]
    found = audit.score(pairs_of(*rows), Config(select=("term-mistranslated",))).findings
    print(f"{name}: {len(found)} findings in {found['entry_id'].nunique()} of {len(rows)} pairs")
    for row in found.itertuples():
        print(f"  {row.entry_id} {row.severity}: {row.message}")


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--fewest", type=int, default=FEWEST)
    arguments.add_argument("--findings", help="a data set whose findings are printed")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    print(versions())
    if given.findings:
        findings(given.data, given.findings)
        return
    pairs = [pair for name in SETS for pair in pairs_in(given.data, name)]
    there, rendered, without = count(pairs)
    entries = term_base().entries
    measured = [entry for entry in entries if there[entry.term] >= given.fewest]
    low = [one for one in measured if rendered[one.term] < LEAST_SHARE * there[one.term]]
    share = sum(rendered.values()) / max(sum(there.values()), 1)
    print(f"{len(pairs)} pairs, {sum(there.values())} terms, {share:.2%} with a rendering")
    print(f"{len(entries)} entries, {sum(there[it.term] > 0 for it in entries)} attested,")
    print(f"{len(measured)} in {given.fewest} pairs or more, {len(low)} below {LEAST_SHARE:.0%}:")
    for entry in sorted(low, key=lambda one: rendered[one.term] / there[one.term]):
        print(f"  {entry.term}: {rendered[entry.term]} of {there[entry.term]}")
        for target in without[entry.term][:2]:
            print(f"    {target[:SHOWN]}")
    changed = [entry.term for entry in entries if entry.attested != there[entry.term]]
    print(f"{len(changed)} entries with another count than {module.__name__} has: {changed[:5]}")
    fewer = {one: n for one, n in attested(pairs).items() if n < 2}
    print(f"wrong renderings attested less than twice: {fewer}")
    if given.write:
        write(there)


if __name__ == "__main__":
    main()
