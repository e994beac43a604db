"""`audit rules`: list the rules."""

from __future__ import annotations

from audit.commands._shared import say


def rules() -> None:
    """List the rules: name, severity, category, and the defect in a sentence."""
    from audit.scorers import scorers

    found = scorers()
    width = max(map(len, found))
    for name, scorer in found.items():
        defect = scorer.documentation.splitlines()[0]
        say(f"{name:<{width}}  {scorer.severity:<8}  {scorer.category:<24}  {defect}")
