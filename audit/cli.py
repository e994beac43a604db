"""The command line: the commands under one name, and how they end."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from audit.commands._shared import EXIT_INTERRUPTED, EXIT_OK
from audit.commands.calibrate import calibrate
from audit.commands.diff import diff
from audit.commands.explain import explain
from audit.commands.inject import inject
from audit.commands.merge import merge
from audit.commands.pair import pair
from audit.commands.rules import rules
from audit.commands.run import run
from audit.commands.score import score
from audit.commands.show import show

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


for _command in (run, pair, show, inject, calibrate, score, diff, merge, rules, explain):
    app.command()(_command)
