"""How far a run is, on standard error."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

_LOG = logging.getLogger("audit")


class _Told(logging.Handler):
    """What is logged, a line each, on a console."""

    def __init__(self, stderr: Console, level: int) -> None:
        super().__init__(level)
        self.stderr = stderr

    def emit(self, record: logging.LogRecord) -> None:
        """Print the message."""
        from audit.report.terminal import safe

        self.stderr.print(safe(record.getMessage()), soft_wrap=True)


class Progress:
    """A bar on a terminal, a line each ten seconds elsewhere, nothing when quiet.

    What the executors tell, such as the address of a dashboard, has a line of its own; when quiet
    only that a worker was lost.
    """

    _SECONDS_BETWEEN_LINES = 10.0

    def __init__(self, stderr: Console, *, quiet: bool) -> None:
        self.stderr, self.quiet = stderr, quiet
        self.told = _Told(stderr, logging.WARNING if quiet else logging.INFO)

    def __enter__(self) -> Callable[[str, int, int], None]:
        _LOG.addHandler(self.told)
        _LOG.setLevel(logging.INFO)
        if self.quiet:
            return lambda step, done, total: None
        if self.stderr.is_terminal:
            from rich.progress import Progress as Bar

            self.bar = Bar(console=self.stderr, transient=True)
            self.bar.start()
            self.tasks: dict[str, Any] = {}
            return self._advance
        import time

        self.clock, self.last = time.monotonic, time.monotonic()
        return self._line

    def __exit__(self, *_: object) -> None:
        _LOG.removeHandler(self.told)
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
