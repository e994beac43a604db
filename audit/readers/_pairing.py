"""Documents that are read two by two, each holding one side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from audit.readers import batch_pairs, keyed, markdown_pairs, subtitle_pairs, wmt_pairs
from audit.readers._base import UnreadableError
from audit.readers._sides import Pair, bases, sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.config import Config
    from audit.readers._base import Document
    from audit.schema import Record


class PairReader(Protocol):
    """A form of which each language has a file of its own."""

    def is_pair(self, source: Document, target: Document, config: Config) -> bool:
        """Whether two documents are of this form and belong together."""

    def is_in_order(self, pair: Pair, config: Config) -> bool:
        """Whether the contents do not say that the target stands first."""

    def name_of(self, pair: Pair) -> str:
        """The name of the form."""

    def read(self, pair: Pair, config: Config) -> Iterator[Record]:
        """The records of both documents; what cannot be read goes to `reject` of its document."""


_READERS: tuple[PairReader, ...] = (keyed, batch_pairs, subtitle_pairs, wmt_pairs, markdown_pairs)

# Those that ask the contents for their languages, so that a name without one is enough.
_BY_CONTENT: tuple[PairReader, ...] = (markdown_pairs,)


def paired(
    documents: Sequence[tuple[Document, bool]], config: Config
) -> tuple[list[tuple[PairReader, Pair]], list[tuple[Document, bool]]]:
    """The pairs, each with its reader, and the documents that are in none.

    Sides are told by the names of files and folders; of two files that were named they may be told
    by their content.
    """
    found = [
        (reader, pair)
        for pair in sides([document for document, _ in documents], config)
        if (reader := _reader(pair, config)) is not None
    ]
    if not found and len(documents) == 2 and all(named for _, named in documents):
        (first, _), (second, _) = documents
        for pair in (Pair(first, second, None), Pair(second, first, None)):
            reader = _reader(pair, config)
            if reader is not None and reader.is_in_order(pair, config):
                found = [(reader, pair)]
                break
    taken = {one.path for _, pair in found for one in pair[:2]}
    for pair in bases([document for document, _ in documents], config):
        reader = _reader(pair, config, _BY_CONTENT)
        if reader is not None and not taken & {one.path for one in pair[:2]}:
            found.append((reader, pair))
    taken = {one.path for _, pair in found for one in pair[:2]}
    return found, [(document, named) for document, named in documents if document.path not in taken]


def _reader(
    pair: Pair, config: Config, readers: Sequence[PairReader] = _READERS
) -> PairReader | None:
    for reader in readers:
        try:
            if reader.is_pair(pair.source, pair.target, config) and (
                config.input_format in {None, reader.name_of(pair)}
            ):
                return reader
        except UnreadableError:
            continue
    return None
