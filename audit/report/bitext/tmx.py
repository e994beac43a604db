"""A bitext as a translation memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import regex

import audit
from audit.report.bitext._columns import COLUMNS, TERMS, columns
from audit.schema import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report.bitext import Bitext

# Beside the ones that XML 1.0 knows (production 2, Char) there is no way to write a character.
_ILLEGAL = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

_PROPERTIES = (
    "entry_id", "field", "pair_method", "pair_score", "runner_up", "source_path", "source_line",
    "target_path", "target_line",
)  # fmt: skip


def tmx_bytes(bitext: Bitext) -> bytes:
    """One `tu` a row, what has no text on either side left out.

    Characters that XML cannot hold are U+FFFD. Properties are called `x-pair-score` and so on.

    Source:
        TMX 1.4b, LISA OSCAR 2005; types that begin with `x-` are the tool's own.
    """
    lang = quoteattr(_legal(bitext.source_lang))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="audit" creationtoolversion="{audit.__version__}"'
        f' segtype="paragraph" o-tmf="audit" adminlang="en" srclang={lang}'
        ' datatype="plaintext"/>\n'
        "<body>\n"
    )
    lines = [head, *_units(bitext), "</body>\n</tmx>\n"]
    return "".join(lines).encode()


def _units(bitext: Bitext) -> Iterator[str]:
    expected = texts(bitext.pairs["expected_lang"])
    for number, cells in enumerate(zip(*columns(bitext).values(), strict=True)):
        row = dict(zip(COLUMNS, cells, strict=True))
        sides = (
            (bitext.source_lang, row["source_text"]),
            (expected[number] or "und", row["target_text"]),
        )
        variants = [_variant(lang, text) for lang, text in sides if text is not None]
        if not variants:
            continue
        properties = [_property(name, row[name]) for name in _PROPERTIES if row[name] is not None]
        if bitext.terms is not None:
            properties.append(_property(TERMS, "; ".join(map(str, bitext.terms[number]))))
        yield "\n".join([f"<tu tuid={quoteattr(row['pair_id'])}>", *properties, *variants, "</tu>"])
        yield "\n"


def _variant(lang: str, text: str) -> str:
    return f"<tuv xml:lang={quoteattr(_legal(lang))}><seg>{_escape(text)}</seg></tuv>"


def _property(name: str, value: Any) -> str:
    shown = f"{value:.4g}" if isinstance(value, float) else str(value)
    return f'<prop type="x-{name.replace("_", "-")}">{_escape(shown)}</prop>'


def _escape(text: str) -> str:
    # A bare CR would be read as LF (XML 1.0, 2.11).
    return escape(_legal(text), {"\r": "&#13;"})


def _legal(text: str) -> str:
    legal: str = _ILLEGAL.sub("\ufffd", text)
    return legal
