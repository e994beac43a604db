"""WMT SGM of two files: a `srcset`, and a `refset` or the `tstset` of a system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers import wmt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._sides import Pair
    from audit.schema import Record


def is_pair(source: Document, target: Document, config: Config) -> bool:
    """Whether the one holds sources alone and the other none."""
    if not (wmt.recognises(source, config) and wmt.recognises(target, config)):
        return False
    sides = [{one.side for one in wmt.segments(document)} for document in (source, target)]
    return sides[0] == {"src"} and bool(sides[1]) and "src" not in sides[1]


def is_in_order(pair: Pair, config: Config) -> bool:
    """Whether the pair stands as it is: its elements say which side is which."""
    return is_pair(pair.source, pair.target, config)


def name_of(pair: Pair) -> str:
    """The name of the form."""
    del pair
    return wmt.name


def read(pair: Pair, config: Config) -> Iterator[Record]:
    """One segment a unit, by document and number."""
    texts = {one.key: one for one in wmt.segments(pair.source)}
    yield from wmt.joined(pair.source, texts, pair.target, list(wmt.segments(pair.target)), config)
