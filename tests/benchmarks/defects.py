"""Real failures of a real feed, each by the rule that should name it; and loose translations.

    python -m tests.benchmarks.defects [--data DIR]

What is missed is printed, so that a person can read it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import audit
from audit.config import Config
from tests.benchmarks.common import parser, versions

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# Per defect: the field that has it, the rules that may name it, and the share to reach.
WANTED = {
    "feed_header_leaked_into_translation": ("abstract", {"feed-residue"}, 0.99),
    "severely_truncated_translation": ("abstract", {"short", "truncated"}, 0.97),
    "translation_missing": ("abstract", {"missing-translation", "blank-entry"}, 1.0),
    "title_translation_missing": ("title", {"missing-translation", "blank-entry"}, 1.0),
    "title_untranslated": ("title", {"language-mismatch"}, 0.95),
}
OMISSION = {"short", "truncated", "omitted-sentence"}
LOOSE = ("loose_pairs", "summary_not_translation", "abstract_pairs")
SHOWN = 120


def rules_of(findings: pd.DataFrame, field: str) -> dict[str, set[str]]:
    """The rules of the findings of each entry in that field, root or not."""
    chosen = findings[findings["field"] == field]
    found: dict[str, set[str]] = {}
    for entry, rule in zip(chosen["entry_id"], chosen["rule"], strict=True):
        found.setdefault(entry, set()).add(rule)
    return found


def real_defects(data: Path) -> None:
    report = audit.run([data / "real_defects.jsonl.gz"])
    entries, findings = report.entries, report.findings
    roots = findings[findings["cause"].isna() & findings["severity"].isin(["major", "critical"])]
    for defect, (field, wanted, share) in WANTED.items():
        of_defect = entries["entry_id"].str.endswith(f"#{defect}") & (entries["field"] == field)
        chosen = entries[of_defect]
        found = rules_of(findings, field)
        named = chosen["entry_id"].map(lambda entry, found=found: found.get(entry, set()))
        hit = named.map(lambda rules, wanted=wanted: bool(rules & wanted))
        print(f"{defect}: {hit.sum()} of {len(chosen)} ({hit.mean():.2%}, wanted {share:.0%})")
        own = roots[roots["entry_id"].isin(chosen["entry_id"]) & (roots["field"] == field)]
        counted = Counter(own["rule"]).most_common()
        print(
            f"  root findings, major and critical, an entry: {len(own) / len(chosen):.2f}", counted
        )
        for row in chosen[~hit].itertuples():
            text = row.target_text
            print(f"  missed {row.entry_id}: {text[:SHOWN] if isinstance(text, str) else None!r}")


def loose(data: Path) -> None:
    for name in LOOSE:
        for profile in ("papers", "digest"):
            report = audit.run([data / f"{name}.jsonl.gz"], Config(profile=profile))
            findings = report.findings[report.findings["field"] == "abstract"]
            entries = int((report.entries["field"] == "abstract").sum())
            omitted = findings[findings["rule"].isin(OMISSION)]
            major = findings[
                findings["cause"].isna() & findings["severity"].isin(["major", "critical"])
            ]
            shares = [chosen["entry_id"].nunique() / entries for chosen in (omitted, major)]
            print(
                f"{name} under {profile}: short, truncated or omitted {shares[0]:.1%},"
                f" root findings major and critical {shares[1]:.1%} of {entries}"
            )
            print("  rules:", Counter(major["rule"]).most_common(8))


def main() -> None:
    data = parser(__doc__).parse_args().data
    print(versions())
    real_defects(data)
    loose(data)


if __name__ == "__main__":
    main()
