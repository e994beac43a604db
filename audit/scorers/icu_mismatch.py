"""An ICU message of the target is broken, or has other arguments or keywords than the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.icu import may_be_icu
from audit.text.icu_changes import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class IcuMismatch(Scorer):
    """An ICU message no longer works: braces, keywords, names or the form `other` are not kept.

    ## What it measures
    Messages with forms for numbers and genders (`plural`, `select`, `selectordinal`), parsed on
    both sides: whether braces match, whether arguments have the names and types of the source's,
    whether keywords are still keywords, whether there is a form `other`, and whether it shows the
    number where the source's does.
    ## Why it matters
    A program that cannot read a message shows it raw, or stops.
    ## Evidence
    The argument or keyword of either side; the brace without a partner.
    ## Limits
    Chinese has one form for all numbers: `one`, `few` and `=1` may be left out, and a plural of one
    form may be a plain argument. A source that is no ICU message itself is not judged, and of a
    message only the first problem is told. Placeholders elsewhere are `placeholder-mismatch`.
    ## Example
    Flagged: `{n, plural, one {# file} other {# files}}` → `{n, plural, 其他 {# 个文件}}`. Clean:
    `{n, plural, other {# 个文件}}`.
    ## Source
    ICU's MessageFormat and CLDR's plural rules; the checks of Weblate and l10n-audit-toolkit.
    """

    category: ClassVar[str] = "markup/tag"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated")
    part_of: ClassVar[tuple[str, ...]] = ("omitted-sentence", "added-text", "untranslated-span")

    severity: str = "major"
    confidence: float = 0.95

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per message."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if source and target and (may_be_icu(source) or may_be_icu(target)):
                found = problem(source, target)
                if found is not None:
                    yield Hit(row, found.message, source=found.source, target=found.target)
