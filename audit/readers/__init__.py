"""Files to records: one module per format."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from audit.errors import InputError, Problem
from audit.profiles import DEFAULT, profile_of
from audit.readers import (
    delimited,
    digest,
    feed,
    html_page,
    json_document,
    jsonl,
    labelled,
    lines,
    markdown,
    parallel,
    parquet,
    po,
    qt_ts,
    subtitles,
    syndication,
    tmx,
    wmt,
    xcstrings,
    xliff,
    xlsx,
    yaml_document,
)
from audit.readers._base import Document, UnreadableError
from audit.readers._direction import Direction
from audit.readers._discovery import find_documents
from audit.readers._material import Tally, material_of
from audit.readers._pairing import paired
from audit.readers._placing import placed
from audit.readers._sides import sides as of_names
from audit.readers._slices import Large, Sliced
from audit.readers._structured import refusal, remedy, structured
from audit.schema import RECORDS, Record, Records, conform

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from audit.config import Config
    from audit.readers._base import Reader
    from audit.readers._decoding import Piece
    from audit.readers._discovery import Places

# Asked in this order whether they recognise a document; `parallel` takes two that none does, and
# `lines` what is left and named: a folder may hold prose that nobody means to be translated.
_READERS: tuple[Reader, ...] = (
    parquet, xlsx, tmx, xliff, qt_ts, wmt, po, xcstrings, json_document, jsonl, subtitles,
    syndication, html_page, markdown, yaml_document, delimited, feed, labelled, digest,
)  # fmt: skip
# Those that read one document, by the names that `--input-format` has for them.
READERS: dict[str, Reader] = {one.name: one for one in (*_READERS, lines)} | {"tsv": delimited}
_BINARY = (parquet, xlsx)
_BINARY_NAMES = frozenset(reader.name for reader in _BINARY)
_BY_LINES = (feed, digest, parallel, lines)  # which structured text is not for

_BAD_LINES_LISTED = 20  # a file in the wrong encoding has thousands
_CHARS_SHOWN = 12  # of a line in another encoding

_KNOWN_FORMS = (
    "feed, digest, csv, tsv, json, jsonl, parquet, xlsx, tmx, xliff, po, ts,"
    " subtitles, wmt, html, rss, markdown, labelled, localisation files by key (en.json + zh.json),"
    " parallel files (x.en + x.zh), lines of prose"
)


class Input(NamedTuple):
    """One file that was read."""

    path: str
    format: str
    encoding: str | None
    sha256: str
    records: int
    profile: str = DEFAULT  # what is expected of it


@dataclass(frozen=True)
class Reading:
    """The records and files of the inputs, and everything a person should know of them."""

    records: Records
    inputs: list[Input]
    problems: list[Problem]
    directions: list[Direction] = field(default_factory=list)
    sliced: list[Sliced] = field(default_factory=list)  # tables that are still to be read

    @property
    def rejected(self) -> int:
        """Records that could not be audited."""
        return sum(problem.rejected for problem in self.problems)


def read(
    paths: Sequence[str | os.PathLike[str]],
    config: Config,
    *,
    progress: Callable[[str, int, int], None] | None = None,
    leave_out: Places = None,
    slices_in: Path | None = None,
) -> Reading:
    """Read `paths`.

    Args:
        paths: Files; directories, read recursively in the order of names; `-`, standard input.
        config: `input_format`, `encoding` and the column names are used.
        progress: Called with "read", the files done and the files in all.
        leave_out: Directories and files that are not read: where the report goes.
        slices_in: A folder for large tables, which then are not read but cut in slices.

    Returns:
        The records, one row per segment, and the problems: inputs that are not good are told of
        and left out.

    Raises:
        InputError: nothing could be read; the message has one line per problem.
    """
    problems: list[Problem] = []
    large = Large(slices_in, config)
    documents = find_documents(
        paths, config.encoding, problems, leave_out, config.exclude, large.beginning_of
    )
    return read_documents(documents, config, problems, progress=progress, large=large)


def read_documents(
    documents: Sequence[tuple[Document, bool]],
    config: Config,
    before: Sequence[Problem] = (),
    *,
    progress: Callable[[str, int, int], None] | None = None,
    large: Large | None = None,
) -> Reading:
    """Read documents, each with whether it was named rather than found in a directory.

    Args:
        documents: In the order of the records.
        config: As of `read`.
        before: Problems there have been already.
        progress: As of `read`.
        large: The tables of which only the beginning is loaded.

    Raises:
        InputError: nothing could be read; the message has one line per problem.
    """
    problems = list(before)
    rows: list[Record] = []
    directions: list[Direction] = []
    inputs: list[Input] = []
    loose: list[tuple[Document, bool]] = []
    sliced: list[Sliced] = []

    read_as: dict[str, tuple[Document, str, int, str]] = {}  # with the records of each

    def take(found: list[Record], form: str, *documents: Document) -> None:
        columns = [name for document in documents for name in document.columns]
        material = material_of(columns, Tally.of(found))
        rows.extend(placed(found, form, documents, material))
        for document in documents:
            own = sum(record.path == document.path for record in found)
            profile = config.profile or profile_of(form, material)
            before = read_as[document.path][2] if document.path in read_as else 0
            read_as[document.path] = document, form, before + own, profile

    of_tables = frozenset(large.files if large is not None else ())
    by_two, _ = paired([one for one in documents if one[0].path not in of_tables], config)
    for by_name, two in by_two:
        try:
            take(list(by_name.read(two, config)), by_name.name_of(two), two.source, two.target)
        except UnreadableError as error:
            problems += [*two.target.problems, _problem(two.target, error, named=True)]
    taken = {one.path for _, two in by_two for one in (two.source, two.target)}
    rest_of = [one for one in documents if one[0].path not in taken]
    for done, (found_document, named) in enumerate(rest_of, start=len(taken)):
        document = found_document
        if progress:
            progress("read", done, len(documents))
        try:
            reader = _reader(document, config)
            if large is not None and document.path in large.files:
                table = large.table(document, reader)
                if table is not None:
                    sliced.append(table)
                    problems += document.problems
                    directions += document.directions
                    continue
                document = large.loaded(document)
                reader = _reader(document, config)
            if reader is None:
                loose.append((document, named))
                continue
            take(list(reader.read(document, config)), reader.name, document)
        except UnreadableError as error:
            problems += [*document.problems, _problem(document, error, named=named)]
    side_by_side, rest = _parallel(loose, config)
    for source, target in side_by_side:
        again = source.path in read_as
        found = list(parallel.read(source, target, config, again=again))
        take(found, parallel.name, source, target)
    for document, named in rest:
        if named and config.input_format is None and _is_loose(document, config):
            take(list(lines.read(document, config)), lines.name, document)
        else:
            problems.append(_of_no_form(document, config, named=named))
    for document, form, own, profile in read_as.values():
        inputs.append(_input(document, form, own, profile))
        problems.extend(_problems(document, form, own))
        directions.extend(document.directions)
    if not rows and not sliced:
        listed = [str(problem) for problem in problems] or ["no input given"]
        raise InputError("\n".join(listed))
    order = sorted(inputs, key=lambda item: item.path)
    records = as_found(records_of(rows), directions)
    return Reading(records, order, sorted(problems, key=_place), directions, sliced)


def records_of(rows: Sequence[Record]) -> Records:
    """The records as a table."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in RECORDS)
    frame = pd.DataFrame(dict(zip(RECORDS, columns, strict=True)), dtype=object)
    return Records(conform(frame, RECORDS))


