"""JUnit XML: an entry is a test case, and fails on its root findings of severity minor or above."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from audit.report.formats._xml import legal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report import Report


_TOLD = ["entry_id", "field", "rule", "message", "finding_id"]


def content(report: Report) -> bytes:
    """One suite per file. A finding that is neutral fails nothing.

    Source:
        The JUnit XML that Jenkins, GitLab and Azure read; characters that XML 1.0 cannot hold
        become U+FFFD.
    """
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_lines(report), ""]).encode()


def _lines(report: Report) -> Iterator[str]:
    entries = report.entries
    roots = report.roots()
    failing = roots[roots["severity"] != "neutral"]
    failures: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for entry_id, field, *told in failing[_TOLD].itertuples(index=False):
        failures.setdefault((entry_id, field), []).append(tuple(told))
    files = entries["target_file"].fillna(entries["source_file"])
    total = f'tests="{len(entries)}" failures="{len(failures)}"'
    yield f'<testsuites name="audit" {total} errors="{len(report.faults)}">'
    for file, own in entries.groupby(files, sort=True):
        keys = list(zip(own["entry_id"], own["field"], strict=True))
        failed = sum(key in failures for key in keys)
        name = _attribute(str(file))
        yield f'  <testsuite name={name} tests="{len(own)}" failures="{failed}" errors="0">'
        for entry_id, field in keys:
            case = f"<testcase classname={name} name={_attribute(f'{entry_id} ({field})')}"
            found = failures.get((entry_id, field), [])
            if not found:
                yield f"    {case}/>"
                continue
            yield f"    {case}>"
            rule, message, _ = found[0]
            text = "\n".join(f"{name} {broken}: {what}" for broken, what, name in found)
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


def _attribute(text: str) -> str:
    return quoteattr(legal(text).replace("\n", " "))
