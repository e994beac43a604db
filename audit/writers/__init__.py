"""Texts back into files: the counterpart of `audit.readers`, one module per format.

Everything but the texts stays as it is, byte for byte; what a Parquet file loses, its module says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.errors import InputError
from audit.writers import delimited, digest, feed, jsonl, lines, parquet
from audit.writers._base import Change, UnwritableError
from audit.writers._edits import applied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.writers._base import Edit, Form

__all__ = ["Change", "UnwritableError", "is_writable", "replace", "tidied"]

_FORMS: dict[str, Form] = {
    "csv": delimited,
    "digest": digest,
    "feed": feed,
    "jsonl": jsonl,
    "lines": lines,
    "parallel": lines,
}


def is_writable(form: str) -> bool:
    """Whether texts can be written back into files of a format."""
    return form == parquet.name or form in _FORMS


def tidied(text: str, form: str) -> str:
    """`text` as a file of the format holds it: without what its reader leaves out of a text.

    Raises:
        UnwritableError: the format cannot hold it.
    """
    return text if form == parquet.name else _FORMS[form].tidied(text)


def replace(
    document: Document, form: str, changes: Sequence[Change], config: Config
) -> tuple[bytes, dict[str, str]]:
    """The content of `document` with other texts.

    Args:
        document: A file that was read as `form`.
        form: `form` of its records.
        changes: Records of it and the texts to stand in their places, as `tidied` gives them; in
            the order of the records.
        config: As it was read.

    Returns:
        The content, unfolded, and of each record whose text stays the reason.

    Raises:
        InputError: the encoding of the file does not let a part of it be replaced.
    """
    if form == parquet.name:
        return parquet.replace(document, changes, config)
    edits: list[Edit] = []
    refused: dict[str, str] = {}
    editor = _FORMS[form].editor(document, config)
    encoding = document.decoded.encoding
    for change in changes:
        try:
            edit = editor(change)
            edit.text.encode(encoding)
        except UnwritableError as error:
            refused[change.record.record_id] = str(error)
        except UnicodeEncodeError as error:
            char = f"U+{ord(error.object[error.start]):04X}"
            refused[change.record.record_id] = f"the file is {encoding}, which has no {char}"
        else:
            edits.append(edit)
    content = applied(document, edits)
    if content is None:
        message = f"{document.path}: cannot be changed in parts in {encoding}; convert it to UTF-8"
        raise InputError(message)
    return content, refused
