"""`audit explain`: explain a rule."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.commands._shared import say, stop
from audit.errors import nearest


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its name, as in `audit rules`.")],
) -> None:
    """Explain RULE: what it measures, why it matters, its limits and its options."""
    from audit.scorers import scorers
    from audit.scorers._catalogue import explanation

    found = scorers()
    if rule not in found:
        stop(f"unknown rule {rule!r}; {nearest(rule, list(found))}", "audit rules")
    say(explanation(found[rule]))
