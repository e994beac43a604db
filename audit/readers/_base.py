"""What a reader is, and what it is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import regex

from audit.errors import InputError, Problem
from audit.readers._decoding import Decoded, decode
from audit.readers._folded import ENDINGS, FoldedError, unfolded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._direction import Direction
    from audit.schema import Record

# Windows writes `\r\r\n` where a line that ends with `\r\n` is written as text.
_LINE_END = regex.compile(r"(?<!\r)\r*+\n")
_LONE = regex.compile(r"(?<!\r)\r++(?!\n)")
_ANY_LINE_END = regex.compile(r"\r\n|\r|\n")

# What often lies beside texts, by its first bytes.
_NO_TEXT = (
    (b"PK\x03\x04", "a ZIP archive such as XLSX or DOCX", "save its table as CSV in UTF-8"),
    (b"%PDF", "a PDF", "take its text out: pdftotext FILE"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save its table as CSV in UTF-8"),
    (b"SQLite format 3", "an SQLite database", "export its table as CSV: sqlite3 -header -csv"),
)


class UnreadableError(InputError):
    """A document that cannot be read as what it is or claims to be; the message is the reason.

    `material` is false where nothing says that it holds texts and translations: found in a
    directory, such a document is no fault of the directory.
    """

    def __init__(
        self, reason: str, remedy: str = "", line: int | None = None, *, material: bool = True
    ) -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.line = reason, remedy, line
        self.material = material


@dataclass(frozen=True)
class Document:
    """One input file.

    `path` is how the report calls it.
    """

    path: str
    raw: bytes
    encoding: str | None = None  # None: found out
    problems: list[Problem] = field(default_factory=list, compare=False)
    directions: list[Direction] = field(default_factory=list, compare=False)
    columns: list[str] = field(default_factory=list, compare=False)  # of a table; see `tell`

    @classmethod
    def load(cls, path: str, file: Path, encoding: str | None) -> Document:
        """Read `file`, unfolding what is compressed.

        Raises:
            UnreadableError: it cannot be read, is a device or a pipe, which may never end, or is
                compressed and not intact.
        """
        try:
            if file.exists() and not (file.is_file() or file.is_dir()):
                raise UnreadableError("is no regular file", "name a file")
            raw = file.read_bytes()
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error
        return cls.of(path, raw, encoding)

    @classmethod
    def of(cls, path: str, raw: bytes, encoding: str | None = None) -> Document:
        """A document with the content `raw`, unfolding it; may raise UnreadableError."""
        try:
            return cls(path, unfolded(raw), encoding)
        except FoldedError as error:
            raise UnreadableError(error.reason, error.remedy) from error

    @cached_property
    def suffixes(self) -> tuple[str, ...]:
        """Lower-case extensions without the dot, those of compression left out."""
        parts = Path(self.path).name.lower().split(".")[1:]
        return tuple(part for part in parts if part not in ENDINGS)

    @property
    def extension(self) -> str:
        """The last of `suffixes`, or empty."""
        return self.suffixes[-1] if self.suffixes else ""

    @cached_property
    def sha256(self) -> str:
        """Of the unfolded content, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def decoded(self) -> Decoded:
        """The content as text. Raises UnreadableError if no encoding fits."""
        decoded = decode(self.raw, self.encoding)
        if decoded is None:
            for mark, what, remedy in _NO_TEXT:
                if self.raw.startswith(mark):
                    raise UnreadableError(f"is {what}, no text", remedy, material=False)
            named = f"as {self.encoding}" if self.encoding else "in any known encoding"
            raise UnreadableError(
                f"cannot be decoded {named}",
                "name the right one with --encoding",
                material=self.encoding is not None,
            )
        return decoded

    @property
    def text(self) -> str:
        """`decoded.text`."""
        return self.decoded.text

    @cached_property
    def lines(self) -> list[str]:
        r"""Lines, ended by `\n` or `\r\n`, or by a lone `\r` where the file ends its lines so.

        `str.splitlines` would also split at U+2028, NEL, form feed and others that stand in texts.
        """
        lines = self.line_end.split(self.text) if "\r" in self.text else self.text.split("\n")
        return lines[:-1] if lines[-1] == "" else lines

    @cached_property
    def line_end(self) -> regex.Pattern[str]:
        """The characters that end a line of this document."""
        return _ANY_LINE_END if _ends_with_cr(self.text) else _LINE_END

    def line_ends(self, text: str) -> int:
        """The number of lines that end in a text of this document."""
        if "\r" not in text:
            return text.count("\n")
        return sum(1 for _ in self.line_end.finditer(text))

    def reject(self, line: int | None, reason: str, remedy: str = "") -> None:
        """Note a record that cannot be audited."""
        self.problems.append(Problem(self.path, line, "error", reason, remedy, rejected=1))

    def directed(self, found: Direction) -> None:
        """Note that its texts are not in the languages expected."""
        self.directions.append(found._replace(path=self.path))
        self.problems.append(Problem(self.path, None, "notice", found.reason, found.remedy))

    def notice(self, line: int | None, reason: str, remedy: str = "") -> None:
        """Note something a person should know, though all of it was read."""
        self.problems.append(Problem(self.path, line, "notice", reason, remedy))


class Reader(Protocol):
    """A form of input: a module of this package with these three."""

    name: str  # the value of --input-format

    def recognises(self, document: Document, config: Config) -> bool:
        """Whether content and extension say that `document` has this form; never raises."""

    def read(self, document: Document, config: Config) -> Iterator[Record]:
        """The segments of `document`, in order.

        What cannot be read goes to `document.reject`.

        Raises:
            UnreadableError: nothing of it can be read.
        """


def _ends_with_cr(text: str) -> bool:
    r"""Whether a lone `\r` ends a line, as it does where most lines end so, the first among them.

    Elsewhere it stands inside a text, and no line ends there.
    """
    if "\r" not in text:
        return False
    lone = [match.span() for match in _LONE.finditer(text)]
    feed = text.find("\n")
    if feed < 0 or not lone:
        return bool(lone)
    return bool(sum(end - start for start, end in lone) > text.count("\n") and lone[0][0] < feed)
