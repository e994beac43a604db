"""What people have said of findings before: suppressions, and the baseline of known ones."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.errors import ConfigError, InputError, Problem, nearest
from audit.side_files import parse_json, parse_toml, read_side_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.config import Config
    from audit.schema import Findings

_FIELDS = ("finding", "rule", "reason", "author", "expires")
_BASELINE_VERSION = 1


class Suppression(NamedTuple):
    """A person's word that a finding is no defect."""

    path: str  # the file that says so
    number: int  # its place there, from 1
    finding: str
    rule: str
    reason: str
    author: str | None = None
    expires: date | None = None  # the last day on which it holds


@dataclass(frozen=True)
class Ledger:
    """Suppressions by finding, and the ids of the baseline; `known` is None without one."""

    suppressions: Mapping[str, Suppression] = field(default_factory=dict)
    known: frozenset[str] | None = None

    @classmethod
    def of(cls, config: Config, *, will_be: bool = False) -> Ledger:
        """Read the files that `config` names.

        Args:
            config: Names them.
            will_be: The baseline will be written, and need not be there yet.

        Raises:
            InputError: the baseline cannot be read.
            ConfigError: a suppression is not valid; the message lists every mistake.
        """
        known = None
        if config.baseline is not None:
            is_first = will_be and not Path(config.baseline).exists()
            known = frozenset() if is_first else read_baseline(config.baseline)
        return cls(read_suppressions(config.suppressions), known)

    def settle(
        self, rules: Mapping[str, str], today: date | None = None
    ) -> tuple[frozenset[str], list[Problem]]:
        """Which findings are suppressed.

        Args:
            rules: Of findings by id; more than those that are spoken of do no harm.
            today: Defaults to the date of SOURCE_DATE_EPOCH, or else of now (UTC).

        Returns:
            Their ids, and a notice for each suppression that is expired or fits no finding.
        """
        today = today or _today()
        held, notices = set(), []
        for one in self.suppressions.values():
            if one.expires is not None and one.expires < today:
                reason = f"suppression {one.number} of {one.finding} expired on {one.expires}"
                remedy = "look at the finding again, then renew it or take it out"
                notices.append(Problem(one.path, None, "notice", reason, remedy))
            elif rules.get(one.finding) != one.rule:
                reason = f"suppression {one.number} fits no finding: {one.finding}, {one.rule}"
                notices.append(Problem(one.path, None, "notice", reason, "take it out"))
            else:
                held.add(one.finding)
        return frozenset(held), notices


def read_suppressions(paths: tuple[str, ...]) -> dict[str, Suppression]:
    """By finding, what the files say; the last word counts.

    Raises:
        ConfigError: a file is not TOML, or one of its tables `[[suppress]]` lacks `finding`,
            `rule` or `reason`, or has another key or type; the message lists every mistake.
    """
    found: dict[str, Suppression] = {}
    mistakes: list[str] = []
    for path in paths:
        try:
            table = parse_toml(read_side_file(path))
        except OSError as error:
            mistakes.append(f"{path}: cannot be read: {error.strerror}; name another file")
            continue
        except ValueError as error:
            mistakes.append(f"{path}: is not TOML: {error}; mend it there")
            continue
        items = table.get("suppress", [])
        if set(table) - {"suppress"} or not isinstance(items, list):
            mistakes.append(f"{path}: holds more than [[suppress]] tables; take the rest out")
            continue
        for number, item in enumerate(items, start=1):
            wrong = _mistakes(item)
            mistakes += [f"{path}: suppression {number}: {mistake}" for mistake in wrong]
            if not wrong:
                found[item["finding"]] = Suppression(path, number, **item)
    if mistakes:
        raise ConfigError(mistakes)
    return found


def _mistakes(item: Any) -> list[str]:
    if not isinstance(item, dict):
        return ["is no table; write [[suppress]] above it"]
    mistakes = [
        f"unknown key {key!r}; {nearest(key, list(_FIELDS))}" for key in item if key not in _FIELDS
    ]
    mistakes += [
        f"has no {key}; say it in quotation marks"
        for key in ("finding", "rule", "reason")
        if not isinstance(item.get(key), str) or not item[key].strip()
    ]
    if not isinstance(item.get("author", ""), str):
        mistakes.append("author is no text")
    expires = item.get("expires")
    if expires is not None and type(expires) is not date:
        mistakes.append("expires is no date; write 2030-12-31 without quotation marks")
    return mistakes


def read_baseline(path: str) -> frozenset[str]:
    """The ids in a baseline.

    Raises:
        InputError: it is not there, or is none.
    """
    try:
        content = parse_json(read_side_file(path))
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}; make it with --update-baseline"
        raise InputError(message) from error
    except ValueError as error:
        message = f"{path}: is no baseline: {error}; make it again with --update-baseline"
        raise InputError(message) from error
    findings = content.get("findings") if isinstance(content, dict) else None
    if not isinstance(findings, dict):
        message = f"{path}: is no baseline; make it again with --update-baseline"
        raise InputError(message)
    return frozenset(findings)


def baseline_json(findings: Findings) -> bytes:
    """The baseline of root findings that are not suppressed: one id a line, sorted."""
    roots = findings[findings["cause"].isna() & ~findings["suppressed"]]
    ids = dict(sorted(zip(roots["finding_id"], roots["rule"], strict=True)))
    content = {"schema_version": _BASELINE_VERSION, "findings": ids}
    return f"{json.dumps(content, indent=0)}\n".encode()


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()
