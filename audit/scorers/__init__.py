"""Pairs to findings: one rule per module.

A module of this package whose name has no underscore in front holds one `Scorer`; its rule has the
module's name in kebab-case. There is no list to add it to.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from audit.scorers._base import Batch, Hit, Scorer, options_of
from audit.scorers._scoring import Fault, Verdicts, put_aside, score, score_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Batch", "Fault", "Hit", "Scorer", "Verdicts", "options_of", "put_aside", "score",
    "score_parts", "scorers",
]  # fmt: skip


@cache
def scorers() -> Mapping[str, Scorer]:
    """Every scorer with its default options, by rule name in alphabetical order."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            scorer = _scorer(importlib.import_module(f"{__name__}.{module.name}"))
            found[scorer.rule] = scorer
    return dict(sorted(found.items()))


def _scorer(module: object) -> Scorer:
    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Scorer) and kind is not Scorer
    ]
    (kind,) = kinds
    return kind()
