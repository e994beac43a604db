"""Audit machine translations: pair sources with targets, say what is wrong and where.

    >>> import audit
    >>> report = audit.run(["seeds"])  # doctest: +SKIP

The steps can be taken one by one, each a function from one table to the next (`audit.schema`):
`read` (files → records), `pair` (records → pairs), `score` (pairs → findings).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.run import run

if TYPE_CHECKING:
    from audit.config import Config
    from audit.pairer import pair
    from audit.readers import read
    from audit.report import Report
    from audit.scorers import score

__version__ = "0.1.0"

__all__ = ["Config", "Report", "__version__", "pair", "read", "run", "score"]

# Imported on first use, so that `audit --version` does not wait for pandas.
_HOMES = {
    "Config": "audit.config",
    "Report": "audit.report",
    "pair": "audit.pairer",
    "read": "audit.readers",
    "score": "audit.scorers",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for."""
    if name not in _HOMES:
        message = f"module 'audit' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
