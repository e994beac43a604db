"""`audit rules`: list the rules."""

from __future__ import annotations

import typer


def rules() -> None:
    """List the rules: name, severity, category, and the defect in a sentence."""
    from audit.scorers import scorers

    found = scorers()
    width = max(map(len, found))
    for name, scorer in found.items():
        defect = scorer.documentation.splitlines()[0]
        typer.echo(f"{name:<{width}}  {scorer.severity:<8}  {scorer.category:<24}  {defect}")
