"""bicleaner-hardrules with options for abstracts: a row is flagged if any rule discards it.

Language identification, language model and porn removal are off, and so are the rules against long
texts, glued words, unbalanced brackets and literals, which reject good abstracts. What only those
need is not installed, so their modules are stood in for.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

from _rows import option, rows, tell

for name, needed in (
    ("fastspell", "FastSpell"),
    ("hardrules.lm", "load_lm_filter"),
    ("hardrules.tokenizer", "Tokenizer"),
):
    sys.modules[name] = ModuleType(name)
    setattr(sys.modules[name], needed, None)

from hardrules.hardrules import Hardrules  # noqa: E402 - after its optional parts

OPTIONS = {
    "length_ratio": option(1.367),
    "lm_filter": False,
    "no_glued_words": False,
    "no_literals": False,
    "no_paren": False,
    "no_porn": False,
    "no_wrong_language": False,
    "not_too_long": False,
}


def main() -> None:
    rules = Hardrules(
        SimpleNamespace(
            disable_lang_ident=True,
            disable_lm_filter=True,
            disable_minimal_length=False,
            disable_porn_removal=True,
            lm_threshold=0.5,
            rules_config=OPTIONS,
            run_all_rules=False,
            source_lang="en",
            target_lang="zh",
        )
    )
    # The command reads its lines stripped.
    tell([row.id for row in rows() if rules.wrong_tu(row.source.strip(), row.target.strip())])


if __name__ == "__main__":
    main()
