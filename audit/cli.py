"""The command line: arguments → Config → run → exit code; no logic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from audit.errors import AuditError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

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
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...",
            show_default=False,
            help="Files or directories: feeds, digests, CSV, TSV, JSON Lines, Parquet, or parallel"
            " files (x.en and x.zh). - is standard input.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Directory for the report.")] = Path("reports"),
    input_format: Annotated[
        str | None,
        typer.Option(help="feed, digest, csv, tsv, jsonl, parquet or parallel, if not sniffed."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of text inputs, if not found out.")] = None,
    source_column: Annotated[
        list[str] | None,
        typer.Option(help="Column of the source; dotted in nested JSON. Repeat for more fields."),
    ] = None,
    target_column: Annotated[
        list[str] | None, typer.Option(help="Column of the target, one for each source column.")
    ] = None,
    id_column: Annotated[str | None, typer.Option(help="Column of the entry's id.")] = None,
    reference_column: Annotated[
        str | None, typer.Option(help="Column of a human translation.")
    ] = None,
    source_lang: Annotated[str | None, typer.Option(help="BCP 47. [default: en]")] = None,
    target_lang: Annotated[str | None, typer.Option(help="BCP 47. [default: zh]")] = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Run only this rule. Repeatable.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Do not run this rule. Repeatable.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="SEVERITY", help="Exit with 1 on a root finding this severe or more."),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Count a rule's crash instead of stopping.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. The result does not depend on it.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Instead of audit.toml or [tool.audit] here.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
) -> None:
    """Audit INPUT and write entries.csv, findings.csv and summary.json.

    Exit codes: 0 report written; 1 a finding at or above --fail-on; 2 something was wrong with the
    usage, the configuration or an input (what was good is audited all the same); 130 interrupted.
    """
    if not inputs:
        _stop("no input given", "audit run seeds --out reports")
    given = {
        "input_format": input_format,
        "encoding": encoding,
        "source_column": source_column and tuple(source_column),
        "target_column": target_column and tuple(target_column),
        "id_column": id_column,
        "reference_column": reference_column,
        "source_lang": source_lang,
        "target_lang": target_lang,
        "select": select and tuple(select),
        "ignore": ignore and tuple(ignore),
        "fail_on": fail_on,
        "keep_going": keep_going or None,
        "workers": workers,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    raise typer.Exit(_run(inputs, out, config, chosen, quiet=quiet))


def _run(
    inputs: list[str], out: Path, config_file: Path | None, chosen: dict[str, Any], *, quiet: bool
) -> int:
    from audit.config import configure
    from audit.report._files import check_writable
    from audit.report.terminal import console, safe, show, show_problems
    from audit.run import run as run_audit

    stderr = console()
    try:
        config = configure(config_file, chosen)
        check_writable(out)
        with _progress(stderr, quiet=quiet) as progress:
            report = run_audit(inputs, config, progress=progress, leave_out=out)
        written = report.write(out)
    except AuditError as error:
        show_problems([("error", line) for line in str(error).splitlines()], stderr)
        return EXIT_USAGE
    if quiet:
        problems = [(problem.kind, str(problem)) for problem in report.problems]
        show_problems([problem for problem in problems if problem[0] == "error"], stderr)
    else:
        show(report, written, stderr)
    if any(problem.kind == "error" for problem in report.problems):
        return EXIT_USAGE
    failures = report.failures()
    if failures:
        stderr.print(safe(f"Findings at or above {config.fail_on}: {failures}"))
        return EXIT_FINDINGS
    return EXIT_OK


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


def _stop(reason: str, remedy: str) -> NoReturn:
    typer.echo(f"error: {reason}; try: {remedy}", err=True)
    raise typer.Exit(EXIT_USAGE)


class _progress:  # noqa: N801 - a context manager that reads like a function
    """A bar on a terminal, a line each ten seconds elsewhere, nothing when quiet."""

    _SECONDS_BETWEEN_LINES = 10.0

    def __init__(self, stderr: Console, *, quiet: bool) -> None:
        self.stderr, self.quiet = stderr, quiet

    def __enter__(self) -> Callable[[str, int, int], None]:
        if self.quiet:
            return lambda step, done, total: None
        if self.stderr.is_terminal:
            from rich.progress import Progress

            self.bar = Progress(console=self.stderr, transient=True)
            self.bar.start()
            self.tasks: dict[str, Any] = {}
            return self._advance
        import time

        self.clock, self.last = time.monotonic, time.monotonic()
        return self._line

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "bar"):
            self.bar.stop()

    def _advance(self, step: str, done: int, total: int) -> None:
        if step not in self.tasks:
            self.tasks[step] = self.bar.add_task(step, total=total)
        self.bar.update(self.tasks[step], completed=done)

    def _line(self, step: str, done: int, total: int) -> None:
        if self.clock() - self.last >= self._SECONDS_BETWEEN_LINES:
            self.last = self.clock()
            self.stderr.print(f"{step}: {done} of {total}")
