"""Where a command may write: never over what it reads, nothing twice, no stranger's directory."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import ConfigError, InputError
from audit.readers._discovery import input_files
from audit.side_files import parse_json, read_side_file
from audit.storage import check_writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_NOT_THERE = (-1, -1)


class Destination(NamedTuple):
    """A file that is to be written."""

    file: Path
    option: str  # that names it


class InUse(NamedTuple):
    """A file that is read beside the inputs."""

    file: Path
    role: str  # what it is, with its article


def check_destinations(
    destinations: Sequence[Destination],
    inputs: Sequence[str],
    in_use: Iterable[InUse] = (),
    *,
    folder: Path | None = None,
    replaced: Path | None = None,
) -> None:
    """Fail, before anything is written, where a file must not be written.

    Files are compared, not their names: a link, a hard link, another way to write the path or,
    where case does not count, another case is the same file. What an earlier run has written is no
    input where it is found beside inputs, and may be written again.

    Args:
        destinations: All that will be written.
        inputs: The paths that are read; of directories, all files that are read in them.
        in_use: What else is read.
        folder: A directory among `destinations` that is not looked into.
        replaced: The input that may be written anew.

    Raises:
        InputError: a destination is an input or in use, or is there and no regular file, or cannot
            be written.
        ConfigError: two destinations are one file, or one is a directory above another.
    """
    for one in destinations:
        if one.file.exists() and not one.file.is_file():
            message = f"{one.file}: is no regular file; name another with {one.option}"
            raise InputError(message)
    _check_each_other(destinations, folder)
    there = {found: one for one in destinations if (found := _identity(one.file))}
    for used in in_use:
        taken = there.get(_identity(used.file) or _NOT_THERE)
        if taken is not None:
            raise _overwritten(taken, used.role)
    allowed = None if replaced is None else _identity(replaced)
    for identity, named in _inputs(inputs, folder) if there else ():
        taken = there.get(identity or _NOT_THERE)
        if taken is not None and identity != allowed and (named or not is_own(taken.file)):
            raise _overwritten(taken, "an input")
    for one in destinations:
        check_writable(one.file.parent)


def check_directory(folder: Path, is_ours: Callable[[Path], bool], *, force: bool) -> None:
    """Fail where `folder` holds something, and nothing of ours; hidden files do not count.

    Args:
        folder: Where files are to be written; it need not be there.
        is_ours: Tells a directory that the command has written before.
        force: Write into it all the same.

    Raises:
        InputError: it is somebody else's, or cannot be written.
    """
    check_writable(folder)
    if not force and visible(folder) and not is_ours(folder):
        message = (
            f"{folder}: holds files and nothing that this command has written before; name an"
            " empty directory with --out, or write into it with --force"
        )
        raise InputError(message)


def holds_report(folder: Path) -> bool:
    """Whether `audit run` has written `folder`, be it in part."""
    if _has_summary(folder):
        return True
    # Of an earlier version a first run that was stopped leaves some files.
    return all(is_own(folder / name) for name in visible(folder))


def visible(folder: Path) -> list[str]:
    """The names in `folder` that do not begin with a dot; none if it is not there."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


# How what is written begins, in whatever format; nothing else begins so but by intent.
_BEGINNINGS = re.compile(
    rb"""(?x)
    \s* (?: \[\s*\] \s* )? \Z                                  # nothing is lost
    | "?pair_id"?[,\t]"?entry_id\b | "?finding_id"?,"?rule\b
    | "?entry_id"?,"?field"?,"?(?:status|verdict|kind)\b
    | \{"(?:pair_id|finding_id|id)":\ "[PFQ]-[0-9a-f]{12}"
    | \{\s*"schema_version":\ \d+,\s*"findings":               # a baseline
    | \[\s*\{\s*"description":\ "(?:[^"\\]|\\.)*",\s*"check_name":  # GitLab
    | ::(?:error|warning|notice)\ title=
    | \#\#\ Translation\ audit\s
    | <\?xml\ [^>]*>\s* (?:
        <testsuites\ name="audit"\s
        | <tmx\ [^>]*>\s*<header\ creationtool="audit"\s
        | <xliff\ [^>]*>\s* (?: </xliff> | <file\ [^>]*>\s*<header><tool\ tool-id="audit"\s)
      )
    | \{\s*"\$schema":\ "[^"]*",\s*"version":\ "2\.1\.0",\s*"runs":\s*\[\s*\{\s*"tool":\s*\{\s*
      "driver":\s*\{\s*"name":\ "audit"
    """
)
# A queue that somebody has filled in is that person's work.
_FILLED = re.compile(rb'"translation": "|needs-translation">[^<]')
_HEAD = 65_536
_BOM = b"\xef\xbb\xbf"


def is_own(file: Path) -> bool:
    """Whether the content of `file` is what some command of ours writes, or nothing at all."""
    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return False
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
        if head.startswith(b"PAR1"):
            return _is_own_parquet(file)
        if head.startswith(b"PK"):
            return _is_own_workbook(file)
    except OSError:
        return False
    if file.name in {"summary.json", "index.html"}:
        return _has_summary(file.parent)
    return bool(_BEGINNINGS.match(head.removeprefix(_BOM))) and not _FILLED.search(head)


def _has_summary(folder: Path) -> bool:
    try:
        summary = parse_json(read_side_file(folder / "summary.json"))
    except (OSError, ValueError):
        return False
    tool = summary.get("tool") if isinstance(summary, dict) else None
    return isinstance(tool, dict) and tool.get("name") == "audit"


def _is_own_parquet(file: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(file).names
    except (pa.ArrowException, OSError, ValueError):
        return False
    return names[:2] in (["pair_id", "entry_id"], ["finding_id", "rule"])


def _is_own_workbook(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as whole, whole.open("docProps/core.xml") as part:
            return b"<dc:title>Translation audit</dc:title>" in part.read(_HEAD)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        return False


def _check_each_other(destinations: Sequence[Destination], folder: Path | None) -> None:
    seen: dict[object, Destination] = {}
    for one in destinations:
        key = _identity(one.file) or _place(one.file)
        other = seen.setdefault(key, one)
        if other is not one:
            options = " and ".join(dict.fromkeys((other.option, one.option)))
            mistake = f"two outputs go to {one.file} ({options}); name another file for one"
            raise ConfigError([mistake])
    above = {_place(one.file): one.file for one in destinations}
    for one in destinations:
        place = _place(one.file)
        inside = next((above[parent] for parent in place.parents if parent in above), None)
        if inside is not None or (folder is not None and place == _place(folder)):
            mistake = f"{inside or one.file}: is to be a file and a directory; name another for one"
            raise ConfigError([mistake])


def _inputs(
    inputs: Sequence[str], folder: Path | None
) -> Iterator[tuple[tuple[int, int] | None, bool]]:
    """The identity of each input, and whether it is named."""
    if "-" in inputs:
        yield _identity("-"), True
    for file, named in input_files(inputs, folder):
        yield _identity(file), named


def _identity(file: str | os.PathLike[str]) -> tuple[int, int] | None:
    """The identity of a file, whatever it is called; None if it is not there."""
    try:
        found = os.fstat(sys.stdin.fileno()) if file == "-" else Path(file).stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _place(file: Path) -> Path:
    """The place of a file that is not there yet, for comparison where case does not count."""
    place = file.parent.resolve() / file.name
    return Path(unicodedata.normalize("NFC", str(place)).casefold())


def _overwritten(destination: Destination, role: str) -> InputError:
    message = f"{destination.file}: is {role} and would be overwritten"
    return InputError(f"{message}; name another with {destination.option}")
