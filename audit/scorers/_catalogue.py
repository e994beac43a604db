"""The documentation of the rules, made from what stands in their code."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.scorers import Scorer

HEADINGS = (
    "What it measures",
    "Why it matters",
    "Evidence",
    "Limits",
    "Example",
    "Source",
)


def explanation(scorer: Scorer) -> str:
    """The rule's page in Markdown: name, severity, category, documentation, options."""
    lines = [
        f"# {scorer.rule}",
        "",
        f"{scorer.severity} · {scorer.category}",
        "",
        scorer.documentation,
        "## Options",
        *(f"- `{name} = {_toml(value)}` {unit}" for name, value, unit in options(scorer)),
    ]
    return "\n".join(lines)


def options(scorer: Scorer) -> list[tuple[str, object, str]]:
    """Name, value and unit of each option; the unit is the comment beside the field."""
    source = inspect.getsource(type(scorer)) + inspect.getsource(type(scorer).__mro__[1])
    found = []
    for item in dataclasses.fields(scorer):
        comment = re.search(rf"^    {item.name}: \w+ = [^#\n]*#\s*(.*)$", source, re.MULTILINE)
        unit = comment[1] if comment else ""
        found.append((item.name.replace("_", "-"), getattr(scorer, item.name), unit))
    return found


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
