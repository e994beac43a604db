"""What a form of localisation file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.readers._base import Document

# The forms of a plural that languages tell apart, by CLDR.
QUANTITIES = frozenset({"zero", "one", "two", "few", "many", "other"})


class Text(NamedTuple):
    """A text and its key, in which the parts of a path are joined by dots."""

    key: str  # of a form of a plural with its quantity: `files[other]`
    text: str | None  # None: null
    line: int
    end_line: int
    stands_in: str = ""  # the key of the form of a plural that does where this one is not there
    is_kept: bool = False  # not to be translated


class Form(Protocol):
    """A form of localisation file: a module of this package with these three."""

    name: str

    def recognises(self, document: Document) -> bool:
        """Whether the document is of this form; never raises."""

    def texts(self, document: Document) -> Iterator[Text]:
        """The texts in their order.

        Raises:
            UnreadableError: nothing can be read.
        """
