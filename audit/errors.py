"""What can go wrong, said to a person: what was found, what was expected, what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

import rapidfuzz


class AuditError(Exception):
    """Something the user can mend; the message says how."""


class InputError(AuditError):
    """An input, or the place for the output, cannot be used."""


class ConfigError(AuditError):
    """The configuration is wrong; the message lists every mistake at once."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = [" ".join(mistake.splitlines()) for mistake in mistakes]
        super().__init__("\n".join(self.mistakes))


class ScorerError(AuditError):
    """A scorer crashed; the message names rule, entry, file and line."""


class Problem(NamedTuple):
    """Something about an input that a person should know; never only logged.

    `kind` is `error` where the input is at fault (exit code 2) and `notice` where nothing needs to
    be done. `rejected` counts the records that could not be audited because of it.
    """

    path: str
    line: int | None
    kind: Literal["error", "notice"]
    reason: str
    remedy: str = ""
    rejected: int = 0

    def __str__(self) -> str:
        """`path:line: reason; remedy`, on one line, whatever a library or a file name holds."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        told = f"{place}: {self.reason}" + (f"; {self.remedy}" if self.remedy else "")
        return " ".join(told.splitlines())


def nearest(name: str, valid: list[str]) -> str:
    """A hint with the valid name most like `name`, or the list of valid names."""
    best = rapidfuzz.process.extractOne(name, valid, scorer=rapidfuzz.fuzz.ratio, score_cutoff=60)
    if best is not None:
        return f"did you mean {best[0]!r}?"
    return f"valid: {', '.join(sorted(valid))}" if valid else "none is valid here"
