"""The findings against what human reviewers and two careful readers mark.

    python -m tests.benchmarks.reviewer [--data DIR] [--show]

First the segments of `general_errors`: the share of those in which a person marked a major error
that have a finding, against the share of those in which nobody marked anything. Then 120 pairs that
two readers annotated after MQM, knowing neither the findings nor each other's marks: of the major
errors on which both agree, how many are found, and of the major findings, how many either reader
has marked. With `--show`, what is missed, and what neither reader marked.

`annotations.csv` holds the marks as offsets: the pair, the reader, severity, category, the place in
the source and in the target, of which an omission has only the first.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

import audit
from audit.config import Config
from tests.benchmarks.common import load, parser, versions
from tests.conftest import pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKS = Path(__file__).with_name("annotations.csv")
SETS = {
    "nmt": ("nmt_pairs", "en", "zh"),
    "abs": ("abstract_pairs", "en", "zh"),
    "gen": ("general_errors", "source", "target"),
}
SEVERE = frozenset({"major", "critical"})
# What a finding on more than half of a text can be the same as.
OF_WHOLE_TEXTS = frozenset(
    "omission omission-part truncation wrong-pair language untranslated repetition".split()
)
SHOWN = 70  # characters


class Place(NamedTuple):
    """Spans of code points on both sides; nothing is (0, 0)."""

    source: tuple[int, int]
    target: tuple[int, int]

    def meets(self, other: Place) -> bool:
        """Whether both have a stretch of a side in common."""
        sides = zip(self, other, strict=True)
        return any(max(a, c) < min(b, d) for (a, b), (c, d) in sides)


class Mark(NamedTuple):
    """An error that a reader marked."""

    severity: str
    category: str
    place: Place
    words: str  # of the source, small


class Found(NamedTuple):
    """A root finding."""

    rule: str
    severity: str
    place: Place
    is_wide: bool  # on more than half of the text
    words: str  # of the source, small


def read_marks() -> dict[str, dict[str, list[Mark]]]:
    """The marks by pair and reader, without their words."""
    marks: dict[str, dict[str, list[Mark]]] = {}
    with MARKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_pair = marks.setdefault(row["id"], {"A": [], "B": []})
            if row["severity"] != "none":
                source = int(row["source_start"]), int(row["source_end"])
                target = int(row["target_start"]), int(row["target_end"])
                mark = Mark(row["severity"], row["category"], Place(source, target), "")
                of_pair[row["reader"]].append(mark)
    return marks


def texts_of(data: Path, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Source and target by the id of a pair: `nmt:<id>`, `abs:<id>`, `gen:<number of the row>`."""
    wanted, texts = set(ids), {}
    for kind, (name, source, target) in SETS.items():
        for number, row in enumerate(load(data, name)):
            key = f"{kind}:{number if kind == 'gen' else row['id']}"
            if key in wanted:
                texts[key] = (row[source], row[target])
    return texts


def findings_of(pairs: Sequence[tuple[str, str]]) -> list[list[Found]]:
    """The root findings of each of n pairs, each pair its own entry of one run."""
    table = pairs_of(*({"source": source, "target": target} for source, target in pairs))
    numbers = {entry: row for row, entry in enumerate(table["entry_id"])}
    found: list[list[Found]] = [[] for _ in pairs]
    for one in audit.score(table, Config()).findings.itertuples():
        if pd.isna(one.cause) or not one.cause:
            row = numbers[one.entry_id]
            place = Place(
                _span(one.source_start, one.source_end), _span(one.target_start, one.target_end)
            )
            wide = any(
                2 * (end - start) > len(text)
                for (start, end), text in zip(place, pairs[row], strict=True)
            )
            words = pairs[row][0][slice(*place.source)].lower()
            found[row].append(Found(one.rule, str(one.severity), place, wide, words))
    return found


def _span(start: object, end: object) -> tuple[int, int]:
    return (0, 0) if pd.isna(start) else (int(start), int(end))  # type: ignore[call-overload]


