"""The command line: the commands under one name, and how they end."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Annotated, Any, TextIO

import typer

from audit.commands._shared import EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE
from audit.commands.calibrate import calibrate
from audit.commands.diff import diff
from audit.commands.explain import explain
from audit.commands.formats import formats
from audit.commands.inject import inject
from audit.commands.merge import merge
from audit.commands.pair import pair
from audit.commands.rules import rules
from audit.commands.run import run
from audit.commands.score import score
from audit.commands.show import show
from audit.errors import AuditError

app = typer.Typer(
    name="audit",
    help="Audit machine translations: pair sources with targets, say what is wrong and where.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The command `audit`; whatever happens, it ends with a message and its exit code.

    With AUDIT_DEBUG in the environment the traceback of what was not foreseen is shown.
    """
    # The workers start in a Python of their own, which would look for modules beside the data.
    os.environ["PYTHONSAFEPATH"] = "1"
    stdout, stderr = _open_streams()
    code = _run(stdout)
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _told(f"standard output: cannot be written: {error.strerror}")
    if code == EXIT_INTERRUPTED:
        # To let go of all that was loaded takes Python 0.3 s, on a busy machine longer than a
        # person waits.
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(code)
    # What could not be told may be that an input was left out.
    sys.exit(EXIT_USAGE if stdout.failed or stderr.failed else code)


def _run(stdout: _Stream) -> int:
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_OK
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except AuditError as error:
        return _told(str(error))
    except Exception as error:
        if isinstance(error, OSError) and stdout.failed:
            return _told(f"standard output: cannot be written: {error.strerror}")
        return _unforeseen(error)
    return EXIT_OK


def _unforeseen(error: Exception) -> int:
    """Tell of an exception that nothing caught: of a machine without room, or of a mistake here."""
    if os.environ.get("AUDIT_DEBUG"):
        import traceback

        traceback.print_exc()
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        return _told("there is not enough memory; audit fewer or smaller inputs at a time")
    if not isinstance(error, OSError):
        return _told(f"internal: {reason}; AUDIT_DEBUG=1 shows where; please report it")
    import tempfile

    try:
        tempfile.gettempdir()
    except OSError:
        remedy = "set TMPDIR to a directory that can be written"
        return _told(f"no file can be written to any temporary directory; {remedy}")
    if error.filename is not None and error.strerror:
        reason = f"{os.fsdecode(error.filename)}: {error.strerror}"
    return _told(f"{reason}; AUDIT_DEBUG=1 shows where")


def _told(reason: str) -> int:
    """Say `reason` as an error, on one line, and return the exit code."""
    from audit.report.terminal import safe

    sys.stderr.write(f"error: {safe(' '.join(reason.splitlines()))}\n")
    return EXIT_USAGE


class _Stream(io.RawIOBase):
    """A standard stream that fails once at most, or never, and remembers that it did.

    A closed pipe is no failure: whoever read it has seen enough.
    """

    def __init__(self, stream: TextIO, *, strict: bool) -> None:
        self.stream = stream  # which would close the raw one if nobody held it
        # With PYTHONUNBUFFERED the buffer is the raw stream itself.
        self.raw: io.RawIOBase = getattr(stream.buffer, "raw", stream.buffer)  # type: ignore[arg-type]
        self.strict, self.failed = strict, False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.raw.fileno()

    def isatty(self) -> bool:
        return self.raw.isatty()

    def write(self, data: Any, /) -> int | None:
        try:
            return self.raw.write(data)
        except BrokenPipeError:
            return len(data)
        except OSError:
            is_first, self.failed = not self.failed, True
            if self.strict and is_first:
                raise
            return len(data)


def _open_streams() -> tuple[_Stream, _Stream]:
    """Make standard output and error such that neither can stop a run without a message."""
    # A stream that was closed when we were started: its number would go to the next file opened.
    # The null device is opened for reading, so that what is written to it is not lost in silence.
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, number)
            if null != number:
                os.close(null)
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115
    stdout, stderr = _Stream(sys.stdout, strict=True), _Stream(sys.stderr, strict=False)
    sys.stdout = _text(stdout, sys.stdout.encoding)
    sys.stderr = _text(stderr, sys.stderr.encoding)
    return stdout, stderr


def _text(stream: _Stream, encoding: str) -> io.TextIOWrapper:
    # A terminal that knows only GBK or ASCII must not stop a report.
    return io.TextIOWrapper(
        io.BufferedWriter(stream),
        encoding,
        errors="backslashreplace",
        line_buffering=not stream.strict or stream.isatty(),
    )


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


for _command in (run, pair, show, inject, calibrate, score, diff, merge, formats, rules, explain):
    app.command()(_command)
