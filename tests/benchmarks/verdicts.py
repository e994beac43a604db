"""The verdicts on real translations, and on slots that hold none: what is called wrongly.

    python -m tests.benchmarks.verdicts [--data DIR] [--each 300] [--seed 0]

Every entry of a good translation that is not `translated` is printed, for a person to read, and so
is every slot without a translation that is. Such slots are made of the sets' own sources.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import audit
from audit.config import Config
from audit.injection import Unit
from audit.report.entries import build_entries
from audit.text.program import is_code
from tests.benchmarks.common import load, parser, versions
from tests.benchmarks.damage import pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

SHOWN = 70
WORDS = 8  # of a source that is prose


class Good(NamedTuple):
    """A set of good translations."""

    name: str
    source: str  # keys of its rows
    target: str
    field: str


SETS = (
    Good("abstract_pairs", "en", "zh", "abstract"),
    Good("abstract_pairs", "title_en", "title_zh", "title"),
    Good("title_pairs", "title_en", "title_zh", "title"),
    Good("general_pairs", "source", "target", "segment"),
    Good("interface_pairs", "source", "target", "segment"),
    Good("tatoeba_cmn_eng", "source", "target", "segment"),
    Good("loose_pairs", "en", "zh", "abstract"),
    Good("nmt_pairs", "en", "zh", "abstract"),
)

# What stands in a slot that holds no translation, made of its source, and what may follow it.
EMPTY: dict[str, Callable[[random.Random, str], str]] = {
    "question marks for Han": lambda rng, source: _lossy(rng, source, "?"),
    "boxes for Han": lambda rng, source: _lossy(rng, source, "□"),
    "marks": lambda rng, _: rng.choice(["()", "。", "[]", "……", "—", "***", "{}", '""', "【】"]),
    "a value of a spreadsheet": lambda rng, _: rng.choice(
        ["0", "#VALUE!", "#NAME?", "#REF!", "True", "FALSE", "1.0", "2024-03-01 00:00:00", "1E+05"]
    ),
    "an emoji": lambda rng, _: rng.choice(["👍", "🙂🙂", "✅", "❌", "🚀"]),
    "a formula": lambda rng, _: rng.choice(["$x$", r"\(a_1\)", r"$\alpha > 0$"]),
    "a name of the source": lambda rng, source: rng.choice(
        [word for word in source.split() if word[:1].isupper() and word.isalpha()] or ["GPT-4"]
    ),
    "the source": lambda _, source: source,
    "the source in capitals": lambda _, source: source.upper(),
    "the source without its spaces": lambda _, source: "".join(source.split()),
    "words of another language": lambda rng, _: rng.choice(
        ["Nicht übersetzt", "Aucun résultat trouvé", "Không có bản dịch", "Sin traducción",
         "Erreur du serveur", "Brak tłumaczenia", "Перевод недоступен", "번역할 수 없습니다"]
    ),
}  # fmt: skip


def _lossy(rng: random.Random, source: str, sign: str) -> str:
    """A Chinese text of the source's size whose Han characters are lost, its ASCII kept."""
    words = source.split()
    kept = [word for word in words if any(map(str.isdigit, word))][:5]
    pieces = [sign * rng.randint(4, 20) for _ in range(1 + len(words) // 8)]
    return "".join(
        part for pair in zip(pieces, [*kept, *[""] * len(pieces)], strict=False) for part in pair
    )


def entries_of(units: Sequence[Unit]) -> pd.DataFrame:
    pairs = pairs_of(units)
    found = audit.score(pairs, Config())
    return build_entries(pairs, found.facts, found.findings)


def units_of(data: Path, good: Good) -> Iterator[Unit]:
    for number, row in enumerate(load(data, good.name), start=1):
        if row[good.source] and row.get(good.target):
            yield Unit(str(number), good.field, row[good.source], row[good.target])


def show(entries: pd.DataFrame) -> None:
    for row in entries.itertuples():
        texts = (" ".join(str(text).split())[:SHOWN] for text in (row.source_text, row.target_text))
        print(f"  {row.verdict}: {row.verdict_reason} {row.status} | {' | '.join(texts)}")


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--each", type=int, default=300, help="sources per set and kind")
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    print(versions())
    rng = random.Random(given.seed)
    print("\n| set | entries | untranslated | unassessed |\n|---|---|---|---|")
    prose: list[Unit] = []
    told: list[pd.DataFrame] = []
    for good in SETS:
        units = list(units_of(given.data, good))
        entries = entries_of(units)
        counts = [
            int((entries["verdict"] == verdict).sum()) for verdict in ("untranslated", "unassessed")
        ]
        cells = (f"{count} ({count / len(entries):.2%})" for count in counts)
        print(f"| `{good.name}`, {good.field}s | {len(entries)} | {' | '.join(cells)} |")
        told.append(entries[entries["verdict"] != "translated"])
        long = [
            unit for unit in units if len(unit.source.split()) >= WORDS and not is_code(unit.source)
        ]
        prose += rng.sample(long, min(given.each, len(long)))
    for entries in told:
        show(entries)
    print("\n| slot | entries | untranslated | unassessed | translated |\n|---|---|---|---|---|")
    wrong: list[pd.DataFrame] = []
    for name, made in EMPTY.items():
        entries = entries_of([unit._replace(target=made(rng, unit.source)) for unit in prose])
        counts = entries["verdict"].value_counts()
        cells = (
            str(counts.get(verdict, 0)) for verdict in ("untranslated", "unassessed", "translated")
        )
        print(f"| {name} | {len(entries)} | {' | '.join(cells)} |")
        wrong.append(entries[entries["verdict"] == "translated"])
    for entries in wrong:
        show(entries)


if __name__ == "__main__":
    main()
