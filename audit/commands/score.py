"""`audit score`: compare translations with human ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    ConfigFile,
    Encoding,
    IdColumn,
    InputFormat,
    Inputs,
    Quiet,
    ReferenceColumn,
    SourceColumn,
    SourceLang,
    TargetColumn,
    TargetLang,
)
from audit.commands._shared import chosen_of, failed, report_problems, say, stop
from audit.errors import AuditError, nearest


def score(
    context: typer.Context,
    inputs: Inputs = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="bleu, chrf or ter. Repeatable. [default: bleu and chrf]"),
    ] = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    source_column: SourceColumn = None,
    target_column: TargetColumn = None,
    id_column: IdColumn = None,
    reference_column: ReferenceColumn = None,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Compare the targets of INPUT with human translations, by BLEU and chrF.

    Prints field, entries, metric, score and sacrebleu's signature, separated by tabs. Exit codes: 0
    compared; 2 something was wrong with the usage, the configuration or an input, or nothing in it
    has a human translation; 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit score table.csv --reference-column human")
    raise typer.Exit(_score(inputs, metric or [], config_file, chosen_of(context), quiet=quiet))


def _score(
    inputs: list[str],
    metrics: list[str],
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    quiet: bool,
) -> int:
    from audit.config import load_settings
    from audit.evaluation import DEFAULT_METRICS, METRICS, evaluate
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe

    stderr = console()
    for name in metrics:
        if name not in METRICS:
            stop(f"unknown metric {name!r}", nearest(name, list(METRICS)))
    try:
        settings = load_settings(config_file, chosen)
        config = settings.config
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress)
            pairs = pair_records(reading.records, config, progress=progress)
        for one in evaluate(pairs, metrics or DEFAULT_METRICS):
            say(
                safe(f"{one.field}")
                + f"\t{one.entries}\t{one.metric}\t{one.score:.2f}\t{one.signature}"
            )
    except AuditError as error:
        return failed(error, stderr)
    return report_problems([*settings.notices, *reading.problems], stderr, quiet=quiet)