def as_found(records: Records, directions: Sequence[Direction]) -> Records:
    """`records`, of which targets the wrong way round announce the language they are in.

    So they are not called untranslated for being what they are; few rules judge that direction, and
    the report says so.
    """
    announced = records["announced_lang"].copy()
    for found in directions:
        if found.is_reversed:
            of_side = (records["role"] == "target") & (
                records["announced_by"] == found.announced_by
            )
            own_path = found.path if str(found.announced_by).startswith("column ") else None
            if own_path is not None:
                of_side &= records["path"] == own_path
            announced = announced.where(~of_side, found.found_target)
    return Records(records.assign(announced_lang=announced))


def _reader(document: Document, config: Config) -> Reader | None:
    """The reader for `document`; None if it is plain text of no form of its own."""
    if config.input_format not in {None, parallel.name}:
        wanted = config.input_format or ""
        reader = READERS.get(wanted)
        if reader is None:
            raise UnreadableError(
                f"is no pair of {wanted} files with another one",
                "name the files of both languages: audit run EN_FILE ZH_FILE",
            )
        if reader in _BY_LINES:
            _tell_structured(document, reader.name)
        return reader
    binary = next((one for one in _BINARY if one.recognises(document, config)), None)
    if config.input_format is None and binary is not None:
        return binary
    _ = document.text  # raises UnreadableError for what is not text
    if config.input_format == parallel.name:
        _tell_structured(document, parallel.name)
        return None
    for reader in _READERS:
        # By their own lines feeds and digests may be told in a text of any form.
        form = structured(document) if reader is feed else None
        if form is not None:
            raise refusal(form, document.path)
        if reader.recognises(document, config):
            return reader
    return None


