"""Files that a run is told to use beside its inputs: configuration, glossary, baseline, key."""

from __future__ import annotations

import errno
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

# A glossary of 100,000 terms or a baseline of 1,000,000 findings takes less; /dev/zero does not.
MOST_BYTES = 64 * 1024**2


def read_side_file(path: str | os.PathLike[str]) -> bytes:
    """The content of a regular file of at most `MOST_BYTES`.

    Raises:
        OSError: it cannot be read, is a device or a pipe, which may never end, or is larger.
    """
    file = Path(path)
    check_regular(file)
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {MOST_BYTES >> 20} MiB", str(path))
    return content


def check_regular(file: Path) -> None:
    """Raises OSError where `file` is a device or a pipe, or has a name that no file can have."""
    if "\0" in str(file):
        raise OSError(errno.EINVAL, "its name holds a null character", str(file))
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise OSError(errno.EINVAL, "it is no regular file", str(file))


def parse_toml(content: bytes) -> dict[str, Any]:
    """The table in `content`.

    Raises:
        ValueError: it is no TOML, nested too deep, or has a number too long to be one.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise
    except (ValueError, RecursionError) as error:
        raise ValueError(_limit(error)) from error


def parse_json(content: bytes) -> Any:
    """The value in `content`.

    Raises:
        ValueError: it is no JSON, nested too deep, or has a number too long to be one.
    """
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except (ValueError, RecursionError) as error:
        raise ValueError(_limit(error)) from error


def _limit(error: Exception) -> str:
    """The limit of the parser that was met, in words."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "a number in it has thousands of digits"
