"""A Markdown page and its translation, `README.md` and `README.zh-CN.md`, paired by section."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from audit.readers._contents import contents
from audit.readers._direction import primary
from audit.readers._markdown import EXTENSIONS, Block, blocks
from audit.schema import Record
from audit.text.scripts import HAN, count_scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._sides import Pair

    Cost = Callable[[list[Block], list[Block]], float]

_NAME = "markdown"
_OF_TARGET = 0.2  # of the blocks of a translation that are in its language
_WIDE = 3  # a Chinese character counts as this many others
_GAP = 1.5  # the cost of a block without a counterpart; of a pair, how unlike its lengths are
_MOST = 4_000_000  # pairs that are compared


def is_pair(source: Document, target: Document, config: Config) -> bool:
    """Whether both are Markdown and only the second is in the target language."""
    if not all(document.extension in EXTENSIONS for document in (source, target)):
        return False
    lang = primary(config.target_lang)
    if not any(True for _ in blocks(source)):
        return False
    return _share(source, lang) < _OF_TARGET <= _share(target, lang)


def is_in_order(pair: Pair, config: Config) -> bool:
    """Whether the pair stands as it is: a translation is no source."""
    return is_pair(pair.source, pair.target, config)


def name_of(pair: Pair) -> str:
    """The name of the form."""
    del pair
    return _NAME


def read(pair: Pair, config: Config) -> Iterator[Record]:
    """One heading, paragraph, list item or table row a unit.

    Sections are paired by the levels of their headings, and the blocks in them by kind and length;
    code stays out. What has no counterpart is an entry of its own.
    """
    texts, slots = (_sections(list(blocks(document))) for document in pair[:2])
    for of_source, of_target in _aligned(texts, slots, _of_sections):
        beads = _aligned([[one] for one in of_source], [[one] for one in of_target], _of_blocks)
        for source, target in beads:
            one, other = next(iter(source), None), next(iter(target), None)
            if "code" in {block.kind for block in (one, other) if block is not None}:
                continue
            line = other.line if other else one.line if one else 0
            key = f"{pair.target.path}#{line}" if other else f"{pair.source.path}#{line}"
            if one is not None:
                yield _record(pair.source, key, one, "source", config.source_lang, None)
            if other is not None:
                by = f"file {pair.target.path}"
                lang = pair.lang or config.target_lang
                yield _record(pair.target, key, other, "target", lang, by)


def _share(document: Document, lang: str) -> float:
    rows = [{"text": block.text} for block in blocks(document) if block.kind != "code"]
    return contents(["text"], rows)["text"].share(lang)


def _sections(body: Sequence[Block]) -> list[list[Block]]:
    """The blocks from one heading to the next."""
    found: list[list[Block]] = [[]]
    for block in body:
        if block.kind.startswith("h"):
            found.append([])
        found[-1].append(block)
    return [section for section in found if section]


def _of_sections(one: list[Block], other: list[Block]) -> float:
    if one[0].kind != other[0].kind:
        return 2 * _GAP + 1
    return _unlike(sum(map(_size, one)), sum(map(_size, other)))


def _of_blocks(one: list[Block], other: list[Block]) -> float:
    first, second = one[0], other[0]
    if first.kind != second.kind:
        return 2 * _GAP + 1
    if first.kind == "code":
        return 0.0
    return _unlike(_size(first), _size(second))


def _unlike(one: float, other: float) -> float:
    return abs(log((one + 1) / (other + 1)))


def _size(block: Block) -> float:
    wide = int(count_scripts([block.text])[0][HAN])
    return len(block.text) + (_WIDE - 1) * wide


def _aligned(
    first: Sequence[list[Block]], second: Sequence[list[Block]], cost: Cost
) -> list[tuple[list[Block], list[Block]]]:
    """The cheapest way to pair two sequences in their order; what is left has an empty side."""
    if len(first) * len(second) > _MOST:
        longest = max(len(first), len(second))
        padded = [[*side, *([[]] * (longest - len(side)))] for side in (first, second)]
        return list(zip(*padded, strict=True))
    best = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row in range(len(first), -1, -1):
        for column in range(len(second), -1, -1):
            choices = []
            if row < len(first):
                choices.append(best[row + 1][column] + _GAP)
            if column < len(second):
                choices.append(best[row][column + 1] + _GAP)
            if row < len(first) and column < len(second):
                choices.append(best[row + 1][column + 1] + cost(first[row], second[column]))
            best[row][column] = min(choices, default=0.0)
    found: list[tuple[list[Block], list[Block]]] = []
    row = column = 0
    while row < len(first) or column < len(second):
        if (
            row < len(first)
            and column < len(second)
            and best[row][column] == best[row + 1][column + 1] + cost(first[row], second[column])
        ):
            found.append((first[row], second[column]))
            row, column = row + 1, column + 1
        elif row < len(first) and best[row][column] == best[row + 1][column] + _GAP:
            found.append((first[row], []))
            row += 1
        else:
            found.append(([], second[column]))
            column += 1
    return found


def _record(
    document: Document, key: str, block: Block, role: str, lang: str, by: str | None
) -> Record:
    return Record(
        f"{key}:{role}", key, None, "segment", role, lang, by, block.text, document.path,
        block.line, block.end_line, block.kind,
    )  # fmt: skip