def _tell_structured(document: Document, reader: str) -> None:
    """Note that a text is read by lines, as a person said, which looks like more than lines."""
    form = structured(document)
    if form is not None:
        document.notice(
            None, f"looks like {form.name} and is read as {reader}, as --input-format says",
            remedy(form, document.path),
        )  # fmt: skip


def _parallel(
    loose: list[tuple[Document, bool]], config: Config
) -> tuple[list[tuple[Document, Document]], list[tuple[Document, bool]]]:
    """Two by two the documents of no form of their own, and those left over."""
    if config.input_format == parallel.name and len(loose) == 2:
        (first, _), (second, _) = loose
        return [_in_order(first, second, config)], []
    pairs, sides = [(one.source, one.target) for one in of_names(_plain(loose), config)], {}
    of_two = {document.path for pair in pairs for document in pair}
    for document in _plain(loose):
        if document.path in of_two:
            continue
        side = parallel.side(document, config)
        if side is not None:
            sides[side] = document
    for (stem, role), document in sides.items():
        partner = sides.get((stem, "target"))
        if role == "source" and partner is not None:
            pairs.append((document, partner))
    taken = {document.path for pair in pairs for document in pair}
    rest = [(document, named) for document, named in loose if document.path not in taken]
    if len(rest) == 2 and all(named and document.lines for document, named in rest):
        first, second = _in_order(rest[0][0], rest[1][0], config)
        if parallel.role_by_content(first, config) != parallel.role_by_content(second, config):
            return [*pairs, (first, second)], []
    return pairs, rest


def _plain(loose: list[tuple[Document, bool]]) -> list[Document]:
    return [document for document, _ in loose]


def _is_loose(document: Document, config: Config) -> bool:
    """Whether a document that is in no pair holds loose texts, and is no half of a pair."""
    return parallel.side(document, config) is None and lines.recognises(document, config)


def _in_order(first: Document, second: Document, config: Config) -> tuple[Document, Document]:
    """Source, then target: as their content says, otherwise as they were given."""
    roles = [parallel.role_by_content(document, config) for document in (first, second)]
    if roles == ["target", "source"]:
        return second, first
    return first, second


def _of_no_form(document: Document, config: Config, *, named: bool) -> Problem:
    kind: Literal["error", "notice"] = "error" if named else "notice"
    if not document.lines:
        return Problem(document.path, None, kind, "is empty")
    side = parallel.side(document, config)
    if side is not None:
        reason = f"no file beside it holds the other side of {document.path}"
        return Problem(document.path, None, kind, reason, "name both, or put both into one folder")
    return Problem(
        document.path, None, kind, f"is of no known form ({_KNOWN_FORMS})",
        "say which with --input-format",
    )  # fmt: skip


def _problem(document: Document, error: UnreadableError, *, named: bool) -> Problem:
    """An error, or a notice of what a directory holds beside the material."""
    if named or error.material:
        return Problem(document.path, error.line, "error", error.reason, error.remedy)
    return Problem(document.path, error.line, "notice", f"is skipped: {error.reason}", error.remedy)


