"""A placeholder of the source is not in the target, or one is there that the source has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.placeholder_changes import Change, difference, may_differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch
    from audit.text.placeholder_changes import Difference


@dataclass(frozen=True)
class PlaceholderMismatch(Scorer):
    """A placeholder is lost, is another one, or was left behind by whoever masked the text.

    ## What it measures
    Placeholders of programs (`%s`, `%1$s`, `%@`, `%(name)s`, `{}`, `{name}`, `{0:d}`,
    `{amount, number}`, `{{name}}`, `${name}`, `#{name}`, `:name`, `@name@`, `%name%`,
    `<x id="1"/>`) and of those who mask what a model shall not translate (`__PH_0__`,
    `[FORMULA_1]`, `#URL#`, `⟦1⟧`), as a multiset: lost, added, of another name or conversion, in
    other signs, in full-width signs, or with another argument put in. `measured` is how many have
    no counterpart.
    ## Why it matters
    A program stops, or shows the placeholder and not what belongs there; and where a mask is left
    in a text, what it stood for is lost.
    ## Evidence
    The first placeholder without a counterpart; where both sides have one, the one of each.
    ## Limits
    `%s … %s` and `%2$s … %1$s` are the same. Per cent signs after numbers, LaTeX, sets (`{0, 1}`),
    prices and URLs have none; `:name`, `$name` and `@name@` count where a source of 400 characters
    or fewer has one; a word in braces that loses them in a source of 40 words and more is one of
    LaTeX. Formats of dates may differ. Messages with forms are `icu-mismatch`, tags `tag-mismatch`.
    ## Example
    Flagged: `Dear {name}` → `亲爱的{姓名}`. Clean: `50% of {n} files` → `{n}个文件的50%`.
    ## Source
    The checks of gettext, Weblate and translate-toolkit. Of 9,000 abstracts, 5,111 general
    sentences and 1,441 strings of interfaces, 72 of them with placeholders, none is flagged; of
    16,000 abstracts cut short none either.
    """

    category: ClassVar[str] = "markup/tag"
    symptom_of: ClassVar[tuple[str, ...]] = (*CAUSES, "repetition", "truncated", "short")
    part_of: ClassVar[tuple[str, ...]] = (
        "omitted-sentence",
        "added-text",
        "untranslated-span",
        "model-residue",
        "formula-broken",
    )

    severity: str = "major"
    confidence: float = 0.95

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text whose placeholders differ."""
        for row, (source, target) in enumerate(
            zip(batch.source.present, batch.target.present, strict=True)
        ):
            if source and target and may_differ(source, target):
                found = difference(source, target)
                if found is not None:
                    yield Hit(
                        row,
                        _told(found),
                        source=found.source.span if found.source else None,
                        target=found.target.span if found.target else None,
                        measured=found.differing,
                    )


def _told(found: Difference) -> str:
    one = found.source.key if found.source else ""
    other = found.target.key if found.target else ""
    return {
        Change.LOST: f"The placeholder {one} of the source is not in the target.",
        Change.EXTRA: f"The source has no placeholder {other}.",
        Change.OTHER: f"The source has the placeholder {one}, the target {other}.",
        Change.STYLE: f"The placeholder {one} is written another way in the target: {other}.",
        Change.WIDE: f"The placeholder {one} is in full-width signs in the target: {other}.",
        Change.MOVED: f"Another argument goes in for {one} in the target: {other}.",
    }[found.change]
