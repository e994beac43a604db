"""A placeholder of the source is not in the target, or one is there that the source has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.placeholders import differences, may_have_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch
    from audit.text.placeholders import Placeholder


@dataclass(frozen=True)
class PlaceholderMismatch(Scorer):
    """A placeholder is lost, is another one, or was left behind by whoever masked the text.

    ## What it measures
    Placeholders of programs (`%s`, `%1$s`, `%(name)s`, `{}`, `{name}`, `{{name}}`, `${name}`) and
    of those who mask what a model shall not translate (`__PH_0__`, `[FORMULA_1]`, `#URL#`, `⟦1⟧`),
    as written and how often. `measured` is how many have no counterpart.
    ## Why it matters
    A program stops, or shows the placeholder and not what belongs there; and where a mask is left
    in a text, what it stood for is lost.
    ## Evidence
    The first placeholder without a counterpart; where both sides have one, the one of each.
    ## Limits
    `%s … %s` and `%2$s … %1$s` are the same. Per cent signs after numbers, LaTeX, sets (`{0, 1}`)
    and URLs have none; a word in braces that loses them in a source of 40 words and more is one of
    LaTeX. Tags are `tag-mismatch`.
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
            if not (source and target):
                continue
            if may_have_placeholders(target) or may_have_placeholders(source):
                lost, added = differences(source, target)
                if lost or added:
                    yield _hit(row, lost, added)


def _hit(row: int, lost: list[Placeholder], added: list[Placeholder]) -> Hit:
    if lost and added:
        message = f"The source has the placeholder {lost[0].key}, the target {added[0].key}."
    elif lost:
        message = f"The placeholder {lost[0].key} of the source is not in the target."
    else:
        message = f"The source has no placeholder {added[0].key}."
    return Hit(
        row,
        message,
        source=lost[0].span if lost else None,
        target=added[0].span if added else None,
        measured=max(len(lost), len(added)),
    )
