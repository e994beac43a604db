"""Findings in the forms that other tools read: one module per format.

A module of this package whose name has no underscore in front is a format. It has a function
`content(report)`, which gives bytes, at once or in pieces; its name, with `-` for `_`, is what
`--output NAME=PATH` calls it.
Machine formats hold the exact text of the findings: nothing is escaped but what the format demands.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from audit.errors import ConfigError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.report import Report

STDOUT = "-"


def formats() -> list[str]:
    """The names of the formats."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in modules if not name.startswith("_"))


def content(report: Report, name: str) -> bytes:
    """`report` in the format `name`, all of it; see `pieces`."""
    return b"".join(pieces(report, name))


def pieces(report: Report, name: str) -> Iterator[bytes]:
    """`report` in the format `name`, one of `formats()`, as it is made.

    Raises:
        ConfigError: the format needs an extra that is not installed.
    """
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    made = module.content(report)
    yield from (made,) if isinstance(made, bytes) else made


def parse_outputs(outputs: Sequence[str]) -> list[tuple[str, str]]:
    """(format, path) of each `FORMAT=PATH`; the path `-` is standard output.

    Raises:
        ConfigError: one is not of that form or its format is unknown, or two go to one path.
    """
    mistakes: list[str] = []
    parsed: list[tuple[str, str]] = []
    for output in outputs:
        name, equals, path = output.partition("=")
        if not equals or not path:
            mistakes.append(f"output: {output!r} is not FORMAT=PATH; for example sarif=audit.sarif")
        elif name not in formats():
            mistakes.append(f"output: unknown format {name!r}; {nearest(name, formats())}")
        elif path in {taken for _, taken in parsed}:
            mistakes.append(f"output: two formats go to {path}; name another file for one")
        else:
            parsed.append((name, path))
    if mistakes:
        raise ConfigError(mistakes)
    return parsed
