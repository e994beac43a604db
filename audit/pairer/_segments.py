"""The segments that are to be paired, and what a pairing pass may ask of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.text.language import identify

if TYPE_CHECKING:
    import pandas as pd

    from audit.config import Config
    from audit.schema import Records


class Segment(NamedTuple):
    """A row of RECORDS, null as None."""

    record_id: str
    unit_key: str | None
    unit_id: str | None
    field: str
    role: str
    announced_lang: str | None
    announced_by: str | None
    text: str | None
    path: str
    line: int
    end_line: int
    locator: str | None


class Link(NamedTuple):
    """That `target` is the counterpart of `source`; one of them is None in an unpaired unit."""

    source: Segment | None
    target: Segment | None
    method: str  # unit | id | title | copied-source | none
    score: float | None = None


@dataclass
class Segments:
    """Sources and targets that no pass has paired yet, in the order of their places."""

    sources: dict[str, Segment]
    targets: dict[str, Segment]
    references: dict[tuple[str | None, str], str | None]  # by unit and field
    titles: dict[str, str]  # source title by unit
    expected_lang: str
    in_source_lang: frozenset[str] = field(default=frozenset())  # targets left in the source's

    @classmethod
    def of(cls, records: Records, config: Config) -> Segments:
        """Sort `records` by place and part them by role.

        What nothing announces is a source if it is in the source language, otherwise a target.
        """
        ordered = records.sort_values(["path", "line", "locator"], kind="stable")
        rows = [
            Segment._make(row)
            for row in zip(*(_values(ordered[name]) for name in Segment._fields), strict=True)
        ]
        loose = [row for row in rows if row.role == "unknown"]
        detected = dict(zip(loose, identify([row.text for row in loose]), strict=True))
        source_lang = _primary(config.source_lang)
        sources, targets = {}, {}
        for row in rows:
            if row.role == "source" or detected.get(row) == source_lang:
                sources[row.record_id] = row
            elif row.role != "reference":
                targets[row.record_id] = row
        return cls(
            sources,
            targets,
            {(row.unit_key, row.field): row.text for row in rows if row.role == "reference"},
            _titles(sources),
            config.target_lang,
            _left_in(source_lang, targets, sources),
        )

    def take(self, link: Link) -> None:
        """Leave the two sides of `link` out of later passes."""
        if link.source is not None:
            self.sources.pop(link.source.record_id, None)
        if link.target is not None:
            self.targets.pop(link.target.record_id, None)

    def unpaired(self) -> list[Link]:
        """What is left, each a unit of its own."""
        return [
            *(Link(source, None, "none") for source in self.sources.values()),
            *(Link(None, target, "none") for target in self.targets.values()),
        ]

    def row(self, link: Link) -> dict[str, Any]:
        """The row of PAIRS that `link` makes, without its `pair_id`."""
        one = link.target or link.source
        assert one is not None
        keyed = link.source if link.source is not None else one
        return {
            "entry_id": keyed.unit_id or keyed.unit_key or keyed.record_id,
            "field": keyed.field,
            **_side("source", link.source),
            **_side("target", link.target),
            "expected_lang": (link.target and link.target.announced_lang) or self.expected_lang,
            "reference": self.references.get((one.unit_key, one.field)),
            "pair_method": link.method,
            "pair_score": link.score,
            "runner_up": None,
        }


def _values(column: pd.Series[Any]) -> list[Any]:
    """The values of a column of RECORDS, null as None."""
    return column.astype(object).where(column.notna(), None).to_list()


def _side(side: str, segment: Segment | None) -> dict[str, Any]:
    return {
        f"{side}_text": segment and segment.text,
        f"{side}_record": segment and segment.record_id,
        f"{side}_path": segment and segment.path,
        f"{side}_line": segment and segment.line,
    }


def _titles(sources: dict[str, Segment]) -> dict[str, str]:
    return {
        source.unit_key: source.text
        for source in sources.values()
        if source.field == "title" and source.unit_key and source.text
    }


def _left_in(
    source_lang: str, targets: dict[str, Segment], sources: dict[str, Segment]
) -> frozenset[str]:
    """The targets that are in the source's language and whose unit has no source."""
    with_source = {(source.unit_key, source.field) for source in sources.values()}
    alone = [
        target for target in targets.values() if (target.unit_key, target.field) not in with_source
    ]
    languages = identify([target.text for target in alone])
    return frozenset(
        target.record_id
        for target, language in zip(alone, languages, strict=True)
        if language == source_lang
    )


def _primary(tag: str) -> str:
    return tag.lower().split("-")[0]
