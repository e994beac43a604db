"""The label of the source has an accelerator, the target has none, or the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer, whole
from audit.text.accelerators import accelerator, has_accelerator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class AcceleratorMismatch(Scorer):
    """A label loses the letter by which a key chooses it, or shows the sign of one it never had.

    ## What it measures
    One `&` or `_` before a letter in a label of up to 80 characters, on either side.
    ## Why it matters
    Menus and buttons cannot be used from the keyboard; a sign without use is shown as it is.
    ## Evidence
    The sign with its letter, on the side that has it; all of the other.
    ## Limits
    Which letter it is does not count. `R&D`, `AT&T`, `&amp;`, `a & b`, names with an underscore
    (`file_name`) and URLs have none; an `_` counts at the beginning of a word alone.
    ## Example
    Flagged: `&File` → `文件`. Clean: `&File` → `文件(&F)`, `R&D` → `研发`.
    ## Source
    The accelerators check of translate-toolkit and the guidelines of Qt and GTK. Of 1,441 strings
    of interfaces, 9,000 abstracts and 5,111 general sentences none is flagged.
    """

    category: ClassVar[str] = "markup/tag"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")
    part_of: ClassVar[tuple[str, ...]] = ("untranslated-span", "added-text", "escape-residue")

    severity: str = "minor"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per label."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if not (source and target):
                continue
            ours, theirs = accelerator(source), accelerator(target)
            if ours and not has_accelerator(target, ours.sign):
                written = source[ours.span.start : ours.span.end]
                yield Hit(
                    row,
                    f"The accelerator {written} of the source is not in the target.",
                    source=ours.span,
                    target=whole(target),
                )
            elif theirs and theirs.sign not in source:
                written = target[theirs.span.start : theirs.span.end]
                yield Hit(
                    row,
                    f"The source has no accelerator {written}.",
                    source=whole(source),
                    target=theirs.span,
                )
