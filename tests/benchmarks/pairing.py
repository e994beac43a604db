"""The content pass: ranking, acceptance, refusal, broken targets, the seeds.

    python -m tests.benchmarks.pairing [--data DIR] [NAME ...]

Without names every figure is measured. Rankings are those of `score_all`; what is accepted is what
`audit.pair` joins among loose texts. False pairs are printed with both titles, for a person to
read.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import opencc

import audit
from audit.config import Config
from audit.pairer.content import score_all
from audit.pairer.embedding import encoder
from audit.text.language import identify
from audit.text.meaning import OFF
from tests.benchmarks.common import ROOT, Loose, load, loose_records, parser, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = dict[str, Any]
    Damage = Callable[[Row, random.Random], str]

ALL_PAIRED = Config(min_pair_score=0)
SYLLABLES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "阿贝克德埃弗格赫伊杰凯勒姆恩奥普丘尔斯特乌维沃西亚兹",
        strict=True,
    )
)
TO_TRADITIONAL = {name: opencc.OpenCC(name) for name in ("s2t", "s2twp")}


class Accepted(NamedTuple):
    """What `audit.pair` joined."""

    true: list[tuple[int, int, float]]  # source, target, score
    false: list[tuple[int, int, float]]
    cpu: float


def sampled(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    return random.Random(seed).sample(list(rows), count)


def accepted(
    sources: Sequence[str],
    targets: Sequence[str],
    partner: Sequence[int | None],
    config: Config | None = None,
    field: str = "abstract",
) -> Accepted:
    """Pair; `partner[i]` is the source of target i, None if it has none."""
    texts = [Loose("source", text, field) for text in sources]
    records = loose_records(texts + [Loose("target", text, field) for text in targets])
    start = time.process_time()
    pairs = audit.pair(records, config or Config())
    cpu = time.process_time() - start
    both = pairs[pairs["source_record"].notna() & pairs["target_record"].notna()]
    found = [
        (int(source.split("#")[1]), int(target.split("#")[1]) - len(sources), float(score))
        for source, target, score in zip(
            both["source_record"], both["target_record"], both["pair_score"], strict=True
        )
    ]
    parts: tuple[list[tuple[int, int, float]], list[tuple[int, int, float]]] = ([], [])
    for one in found:
        parts[partner[one[1]] != one[0]].append(one)
    return Accepted(*parts, cpu)


def precision_at_1(
    sources: Sequence[str], targets: Sequence[str], embed: str | None = None
) -> tuple[float, float]:
    """Share of texts whose likeliest partner is their own: sources, targets. Pair i is (i, i)."""
    scored = score_all(sources, targets, embed=encoder(embed))
    order = np.argsort(-scored.log_odds, kind="stable")
    right = []
    for own, other in ((scored.rows, scored.columns), (scored.columns, scored.rows)):
        texts, first = np.unique(own[order], return_index=True)
        right.append(float((other[order][first] == texts).sum() / len(sources)))
    return right[0], right[1]


def show(label: str, found: Accepted, of: int) -> None:
    true, false = len(found.true), len(found.false)
    print(f"{label}: {true} of {of} true ({true / of:.4f}), {false} false, CPU {found.cpu:.1f} s")


def show_false(found: Accepted, sources: Sequence[Row], targets: Sequence[Row]) -> None:
    for row, column, score in found.false:
        source, target = sources[row], targets[column]
        print(f"  {score:.3f} {source['id']} {source['title_en']}")
        print(f"        {target['id']} {target['title_en']} | {target.get('title_zh')}")


def closed(data: Path) -> None:
    """Everything has its partner: ranking, and what is accepted of it."""
    papers = sampled(load(data, "abstract_pairs"), 2_000, seed=0)
    stripped = [re.sub(r"[A-Za-z0-9]+", "", row["zh"]) for row in papers]
    titles = sampled(load(data, "title_pairs"), 2_000, seed=0)
    sentences = load(data, "tatoeba_cmn_eng")
    for label, field, sources, targets in (
        ("abstracts", "abstract", [r["en"] for r in papers], [r["zh"] for r in papers]),
        ("abstracts, no Latin or digits", "abstract", [r["en"] for r in papers], stripped),
        ("titles", "title", [r["title_en"] for r in titles], [r["title_zh"] for r in titles]),
        ("Tatoeba", "segment", [r["source"] for r in sentences], [r["target"] for r in sentences]),
    ):
        size = len(sources)
        for name, embed in (("default", None), ("no vectors", OFF)):
            forth, back = precision_at_1(sources, targets, embed)
            print(f"closed, {label}, {size} x {size}, {name}: P@1 {forth:.4f} / {back:.4f}")
        for name, config in (
            ("default", Config()),
            ("no vectors", Config(embed=OFF)),
            ("min_pair_score=0", ALL_PAIRED),
        ):
            found = accepted(sources, targets, range(size), config, field)
            show(f"  accepted, {name}", found, size)


def sentences(data: Path) -> None:
    """Loose sentences of news, social media, speech and literature, shuffled."""
    rows = load(data, "general_pairs")
    for words in (15, 1):
        some = [row for row in rows if len(row["source"].split()) >= words]
        for seed in range(4):
            drawn = sampled(some, 300, seed)
            order = list(range(300))
            random.Random(seed).shuffle(order)
            sources, targets = (
                [row["source"] for row in drawn],
                [drawn[place]["target"] for place in order],
            )
            for name, config in (("default", Config()), ("no vectors", Config(embed=OFF))):
                found = accepted(sources, targets, order, config, "segment")
                show(f"sentences of {words} words and more, seed {seed}, {name}", found, 300)


def split(rows: Sequence[Row], size: int, true: int, seed: int) -> tuple[list[Row], list[Row]]:
    """The English of `size` papers and the Chinese of `size`; the first `true` are the same."""
    rows = sampled(rows, 2 * size - true, seed)
    return rows[:size], rows[:true] + rows[size:]


def disjoint(rows: Sequence[Row]) -> list[Row]:
    """The papers without those whose English is for the most part that of an earlier one.

    Versions of one paper, and abstracts whose authors use their sentences again: two that share
    more than three in ten runs of four words, which no two of strangers do.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    kept, sizes = [], []
    for row in rows:
        words = re.findall("[a-z]+", row["en"].lower())
        runs = {" ".join(words[start : start + 4]) for start in range(len(words) - 3)}
        shared = Counter(holder for run in runs for holder in holders[run])
        if any(count > 0.3 * min(len(runs), sizes[other]) for other, count in shared.items()):
            continue
        for run in runs:
            holders[run].append(len(kept))
        kept.append(row)
        sizes.append(len(runs))
    return kept


