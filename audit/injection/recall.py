"""How much of the damage was found, by which rule, and what was found where there is none."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from audit.errors import InputError
from audit.injection._base import KINDS
from audit.report.cells import unescape
from audit.schema import Severity
from audit.side_files import read_side_file

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from audit.report import Report
    from audit.schema import Entries, Findings, Pairs

_SEVERITIES = {str(severity): severity for severity in Severity}


class Injected(NamedTuple):
    """A row of the key."""

    entry_id: str
    field: str
    kind: str
    rules: tuple[str, ...]  # empty: neither damaged nor intact
    start: int
    end: int


class Root(NamedTuple):
    """The root of a unit's findings: a root finding of its own, or that of its cause."""

    rule: str
    severity: Severity
    own: bool


@dataclass(frozen=True)
class OfKind:
    """The recall of one kind of damage."""

    kind: str
    rules: tuple[str, ...]  # that should name it
    damaged: int  # units
    found: int  # of them, with a root finding of severity minor or above
    found_major: int  # of major or above
    named: int  # with one by one of `rules`
    roots: int  # root findings of minor or above of all of them together


@dataclass(frozen=True)
class OfRule:
    """The recall of one rule."""

    rule: str
    expected: int  # damaged units that it should name first
    named: int  # of these, that it does
    elsewhere: int  # units with other damage that it names
    intact: int  # units without damage that it names


@dataclass(frozen=True)
class Recall:
    """The findings on a damaged copy, held against its key."""

    kinds: tuple[OfKind, ...]
    rules: tuple[OfRule, ...]
    intact: int  # units that were left as they are
    intact_minor: int  # of them, with a root finding of minor or above
    intact_major: int


def read_key(path: str | os.PathLike[str]) -> list[Injected]:
    """The key that `Injection.write` has written.

    Raises:
        InputError: it cannot be read, or is no key.
    """
    try:
        rows = list(csv.DictReader(read_side_file(path).decode("utf-8-sig").splitlines()))
        return [
            Injected(
                unescape(row["entry_id"]), row["field"], row["kind"],
                tuple(filter(None, row["rules"].split(";"))), int(row["start"]), int(row["end"]),
            )
            for row in rows
        ]  # fmt: skip
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}; name the key that audit inject wrote"
        raise InputError(message) from error
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        message = f"{path}: is no key; name the key.csv that audit inject wrote"
        raise InputError(message) from error


def recall(report: Report, key: Sequence[Injected]) -> Recall:
    """Hold the findings of an audit against the key of what was damaged.

    Args:
        report: Of the damaged copy.
        key: What was damaged.

    Raises:
        InputError: the key speaks of an entry that was not audited.
    """
    units = _units(report.entries)
    roots = roots_of(report.pairs, report.findings)
    damaged = {_found(one, units): one for one in key}
    by_kind: dict[str, list[tuple[Injected, list[Root]]]] = {}
    for unit, one in sorted(damaged.items(), key=lambda item: _place(item[1].kind)):
        if one.rules:
            by_kind.setdefault(one.kind, []).append((one, roots[unit]))
    intact = [found for unit, found in enumerate(roots) if unit not in damaged]
    return Recall(
        tuple(_of_kind(kind, found) for kind, found in by_kind.items()),
        tuple(_of_rules([pair for found in by_kind.values() for pair in found], intact)),
        len(intact),
        _count(intact, Severity.MINOR),
        _count(intact, Severity.MAJOR),
    )


def roots_of(
    pairs: Pairs, findings: Findings, least: Severity = Severity.MINOR
) -> list[list[Root]]:
    """By row of `pairs`, what its findings of severity `least` or above come down to."""
    numbers = {pair_id: number for number, pair_id in enumerate(pairs["pair_id"])}
    seen = findings[~findings["suppressed"]]
    columns = ("finding_id", "rule", "severity", "cause", "pair_id")
    rows = list(zip(*(seen[name] for name in columns), strict=True))
    by_id = {name: (rule, _SEVERITIES[word], pair) for name, rule, word, _, pair in rows}
    roots: list[list[Root]] = [[] for _ in numbers]
    for name, _, _, cause, pair in rows:
        rule, severity, home = by_id.get(name if pd.isna(cause) else cause, ("", -1, pair))
        own = pd.isna(cause)
        # A symptom of a finding on the unit itself adds nothing to it.
        if severity >= least and (own or home != pair):
            roots[numbers[pair]].append(Root(rule, Severity(severity), bool(own)))
    return roots


def _place(kind: str) -> int:
    """Of a kind among KINDS; one that is no more comes last."""
    names = list(KINDS)
    return names.index(kind) if kind in KINDS else len(names)


def _of_kind(kind: str, found: Sequence[tuple[Injected, list[Root]]]) -> OfKind:
    rules = found[0][0].rules
    roots = [roots for _, roots in found]
    return OfKind(
        kind,
        rules,
        len(found),
        _count(roots, Severity.MINOR),
        _count(roots, Severity.MAJOR),
        sum(any(root.rule in rules for root in unit) for unit in roots),
        sum(root.own for unit in roots for root in unit),
    )


def _of_rules(
    damaged: Sequence[tuple[Injected, list[Root]]], intact: Sequence[list[Root]]
) -> Iterable[OfRule]:
    expected, named, elsewhere = Counter[str](), Counter[str](), Counter[str]()
    for one, roots in damaged:
        rules = {root.rule for root in roots}
        expected[one.rules[0]] += 1
        named[one.rules[0]] += one.rules[0] in rules
        elsewhere.update(rules.difference(one.rules))
    alarms = Counter(rule for roots in intact for rule in {root.rule for root in roots})
    for rule in sorted(expected.keys() | elsewhere.keys() | alarms.keys()):
        yield OfRule(rule, expected[rule], named[rule], elsewhere[rule], alarms[rule])


def _count(units: Iterable[Sequence[Root]], least: Severity) -> int:
    return sum(any(root.severity >= least for root in roots) for roots in units)


def _units(entries: Entries) -> dict[tuple[str, str], int]:
    """The rows by id and field, and by name of the file and line, which are a feed's ids."""
    units: dict[tuple[str, str], int] = {}
    for number, (file, line, field) in enumerate(
        zip(entries["target_file"], entries["target_line"], entries["field"], strict=True)
    ):
        if not pd.isna(file) and not pd.isna(line):
            units[f"{str(file).rpartition('/')[2]}#{line}", field] = number
    named = zip(entries["entry_id"], entries["field"], strict=True)
    return units | {unit: number for number, unit in enumerate(named)}


def _found(one: Injected, units: Mapping[tuple[str, str], int]) -> int:
    if (one.entry_id, one.field) not in units:
        message = f"the key has an entry {one.entry_id!r} that was not audited; does it belong to"
        raise InputError(f"{message} this input?")
    return units[one.entry_id, one.field]
