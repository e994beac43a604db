"""The pairs that nothing is wrong with, for training and for translation memories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import ConfigError, nearest
from audit.report.bitext import Bitext
from audit.report.bitext.delimited import exact_tsv_bytes
from audit.report.bitext.jsonl import jsonl_bytes
from audit.report.bitext.tmx import tmx_bytes
from audit.schema import Pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.report import Report

_WRITERS: dict[str, Callable[[Bitext], bytes]] = {
    "jsonl": jsonl_bytes,
    "tmx": tmx_bytes,
    "tsv": exact_tsv_bytes,
}


def clean(report: Report) -> Bitext:
    """The entries with text on both sides whose status is `ok`.

    That is, they are `translated` and no finding of severity minor or above explains them; what is
    suppressed does not count.
    """
    ok = (report.entries["status"] == "ok").to_numpy()
    return Bitext.of(Pairs(report.pairs[ok]), report.config)


def check_clean(file: Path) -> None:
    """Fail early where no format for clean pairs is named.

    Raises:
        ConfigError: the extension of `file` is not that of a format.
    """
    form = _form(file)
    if form not in _WRITERS:
        hint = nearest(form, list(_WRITERS)) if form else f"one of .{', .'.join(_WRITERS)}"
        raise ConfigError([f"export-clean: no format has the extension {file.suffix!r}; {hint}"])


def clean_bytes(report: Report, file: Path) -> bytes:
    """The clean pairs of `report` in the format of the extension of `file`.

    The text is exact but for what the format demands: in JSON Lines and TSV all of it comes back;
    in TMX characters that XML 1.0 cannot hold are U+FFFD.
    """
    return _WRITERS[_form(file)](clean(report))


def _form(file: Path) -> str:
    return file.suffix.lower().removeprefix(".")
