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
) -> Report:
    """Audit `paths`: read → pair → score → report.

    Args:
        paths: Files and directories; `-` is standard input.
        config: Defaults to `Config()`.
        progress: Called with the step's name, the work done and the work in all.
        leave_out: Directories and files that are not read: where the report goes.

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
    from audit.engine import Workers
    from audit.ledger import Ledger
    from audit.readers import read
    from audit.shards import pair_slices, put_report_aside
    from audit.spool import temporary_spool

    config = config or Config()
    ledger = Ledger.of(config)
    spool = temporary_spool()
    reading = read(paths, config, progress=progress, leave_out=leave_out, slices_in=spool.folder)
    if not reading.sliced:
        return judge(reading, config, ledger, progress=progress)
    with Workers(config.workers) as workers:
        reading, numbering, records = pair_slices(reading, spool, config, workers, progress)
        from audit.scorers import score_parts

        faults = score_parts(numbering, spool, config, workers, progress=progress)
        return put_report_aside(config, reading, numbering, records, spool, faults, ledger, workers)


def judge(
    reading: Reading, config: Config, ledger: Ledger, *, progress: Progress | None = None
) -> Report:
    """Audit what has been read: pair → score → report.

    Raises:
        ScorerError: a scorer crashed and `config.keep_going` is false.
    """
    from audit.engine import Workers
    from audit.pairer import pair
    from audit.scorers import put_aside, score_parts
    from audit.shards import put_records_aside, put_report_aside
    from audit.spool import spool_for

    pairs = pair(reading.records, config, progress=progress)
    spool = spool_for(len(pairs), config.workers)
    numbering = put_aside(pairs, spool)
    records = put_records_aside(reading.records, spool)
    del pairs
    with Workers(config.workers) as workers:
        faults = score_parts(numbering, spool, config, workers, progress=progress)
        return put_report_aside(config, reading, numbering, records, spool, faults, ledger, workers)
