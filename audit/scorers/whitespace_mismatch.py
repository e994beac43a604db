"""White space at an end of the source, or its line feeds, are not those of the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.schema import Span
from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.edges import Edge, edge_changes, lost_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SHOWN = 10  # code points beside an end


@dataclass(frozen=True)
class WhitespaceMismatch(Scorer):
    r"""A string begins or ends with white space that its source has not, or lacks what it has.

    ## What it measures
    Spaces, tabs and line feeds, written out (`\\\\n`) or not, before the first and after the last
    character; and the line feeds within, where the source has some after the end of a sentence, a
    colon or an empty line, or before an item of a list, and the target has none at all.
    ## Why it matters
    Programs put strings together: a space lost is `来源：abc` or `3文件`, one too many moves a text
    out of place; and gettext refuses a string that does not end in a line feed where its source
    does.
    ## Evidence
    The end of either side, the line feed that is lost.
    ## Limits
    White space at both ends of a source is the indentation of a template where the target has none.
    After a full-width mark no space is due. Lines that are folded are no lines.
    ## Example
    Flagged: `Read the latest ` → `阅读最新`. Clean: `Source: ` → `来源：`, ` Settings ` → `设置`.
    ## Source
    The checks of msgfmt, translate-toolkit (startwhitespace, endwhitespace, newlines) and Weblate.
    Of 1,441 strings of interfaces one is flagged, rightly; the 97 others whose white space differs
    are indented.
    """

    category: ClassVar[str] = "fluency/punctuation"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")
    part_of: ClassVar[tuple[str, ...]] = ("omitted-sentence", "added-text", "untranslated-span")

    severity: str = "minor"
    confidence: float = 0.9
    enabled: bool = False

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per end, and one for the line feeds within."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if not (source.strip() and target.strip()):
                continue
            changes = edge_changes(source, target)
            for change in changes:
                at, verb = ("beginning", "begins") if change.edge is Edge.START else ("end", "ends")
                yield Hit(
                    row,
                    f"The source {verb} with {change.one}, the target with {change.other}.",
                    source=_shown(source, at == "beginning"),
                    target=_shown(target, at == "beginning"),
                )
            lost = lost_lines(source, target) if not changes else None
            if lost is not None:
                yield Hit(row, "The target has no line feed.", source=lost)


def _shown(text: str, is_start: bool) -> Span:
    if is_start:
        return Span(0, min(len(text), _SHOWN))
    return Span(max(0, len(text) - _SHOWN), len(text))
