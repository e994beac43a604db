"""URLs and other addresses differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rapidfuzz.fuzz import ratio

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.addresses import Address, addresses, taken_apart, without_counterpart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class UrlMismatch(Scorer):
    r"""A URL, DOI, arXiv number or e-mail address is lost, added or changed.

    ## What it measures
    The addresses of source and target as sets: http and https, `www.`, the case of the host, a
    final slash, LaTeX escapes and the version of an arXiv number make no difference, and neither
    does Chinese or punctuation right after a URL. `measured` is how alike the two forms of a
    changed address are (0-100), against `alike`.
    ## Why it matters
    A reader who follows the link to code or data ends nowhere, or elsewhere.
    ## Evidence
    The address on the side or sides that have it; of a changed one, both forms.
    ## Limits
    Not whether an address leads anywhere. A link whose text was kept and whose address was dropped
    (`\href{…}{here}`) counts as lost.
    ## Example
    Flagged: `github.com/a/b` → `github.com/a/c`. Clean: `(https://a.org/b).` → `https://a.org/b获得。`
    ## Source
    MQM accuracy/mistranslation. Normal forms: RFC 3986 §6.2.
    """

    category: ClassVar[str] = "accuracy/mistranslation"
    symptom_of: ClassVar[tuple[str, ...]] = (
        *CAUSES,
        "repetition",
        "truncated",
        "short",
        "source-truncated",
    )
    part_of: ClassVar[tuple[str, ...]] = ("omitted-sentence", "added-text")

    severity: str = "major"
    confidence: float = 0.9
    lost_severity: str = "major"  # where an address is left out, not changed
    alike: float = 50.0  # 0-100; from here on two addresses are forms of one

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per address that is lost, added or changed."""
        for row in batch.verbatim:
            source, target = batch.source.present[row], batch.target.present[row]
            if not source or not target:
                continue
            ours, theirs = addresses(source), addresses(target)
            if not ours and not theirs:
                continue
            broken = taken_apart(target) if ours and not taken_apart(source) else []
            ends = {address.span.end for address in broken}
            theirs = [address for address in theirs if address.span.end not in ends]
            lost = without_counterpart(ours, theirs, target)
            added = without_counterpart(theirs, ours, source)
            for address in broken:
                whole = max(ours, key=lambda own: ratio(own.key, address.key))
                lost = [own for own in lost if own != whole]
                message = "The URL is broken by spaces or by full-width characters."
                yield Hit(row, message, source=whole.span, target=address.span)
            if lost or added:
                yield from self._hits(row, lost, added)

    def _hits(self, row: int, lost: list[Address], added: list[Address]) -> Iterator[Hit]:
        left = list(added)
        for address in lost:
            other = max(left, key=lambda one: ratio(address.key, one.key), default=None)
            likeness = ratio(address.key, other.key) if other else 0.0
            if other is None or likeness < self.alike:
                message = f"The {address.kind} is not in the target."
                yield Hit(row, message, source=address.span, severity=self.lost_severity)
                continue
            left.remove(other)
            message = f"The {address.kind} differs."
            spans = (address.span, other.span)
            yield Hit(row, message, *spans, measured=likeness, limit=self.alike)
        for address in left:
            yield Hit(row, f"The {address.kind} is not in the source.", target=address.span)
