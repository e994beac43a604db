"""`audit pair`: write the pairs of the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    ConfigFile,
    Embed,
    Encoding,
    Exclude,
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
from audit.commands._shared import (
    chosen_of,
    failed,
    in_use,
    named_path,
    print_bytes,
    report_problems,
    stop,
)
from audit.errors import AuditError


def pair(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE", parser=named_path, help="File for the pairs; - is standard output."
        ),
    ] = Path("-"),
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, tsv, jsonl, tmx or parquet, if the extension of --out does not say it."
            " [default for -: jsonl]",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the terms that both sides share.")
    ] = False,
    unpaired: Annotated[
        bool, typer.Option("--all", help="Add the texts without a counterpart.")
    ] = False,
    exclude: Exclude = None,
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
    """Pair the sources and targets of INPUT, wherever they stand, and write them side by side.

    Exit codes: 0 pairs written; 2 something was wrong with the usage, the configuration or an input
    (what was good is paired all the same); 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit pair seeds --out bitext.csv")
    chosen = chosen_of(context)
    code = _pair(
        inputs, out, form, config_file, chosen, explain=explain, unpaired=unpaired, quiet=quiet
    )
    raise typer.Exit(code)


def _pair(
    inputs: list[str],
    out: Path,
    form: str | None,
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    explain: bool,
    unpaired: bool,
    quiet: bool,
) -> int:
    from audit.config import load_settings
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report._destinations import Destination, check_destinations
    from audit.report.bitext import Bitext, check_form
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe
    from audit.storage import recover_folders

    stderr = console()
    to_stdout = str(out) == "-"
    try:
        settings = load_settings(config_file, chosen)
        config = settings.config
        form = check_form(form or ("jsonl" if to_stdout else out.suffix.lower().removeprefix(".")))
        if not to_stdout:
            check_destinations([Destination(out, "--out")], inputs, in_use(settings))
            recover_folders([out])
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress, leave_out=None if to_stdout else out)
            pairs = pair_records(reading.records, config, progress=progress)
            bitext = Bitext.of(pairs, config, explain=explain, unpaired=unpaired)
        if to_stdout:
            print_bytes(bitext.content(form))
        else:
            bitext.write(out, form)
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        for line in bitext.told():
            stderr.print(line)
        if not to_stdout:
            stderr.print(safe(f"Bitext: {out}"), soft_wrap=True)
    return report_problems([*settings.notices, *reading.problems], stderr, quiet=quiet)
