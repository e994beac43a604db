"""The command line: arguments → Config → run → exit code; no logic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from audit.errors import AuditError, InputError, nearest
from audit.options import (
    Baseline,
    Beside,
    ConfigFile,
    Embed,
    Encoding,
    ExportClean,
    FailOn,
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

if TYPE_CHECKING:
    from rich.console import Console

    from audit.errors import Problem

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="audit",
    help="Audit machine translations: pair sources with targets, say what is wrong and where.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The command `audit`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows only GBK or ASCII must not stop a report.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_OK)


def _version(wanted: bool) -> None:
    if wanted:
        from audit import __version__

        typer.echo(f"audit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


@app.command()
def run(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[Path, typer.Option(help="Directory for the report.")] = Path("reports"),
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
    key: Key = None,
    config_file: ConfigFile = None,
    quiet: Quiet = False,
) -> None:
    """Audit INPUT and write index.html, entries.csv, findings.csv and summary.json.

    Exit codes: 0 report written; 1 a finding at or above --fail-on; 2 something was wrong with the
    usage, the configuration or an input (what was good is audited all the same); 130 interrupted.
    """
    if not inputs:
        _stop("no input given", "audit run seeds --out reports")
    if update_baseline and baseline is None:
        _stop("--update-baseline without a file", "--baseline audit-baseline.json")
    code = _run(
        inputs,
        out,
        config_file,
        _chosen(context),
        key=key,
        outputs=output or [],
        export_clean=export_clean,
        update_baseline=update_baseline,
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
    export_clean: Path | None,
    update_baseline: bool,
    quiet: bool,
) -> int:
    from audit.config import configure
    from audit.injection import read_key, recall
    from audit.ledger import start_baseline, update
    from audit.report._files import check_writable
    from audit.report.clean import check_clean, write_clean
    from audit.report.formats import parse_outputs, write_outputs
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe, show_recall
    from audit.report.terminal import show as show_report
    from audit.run import run as run_audit

    stderr = console()
    try:
        wanted = parse_outputs(outputs, inputs)
        if export_clean is not None:
            check_clean(export_clean, inputs)
        config = configure(config_file, chosen)
        check_writable(out)
        if update_baseline:
            start_baseline(config)
        injected = None if key is None else read_key(key)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, config, progress=progress, leave_out=out)
        found = None if injected is None else recall(report.entries, report.findings, injected)
        written = report.write(out)
        written += write_outputs(report, wanted, _print_bytes)
        if export_clean is not None:
            written.append(write_clean(report, export_clean))
        if update_baseline:
            written.append(update(config, report.findings))
    except AuditError as error:
        return _failed(error, stderr)
    if not quiet:
        show_report(report, written, stderr)
    else:
        _problems(report.problems, stderr, quiet=True)
    if found is not None:
        show_recall(found, stderr)
    if any(problem.kind == "error" for problem in report.problems):
        return EXIT_USAGE
    failures = 0 if update_baseline else report.failures()
    if failures:
        stderr.print(safe(f"Findings at or above {config.fail_on}: {failures}"))
        return EXIT_FINDINGS
    return EXIT_OK


@app.command()
def pair(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[
        Path, typer.Option(help="File for the pairs; - is standard output.", metavar="FILE")
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
        _stop("no input given", "audit pair seeds --out bitext.csv")
    chosen = _chosen(context)
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
    from audit.config import configure
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report.bitext import Bitext, check_file, check_form
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe

    stderr = console()
    to_stdout = str(out) == "-"
    try:
        config = configure(config_file, chosen)
        form = check_form(form or ("jsonl" if to_stdout else out.suffix.lower().removeprefix(".")))
        if not to_stdout:
            check_file(out, inputs)
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress, leave_out=out)
            pairs = pair_records(reading.records, config, progress=progress)
            bitext = Bitext.of(pairs, config, explain=explain, unpaired=unpaired)
        if to_stdout:
            _print_bytes(bitext.content(form))
        else:
            bitext.write(out, form)
    except AuditError as error:
        return _failed(error, stderr)
    if not quiet:
        for line in bitext.told():
            stderr.print(line)
        if not to_stdout:
            stderr.print(safe(f"Bitext: {out}"), soft_wrap=True)
    return _problems(reading.problems, stderr, quiet=quiet)


@app.command()
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
        _stop("no input given", "audit show ID seeds")
    raise typer.Exit(_show(name, inputs, config_file, _chosen(context), quiet=quiet))


def _show(
    name: str,
    inputs: list[str],
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    quiet: bool,
) -> int:
    from audit.config import configure
    from audit.report.progress import Progress
    from audit.report.terminal import console
    from audit.report.unit import describe
    from audit.run import run as run_audit

    stderr = console()
    try:
        config = configure(config_file, chosen)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, config, progress=progress)
        typer.echo(describe(report, name))
    except AuditError as error:
        return _failed(error, stderr)
    return _problems(report.problems, stderr, quiet=quiet)


@app.command()
def inject(
    context: typer.Context,
    inputs: Inputs = None,
    out: Annotated[Path, typer.Option(help="Directory for the copy and its key.")] = Path(
        "damaged"
    ),
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
        _stop("no input given", "audit inject seeds --out damaged")
    chosen = _chosen(context)
    code = _inject(inputs, out, config_file, chosen, kind or [], share, seed, quiet=quiet)
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
    quiet: bool,
) -> int:
    from audit.config import configure
    from audit.injection import inject as damage
    from audit.report._files import check_writable
    from audit.report.progress import Progress
    from audit.report.terminal import console, show_injection
    from audit.run import run as run_audit

    stderr = console()
    try:
        config = configure(config_file, chosen)
        check_writable(out)
        with Progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, config, progress=progress, leave_out=out)
        injection = damage(report, kinds=kinds, share=share, seed=seed)
        written = injection.write(out)
    except AuditError as error:
        return _failed(error, stderr)
    if not quiet:
        show_injection(injection, written, stderr)
    return _problems(report.problems, stderr, quiet=quiet)


@app.command()
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
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. The result does not depend on it.")
    ] = None,
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
        _stop("no input given", "audit calibrate corpus.jsonl > limits.toml")
    raise typer.Exit(_calibrate(inputs, config_file, _chosen(context), quiet=quiet))


def _calibrate(
    inputs: list[str], config_file: Path | None, chosen: dict[str, Any], *, quiet: bool
) -> int:
    from audit.calibration import calibrate as find_norms
    from audit.calibration import options_block, show_norms
    from audit.config import configure
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report.progress import Progress
    from audit.report.terminal import console

    stderr = console()
    try:
        config = configure(config_file, chosen)
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress)
            pairs = pair_records(reading.records, config, progress=progress)
            norms = find_norms(pairs, config, progress=progress)
        _print_bytes(options_block(norms).encode())
    except AuditError as error:
        return _failed(error, stderr)
    if not quiet:
        show_norms(norms, stderr)
    return _problems(reading.problems, stderr, quiet=quiet)


@app.command()
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
        _stop("no input given", "audit score table.csv --reference-column human")
    raise typer.Exit(_score(inputs, metric or [], config_file, _chosen(context), quiet=quiet))


def _score(
    inputs: list[str],
    metrics: list[str],
    config_file: Path | None,
    chosen: dict[str, Any],
    *,
    quiet: bool,
) -> int:
    from audit.config import configure
    from audit.evaluation import DEFAULT_METRICS, METRICS, evaluate
    from audit.pairer import pair as pair_records
    from audit.readers import read
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe

    stderr = console()
    for name in metrics:
        if name not in METRICS:
            _stop(f"unknown metric {name!r}", nearest(name, list(METRICS)))
    try:
        config = configure(config_file, chosen)
        with Progress(stderr, quiet=quiet) as progress:
            reading = read(inputs, config, progress=progress)
            pairs = pair_records(reading.records, config, progress=progress)
        for one in evaluate(pairs, metrics or DEFAULT_METRICS):
            typer.echo(
                safe(f"{one.field}")
                + f"\t{one.entries}\t{one.metric}\t{one.score:.2f}\t{one.signature}"
            )
    except AuditError as error:
        return _failed(error, stderr)
    return _problems(reading.problems, stderr, quiet=quiet)


@app.command()
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
        raise typer.Exit(_failed(error, console())) from error
    for line in comparison.lines():
        typer.echo(safe(line))


@app.command()
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
            metavar="FILE", help="File for the merged table; - is standard output. May be TABLE."
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
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. The result does not depend on it.")
    ] = None,
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
    chosen = _chosen(context)
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
    from audit.config import configure
    from audit.merging import merge as merge_table
    from audit.report.bitext import check_file
    from audit.report.progress import Progress
    from audit.report.terminal import console, safe, show_merged

    stderr = console()
    to_stdout = str(out) == "-"
    try:
        config = configure(config_file, chosen)
        if not to_stdout:
            check_file(out, [returned, *beside])
        with Progress(stderr, quiet=quiet) as progress:
            merger = merge_table(table, returned, config, beside=beside, progress=progress)
        if to_stdout:
            _print_bytes(merger.content)
        else:
            merger.write(out)
    except AuditError as error:
        return _failed(error, stderr)
    if not quiet:
        show_merged(merger, table if to_stdout else str(out), stderr)
    code = _problems(merger.problems, stderr, quiet=quiet)
    failures = merger.failures()
    if code == EXIT_OK and failures:
        stderr.print(safe(f"Findings at or above {config.fail_on}: {failures}"))
        return EXIT_FINDINGS
    return code


@app.command()
def rules() -> None:
    """List the rules: name, severity, category, and the defect in a sentence."""
    from audit.scorers import scorers

    found = scorers()
    width = max(map(len, found))
    for name, scorer in found.items():
        defect = scorer.documentation.splitlines()[0]
        typer.echo(f"{name:<{width}}  {scorer.severity:<8}  {scorer.category:<24}  {defect}")


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its name, as in `audit rules`.")],
) -> None:
    """Explain RULE: what it measures, why it matters, its limits and its options."""
    from audit.scorers import scorers
    from audit.scorers._catalogue import explanation

    found = scorers()
    if rule not in found:
        _stop(f"unknown rule {rule!r}; {nearest(rule, list(found))}", "audit rules")
    typer.echo(explanation(found[rule]))


def _chosen(context: typer.Context) -> dict[str, Any]:
    """The settings on the command line, by the names that `Config` has for them."""
    from dataclasses import fields

    from audit.config import Config

    names = {item.name for item in fields(Config)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in context.params.items()
        if name in names and not _is_default(value)
    }


def _is_default(value: Any) -> bool:
    """Whether an option was left alone; 0 was not."""
    return value is None or value is False or value in ((), [])


def _failed(error: AuditError, stderr: Console) -> int:
    from audit.report.terminal import show_problems

    show_problems([("error", line) for line in str(error).splitlines()], stderr)
    return EXIT_USAGE


def _problems(problems: list[Problem], stderr: Console, *, quiet: bool) -> int:
    """Show what is wrong with the inputs, when quiet the errors only; the exit code."""
    from audit.report.terminal import show_problems

    errors = [problem for problem in problems if problem.kind == "error"]
    shown = errors if quiet else problems
    show_problems([(problem.kind, str(problem)) for problem in shown], stderr)
    return EXIT_USAGE if errors else EXIT_OK


def _print_bytes(content: bytes) -> None:
    """Raises InputError where standard output is no place to write to, but for a closed pipe."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"standard output: cannot be written: {error.strerror}; name a file with --out"
        raise InputError(message) from error


def _stop(reason: str, remedy: str) -> NoReturn:
    typer.echo(f"error: {reason}; try: {remedy}", err=True)
    raise typer.Exit(EXIT_USAGE)