def open_set(rows: Sequence[Row], size: int, true: int, seed: int) -> None:
    english, chinese = split(rows, size, true, seed)
    partner = [number if number < true else None for number in range(size)]
    sources, targets = [row["en"] for row in english], [row["zh"] for row in chinese]
    found = accepted(sources, targets, partner)
    show(f"open, {size} x {size}, {true} true, seed {seed}", found, true)
    show_false(found, english, chinese)
    ranked = accepted(sources, targets, partner, ALL_PAIRED)
    limit = max(score for _, _, score in ranked.false)
    above = sum(score > limit for _, _, score in ranked.true)
    print(f"  true pairs above the best false one: {above} of {true}")


def open_small(data: Path) -> None:
    """A tenth has its partner."""
    rows = load(data, "abstract_pairs")
    for label, papers in (("as they come", rows), ("disjoint", disjoint(rows))):
        print(f"{len(papers)} abstracts, {label}")
        for seed in range(6):
            open_set(papers, 3_000, 300, seed)


def open_large(data: Path) -> None:
    """Hardly any text has its partner."""
    rows = load(data, "abstract_pairs") + load(data, "clipped_source_pairs")
    for label, papers in (("as they come", rows), ("disjoint", disjoint(rows))):
        print(f"{len(papers)} abstracts, {label}")
        for seed in range(4):
            open_set(papers, 12_000, 50, seed)


def summaries(data: Path) -> None:
    """The Chinese is a summary of the abstract; then abridged translations."""
    for name in ("summary_not_translation", "loose_pairs"):
        rows = load(data, name)
        found = accepted([row["en"] for row in rows], [row["zh"] for row in rows], range(len(rows)))
        show(f"{name}, {len(rows)} x {len(rows)}", found, len(rows))
        show_false(found, rows, rows)


def truncated(row: Row, rng: random.Random) -> str:
    del rng
    return row["zh"][: round(0.3 * len(row["zh"]))]


