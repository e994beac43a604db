"""What the commands share: exit codes, settings, messages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from audit.errors import AuditError, InputError

if TYPE_CHECKING:
    from rich.console import Console

    from audit.errors import Problem

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


def chosen_of(context: typer.Context) -> dict[str, Any]:
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


def failed(error: AuditError, stderr: Console) -> int:
    from audit.report.terminal import show_problems

    show_problems([("error", line) for line in str(error).splitlines()], stderr)
    return EXIT_USAGE


def report_problems(problems: list[Problem], stderr: Console, *, quiet: bool) -> int:
    """Show what is wrong with the inputs, when quiet the errors only; the exit code."""
    from audit.report.terminal import show_problems

    errors = [problem for problem in problems if problem.kind == "error"]
    shown = errors if quiet else problems
    show_problems([(problem.kind, str(problem)) for problem in shown], stderr)
    return EXIT_USAGE if errors else EXIT_OK


def say(text: str) -> None:
    """`text` on standard output, in its own encoding: what that cannot hold is escaped.

    `typer.echo` would send UTF-8 to a terminal of ASCII, which may obey bytes of it.
    """
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_bytes(content: bytes) -> None:
    """Raises InputError where standard output is no place to write to, but for a closed pipe."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"standard output: cannot be written: {error.strerror}; name a file with --out"
        raise InputError(message) from error


def stop(reason: str, remedy: str) -> NoReturn:
    typer.echo(f"error: {reason}; try: {remedy}", err=True)
    raise typer.Exit(EXIT_USAGE)
