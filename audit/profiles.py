"""What a rule expects of different kinds of input: the profiles, from `profiles.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "bitext"  # the rules' own defaults


@cache
def profiles() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """By profile and rule, the options that differ from the rule's own defaults."""
    return {name: table.get("rules", {}) for name, table in _tables().items()}


def profile_of(form: str | None) -> str:
    """The profile for texts of that form of input, one of `audit.config.INPUT_FORMATS`."""
    fitting = (name for name, table in _tables().items() if form in table["forms"])
    return next(fitting, DEFAULT)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("profiles.toml").read_text("utf-8"))
