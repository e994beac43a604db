"""What a rule expects of different kinds of material: the profiles, from `profiles.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.schema import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.schema import Pairs

DEFAULT = "general"  # the rules' own defaults


@cache
def profiles() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """By profile and rule, the options that differ from the rule's own defaults."""
    return {name: table.get("rules", {}) for name, table in _tables().items()}


def profile_of(form: str | None, material: str | None = None) -> str:
    """The profile for texts of an input.

    Args:
        form: Of the input, one of `audit.config.INPUT_FORMATS`; some have a profile of their own.
        material: What the input tells of itself; see `audit.readers._material`.
    """
    fitting = (name for name, table in _tables().items() if form in table["forms"])
    return next(fitting, material if material in _tables() else DEFAULT)


def profiles_of(pairs: Pairs) -> list[str]:
    """The profile of each row of PAIRS."""
    kinds = list(zip(texts(pairs["form"]), texts(pairs["material"]), strict=True))
    named = {kind: profile_of(*kind) for kind in dict.fromkeys(kinds)}
    return [named[kind] for kind in kinds]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("profiles.toml").read_text("utf-8"))
