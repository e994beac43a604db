"""The segments that are to be paired, and what a pairing pass may ask of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.text.blanks import is_blank, is_placeholder
from audit.text.holding import is_readable
from audit.text.language import identify
from audit.text.messages import find_messages
from audit.text.variants import count_variants, in_simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from audit.config import Config
    from audit.run import Progress
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
    form: str | None
    material: str | None


class Link(NamedTuple):
    """A source and its counterpart; one of them is None in an unpaired unit."""

    source: Segment | None
    target: Segment | None
    method: str  # unit | id | title | copied-source | content | none
    score: float | None = None
    runner_up: float | None = None


@dataclass
class Segments:
    """The segments no pass has paired yet, in the order of places.

    A source stays open until it has a target in the announced language: one whose slot is blank, or
    holds the source again, may have its counterpart elsewhere.
    """

    sources: dict[str, Segment]  # open
    targets: dict[str, Segment]  # without a source
    references: dict[tuple[str | None, str], str | None]  # by unit and field
    titles: dict[str, str]  # source title by unit
    expected_lang: str
    languages: dict[str, str | None]  # of each target
    barren: frozenset[str]  # targets that hold a machine's message, or nothing that can be read
    progress: Progress | None = None  # told of long work
    links: list[Link] = field(default_factory=list)

    @classmethod
    def of(cls, records: Records, config: Config, progress: Progress | None = None) -> Segments:
        """Sort `records` by place and part them by role.

        What nothing announces is a source if it is in the source language, otherwise a target.
        """
        ordered = records.sort_values(["path", "line", "locator"], kind="stable")
        rows = [
            Segment._make(row)
            for row in zip(*(_values(ordered[name]) for name in Segment._fields), strict=True)
        ]
        others = [row for row in rows if row.role in {"target", "unknown"}]
        detected = identify([row.text for row in others])
        languages = {row.record_id: lang for row, lang in zip(others, detected, strict=True)}
        source_lang = _primary(config.source_lang)
        sources, targets = {}, {}
        for row in rows:
            loose = row.role == "unknown" and languages[row.record_id] == source_lang
            if row.role == "source" or loose:
                sources[row.record_id] = row
            elif row.role != "reference":
                targets[row.record_id] = row
        return cls(
            sources,
            targets,
            {(row.unit_key, row.field): row.text for row in rows if row.role == "reference"},
            _titles(sources),
            config.target_lang,
            languages,
            frozenset(_barren(sources, list(targets.values()), languages)),
            progress,
        )

    def link(self, link: Link) -> None:
        """Pair the two sides of `link`; later passes do not see what needs no partner any more."""
        self.links.append(link)
        if link.target is None:
            return
        self.targets.pop(link.target.record_id, None)
        if link.source is not None:
            if self.is_translated(link.target):
                self.sources.pop(link.source.record_id, None)
            else:
                self.sources.setdefault(link.source.record_id, link.source)

    def is_translated(self, target: Segment) -> bool:
        """Whether `target` holds text in the language announced, or names, numbers and the like."""
        text = target.text
        if text is None or is_blank(text) or is_placeholder(text):
            return False
        if target.record_id in self.barren:
            return False
        announced = _primary(target.announced_lang or self.expected_lang)
        return self.languages[target.record_id] in {announced, None}

    def left_in(self, lang: str) -> list[Segment]:
        """The targets without a source that are in the language `lang`."""
        tag = _primary(lang)
        return [
            target
            for target in self.targets.values()
            if self.languages[target.record_id] == tag
            and target.record_id not in self.barren
            and not self.is_translated(target)
        ]

    def translations(self) -> list[Segment]:
        """The targets without a source that are in the language announced."""
        return [target for target in self.targets.values() if self.is_translated(target)]

    def rows(self) -> list[dict[str, Any]]:
        """PAIRS, without `entry_id` made unique and without `pair_id`; a row per link and per rest.

        A source that was found a counterpart beside the slot it stands in has two rows; that of the
        slot names the other's target in `counterpart`.
        """
        linked = {link.source.record_id for link in self.links if link.source}
        rest = [
            *(Link(s, None, "none") for s in self.sources.values() if s.record_id not in linked),
            *(Link(None, target, "none") for target in self.targets.values()),
        ]
        elsewhere = {
            link.source.record_id: link.target.record_id
            for link in self.links
            if link.source and link.target and self.is_translated(link.target)
        }
        return [self._row(link, elsewhere) for link in [*self.links, *rest]]

    def _row(self, link: Link, elsewhere: dict[str, str]) -> dict[str, Any]:
        own = link.target or link.source
        assert own is not None
        given = own.unit_id or (link.source and link.source.unit_id)
        counterpart = elsewhere.get(link.source.record_id) if link.source else None
        in_row = link.target and link.target.record_id
        return {
            "entry_id": given or own.unit_key or own.record_id,
            "field": own.field,
            **_side("source", link.source),
            **_side("target", link.target),
            "expected_lang": (link.target and link.target.announced_lang) or self.expected_lang,
            "reference": self.references.get((own.unit_key, own.field)),
            "pair_method": link.method,
            "pair_score": link.score,
            "runner_up": link.runner_up,
            "form": own.form,
            "material": own.material or (link.source and link.source.material),
            "announced_by": link.target and link.target.announced_by,
            "counterpart": None if counterpart == in_row else counterpart,
        }


def _barren(
    sources: dict[str, Segment], targets: list[Segment], languages: dict[str, str | None]
) -> Iterator[str]:
    """The ids of targets that are no translation whatever their source is."""
    units = (source for source in sources.values() if source.unit_key)
    own = {(source.unit_key, source.field): source.text for source in units}
    texts = [target.text or "" for target in targets]
    beside = [own.get((target.unit_key, target.field)) or "" for target in targets]
    said = find_messages(
        in_simplified(texts, count_variants(texts)), beside, [target.field for target in targets]
    )
    for row, target in enumerate(targets):
        speaks = row in said and said[row].alone
        has_language = languages[target.record_id] is not None
        if speaks or not (has_language or is_readable(texts[row])):
            yield target.record_id


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


def _primary(tag: str) -> str:
    return tag.lower().split("-")[0]
