"""A piece of a program is another one in the target, comments and strings aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.code_changes import code_change
from audit.text.program import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class CodeMismatch(Scorer):
    """A block of code has another name, number or sign in the translation, or lacks a line.

    ## What it measures
    The statements of a source that is a piece of a program or a session on a console, token by
    token.
    ## Why it matters
    Readers copy examples; one whose names were translated does not run.
    ## Evidence
    The first token that differs, on either side; the first line that is lost.
    ## Limits
    Comments and strings may be translated, and so may what a program prints. White space and blank
    lines do not count. Lines that are added are not judged, nor blocks of more than 400.
    ## Example
    Flagged: `for item in basket:` → `for 项目 in 篮子:`. Clean: `x = 1  # one` → `x = 1  # 一`.
    ## Source
    MQM mistranslation. Of the 56 blocks of code in 1,441 strings of interfaces and documentation
    none is flagged, among them those with translated comments.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")

    severity: str = "major"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per block."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if not target.strip() or source == target or not is_code(source):
                continue
            change = code_change(source, target)
            if change is None:
                continue
            one = source[slice(*change.source)].strip() if change.source else "nothing"
            other = target[slice(*change.target)] if change.target else "nothing"
            message = f"The code has {one}, the target {other}."
            if change.is_line:
                message = f"The line {one} of the code is not in the target."
            yield Hit(row, message, source=change.source, target=change.target)
