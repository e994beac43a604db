"""`audit diff`: compare two reports."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.commands._shared import failed, say
from audit.errors import AuditError


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An earlier report.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A later one.")],
) -> None:
    """Compare two reports: what was fixed, what is new, what is unchanged, by rule.

    OLD and NEW are directories that audit run has written, or their findings as CSV, JSON Lines or
    Parquet. Exit codes: 0 compared; 2 a report cannot be read.
    """
    from audit.comparison import Comparison, read_findings
    from audit.report.terminal import console, safe

    try:
        comparison = Comparison.of(read_findings(old), read_findings(new))
    except AuditError as error:
        raise typer.Exit(failed(error, console())) from error
    for line in comparison.lines():
        say(safe(line))
