"""The ENTRIES table: one row per unit with its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from audit.schema import ENTRIES, Entries, Severity, conform

if TYPE_CHECKING:
    from collections.abc import Collection

    from audit.schema import Pairs

_FLAGS = {
    "missing_translation": "missing-translation",
    "blank_entry": "blank-entry",
    "language_mismatch": "language-mismatch",
}


def suppressed(findings: pd.DataFrame, held: Collection[str]) -> pd.Series[bool]:
    """Whether each finding, or its cause, is one of `held`."""
    return findings["finding_id"].isin(held) | findings["cause"].isin(held)


def build_entries(
    pairs: Pairs,
    facts: pd.DataFrame,
    findings: pd.DataFrame,
    roots: pd.DataFrame | None = None,
) -> Entries:
    """One row per row of `pairs`, in its order.

    Args:
        pairs: All or some of a run.
        facts: Of these; see `Batch.facts`.
        findings: On these.
        roots: Findings on other pairs that are causes of these, and are not suppressed.

    A flag is true where its rule has a finding, symptoms included; `findings` counts root findings.
    `rules`, `status` and `worst_severity` speak of these too, and of those of other entries that
    are the cause of a finding here. What is suppressed does not count. Nothing is `ok` that is not
    `translated`.
    """
    findings = findings[~findings["suppressed"]]
    causes = _causes(findings, roots)
    entries = pairs.merge(facts, on="pair_id", how="left", validate="one_to_one")
    ids = entries["pair_id"]
    for flag, rule in _FLAGS.items():
        entries[flag] = ids.isin(findings.loc[findings["rule"] == rule, "pair_id"])
    worst_first = causes.sort_values(["rank", "rule"], ascending=[False, True], kind="stable")
    by_pair = worst_first.groupby("pair_id", sort=False)
    per_pair = pd.DataFrame(
        {
            "findings": by_pair["own"].sum(),
            "rules": by_pair["rule"].agg(lambda rules: ";".join(dict.fromkeys(rules))),
            "worst_severity": by_pair["severity"].first(),
            "worst_rule": by_pair["rule"].first(),
        }
    )
    found = per_pair.reindex(ids)
    entries["findings"] = found["findings"].fillna(0).astype("int64").to_numpy()
    entries["rules"] = found["rules"].fillna("").to_numpy()
    entries["worst_severity"] = found["worst_severity"].to_numpy()
    at_least_minor = ~found["worst_severity"].isin(["neutral"]) & found["worst_severity"].notna()
    fine = entries["verdict"].where(entries["verdict"] != "translated", "ok").to_numpy()
    entries["status"] = found["worst_rule"].where(at_least_minor, fine).to_numpy()
    entries["length_ratio"] = (entries["target_chars"] / entries["source_chars"]).where(
        entries["source_chars"] > 0
    )
    entries = entries.rename(columns={"source_path": "source_file", "target_path": "target_file"})
    return Entries(conform(entries, ENTRIES))


def _causes(findings: pd.DataFrame, others: pd.DataFrame | None) -> pd.DataFrame:
    """Per pair the root findings that explain it: its own, and those its symptoms are due to."""
    roots = findings[findings["cause"].isna()]
    columns = ["finding_id", "rule", "severity", "pair_id"]
    every = roots[columns] if others is None else pd.concat([roots[columns], others[columns]])
    known = every.drop_duplicates("finding_id").add_suffix("_of_cause")
    due = findings.merge(known, left_on="cause", right_on="finding_id_of_cause")
    elsewhere = due[due["pair_id"] != due["pair_id_of_cause"]]
    foreign = elsewhere[["pair_id", "rule_of_cause", "severity_of_cause"]].drop_duplicates()
    renamed = foreign.rename(columns=lambda name: name.removesuffix("_of_cause"))
    columns = ["pair_id", "rule", "severity"]
    told: pd.DataFrame = pd.concat([roots[columns].assign(own=True), renamed.assign(own=False)])
    told["rank"] = [int(Severity.parse(word)) for word in told["severity"]]
    return told
