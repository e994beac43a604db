"""l10n-audit-toolkit: its checks of placeholders and of ICU messages, key by key.

Its other stages judge English and Arabic. What it calls mere information is no flag.
"""

from __future__ import annotations

from _strings import rows, tell
from l10n_audit.audits.icu_message_audit import find_icu_issues_for_key
from l10n_audit.audits.placeholder_audit import compare_placeholders

ICU = {"enabled": True, "strict_branch_matching": True, "enable_selectordinal": True}


def main() -> None:
    found = set()
    for row in rows():
        target = row.target or ""
        issues = compare_placeholders(row.id, row.source, target)
        issues += find_icu_issues_for_key(row.id, row.source, target, ICU)
        if any(one["severity"] != "info" for one in issues):
            found.add(row.id)
    tell(found)


if __name__ == "__main__":
    main()
