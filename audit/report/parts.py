"""The report of a run whose pairs and findings are put aside in parts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from audit.engine import PARTITION_ROWS
from audit.report import Report
from audit.report._tables import Spooled
from audit.report.entries import build_entries, suppressed
from audit.schema import Pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from audit.config import Config
    from audit.engine import Workers
    from audit.ledger import Ledger
    from audit.readers import Reading
    from audit.scorers import Fault
    from audit.spool import Numbering, Spool


def put_report_aside(
    config: Config,
    reading: Reading,
    numbering: Numbering,
    spool: Spool,
    faults: Sequence[Fault],
    ledger: Ledger,
    workers: Workers,
) -> Report:
    """The report on the parts of `spool`, where its entries are put as well.

    Raises:
        AssertionError: a record is neither paired nor rejected; that is a fault of the pairer.
    """
    rules = _rules(spool, len(numbering), ledger.suppressions.keys())
    held, notices = ledger.settle(rules)
    entered = partial(_put_entries_aside, spool=spool, held=held)
    found = list(workers.map(entered, range(len(numbering))))
    records = []
    for part, start in enumerate(range(0, len(reading.records), PARTITION_ROWS)):
        own = reading.records.iloc[start : start + PARTITION_ROWS]
        spool.write_frame(f"records-{part}", own)
        records.append(len(own))
    counts = {
        "records": records,
        "pairs": numbering.counts,
        "entries": numbering.counts,
        "findings": found,
    }
    report = Report(
        config,
        Spooled(spool, counts),
        reading.inputs,
        [*reading.problems, *notices],
        list(faults),
        reading.directions,
        ledger,
    )
    report.check()
    return report


def _rules(spool: Spool, parts: int, wanted: Collection[str]) -> dict[str, str]:
    """The rules of the findings that are `wanted`, by their ids."""
    rules: dict[str, str] = {}
    for part in range(parts) if wanted else ():
        findings = spool.frame(f"findings-{part}", ["finding_id", "rule"])
        some = findings[findings["finding_id"].isin(wanted)]
        rules |= dict(zip(some["finding_id"], some["rule"], strict=True))
    return rules


def _put_entries_aside(part: int, *, spool: Spool, held: frozenset[str]) -> int:
    """Put the entries of a part aside, and mark what is suppressed; its number of findings."""
    findings, roots = spool.frame(f"findings-{part}"), spool.frame(f"roots-{part}")
    if held:
        findings["suppressed"] = suppressed(findings, held)
        spool.write_frame(f"findings-{part}", findings)
        roots = roots[~roots["finding_id"].isin(held)]
    pairs = Pairs(spool.frame(f"pairs-{part}"))
    entries = build_entries(pairs, spool.frame(f"facts-{part}"), findings, roots)
    spool.write_frame(f"entries-{part}", entries)
    return len(findings)
