"""`audit calibrate`: tell what is usual in the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from audit.commands._options import (
    ConfigFile,
    Embed,
    Encoding,
    Engine,
    IdColumn,
    InputFormat,
    Inputs,
    Learn,
    MinPairScore,
    Profile,
    Quiet,
    ReferenceColumn,
    Scheduler,
    SourceColumn,
    SourceLang,
    TargetColumn,
    TargetLang,
    Workers,
)
from audit.commands._shared import chosen_of, failed, print_bytes, report_problems, stop
from audit.errors import AuditError


def calibrate(
    context: typer.Context,
    inputs: Inputs = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    source_column: SourceColumn = None,
    target_column: TargetColumn = None,
    id_column: IdColumn = None,
    reference_column: ReferenceColumn = None,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    profile: Profile = None,
    min_pair_score: MinPairScore = None,
    embed: Embed = None,
    learn: Learn = None,
    engine: Engine = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Tell what is usual in INPUT, and what each limit of a rule would flag in it.

    The tables go to standard error; standard output gets the options that would fit, for you to
    paste into audit.toml if you agree. Nothing is changed. At least 200 entries are needed for a
    suggestion, and more than half of them should be sound.

    Exit codes: 0 told; 2 something was wrong with the usage, the configuration or an input (what
    was good is measured all the same); 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit calibrate corpus.jsonl > limits.toml")
    raise typer.Exit(_calibrate(inputs, config_file, chosen_of(context), quiet=quiet))


def _calibrate(
    inputs: list[str], config_file: Path | None, chosen: dict[str, Any], *, quiet: bool
) -> int:
    from audit.calibration import calibrate as find_norms
    from audit.calibration import options_block, show_norms
    from audit.config import load_settings
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report.progress import Progress
    from audit.report.terminal import console

    stderr = console()
    try:
        settings = load_settings(config_file, chosen)
        config = settings.config
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress)
            pairs = pair_records(reading.records, config, progress=progress)
            norms = find_norms(pairs, config, progress=progress)
        print_bytes(options_block(norms).encode())
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        show_norms(norms, stderr)
    return report_problems([*settings.notices, *reading.problems], stderr, quiet=quiet)
