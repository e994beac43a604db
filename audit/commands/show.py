"""`audit show`: show one unit and why it is one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    ConfigFile,
    Embed,
    Encoding,
    IdColumn,
    InputFormat,
    Inputs,
    Learn,
    MinPairScore,
    Quiet,
    ReferenceColumn,
    SourceColumn,
    SourceLang,
    TargetColumn,
    TargetLang,
)
from audit.commands._shared import chosen_of, failed, report_problems, say, stop
from audit.errors import AuditError


def show(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help="An entry_id, pair_id or finding_id of a report.")
    ],
    inputs: Inputs = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    source_column: SourceColumn = None,
    target_column: TargetColumn = None,
    id_column: IdColumn = None,
    reference_column: ReferenceColumn = None,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    min_pair_score: MinPairScore = None,
    embed: Embed = None,
    learn: Learn = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Show the unit ID of INPUT: its pair and why, its findings, and its texts.

    Exit codes: 0 shown; 2 nothing is called ID, or something was wrong with the usage, the
    configuration or an input; 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit show ID seeds")
    raise typer.Exit(_show(name, inputs, config_file, chosen_of(context), quiet=quiet))


def _show(
    name: str,
    inputs: list[str],
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    quiet: bool,
) -> int:
    from audit.config import load_settings
    from audit.report.progress import Progress
    from audit.report.terminal import console
    from audit.report.unit import describe
    from audit.run import run as run_audit

    stderr = console()
    try:
        settings = load_settings(config_file, chosen)
        config = settings.config
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, config, progress=progress)
        say(describe(report, name))
    except AuditError as error:
        return failed(error, stderr)
    return report_problems([*settings.notices, *report.problems], stderr, quiet=quiet)
