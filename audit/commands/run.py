"""`audit run`: audit inputs and write the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.commands._options import (
    Baseline,
    ConfigFile,
    Embed,
    Encoding,
    Engine,
    Exclude,
    ExportClean,
    FailOn,
    Force,
    GlossaryFile,
    IdColumn,
    InputFormat,
    Inputs,
    Key,
    Learn,
    MinPairScore,
    Output,
    Profile,
    Quiet,
    ReferenceColumn,
    Scheduler,
    SourceColumn,
    SourceLang,
    Suppressions,
    TargetColumn,
    TargetLang,
    UpdateBaseline,
    Workers,
)
from audit.commands._shared import (
    EXIT_FINDINGS,
    EXIT_OK,
    EXIT_USAGE,
    chosen_of,
    failed,
    in_use,
    named_path,
    print_bytes,
    report_problems,
    stop,
)
from audit.errors import AuditError

_PARTS = ".audit-parts"  # in the directory of the report, while it is made


def run(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", parser=named_path, help="Directory for the report.")
    ] = Path("reports"),
    force: Force = False,
    exclude: Exclude = None,
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
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Run only this rule. Repeatable.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Do not run this rule. Repeatable.")
    ] = None,
    glossary: GlossaryFile = None,
    output: Output = None,
    export_clean: ExportClean = None,
    suppressions: Suppressions = None,
    baseline: Baseline = None,
    update_baseline: UpdateBaseline = False,
    fail_on: FailOn = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Count a rule's crash instead of stopping.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run that was stopped has ended.")
    ] = False,
    engine: Engine = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    key: Key = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Audit INPUT and write index.html, entries.csv, findings.csv and summary.json.

    Exit codes: 0 report written; 1 a root finding at or above --fail-on, or nothing could be
    assessed; 2 something was wrong with the
    usage, the configuration or an input (what was good is audited all the same); 130 interrupted.
    """
    if not inputs:
        stop("no input given", "audit run seeds --out reports")
    if update_baseline and baseline is None:
        stop("--update-baseline without a file", "--baseline audit-baseline.json")
    code = _run(
        inputs,
        out,
        config_file,
        chosen_of(context),
        key=key,
        named=output or [],
        force=force,
        export_clean=export_clean,
        update_baseline=update_baseline,
        resume=resume,
        quiet=quiet,
    )
    raise typer.Exit(code)


def _run(
    inputs: list[str],
    out: Path,
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    key: Path | None,
    named: list[str],
    force: bool,
    export_clean: Path | None,
    update_baseline: bool,
    resume: bool,
    quiet: bool,
) -> int:
    from dataclasses import replace

    from audit.config import load_settings
    from audit.injection import read_key, recall
    from audit.ledger import Ledger, baseline_json
    from audit.report import REPORT_FILES
    from audit.report._destinations import (
        Destination,
        check_destinations,
        check_directory,
        holds_report,
    )
    from audit.report.clean import check_clean, clean_bytes
    from audit.report.formats import STDOUT, parse_outputs, pieces
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe, show_recall
    from audit.report.terminal import show as show_report
    from audit.run import run as run_audit
    from audit.storage import Publication, recover_folders

    stderr = console()
    try:
        wanted = parse_outputs(named)
        outputs = [(name, Path(path)) for name, path in wanted if path != STDOUT]
        files = [Destination(path, "--output") for _, path in outputs]
        if export_clean is not None:
            check_clean(export_clean)
            files.append(Destination(export_clean, "--export-clean"))
        settings = load_settings(config_file, chosen)
        config = settings.config
        if update_baseline:
            files.append(Destination(Path(str(config.baseline)), "--baseline"))
        every = [*(Destination(out / name, "--out") for name in REPORT_FILES), *files]
        used = in_use(settings, key=key, baseline=not update_baseline)
        check_destinations(every, inputs, used, folder=out)
        check_directory(out, holds_report, force=force)
        destinations = [one.file for one in every]
        recover_folders(destinations)
        ledger = Ledger.of(config, will_be=update_baseline)
        injected = None if key is None else read_key(key)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(
                inputs,
                config,
                progress=progress,
                leave_out=[out, *destinations],
                ledger=ledger,
                parts=out / _PARTS,
                resume=resume,
            )
        report = replace(report, problems=[*settings.notices, *report.problems])
        found = None if injected is None else recall(report, injected)
        with Publication(destinations) as publication:
            report.add_to(publication, out)
            for name, path in outputs:
                publication.add(path, pieces(report, name))
            if export_clean is not None:
                publication.add(export_clean, clean_bytes(report, export_clean))
            if update_baseline:
                publication.add(Path(str(config.baseline)), baseline_json(report.findings))
        for name, place in wanted:
            if place == STDOUT:
                for piece in pieces(report, name):
                    print_bytes(piece)
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        show_report(report, list(map(str, destinations)), stderr)
    else:
        report_problems(report.problems, stderr, quiet=True)
    if found is not None:
        show_recall(found, stderr)
    if any(problem.kind == "error" for problem in report.problems):
        return EXIT_USAGE
    if report.told().unassessed == len(report.entries):
        return EXIT_FINDINGS  # the headline has said so
    failures = 0 if update_baseline else report.failures()
    if failures:
        stderr.print(safe(f"Findings at or above {config.fail_on}: {failures}"))
        return EXIT_FINDINGS
    return EXIT_OK
