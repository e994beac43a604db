"""Regular expressions mean the same on every Python that the project supports."""

import importlib
import pkgutil
import re

import pytest

import audit

# A group that gives nothing back: before 3.11.5 `re` takes too much with it, `2023.` for the number
# in `2023. Then` (CPython issue 106052). `regex` has no such fault.
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")

MODULES = sorted(module.name for module in pkgutil.walk_packages(audit.__path__, "audit."))


def patterns_of(value):
    """The patterns of `re` that a name of a module holds, as text."""
    if isinstance(value, re.Pattern):
        return [
            value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
        ]
    if isinstance(value, tuple):
        return [pattern for part in value for pattern in patterns_of(part)]
    return []


@pytest.mark.parametrize("name", MODULES)
def test_no_pattern_has_a_possessive_group(name):
    module = importlib.import_module(name)
    found = [pattern for value in vars(module).values() for pattern in patterns_of(value)]
    assert not [pattern for pattern in found if POSSESSIVE_GROUP.search(pattern)]


def test_such_groups_are_seen():
    assert POSSESSIVE_GROUP.search(r"\d++(?:[.,]\d++)*+")
    assert POSSESSIVE_GROUP.search(r"(?:ab){2,3}+")
    assert not POSSESSIVE_GROUP.search(r"\d++(?:[.,]\d++)*")
    assert not POSSESSIVE_GROUP.search(r"\)++")
