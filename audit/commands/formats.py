"""`audit formats`: list the forms of input, or say what a file is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.commands._options import (
    ConfigFile,
    Encoding,
    IdColumn,
    InputFormat,
    ReferenceColumn,
    SourceColumn,
    SourceLang,
    TargetColumn,
    TargetLang,
)
from audit.commands._shared import chosen_of, failed, report_problems, say
from audit.errors import AuditError, InputError

if TYPE_CHECKING:
    from audit.errors import Problem
    from audit.schema import Records

_SHOWN = 3  # entries
_CHARS = 72  # of a text


def formats(
    context: typer.Context,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", show_default=False, help="Files to try, both of two."),
    ] = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    source_column: SourceColumn = None,
    target_column: TargetColumn = None,
    id_column: IdColumn = None,
    reference_column: ReferenceColumn = None,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    config_file: ConfigFile = None,
) -> None:
    """List the forms of input; with FILE, try each on it and show what would be read.

    Exit codes: 0 listed, or all files can be read; 2 one cannot, or the usage is wrong.
    """
    from audit.readers.trial import forms

    if not inputs:
        width = max(len(form.name) for form in forms())
        for form in forms():
            say(f"{form.name:<{width}}  {form.what}")
        return
    raise typer.Exit(_try(inputs, config_file, chosen_of(context)))


def _try(inputs: list[str], config_file: Path | None, chosen: dict[str, Any]) -> int:
    from audit.config import load_settings
    from audit.readers import read_documents
    from audit.readers._discovery import find_documents
    from audit.readers.trial import trials
    from audit.report.terminal import console

    stderr = console()
    try:
        settings = load_settings(config_file, chosen)
    except AuditError as error:
        return failed(error, stderr)
    config = settings.config
    problems: list[Problem] = []
    documents = find_documents(inputs, config.encoding, problems, None, config.exclude)
    reading, refusal = None, None
    try:
        reading = read_documents(documents, config, problems)
    except InputError as error:
        refusal = error
    read_as = {item.path: item.format for item in reading.inputs} if reading else {}
    for document, _ in documents:
        form = read_as.get(document.path)
        say(f"{document.path}: {'is read as ' + form if form else 'is not read'}")
        tried = trials(document, form, config)
        width = max(len(one.form.name) for one in tried)
        for one in tried:
            verdict = "yes" if one.form.name == form else "may" if one.fits else "no"
            say(f"  {verdict:<3}  {one.form.name:<{width}}  {one.reason}".rstrip())
    if refusal is not None or reading is None:
        return failed(refusal or InputError("no input given"), stderr)
    _show(reading.records)
    return report_problems([*settings.notices, *reading.problems], stderr, quiet=False)


def _show(records: Records) -> None:
    """The first entries, as they would be read."""
    units: dict[str, list[str]] = {}
    for row in records.itertuples():
        key = str(row.unit_key if isinstance(row.unit_key, str) else row.record_id)
        text = row.text if isinstance(row.text, str) else None
        shown = "(absent)" if text is None else " ".join(text.split()) or "(empty)"
        shown = shown if len(shown) <= _CHARS else f"{shown[: _CHARS - 1]}…"
        place = f"{row.path}:{row.line}"
        units.setdefault(key, []).append(f"  {row.role:<9}  {place}  {shown}")
    say(f"{len(units)} entries, the first of them:")
    for number, unit in enumerate(list(units.values())[:_SHOWN], start=1):
        say(f"{number}.")
        for line in unit:
            say(line)
