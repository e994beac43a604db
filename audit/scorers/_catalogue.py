"""The documentation of the rules, made from what stands in their code and from what was measured.

`python -m audit.scorers._catalogue` prints the catalogue page, `audit/scorers/README.md`.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.profiles import profiles
from audit.scorers._base import options_of

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
_MEASURED = Path(__file__).with_name("measured.toml")


def explanation(scorer: Scorer) -> str:
    """The rule's page in Markdown: name, severity, category, documentation, options, figures."""
    lines = [
        f"# {scorer.rule}",
        "",
        f"{scorer.severity} · {scorer.category}" + ("" if scorer.enabled else " · off"),
        "",
        scorer.documentation,
        "## Options",
        *(f"- `{name} = {_toml(value)}` {unit}" for name, value, unit in options(scorer)),
        *_profiled(scorer),
    ]
    figures = _figures(scorer)
    return "\n".join([*lines, *(["## Measured", *figures] if figures else [])])


def options(scorer: Scorer) -> list[tuple[str, object, str]]:
    """Name, value and unit of each option; the unit is the comment beside the field."""
    source = inspect.getsource(type(scorer)) + inspect.getsource(type(scorer).__mro__[1])
    found = []
    for item in options_of(scorer):
        comment = re.search(rf"^    {item.name}: \w+ = [^#\n]*#\s*(.*)$", source, re.MULTILINE)
        unit = comment[1] if comment else ""
        found.append((item.name.replace("_", "-"), getattr(scorer, item.name), unit))
    return found


def page() -> str:
    """The catalogue in Markdown: a table of the rules, then the page of each."""
    from audit.scorers import scorers

    rules = scorers().values()
    return "\n".join(
        [
            "# The rules",
            "",
            "Made from the rules' own documentation and from `measured.toml`:",
            "`python -m audit.scorers._catalogue > audit/scorers/README.md`. What was measured,",
            "and how, is in [RESULTS.md](../../tests/benchmarks/RESULTS.md).",
            "",
            "- *flagged*: root findings per 9,000 pairs that are mostly good translations;",
            "- *real*: of those that were read, how many a reviewer confirmed;",
            "- *recall*: of the entries damaged on purpose, how many the rule names.",
            "",
            "| rule | severity | category | flagged | real | recall |",
            "|---|---|---|---|---|---|",
            *(_row(scorer) for scorer in rules),
            *(f"\n{_nested(explanation(scorer))}" for scorer in rules),
            "",
        ]
    )


def _row(scorer: Scorer) -> str:
    measured = _measured().get(scorer.rule, {})
    read = measured.get("read")
    recalls = measured.get("recall", {})
    cells = (
        f"[`{scorer.rule}`](#{scorer.rule})",
        scorer.severity + ("" if scorer.enabled else ", off"),
        scorer.category,
        str(measured.get("flagged", "")),
        f"{read['real']} of {read['n']}" if read else "",
        " · ".join(f"{kind} {_share(told)}" for kind, told in recalls.items()),
    )
    return f"| {' | '.join(cells)} |"


def _figures(scorer: Scorer) -> list[str]:
    measured = _measured().get(scorer.rule, {})
    lines = []
    if "flagged" in measured:
        lines.append(f"- Root findings per 9,000 good pairs: {measured['flagged']}")
    if "read" in measured:
        read = measured["read"]
        lines.append(f"- Read: {read['n']}, of which a reviewer confirmed {read['real']}")
    lines += [
        f"- Recall, {kind}: {_share(told)} ({told['found']} of {told['n']})"
        for kind, told in measured.get("recall", {}).items()
    ]
    return lines


def _profiled(scorer: Scorer) -> list[str]:
    """The options that a profile sets for the rule."""
    return [
        f"- Profile `{profile}`: "
        + ", ".join(f"`{name} = {_toml(value)}`" for name, value in rules[scorer.rule].items())
        for profile, rules in profiles().items()
        if scorer.rule in rules
    ]


def _share(told: dict[str, int]) -> str:
    return f"{told['found'] / told['n']:.3f}"


def _nested(markdown: str) -> str:
    """`markdown` with its headings one level down."""
    return re.sub(r"^#", "##", markdown, flags=re.MULTILINE)


@cache
def _measured() -> dict[str, Any]:
    return tomllib.loads(_MEASURED.read_text("utf-8"))


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    print(page(), end="")
