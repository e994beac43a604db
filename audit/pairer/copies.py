"""Sources that stand, untranslated, in the slot of their translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.pairer._segments import Link
from audit.text.similarity import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.pairer._segments import Segment, Segments


def same_text(segments: Segments, config: Config) -> Iterator[Link]:
    """Slots that hold text in the source's language.

    Such a text is the source of its unit and the wrong content of its slot. If the source stands
    elsewhere too, letter for letter, the slot is that source's; otherwise the text is its own.
    """
    by_letters: dict[tuple[str, str], list[Segment]] = {}
    for source in segments.sources.values():
        by_letters.setdefault((letters_of(source.text or ""), source.field), []).append(source)
    for target in segments.left_in(config.source_lang):
        same = by_letters.get((letters_of(target.text or ""), target.field))
        yield Link(same.pop(0) if same else target, target, "copied-source", 1.0)