def half_english(row: Row, rng: random.Random) -> str:
    del rng
    return row["zh"][: len(row["zh"]) // 2] + row["en"][len(row["en"]) // 2 :]


def looped(row: Row, rng: random.Random) -> str:
    """Stops after the first third and repeats its last 8 characters to twice the length."""
    del rng
    start = row["zh"][: len(row["zh"]) // 3]
    return start + start[-8:] * ((2 * len(row["zh"]) - len(start)) // 8)


def names_translated(row: Row, rng: random.Random) -> str:
    """Every word in Latin letters becomes syllables in Han."""
    del rng
    return re.sub(r"[A-Za-z]", lambda letter: SYLLABLES[letter[0].lower()], row["zh"])


def numbers_changed(row: Row, rng: random.Random) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + rng.randint(1, 9)) % 10), row["zh"])


def traditional(row: Row, rng: random.Random) -> str:
    del rng
    return TO_TRADITIONAL["s2t"].convert(row["zh"])


def taiwanese(row: Row, rng: random.Random) -> str:
    """With the words of Taiwan as well."""
    del rng
    return TO_TRADITIONAL["s2twp"].convert(row["zh"])


DAMAGES: tuple[Damage, ...] = (
    truncated,
    half_english,
    looped,
    names_translated,
    numbers_changed,
    traditional,
    taiwanese,
)


def damaged(data: Path) -> None:
    """200 targets of each damage, alone with 2,000 sources; then all of them among whole ones."""
    papers, each = load(data, "abstract_pairs"), 200
    for seed in range(5):
        rows = sampled(papers, 2_000, seed)
        sources, targets = [row["en"] for row in rows], [row["zh"] for row in rows]
        for number, damage in enumerate(DAMAGES):
            rng = random.Random(seed)
            broken = [damage(row, rng) for row in rows[:each]]
            found = accepted(sources, broken, range(each))
            show(f"{damage.__name__}, 2000 x 200, seed {seed}", found, each)
            show_false(found, rows, rows)
            first = each * number
            targets[first : first + each] = [damage(row, rng) for row in rows[first : first + each]]
        found = accepted(sources, targets, range(2_000))
        show(f"all damages among whole targets, 2000 x 2000, seed {seed}", found, 2_000)
        show_false(found, rows, rows)


def seeds(_: Path) -> None:
    """Every English long text of the seeds with every Chinese one."""
    records = audit.read([ROOT / "seeds"], Config()).records
    texts = records[(records["field"] == "abstract") & (records["text"].str.len() > 0)]
    texts = texts.assign(lang=identify(texts["text"].to_list()))
    english, chinese = texts[texts["lang"] == "en"], texts[texts["lang"] == "zh"]
    scored = score_all(english["text"].to_list(), chinese["text"].to_list())
    units = [
        english["unit_key"].to_numpy()[scored.rows],
        chinese["unit_key"].to_numpy()[scored.columns],
    ]
    same = units[0] == units[1]
    print(f"seeds, {len(english)} x {len(chinese)}: {same.sum()} true pairs among the candidates")
    print(f"  log odds: worst true {scored.log_odds[same].min():.2f}")
    for place in np.argsort(np.where(same, np.inf, -scored.log_odds))[:3]:
        print(f"  false {scored.log_odds[place]:.2f}: {units[0][place]} with {units[1][place]}")
    rng = random.Random(0)
    loose = [(row.text, row.unit_key) for row in texts.itertuples()]
    rng.shuffle(loose)
    pairs = audit.pair(loose_records([Loose("unknown", text) for text, _ in loose]), Config())
    joined = pairs[pairs["pair_method"] == "content"]
    own = [
        loose[int(source.split("#")[1])][1] == loose[int(target.split("#")[1])][1]
        for source, target in zip(joined["source_record"], joined["target_record"], strict=True)
    ]
    print(
        f"  as {len(loose)} loose lines in random order: {sum(own)} true, {own.count(False)} false"
    )


FIGURES = {
    figure.__name__: figure
    for figure in (seeds, closed, sentences, damaged, summaries, open_small, open_large)
}


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    given = arguments.parse_args()
    print(versions(), flush=True)
    for name in given.names or FIGURES:
        FIGURES[name](given.data)


if __name__ == "__main__":
    main()
