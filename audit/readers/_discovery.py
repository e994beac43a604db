"""Which files are meant by the paths that a person gives."""

from __future__ import annotations

import os
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import Problem
from audit.readers._base import Document, UnreadableError
from audit.readers._folded import FoldedError, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Places = str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None

# What `audit.report` writes together.
_REPORT = ("entries.csv", "findings.csv", "summary.json")
_OF_PROGRAMS = frozenset({"node_modules", "__pycache__"})

# Standard input may never end. At 1.6 KB a pair this is 300,000 of them.
_STDIN_AT_MOST = 512 * 1024**2


def find_documents(
    paths: Sequence[str | os.PathLike[str]],
    encoding: str | None,
    problems: list[Problem],
    leave_out: Places,
    exclude: Sequence[str] = (),
    beginning_of: Callable[[str, Path], Document | None] | None = None,
) -> list[tuple[Document, bool]]:
    """Each file once, and whether it was named rather than found in a directory.

    What cannot be found or read is added to `problems`. A directory lends neither the reports in it
    nor `leave_out`, directories or files, nor what is no data: hidden files, virtual environments,
    `node_modules`, `__pycache__`. Whatever a glob of `exclude` fits, by path or by name, is left
    out, named or not. Of a file of which `beginning_of` gives the beginning, no more is loaded.
    """
    documents: dict[str, tuple[Document, bool]] = {}
    for given in dict.fromkeys(str(os.fspath(path)) for path in paths):
        found: list[tuple[str, Path | None]] = [("stdin", None)]
        if given != "-":
            found = [(_display(file), file) for file in _files(Path(given), leave_out, exclude)]
        if not found and not _is_excluded(Path(given), exclude):
            problems.append(_nothing(Path(given), exclude))
        for path, file in found:
            named = file is None or Path(given) == file
            if path in documents:
                documents[path] = (documents[path][0], named or documents[path][1])
                continue
            try:
                short = beginning_of(path, file) if beginning_of and file else None
                for document in [short] if short else _members(_load(path, file, encoding)):
                    documents[document.path] = (document, named)
            except UnreadableError as error:
                problems.append(Problem(path, None, "error", error.reason, error.remedy))
    return list(documents.values())


def _load(path: str, file: Path | None, encoding: str | None) -> Document:
    if file is None:
        return Document.of(path, _stdin(), encoding)
    return Document.load(path, file, encoding)


def _members(document: Document) -> Iterator[Document]:
    """The document, or those in it if it is a ZIP archive, each called `archive.zip/name`."""
    if document.extension != "zip" or not document.raw.startswith(b"PK"):
        yield document
        return
    try:
        for name, raw in members(document.raw):
            yield Document.of(f"{document.path}/{name}", raw, document.encoding)
    except FoldedError as error:
        raise UnreadableError(error.reason, error.remedy) from error


def _stdin() -> bytes:
    try:
        raw = sys.stdin.buffer.read(_STDIN_AT_MOST + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}", "name a file") from error
    if len(raw) > _STDIN_AT_MOST:
        message = f"is more than {_STDIN_AT_MOST >> 20} MiB"
        raise UnreadableError(message, "write it into a file and name that")
    return raw


def input_files(
    paths: Iterable[str | os.PathLike[str]],
    leave_out: Places = None,
    exclude: Sequence[str] = (),
) -> Iterator[tuple[Path, bool]]:
    """The files that `find_documents` reads, and whether each is named rather than found."""
    for given in dict.fromkeys(str(os.fspath(path)) for path in paths):
        if given != "-":
            files = _files(Path(given), leave_out, exclude)
            yield from ((file, file == Path(given)) for file in files)


def _files(path: Path, leave_out: Places, exclude: Sequence[str]) -> Iterable[Path]:
    if _is_excluded(path, exclude):
        return
    if path.is_file():
        yield path
    elif path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".")
                and not _is_same(Path(folder, name), leave_out)
                and not _is_report(Path(folder, name))
                and not _is_of_a_program(Path(folder, name))
                and not _is_excluded(Path(folder, name), exclude)
            )
            for name in sorted(names):
                file = Path(folder, name)
                if name.startswith(".") or not file.is_file() or _is_same(file, leave_out):
                    continue
                if _is_excluded(file, exclude):
                    continue
                yield file


def _nothing(path: Path, exclude: Sequence[str]) -> Problem:
    if path.is_dir():
        empty = "holds no file that is not excluded" if exclude else "the directory is empty"
        return Problem(str(path), None, "error", empty, "name the files' folder")
    if path.exists():
        return Problem(str(path), None, "error", "is no regular file", "name a file or directory")
    return Problem(str(path), None, "error", "no such file or directory", "check the spelling")


def _is_report(folder: Path) -> bool:
    """Whether an earlier run wrote `folder`: its texts are those of its inputs once more."""
    return all((folder / name).is_file() for name in _REPORT)


def _is_of_a_program(folder: Path) -> bool:
    """Whether a program keeps its own files in `folder`."""
    return folder.name in _OF_PROGRAMS or (folder / "pyvenv.cfg").is_file()


def _is_excluded(path: Path, exclude: Sequence[str]) -> bool:
    """Whether a glob fits the path as the report calls it, or the end of it, or a folder in it."""
    if not exclude:
        return False
    parts = _display(path).split("/")
    shown = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(
        fnmatchcase(one, glob) or fnmatchcase(one, f"*/{glob}")
        for glob in (glob.removeprefix("./").rstrip("/") for glob in exclude)
        for one in shown
    )


def _is_same(path: Path, others: Places) -> bool:
    if others is None or isinstance(others, str | os.PathLike):
        others = () if others is None else (others,)
    return any(path.resolve() == Path(other).resolve() for other in others)


def _display(file: Path) -> str:
    r"""The path in the report: relative to the working directory below it, else as given.

    Bytes of a name that are not UTF-8 are written `\xff`, since no report could hold them.
    """
    if file.is_absolute() and file.is_relative_to(Path.cwd()):
        file = file.relative_to(Path.cwd())
    return os.fsencode(file.as_posix()).decode("utf-8", "backslashreplace")
