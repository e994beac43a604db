"""Escapes of programs are left in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.escapes import LEFT, Escape, escapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class EscapeResidue(Scorer):
    r"""The target shows what a program should have turned into a character.

    ## What it measures
    Character references of HTML (`&amp;`, `&#39;`), escape sequences (`\u4e2d`, a literal `\n`,
    `\"`), percent-encoding (`%20`) and what is left of them (`u003c`, `amp;`, `& lt;`), outside
    URLs and formulae, of a kind that the source does not have. `measured` is their number.
    ## Why it matters
    Readers see code. It shows that a text was escaped once too often on its way.
    ## Evidence
    The first of them.
    ## Limits
    LaTeX is no residue: `\nu`, `\nabla`, `\text`, `\"o`. A paper about HTML has them in its source.
    `x27` and `u2019` are numbers where the source has 27 and 2019.
    ## Example
    Flagged: `R&amp;D`. Clean: `R&D`, `$\nu$`.
    ## Source
    MQM markup.
    """

    category: ClassVar[str] = "markup/residue"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("untranslated-span", "feed-residue")

    severity: str = "minor"
    confidence: float = 0.9

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text and kind of escape."""
        for row, target in enumerate(batch.target.present):
            found = escapes(target)
            if not found:
                continue
            source = batch.source.present[row]
            known = {escape.kind for escape in escapes(source)}
            found = [it for it in found if not (it.kind == LEFT and _is_in(source, target, it))]
            kinds = dict.fromkeys(escape.kind for escape in found if escape.kind not in known)
            for kind in kinds:
                spans = [escape.span for escape in found if escape.kind == kind]
                message = f"A {kind} is left in the text."
                yield Hit(row, message.replace("A e", "An e"), target=spans[0], measured=len(spans))


def _is_in(source: str, target: str, escape: Escape) -> bool:
    """Whether the source has what is left of an escape, but for its first letter."""
    return target[escape.span.start + 1 : escape.span.end].lower() in source.lower()
