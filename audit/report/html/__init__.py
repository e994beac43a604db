"""The report as one page that opens by double-click and asks for nothing from anywhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.report.html._charts import HEIGHT, WIDTH, heat, lengths
from audit.report.html._data import payload
from audit.report.summary import bars
from audit.report.words import directed, headline, rule_name, words

if TYPE_CHECKING:
    from audit.report import Report

_HERE = Path(__file__).parent
# Below this many characters the data is embedded as it is, so that the page can be read and
# compared; above, it is packed.
_PLAIN_CHARS = 300_000
_WITHOUT_SCRIPT = 100  # entries that are seen without a script


def index_html(report: Report) -> bytes:
    """The page, in UTF-8: markup, style, script and data in one file.

    Source:
        Content Security Policy Level 3: script and style are allowed by their hashes alone.
    """
    style = (_HERE / "page.css").read_text("utf-8")
    script = (_HERE / "page.js").read_text("utf-8")
    data, packed = _packed(payload(report))
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("page.html.j2").render(
        report=report,
        words=words(),
        headline=headline(report.told()),
        directed=[directed(found) for found in report.directions],
        tiles=_tiles(report),
        unapplied=[(rule, rule_name(rule), n) for rule, n in report.unapplied().items()],
        heat=heat(report),
        bars=bars(report),
        lengths=lengths(report),
        width=WIDTH,
        height=HEIGHT,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=data,
        packed=packed,
        worst=_first_not_ok(report),
    )
    return page.encode("utf-8", "replace")


def _first_not_ok(report: Report) -> list[dict[Any, Any]]:
    """The first entries that are not ok, for readers without scripts."""
    found: list[dict[Any, Any]] = []
    for entries in report.tables.parts("entries"):
        rows = entries[entries["status"] != "ok"][: _WITHOUT_SCRIPT - len(found)]
        found += rows.to_dict("records")
        if len(found) >= _WITHOUT_SCRIPT:
            break
    return found


def _tiles(report: Report) -> list[tuple[str, int, str]]:
    """Key of the word, number, and the filter that shows the entries."""
    flags = report.flags()
    told = report.told()
    tiles = [
        ("units", told.entries, "s=-1"),
        *((name, number, f"v={name}&s=-1") for name, number in report.verdicts().items()),
        ("missing", flags["missing_translation"], "r=missing-translation"),
        ("blank", flags["blank_entry"], "r=blank-entry"),
        ("wrong", flags["language_mismatch"], "r=language-mismatch"),
        ("other", told.defective, ""),
    ]
    if report.known is not None:
        tiles.append(("new", report.counts.new.total(), "n=1"))
    if report.counts.suppressed:
        tiles.append(("suppressed", report.counts.suppressed, "s=-1"))
    return tiles


def _packed(data: dict[str, Any]) -> tuple[str, bool]:
    """`data` as text for a script element, and whether it is packed (gzip, base64)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= _PLAIN_CHARS:
        # Nothing in it can end the element or begin a comment.
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028"), False
    raw = gzip.compress(text.encode("utf-8", "replace"), compresslevel=6, mtime=0)
    return base64.b64encode(raw).decode(), True


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
