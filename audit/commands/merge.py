"""`audit merge`: put translations back into their table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    Baseline,
    Beside,
    ConfigFile,
    Embed,
    Encoding,
    Engine,
    FailOn,
    IdColumn,
    InputFormat,
    Learn,
    MinPairScore,
    Profile,
    Quiet,
    ReferenceColumn,
    Scheduler,
    SourceColumn,
    SourceLang,
    Suppressions,
    TargetColumn,
    TargetLang,
    Workers,
)
from audit.commands._shared import (
    EXIT_FINDINGS,
    EXIT_OK,
    chosen_of,
    failed,
    in_use,
    named_path,
    print_bytes,
    report_problems,
)
from audit.errors import AuditError


def merge(
    context: typer.Context,
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help="The input that the queue was made from.")
    ],
    returned: Annotated[
        str, typer.Argument(metavar="QUEUE", help="requeue.jsonl or XLIFF 1.2, with translations.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            parser=named_path,
            help="File for the merged table; - is standard output. May be TABLE.",
        ),
    ],
    beside: Beside = None,
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
    suppressions: Suppressions = None,
    baseline: Baseline = None,
    fail_on: FailOn = None,
    engine: Engine = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Put the translations in QUEUE into TABLE, change nothing else of it, and audit those rows.

    QUEUE is what `audit run TABLE --output requeue=QUEUE` (or requeue-xliff=QUEUE) wrote, with a
    translation in each entry. An entry fits if its bad target and its source still stand in TABLE;
    others are told of and left.

    Exit codes: 0 merged; 1 a finding of a merged row at or above --fail-on; 2 an entry did not fit,
    or something was wrong with the usage, the configuration or an input (what fitted is merged all
    the same); 130 interrupted.
    """
    chosen = chosen_of(context)
    raise typer.Exit(_merge(table, returned, out, beside or [], config_file, chosen, quiet=quiet))


def _merge(
    table: str,
    returned: str,
    out: Path,
    beside: list[str],
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    quiet: bool,
) -> int:
    from audit.config import load_settings
    from audit.merging import merge as merge_table
    from audit.report._destinations import Destination, check_destinations
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe, show_merged
    from audit.storage import recover_folders

    stderr = console()
    to_stdout = str(out) == "-"
    try:
        settings = load_settings(config_file, chosen)
        config = settings.config
        if not to_stdout:
            check_destinations(
                [Destination(out, "--out")],
                [returned, *beside],
                in_use(settings),
                replaced=Path(table),
            )
            recover_folders([out.resolve()])
        with Progress(stderr, quiet=quiet) as progress:
            merger = merge_table(table, returned, config, beside=beside, progress=progress)
        if to_stdout:
            print_bytes(merger.content)
        else:
            merger.write(out)
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        show_merged(merger, table if to_stdout else str(out), stderr)
    code = report_problems([*settings.notices, *merger.problems], stderr, quiet=quiet)
    failures = merger.failures()
    if code == EXIT_OK and failures:
        stderr.print(safe(f"Findings at or above {config.fail_on}: {failures}"))
        return EXIT_FINDINGS
    return code
