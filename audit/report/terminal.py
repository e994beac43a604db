"""What a person sees when a run ends, on standard error."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from audit.report.summary import bars, by_file
from audit.report.words import directed, headline

if TYPE_CHECKING:
    from audit.injection import Injection, Recall
    from audit.merging import Merger
    from audit.report import Report

_FILES_SHOWN = 8
_PROBLEMS_SHOWN = 20
_ROWS_SHOWN = 20
_PLAIN_WIDTH = 100  # columns where there is no terminal to ask


def console() -> Console:
    """Standard error; plain and of a fixed width where it is no terminal."""
    probe = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if probe.is_terminal:
        return probe
    return Console(
        stderr=True, highlight=False, markup=False, emoji=False, width=_PLAIN_WIDTH, no_color=True
    )


def show(report: Report, written: list[str], out: Console) -> None:
    """Verdict, flags, worst files, problems, and where the report is."""
    out.print(Text(headline(report.told()).en, style="bold"))
    for found in report.directions:
        out.print(Text(safe(directed(found).en), style="bold yellow"), soft_wrap=True)
    out.print()
    out.print(_files(report))
    out.print()
    if report.counts.roots:
        out.print(_rules(report))
        out.print()
    _show_profiles(report, out)
    _show_glossary(report, out)
    _show_unapplied(report, out)
    _show_problems(report, out)
    for fault in report.faults[:_PROBLEMS_SHOWN]:
        out.print(Text(safe(f"fault: {fault}"), style="red"))
    out.print(Text(safe(f"Report: {', '.join(written)}")), soft_wrap=True)


def _rules(report: Report) -> Table:
    """Root findings by rule, the severest first."""
    known = report.known
    table = _plain_table("rule", "severity", "findings", *(["new"] if known is not None else []))
    for bar in bars(report):
        row = [bar.rule, bar.severity, f"{bar.number:,}"]
        table.add_row(*row, *([f"{report.counts.new[bar.rule]:,}"] if known is not None else []))
    return table


def _files(report: Report) -> Table:
    files = by_file(report)
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("file", overflow="fold")
    unassessed = ("unassessed",) if report.verdicts()["unassessed"] else ()
    headings = ("entries", "untranslated", "missing", "blank", "wrong language", *unassessed)
    for heading in headings:
        table.add_column(heading, justify="right")
    columns = ("units", "untranslated", *report.flags(), *unassessed)
    for row in files[:_FILES_SHOWN]:
        table.add_row(Text(safe(row["file"])), *(Text(str(row[name])) for name in columns))
    if len(files) > _FILES_SHOWN:
        rest = files[_FILES_SHOWN:]
        sums = (str(sum(row[name] for row in rest)) for name in columns)
        table.add_row(Text(f"{len(rest)} more files"), *sums, style="dim")
    if len(files) > 1:
        table.add_section()
        sums = (str(sum(row[name] for row in files)) for name in columns)
        table.add_row("all", *sums, style="bold")
    return table


def _show_profiles(report: Report, out: Console) -> None:
    """Prints what was expected of how many entries, and who said so."""
    told = ", ".join(f"{name} {number:,}" for name, number in report.profiles().items())
    chosen = report.config.profile
    if told:
        said = "as configured" if chosen else "by what the input tells; --profile sets another"
        out.print(Text(f"Profile: {told} ({said})"), soft_wrap=True)


def _show_glossary(report: Report, out: Console) -> None:
    """Prints how much of the glossary was applied."""
    use = report.glossary_use
    if use is not None:
        told = f"Glossary: {use.met:,} of {use.terms:,} terms stand in {use.entries:,} entries"
        if use.uses:
            told += f"; {use.rendered:,} of {use.uses:,} uses are rendered as it says"
            told += f" ({use.rendered / use.uses:.0%})"
        if use.left_out:
            told += f"; {use.left_out:,} pairs of its files are no terms"
        out.print(Text(told), soft_wrap=True)


def _show_unapplied(report: Report, out: Console) -> None:
    """Prints the number of rules that do not judge the languages, with their entries."""
    unapplied = report.unapplied()
    if unapplied:
        rules, entries = len(unapplied), max(unapplied.values())
        of = f"{rules} of {len(report.scorers())} rules do not judge"
        noun = "entry" if entries == 1 else "entries"
        text = f"{of} the languages of {entries:,} {noun}: see summary.json"
        out.print(Text(text, style="yellow"))


def _show_problems(report: Report, out: Console) -> None:
    said = {f"{found.path}: {found.reason}; {found.remedy}" for found in report.directions}
    problems = [(problem.kind, str(problem)) for problem in report.problems]
    show_problems([problem for problem in problems if problem[1] not in said], out)
    rejected = report.conservation()["records_rejected"]
    if rejected:
        out.print(Text(f"Records rejected and not audited: {rejected}", style="yellow"))


def show_problems(problems: list[tuple[str, str]], out: Console) -> None:
    """Errors first, each on a line."""
    ordered = sorted(problems, key=lambda problem: problem[0] != "error")
    for kind, text in ordered[:_PROBLEMS_SHOWN]:
        style = "red" if kind == "error" else "yellow"
        out.print(Text(f"{kind}: {safe(text)}", style=style), soft_wrap=True)
    if len(ordered) > _PROBLEMS_SHOWN:
        out.print(Text(f"{len(ordered) - _PROBLEMS_SHOWN} more problems: see summary.json"))


def safe(text: str) -> str:
    """`text` without anything that a terminal would obey: controls and bidi marks as U+FFFD."""
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
        for char in text
    )


def show_injection(injection: Injection, written: list[str], out: Console) -> None:
    """Prints the number of units damaged in each way, and the place of the copy."""
    counts = injection.counts()
    units = f"{sum(counts.values())} of {len(injection.rows)} translation units"
    out.print(Text(f"{units} are damaged, in {len(counts)} ways.", style="bold"))
    out.print(Text(", ".join(f"{kind} {count}" for kind, count in counts.items())))
    out.print(Text(safe(f"Copy and key: {', '.join(written)}")), soft_wrap=True)


def show_recall(recall: Recall, out: Console) -> None:
    """Prints the recall of each kind of damage, by rule, and the findings where there is none."""
    kinds = _plain_table("damage", "units", "found", "major", "named", "findings a unit")
    for kind in recall.kinds:
        counts = (kind.found, kind.found_major, kind.named)
        shares = (f"{count / kind.damaged:.1%}" for count in counts)
        kinds.add_row(kind.kind, str(kind.damaged), *shares, f"{kind.roots / kind.damaged:.2f}")
    rules = _plain_table("rule", "expected", "named", "on other damage", "on intact units")
    for rule in recall.rules:
        share = f"{rule.named / rule.expected:.1%}" if rule.expected else ""
        expected = str(rule.expected) if rule.expected else ""
        rules.add_row(rule.rule, expected, share, str(rule.elsewhere), str(rule.intact))
    for table in (kinds, rules):
        out.print()
        out.print(table)
    intact = (
        f"Of {recall.intact} intact units {recall.intact_major} have a finding of major or above"
    )
    out.print()
    out.print(Text(f"{intact}, {recall.intact_minor} of minor or above."))


def show_merged(merger: Merger, file: str, out: Console) -> None:
    """Prints the numbers of rows merged and ok, and the defects the others still have."""
    rows, ok = len(merger.rows), merger.ok()
    out.print(Text(f"Rows merged: {rows}. Audited again: {ok} ok, {rows - ok} not.", style="bold"))
    flawed = [row for row in merger.rows if row.status != "ok"]
    for row in flawed[:_ROWS_SHOWN]:
        worse = (one for one in row.findings if one["severity"] != "neutral")
        told = " ".join(f"{one['rule']}: {one['message']}" for one in worse)
        out.print(Text(safe(f"{file}:{row.line}: {row.entry_id}: {told}")), soft_wrap=True)
    if len(flawed) > _ROWS_SHOWN:
        out.print(Text(f"{len(flawed) - _ROWS_SHOWN} more rows: audit {safe(file)}"))
    if merger.elsewhere:
        out.print(Text(f"Entries of other inputs, left for them: {merger.elsewhere}"))


def _plain_table(heading: str, *headings: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column(heading, overflow="fold")
    for name in headings:
        table.add_column(name, justify="right")
    return table
