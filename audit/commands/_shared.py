"""What the commands share: exit codes, settings, messages."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from audit.errors import AuditError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from audit.config import Settings
    from audit.errors import Problem
    from audit.report._destinations import InUse

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


def named_path(value: str | Path) -> Path:
    """The path that an option names; an empty one would be the working directory."""
    from pathlib import Path

    if not str(value):
        message = "is empty; name a path"
        raise typer.BadParameter(message)
    return Path(value)


def in_use(settings: Settings, *, key: Path | None = None, baseline: bool = True) -> list[InUse]:
    """The files beside the inputs that a command reads, with the baseline if it is only read."""
    from pathlib import Path

    from audit.report._destinations import InUse

    config = settings.config
    known = [config.baseline] if baseline and config.baseline is not None else []
    return [
        *(InUse(file, "the configuration") for file in settings.files),
        *(InUse(Path(file), "a glossary in use") for file in config.glossary),
        *(InUse(Path(file), "a file of suppressions in use") for file in config.suppressions),
        *(InUse(Path(file), "the baseline") for file in known),
        *([] if key is None else [InUse(key, "the key")]),
    ]


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

    `typer.echo` would send UTF-8 to a terminal of ASCII, which may obey bytes of it. Raises
    InputError as `print_bytes`.
    """
    with _standard_output():
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def print_bytes(content: bytes) -> None:
    """Raises InputError where standard output is no place to write to."""
    with _standard_output("; name a file with --out"):
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


@contextmanager
def _standard_output(remedy: str = "") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"standard output: cannot be written: {error.strerror}{remedy}"
        raise InputError(message) from error


def stop(reason: str, remedy: str) -> NoReturn:
    typer.echo(f"error: {reason}; try: {remedy}", err=True)
    raise typer.Exit(EXIT_USAGE)
