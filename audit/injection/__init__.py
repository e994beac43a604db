"""Damage on purpose: a copy of the user's own data with known defects, and how many are found.

`inject` damages some of the entries that nothing is wrong with, each in one way, and keeps a key of
what it did; `recall` holds the findings of an audit of the copy against that key.
"""

from __future__ import annotations

from audit.injection import characters, replaced, sentences, values
from audit.injection._base import KINDS, Damaged, Kind, Unit
from audit.injection._plan import Done, plan
from audit.injection.inject import COPY_FILES, Injection, holds_copy, inject
from audit.injection.recall import Recall, read_key, recall

__all__ = [
    "COPY_FILES",
    "KINDS",
    "Damaged",
    "Done",
    "Injection",
    "Kind",
    "Recall",
    "Unit",
    "holds_copy",
    "inject",
    "plan",
    "read_key",
    "recall",
]

# Imported because they register their kinds.
del characters, replaced, sentences, values
