"""Compressed inputs, and archives of several: unfolded within limits, since bombs exist."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any

from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDINGS = frozenset({"gz", "bz2", "xz", "zst"})

# A file may unfold to this many bytes, so that a bomb cannot fill the memory.
AT_MOST = 4 * 1024**3
# Nor, beyond this many bytes, to more than so many times what it takes folded: text shrinks to a
# third or a twentieth, and only what is the same again and again to a hundredth.
FREELY = 100 * 1024**2
TIMES_AT_MOST = 200
_CHUNK = 1 << 20


class FoldedError(InputError):
    """A compressed input that is broken or unfolds to too much; with what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def unfolded(raw: bytes) -> bytes:
    """`raw`, unfolded if it begins as gzip, bzip2, xz or Zstandard do.

    Raises:
        FoldedError: it is not intact, or unfolds to too much.
    """
    for mark, at, name, opened in _FORMS:
        if raw.startswith(mark, at):
            try:
                with opened(raw) as stream:
                    return _read(stream, len(raw), name)
            except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise FoldedError(f"is no intact {name} file: {error}", "pack it again") from error
    return raw


def members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in a ZIP archive, in the order of names.

    Raises:
        FoldedError: it is not intact, has a password, or unfolds to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for one in sorted(archive.infolist(), key=lambda one: one.filename):
                parts = one.filename.split("/")
                if one.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
                    continue
                with archive.open(one) as stream:
                    yield one.filename, _read(stream, len(raw), "ZIP")
    except RuntimeError as error:  # as `zipfile` says that a password is needed
        raise FoldedError(
            f"is a ZIP archive that cannot be opened: {error}", "unpack it"
        ) from error
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, ValueError) as error:
        raise FoldedError(f"is no intact ZIP archive: {error}", "pack it again") from error


def _read(stream: IO[bytes], size: int, name: str) -> bytes:
    found = io.BytesIO()
    while chunk := stream.read(_CHUNK):
        found.write(chunk)
        if found.tell() > AT_MOST:
            message = f"unfolds to more than {AT_MOST >> 30} GiB"
            raise FoldedError(message, "unpack it and split it")
        if found.tell() > max(FREELY, TIMES_AT_MOST * size):
            message = f"unfolds to more than {TIMES_AT_MOST} times its size"
            raise FoldedError(message, f"unpack it, if it is no {name} bomb")
    return found.getvalue()


def _gzip(raw: bytes) -> Any:
    return gzip.GzipFile(fileobj=io.BytesIO(raw))


def _bzip2(raw: bytes) -> Any:
    return bz2.BZ2File(io.BytesIO(raw))


def _xz(raw: bytes) -> Any:
    return lzma.LZMAFile(io.BytesIO(raw))


def _zstandard(raw: bytes) -> Any:
    import pyarrow as pa

    return pa.CompressedInputStream(pa.BufferReader(raw), "zstd")


# What each begins with, and from which byte on.
_FORMS: tuple[tuple[bytes, int, str, Callable[[bytes], Any]], ...] = (
    (b"\x1f\x8b", 0, "gzip", _gzip),
    (b"1AY&SY", 4, "bzip2", _bzip2),
    (b"\xfd7zXZ\x00", 0, "xz", _xz),
    (b"\x28\xb5\x2f\xfd", 0, "Zstandard", _zstandard),
)


def folded(content: bytes, ending: str) -> bytes:
    """`content` as a file with that ending, such as `.gz`, holds it; the same at any time."""
    if ending == ".gz":
        return gzip.compress(content, mtime=0)
    if ending == ".bz2":
        return bz2.compress(content)
    if ending == ".xz":
        return lzma.compress(content)
    if ending == ".zst":
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(content)
        packed: bytes = sink.getvalue().to_pybytes()
        return packed
    return content