def is_same(found: Found, mark: Mark) -> bool:
    """Whether a finding and a mark speak of the same."""
    if found.rule == "term-mistranslated" and mark.category == "term":
        return (bool(found.words) and found.words in mark.words) or found.place.meets(
            mark.place
        )  # wrong throughout
    fits = not found.is_wide or mark.category in OF_WHOLE_TEXTS
    return fits and found.place.meets(mark.place)


def human_spans(data: Path) -> None:
    """The segments of `general_errors`."""
    rows = load(data, "general_errors")
    found = findings_of([(row["source"], row["target"] or "") for row in rows])
    major = [any(it["severity"] in SEVERE for it in row["spans"]) for row in rows]
    clean = [not row["spans"] for row in rows]
    print(f"general_errors: {sum(major)} with a major error, {sum(clean)} without any")
    for what, severities in (("minor and above", SEVERE | {"minor"}), ("major", SEVERE)):
        has = [any(it.severity in severities for it in them) for them in found]
        of_major, of_clean = (
            sum(h for h, of in zip(has, group, strict=True) if of) / sum(group)
            for group in (major, clean)
        )
        times = of_major / of_clean
        print(f"  {what}: {of_major:.2%} against {of_clean:.2%}, {times:.1f} times")


def agreed(first: Sequence[Mark], second: Sequence[Mark]) -> list[Mark]:
    """The major errors of the first reader that the second has too, each of these once."""
    left = [mark for mark in second if mark.severity in SEVERE]
    both = []
    for mark in first:
        if mark.severity in SEVERE:
            partner = next((it for it in left if it.place.meets(mark.place)), None)
            if partner is not None:
                left.remove(partner)
                both.append(mark)
    return both


def readers(data: Path, *, show: bool) -> None:
    """The pairs that two readers annotated."""
    marks = read_marks()
    texts = texts_of(data, marks)
    for key, by_reader in marks.items():
        for some in by_reader.values():
            source = texts[key][0].lower()
            some[:] = [it._replace(words=source[slice(*it.place.source)]) for it in some]
    ids = sorted(marks)
    found = dict(zip(ids, findings_of([texts[key] for key in ids]), strict=True))
    all_marks = {reader: sum(len(marks[key][reader]) for key in ids) for reader in "AB"}
    print(f"{len(ids)} pairs; marks {all_marks}")
    wanted, hit, severe, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for key in ids:
        kind, of_pair = key[:3], marks[key]
        for mark in agreed(of_pair["A"], of_pair["B"]):
            is_found = any(it.severity != "neutral" and is_same(it, mark) for it in found[key])
            for label in (kind, mark.category, "all"):
                wanted[label] += 1
                hit[label] += is_found
            if show and not is_found:
                _print(key, mark.category, mark.place, texts[key])
        for it in found[key]:
            if it.severity in SEVERE:
                is_right = any(is_same(it, mark) for mark in [*of_pair["A"], *of_pair["B"]])
                for label in (kind, it.rule, "all"):
                    severe[label] += 1
                    right[label] += is_right
                if show and not is_right:
                    _print(key, f"only ours: {it.rule}", it.place, texts[key])
    print("major errors of both readers, found:")
    for label, number in wanted.most_common():
        print(f"  {label}: {hit[label]} of {number} ({hit[label] / number:.0%})")
    print("major findings that a reader marked:")
    for label, number in severe.most_common():
        print(f"  {label}: {right[label]} of {number} ({right[label] / number:.0%})")


def _print(key: str, what: str, place: Place, texts: tuple[str, str]) -> None:
    source, target = (
        text[start:end][:SHOWN] for text, (start, end) in zip(texts, place, strict=True)
    )
    print(f"  {key} {what}: {source!r} | {target!r}")


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--show", action="store_true")
    given = arguments.parse_args()
    print(versions())
    human_spans(given.data)
    readers(given.data, show=given.show)


if __name__ == "__main__":
    main()
