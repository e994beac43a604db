"""What a scorer is, and what it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from audit.schema import Span, texts
from audit.text.language import identify
from audit.text.scripts import count_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.schema import Pairs


class Hit(NamedTuple):
    """A suspected defect, as a scorer tells it; the engine adds ids, evidence and place."""

    row: int  # of the batch
    message: str  # one sentence, the fact, not the cure
    source: Span | None = None
    target: Span | None = None
    measured: float | None = None
    limit: float | None = None
    severity: str | None = None  # None: the rule's
    confidence: float | None = None  # None: the rule's


class Side:
    """Facts about one column of text, each computed when it is first asked for."""

    def __init__(self, column: list[str | None]) -> None:
        self.texts = column

    @cached_property
    def scripts(self) -> NDArray[np.int64]:
        """Letters per script, shape (n, len(SCRIPTS) + 1); see `count_scripts`."""
        return count_scripts(self.texts)

    @cached_property
    def languages(self) -> list[str | None]:
        """Detected languages; see `identify`."""
        return identify(self.texts, self.scripts)

    @cached_property
    def chars(self) -> list[int | None]:
        """Code points; None where the text is absent."""
        return [None if text is None else len(text) for text in self.texts]


class Batch:
    """A partition of PAIRS and the facts that its scorers share."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.source = Side(texts(pairs["source_text"]))
        self.target = Side(texts(pairs["target_text"]))
        self.expected_langs = [
            (lang or "").lower().split("-")[0] for lang in texts(pairs["expected_lang"])
        ]

    def __len__(self) -> int:
        return len(self.pairs)

    def column(self, name: str) -> list[str | None]:
        """The strings of a column of PAIRS, null as None."""
        return texts(self.pairs[name])


@dataclass(frozen=True)
class Scorer:
    """A rule: one defect, looked for in one module of this package, which names it.

    The fields are the options of the rule, with their units; the docstring is its documentation,
    under fixed headings.
    """

    category: ClassVar[str]  # MQM path, one of schema.CATEGORIES
    # Rules whose findings are the cause of this rule's on the same entry, first the likeliest.
    symptom_of: ClassVar[tuple[str, ...]] = ()

    @property
    def rule(self) -> str:
        """The public name of the defect, from the name of the module."""
        return type(self).__module__.rpartition(".")[2].replace("_", "-")

    @property
    def documentation(self) -> str:
        """The docstring, without the code's indentation."""
        text = type(self).__doc__ or ""
        return re.sub(r"^ {4}", "", text, flags=re.MULTILINE).strip()

    severity: str = "major"  # neutral, minor, major or critical
    confidence: float = 0.9  # share of findings that a reviewer would confirm, 0-1

    def score(self, batch: Batch) -> Iterator[Hit]:
        """The defects in `batch`, in any order; the batch is not changed."""
        raise NotImplementedError


def whole(text: str | None) -> Span | None:
    """The span of all of `text`, or None if there is none."""
    return None if text is None else Span(0, len(text))
