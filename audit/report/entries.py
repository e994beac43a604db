"""The ENTRIES table: one row per unit with its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from audit.schema import ENTRIES, Entries, Severity, conform

if TYPE_CHECKING:
    from audit.schema import Pairs
    from audit.scorers import Verdicts

_FLAGS = {
    "missing_translation": "missing-translation",
    "blank_entry": "blank-entry",
    "language_mismatch": "language-mismatch",
}


def build_entries(pairs: Pairs, verdicts: Verdicts) -> Entries:
    """One row per row of `pairs`, in its order.

    A flag is true where its rule has a finding, symptoms included; `findings`, `rules`, `status`
    and `worst_severity` speak of root findings that are not suppressed.
    """
    findings = verdicts.findings[~verdicts.findings["suppressed"]]
    roots = findings[findings["cause"].isna()].assign(
        rank=lambda table: [int(Severity.parse(word)) for word in table["severity"]]
    )
    key = ["entry_id", "field"]
    entries = pairs.merge(verdicts.facts, on="pair_id", how="left", validate="one_to_one")
    units = pd.MultiIndex.from_frame(entries[key].astype(object))
    for flag, rule in _FLAGS.items():
        fired = pd.MultiIndex.from_frame(findings.loc[findings["rule"] == rule, key].astype(object))
        entries[flag] = units.isin(fired)
    worst_first = roots.sort_values(["rank", "rule"], ascending=[False, True], kind="stable")
    by_unit = worst_first.groupby(key, sort=False)
    per_unit = pd.DataFrame(
        {
            "findings": by_unit.size(),
            "rules": by_unit["rule"].agg(lambda rules: ";".join(dict.fromkeys(rules))),
            "worst_severity": by_unit["severity"].first(),
            "worst_rule": by_unit["rule"].first(),
        }
    )
    found = per_unit.reindex(units)
    entries["findings"] = found["findings"].fillna(0).astype("int64").to_numpy()
    entries["rules"] = found["rules"].fillna("").to_numpy()
    entries["worst_severity"] = found["worst_severity"].to_numpy()
    at_least_minor = ~found["worst_severity"].isin(["neutral"]) & found["worst_severity"].notna()
    entries["status"] = found["worst_rule"].where(at_least_minor, "ok").to_numpy()
    entries["length_ratio"] = (entries["target_chars"] / entries["source_chars"]).where(
        entries["source_chars"] > 0
    )
    entries = entries.rename(columns={"source_path": "source_file", "target_path": "target_file"})
    return Entries(conform(entries, ENTRIES))
