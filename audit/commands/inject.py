"""`audit inject`: write a damaged copy of the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    ConfigFile,
    Embed,
    Encoding,
    Force,
    IdColumn,
    InputFormat,
    Inputs,
    Learn,
    MinPairScore,
    Profile,
    Quiet,
    ReferenceColumn,
    SourceColumn,
    SourceLang,
    TargetColumn,
    TargetLang,
)
from audit.commands._shared import chosen_of, failed, in_use, named_path, report_problems, stop
from audit.errors import AuditError


def inject(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", parser=named_path, help="Directory for the copy and its key."),
    ] = Path("damaged"),
    force: Force = False,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Do only this kind of damage. Repeatable."),
    ] = None,
    share: Annotated[float, typer.Option(help="Of the entries without a finding, 0 to 1.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Another one damages others, in other ways.")] = 0,
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
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Write a copy of INPUT with known defects, and the key to them: a proof on your own texts.

    Then `audit run DIR/damaged.jsonl --key DIR/key.csv` tells how many of them are found.

    Exit codes: 0 copy and key written; 2 something was wrong with the usage, the configuration or
    an input (what was good is damaged all the same); 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit inject seeds --out damaged")
    chosen = chosen_of(context)
    code = _inject(
        inputs, out, config_file, chosen, kind or [], share, seed, force=force, quiet=quiet
    )
    raise typer.Exit(code)


def _inject(
    inputs: list[str],
    out: Path,
    config_file: Path | None,
    chosen: dict[str, Any],
    kinds: list[str],
    share: float,
    seed: int,
    *,
    force: bool,
    quiet: bool,
) -> int:
    from audit.config import load_settings
    from audit.injection import COPY_FILES, holds_copy
    from audit.injection import inject as damage
    from audit.report._destinations import Destination, check_destinations, check_directory
    from audit.report.progress import Progress
    from audit.report.terminal import console, show_injection
    from audit.run import run as run_audit
    from audit.storage import recover_folders

    stderr = console()
    try:
        settings = load_settings(config_file, chosen)
        files = [Destination(out / name, "--out") for name in COPY_FILES]
        check_destinations(files, inputs, in_use(settings), folder=out)
        check_directory(out, holds_copy, force=force)
        not_read = [out, *(one.file for one in files)]
        recover_folders(out / name for name in COPY_FILES)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, settings.config, progress=progress, leave_out=not_read)
        injection = damage(report, kinds=kinds, share=share, seed=seed)
        written = injection.write(out)
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        show_injection(injection, written, stderr)
    return report_problems([*settings.notices, *report.problems], stderr, quiet=quiet)
