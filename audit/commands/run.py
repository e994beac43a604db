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
    SourceColumn,
    SourceLang,
    Suppressions,
    TargetColumn,
    TargetLang,
    UpdateBaseline,
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
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. The result does not depend on it.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run that was stopped has ended.")
    ] = False,
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
        outputs=output or [],
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
    outputs: list[str],
    force: bool,
    export_clean: Path | None,
    update_baseline: bool,
    resume: bool,
    quiet: bool,
) -> int:
    from dataclasses import replace

    from audit.config import load_settings
    from audit.injection import read_key, recall
    from audit.ledger import start_baseline, update
    from audit.report._destinations import (
        REPORT_FILES,
        Destination,
        check_destinations,
        check_directory,
        holds_report,
    )
    from audit.report.clean import check_clean, write_clean
    from audit.report.formats import STDOUT, parse_outputs, write_outputs
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe, show_recall
    from audit.report.terminal import show as show_report
    from audit.run import run as run_audit

    stderr = console()
    try:
        wanted = parse_outputs(outputs)
        files = [Destination(Path(path), "--output") for _, path in wanted if path != STDOUT]
        if export_clean is not None:
            check_clean(export_clean)
            files.append(Destination(export_clean, "--export-clean"))
        settings = load_settings(config_file, chosen)
        config = settings.config
        if update_baseline:
            files.append(Destination(Path(str(config.baseline)), "--baseline"))
        report_files = [Destination(out / name, "--out") for name in REPORT_FILES]
        used = in_use(settings, key=key, baseline=not update_baseline)
        check_destinations([*report_files, *files], inputs, used, folder=out)
        check_directory(out, holds_report, force=force)
        not_read = [out, *(one.file for one in (*report_files, *files))]
        if update_baseline:
            start_baseline(config)
        injected = None if key is None else read_key(key)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(
                inputs,
                config,
                progress=progress,
                leave_out=not_read,
                parts=out / _PARTS,
                resume=resume,
            )
        report = replace(report, problems=[*settings.notices, *report.problems])
        found = None if injected is None else recall(report, injected)
        written = report.write(out)
        written += write_outputs(report, wanted, print_bytes)
        if export_clean is not None:
            written.append(write_clean(report, export_clean))
        if update_baseline:
            written.append(update(config, report.findings))
    except AuditError as error:
        return failed(error, stderr)
    if not quiet:
        show_report(report, written, stderr)
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