def _input(document: Document, form: str, records: int, profile: str) -> Input:
    encoding = None if form in _BINARY_NAMES else document.decoded.encoding
    return Input(document.path, form, encoding, document.sha256, records, profile)


def _problems(document: Document, form: str, records: int) -> Iterator[Problem]:
    """The problems a document noted, its undecodable bytes, and that it holds nothing."""
    yield from document.problems
    if form not in _BINARY_NAMES:
        yield from _undecodable(document)
    if not records:
        yield Problem(document.path, None, "notice", "holds no translation unit")


def _undecodable(document: Document) -> Iterator[Problem]:
    """One message for each line with bytes of no or of another encoding, one for all marks."""
    decoded = document.decoded
    if not decoded.pieces:
        return
    ends = [match.end() for match in document.line_end.finditer(document.text)]
    bad: dict[int, list[int]] = {}
    marked = []
    for piece, offset in zip(decoded.pieces, decoded.offsets(document.raw), strict=True):
        line = bisect_right(ends, offset) + 1
        if piece.encoding is not None:
            yield _of_another(document, line, piece, offset)
        elif piece.chars:
            bad.setdefault(line, []).append(piece.start)
        else:
            marked.append(line)
    if marked:
        where = "1 line begins" if len(marked) == 1 else f"{len(marked)} lines begin"
        reason = f"{where} with a byte order mark, which is left out"
        yield Problem(document.path, marked[0], "notice", reason)
    for line, offsets in list(bad.items())[:_BAD_LINES_LISTED]:
        bytes_ = f"the byte at offset {offsets[0]} is"
        if len(offsets) > 1:
            bytes_ = f"{len(offsets)} bytes or characters from offset {offsets[0]} on are"
        yield Problem(
            document.path, line, "error",
            f"{bytes_} not {decoded.encoding} and {'are' if len(offsets) > 1 else 'is'} read as"
            " U+FFFD",
            "mend it, or name the encoding with --encoding",
        )  # fmt: skip
    if len(bad) > _BAD_LINES_LISTED:
        reason = f"{len(bad) - _BAD_LINES_LISTED} more lines hold bytes that are not"
        yield Problem(document.path, None, "error", f"{reason} {decoded.encoding}")


def _of_another(document: Document, line: int, piece: Piece, offset: int) -> Problem:
    """A line that is in another encoding than the rest, and read in that."""
    text = document.text[offset : offset + piece.chars]
    beyond = [char for char in text if char > "\x7f"]
    octets = len("".join(beyond).encode(piece.encoding or "utf-8"))
    first = text.index(beyond[0])
    names = {"gb18030": "GB18030 (GBK)", "utf-8": "UTF-8"}
    return Problem(
        document.path, line, "notice",
        f"{octets} bytes are {names[piece.encoding or '']} in a file of"
        f" {names[document.decoded.encoding]}, and the line is read so:"
        f" {text[first : first + _CHARS_SHOWN].strip()}…",
        "write the file in one encoding",
    )  # fmt: skip


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.path, problem.line or 0, problem.reason


def with_sliced(
    reading: Reading, tallies: Sequence[tuple[Tally, int, list[Problem]]], config: Config
) -> tuple[Reading, list[str | None]]:
    """The reading when the slices of its tables are read, and the materials of these.

    Args:
        reading: Of all else.
        tallies: Per table what its texts tell, how many they are, and the problems with them.
        config: As of `read`.

    Raises:
        InputError: nothing could be read.
    """
    inputs, problems = list(reading.inputs), list(reading.problems)
    materials = []
    for table, (tally, count, found) in zip(reading.sliced, tallies, strict=True):
        material = material_of(table.columns.names, tally)
        profile = config.profile or profile_of(table.form, material)
        inputs.append(Input(table.path, table.form, "utf-8", table.sha256, count, profile))
        problems += found
        if not count:
            problems.append(Problem(table.path, None, "notice", "holds no translation unit"))
        materials.append(material)
    if not any(item.records for item in inputs):
        raise InputError("\n".join(map(str, problems)))
    inputs.sort(key=lambda item: item.path)
    problems.sort(key=_place)
    return replace(reading, inputs=inputs, problems=problems), materials
