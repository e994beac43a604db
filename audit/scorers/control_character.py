"""Characters that do not show."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import Hit, Scorer
from audit.text.invisible import BIDI, invisible, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch


@dataclass(frozen=True)
class ControlCharacter(Scorer):
    """The target holds characters that do not show and do not belong there.

    ## What it measures
    Control characters other than tab and line end, zero-width characters, byte order marks,
    bidirectional controls, tag characters and private use. One finding per kind; `measured` is how
    many of that kind the target has beyond those of the source.
    ## Why it matters
    They split words for search and comparison, and show as boxes. Bidirectional controls can show
    a text in another order than it is read by programs.
    ## Evidence
    The first run of that kind.
    ## Limits
    Joiners in emoji and variation selectors are fine, and so are joiners between letters of scripts
    that need them. U+FFFD is `mojibake`.
    ## Example
    Flagged: `机器<U+200B>翻译`. Clean: 👩‍🔬.
    ## Source
    MQM fluency/character-encoding; Unicode Technical Report #36 on bidirectional controls.
    """

    category: ClassVar[str] = "fluency/character-encoding"
    retranslate: ClassVar[bool] = False
    symptom_of: ClassVar[tuple[str, ...]] = ("blank-entry", "mojibake", "same-target")

    severity: str = "minor"
    confidence: float = 0.95
    severity_bidi: str = "major"  # of bidirectional controls and tag characters

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text and kind of character."""
        for row, target in enumerate(batch.target.present):
            if target.isprintable():  # no control, format, private-use character, nor line end
                continue
            found = invisible(target)
            if not found:
                continue
            known = invisible(batch.source.present[row])
            for kind, spans in found.items():
                extra = len(spans) - len(known.get(kind, ()))
                if extra > 0:
                    first = target[spans[0].start]
                    name = unicodedata.name(first, kind_of(first))
                    yield Hit(
                        row,
                        f"U+{ord(first):04X} ({name.lower()}) does not show and does not belong.",
                        target=spans[0],
                        measured=extra,
                        severity=self.severity_bidi if kind in BIDI else None,
                    )
