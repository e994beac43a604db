"""Which finding is the cause of which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.schema import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.scorers._base import Scorer


@dataclass
class Found:
    """A finding, as far as it matters for causes."""

    finding_id: str
    row: int  # of its pair
    rule: str
    severity: str
    spans: tuple[int, int, int, int]  # of the source and of the target; -1: none
    members: Sequence[int] = ()  # the rows in which it explains what else is found
    hit: str = ""  # that several entries share
    is_member: bool = False  # whether it repeats the finding of that hit for another entry
    cause: str | None = None


def fold(rows: Sequence[Found], scorers: Mapping[str, Scorer]) -> None:
    """Give each symptom its cause, in place.

    A finding is the symptom of the one that it repeats for another member, of one on the same pair
    that its rule names as a cause, of one whose span holds or overlaps its own where its rule says
    so, or of one that speaks of several pairs, this among them, and has no cause itself; of two
    such the one that speaks of more. The cause of a cause is the cause, and is as severe as what it
    causes.

    Args:
        rows: In the order of pairs, rules and spans; all findings of each pair that one of them is
            on or speaks of.
        scorers: By rule.
    """
    by_rule: dict[tuple[int, str], list[Found]] = {}
    for row in rows:
        by_rule.setdefault((row.row, row.rule), []).append(row)
    roots = {row.hit: row for row in rows if row.hit and not row.is_member}
    widest_last = sorted(rows, key=lambda row: len(row.members))
    shared = {member: row for row in widest_last for member in row.members}
    for row in rows:
        if row.is_member:
            row.cause = roots[row.hit].finding_id
        else:
            row.cause = next(_causes(row, by_rule, scorers[row.rule]), None)
    common = {member: row for member, row in shared.items() if row.cause is None}
    for row in rows:
        over_all = common.get(row.row)
        if row.cause is None and over_all is not None and over_all is not row:
            row.cause = over_all.finding_id
    causes = {row.finding_id: row.cause for row in rows}
    for row in rows:
        met = {row.finding_id}
        while row.cause is not None and causes.get(row.cause) is not None and row.cause not in met:
            met.add(row.cause)
            row.cause = causes[row.cause]
        if row.cause == row.finding_id:  # two that name each other: the first is the root
            row.cause = causes[row.finding_id] = None
    by_id = {row.finding_id: row for row in rows}
    for row in rows:
        if row.cause is not None:
            cause = by_id[row.cause]
            cause.severity = max(cause.severity, row.severity, key=Severity.parse)


def _causes(
    row: Found, by_rule: Mapping[tuple[int, str], Sequence[Found]], scorer: Scorer
) -> Iterator[str]:
    """The findings on the same pair that `scorer` names as causes, the likeliest first."""
    for rules, is_cause in (
        (scorer.symptom_of, _is_any),
        (scorer.part_of, _holds),
        (scorer.same_place_as, _overlaps),
    ):
        for rule in rules:
            for cause in by_rule.get((row.row, rule), ()):
                if cause is not row and is_cause(cause, row):
                    yield cause.finding_id


def _is_any(cause: Found, row: Found) -> bool:
    del cause, row
    return True


def _holds(cause: Found, row: Found) -> bool:
    """Whether a span of `cause` holds the span of `row` on the same side."""
    return any(
        -1 < outer[0] <= inner[0] and inner[1] <= outer[1]
        for outer, inner in zip(_sides(cause), _sides(row), strict=True)
    )


def _overlaps(cause: Found, row: Found) -> bool:
    """Whether a span of `cause` overlaps the span of `row` on the same side."""
    return any(
        one[0] < other[1] and other[0] < one[1]
        for one, other in zip(_sides(cause), _sides(row), strict=True)
    )


def _sides(row: Found) -> tuple[tuple[int, int], tuple[int, int]]:
    return row.spans[:2], row.spans[2:]
