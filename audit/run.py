"""The whole pipeline, readable on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from audit.config import Config
    from audit.ledger import Ledger
    from audit.readers import Reading
    from audit.readers._discovery import Places
    from audit.report import Report

    Progress = Callable[[str, int, int], None]  # step, work done, work in all


def run(
    paths: Sequence[str | os.PathLike[str]],
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    leave_out: Places = None,
    ledger: Ledger | None = None,
) -> Report:
    """Audit `paths`: read → pair → score → report.

    Args:
        paths: Files and directories; `-` is standard input.
        config: Defaults to `Config()`.
        progress: Called with the step's name, the work done and the work in all.
        leave_out: Directories and files that are not read: where the report goes.
        ledger: What was said before; by default what the files say that `config` names.

    Returns:
        The report, with the tables `records`, `pairs`, `findings` and `entries`. Nothing is
        written; `report.write(directory)` does that.

    Raises:
        InputError: nothing in `paths` can be audited, or the baseline cannot be read.
        ConfigError: a suppression is not valid.
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    # Imported here so that `import audit`, and with it `audit --version`, stays light.
    from audit.config import Config
    from audit.ledger import Ledger
    from audit.readers import read

    config = config or Config()
    ledger = ledger or Ledger.of(config)
    reading = read(paths, config, progress=progress, leave_out=leave_out)
    return judge(reading, config, ledger, progress=progress)


def judge(
    reading: Reading, config: Config, ledger: Ledger, *, progress: Progress | None = None
) -> Report:
    """Audit what has been read: pair → score → report.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    from audit.pairer import pair
    from audit.report import Report
    from audit.scorers import score

    pairs = pair(reading.records, config, progress=progress)
    verdicts = score(pairs, config, progress=progress)
    return Report.of(config, reading, pairs, verdicts, ledger)
