"""The whole pipeline, readable on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from audit.config import Config
    from audit.engine.executors import Executor
    from audit.ledger import Ledger
    from audit.readers import Reading
    from audit.readers._discovery import Places
    from audit.report import Report
    from audit.spool import Numbering, Spool

    Progress = Callable[[str, int, int], None]  # step, work done, work in all


def run(
    paths: Sequence[str | os.PathLike[str]],
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    leave_out: Places = None,
    ledger: Ledger | None = None,
    parts: Path | None = None,
    resume: bool = False,
) -> Report:
    """Audit `paths`: read → pair → score → report.

    Args:
        paths: Files and directories; `-` is standard input.
        config: Defaults to `Config()`.
        progress: Called with the step's name, the work done and the work in all.
        leave_out: Directories and files that are not read: where the report goes.
        ledger: What was said before; by default what the files say that `config` names.
        parts: A folder for what is done so far, which is left there if the run is stopped, and
            taken away with the report. By default nothing is left.
        resume: Whether what a run of the same input, configuration and version has left in `parts`
            is not done again.

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
    from audit.engine import PARTITION_ROWS, executor_for
    from audit.ledger import Ledger
    from audit.readers import read
    from audit.shards import key_of, pair_slices
    from audit.spool import (
        clear_unfolded,
        discard,
        kept_spool,
        sweep,
        temporary_spool,
        unfolded_in,
    )

    config = config or Config()
    ledger = ledger or Ledger.of(config)
    temporary = temporary_spool() if parts is None else None
    unfolded = temporary.folder if temporary else unfolded_in(parts)
    try:
        reading = read(paths, config, progress=progress, leave_out=leave_out, slices_in=unfolded)
    except BaseException:
        clear_unfolded(parts)
        raise
    if not reading.sliced:
        clear_unfolded(parts)
    spool = None
    if parts is not None and (reading.sliced or len(reading.records) > PARTITION_ROWS):
        spool = kept_spool(parts, key_of(reading, config), resume=resume)
    elif parts is not None:
        sweep(parts)  # what a longer run has left that was stopped
    if not reading.sliced:
        report = judge(reading, config, ledger, progress=progress, spool=spool)
    else:
        own = spool or temporary or temporary_spool()
        with executor_for(config) as executor:
            reading, numbering, counts = pair_slices(reading, own, config, executor, progress)
            report = _scored(reading, numbering, counts, own, config, ledger, executor, progress)
    if spool is not None:
        discard(spool)
    return report


def judge(
    reading: Reading,
    config: Config,
    ledger: Ledger,
    *,
    progress: Progress | None = None,
    spool: Spool | None = None,
) -> Report:
    """Audit what has been read: pair → score → report.

    Args:
        reading: All of the input.
        config: Of the run.
        ledger: What people have said before.
        progress: As of `run`.
        spool: For what is done so far; by default one of its own.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    from audit.engine import executor_of
    from audit.pairer import pair
    from audit.scorers import put_aside
    from audit.shards import put_records_aside
    from audit.spool import spool_for

    pairs = pair(reading.records, config, progress=progress)
    with executor_of(config, pairs) as executor:
        spool = spool or spool_for(len(pairs), executor)
        numbering = put_aside(pairs, spool)
        records = put_records_aside(reading.records, spool)
        del pairs
        return _scored(reading, numbering, records, spool, config, ledger, executor, progress)


def _scored(
    reading: Reading,
    numbering: Numbering,
    records: Sequence[int],
    spool: Spool,
    config: Config,
    ledger: Ledger,
    executor: Executor,
    progress: Progress | None,
) -> Report:
    from audit.scorers import score_parts
    from audit.shards import put_report_aside

    faults = score_parts(numbering, spool, config, executor, progress=progress)
    return put_report_aside(config, reading, numbering, records, spool, faults, ledger, executor)
