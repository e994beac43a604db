"""The bitext: sources beside their targets, as a file for other programs; one writer per format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import ConfigError, nearest
from audit.report.bitext import delimited, jsonl, parquet, tmx
from audit.schema import Pairs, texts
from audit.storage import publish
from audit.text.blanks import holds_nothing, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audit.config import Config
    from audit.pairer.explain import SharedTerm

_WRITERS: dict[str, Callable[[Bitext], bytes]] = {
    "csv": delimited.csv_bytes,
    "jsonl": jsonl.jsonl_bytes,
    "parquet": parquet.parquet_bytes,
    "tmx": tmx.tmx_bytes,
    "tsv": delimited.tsv_bytes,
}
FORMATS = tuple(_WRITERS)

# A source in the slot of its translation is in a row with itself: no translation.
_NO_PAIR = frozenset({"none", "copied-source"})


@dataclass(frozen=True)
class Bitext:
    """Rows of PAIRS to be written, and what is to be told of them."""

    pairs: Pairs
    source_lang: str  # BCP 47
    terms: tuple[tuple[SharedTerm, ...], ...] | None  # of each row; None: not asked for
    methods: dict[str, int]  # pairs by method, the commonest first
    sources_left: int  # sources in no pair
    targets_left: int  # targets that hold text and are in no pair

    @classmethod
    def of(
        cls, pairs: Pairs, config: Config, *, explain: bool = False, unpaired: bool = False
    ) -> Bitext:
        """The bitext in PAIRS.

        Args:
            pairs: PAIRS.
            config: Of the same run.
            explain: Look for the terms that the sides share; some 10 ms a row.
            unpaired: Keep the rows that are no pairs as well.

        Returns:
            One row per row of `pairs` that has text on both sides, of which one translates the
            other; with `unpaired`, one per row. The order stays.
        """
        sources, targets = texts(pairs["source_text"]), texts(pairs["target_text"])
        methods = pairs["pair_method"]
        has_source = np.array([text is not None and not is_blank(text) for text in sources], bool)
        has_target = np.array(
            [
                target is not None and not holds_nothing(target, source)
                for source, target in zip(sources, targets, strict=True)
            ],
            bool,
        )
        is_pair = has_source & has_target & ~methods.isin(_NO_PAIR).to_numpy()
        rows = Pairs((pairs if unpaired else pairs[is_pair]).reset_index(drop=True))
        counted = Counter(texts(methods[is_pair]))
        # The target of a copied source is that source.
        own = {"source": has_source, "target": has_target & (methods != "copied-source").to_numpy()}
        left = {
            side: set(pairs.loc[there, f"{side}_record"])
            - set(pairs.loc[is_pair, f"{side}_record"])
            for side, there in own.items()
        }
        return cls(
            rows,
            config.source_lang,
            _terms(rows) if explain else None,
            {str(method): count for method, count in counted.most_common()},
            len(left["source"]),
            len(left["target"]),
        )

    def write(self, file: Path, form: str) -> None:
        """Write `file`, which is replaced if it is there, in whole or not at all.

        Args:
            file: Its folder is made if it is not there.
            form: One of FORMATS.

        Raises:
            InputError: it cannot be written.
        """
        publish({file: self.content(form)})

    def content(self, form: str) -> bytes:
        """The file in one of FORMATS."""
        return _WRITERS[form](self)

    def told(self) -> list[str]:
        """Two lines for a person: pairs by method, and what has no counterpart."""
        methods = ", ".join(f"{method} {count}" for method, count in self.methods.items())
        pairs = _count(sum(self.methods.values()), "pair")
        sources, targets = (
            _count(self.sources_left, "source"),
            _count(self.targets_left, "target"),
        )
        return [
            f"{pairs}: {methods}" if methods else "No pair.",
            f"Without a counterpart: {sources}, {targets}",
        ]


def check_form(form: str) -> str:
    """`form`.

    Raises:
        ConfigError: it is none of FORMATS.
    """
    if form in FORMATS:
        return form
    if not form:
        raise ConfigError([f"out: no extension says the format; --format {'|'.join(FORMATS)}"])
    hint = nearest(form, list(FORMATS))
    raise ConfigError([f"format: unknown format {form!r}; {hint}; name it with --format"])


def _terms(pairs: Pairs) -> tuple[tuple[SharedTerm, ...], ...]:
    from audit.pairer.explain import shared_terms

    sides = (texts(pairs[f"{side}_text"]) for side in ("source", "target"))
    return tuple(shared_terms(*([text or "" for text in side] for side in sides)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
