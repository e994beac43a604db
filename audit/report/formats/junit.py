"""JUnit XML: an entry is a test case, and fails on what explains it, of severity minor or above."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from audit.report.formats._xml import legal
from audit.report.requeue import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report


def content(report: Report) -> bytes:
    """One suite per file.

    A finding that is neutral fails nothing; one that entries share, such as `shifted-pairs`, fails
    each of them. What could not be assessed counts as skipped.

    Source:
        The JUnit XML that Jenkins, GitLab and Azure read; characters that XML 1.0 cannot hold
        become U+FFFD.
    """
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_lines(report), ""]).encode()


def _lines(report: Report) -> Iterator[str]:
    entries = report.entries
    failures = dict(_failures(report))
    unknown = entries[entries["verdict"] == "unassessed"]
    unassessed = unknown["verdict_reason"].to_dict()
    files = entries["target_file"].fillna(entries["source_file"])
    total = f'tests="{len(entries)}" failures="{len(failures)}"'
    yield f'<testsuites name="audit" {total} errors="{len(report.faults)}">'
    for file, own in entries.groupby(files, sort=True):
        failed = sum(row in failures for row in own.index)
        name = _attribute(str(file))
        yield f'  <testsuite name={name} tests="{len(own)}" failures="{failed}" errors="0">'
        for row, entry_id, field in own[["entry_id", "field"]].itertuples():
            case = f"<testcase classname={name} name={_attribute(f'{entry_id} ({field})')}"
            found = failures.get(row, [])
            if not found:
                skipped = unassessed.get(row)
                inside = (
                    f"><skipped message={_attribute(skipped)}/></testcase>" if skipped else "/>"
                )
                yield f"    {case}{inside}"
                continue
            yield f"    {case}>"
            rule, message, _ = found[0]
            text = "\n".join(f"{name} {broken}: {what}".lstrip() for broken, what, name in found)
            yield (
                f"      <failure type={_attribute(rule)}"
                f" message={_attribute(message)}>{escape(legal(text))}</failure>"
            )
            yield "    </testcase>"
        yield "  </testsuite>"
    if report.faults:
        crashed = len(report.faults)
        yield f'  <testsuite name="rules" tests="{crashed}" errors="{crashed}">'
        for fault in report.faults:
            yield f"    <testcase name={_attribute(fault.rule)}><error>{escape(legal(str(fault)))}"
            yield "    </error></testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _failures(report: Report) -> Iterator[tuple[int, list[tuple[str, str, str]]]]:
    """The rows of ENTRIES that fail, with rule, message and id of what explains it."""
    causes = explained(report)
    verdicts = zip(report.entries["verdict"], report.entries["verdict_reason"], strict=True)
    for row, (pair_id, (verdict, reason)) in enumerate(
        zip(report.pairs["pair_id"], verdicts, strict=True)
    ):
        told = [
            (found["rule"], found["message"], found["finding_id"])
            for found in causes.get(pair_id, ())
            if found["severity"] != "neutral"
        ]
        if not told and verdict == "untranslated":
            told = [(verdict, reason, "")]
        if told:
            yield row, told


def _attribute(text: str) -> str:
    return quoteattr(legal(text).replace("\n", " "))
