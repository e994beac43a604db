"""Tokens of a translation model are left in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from audit.scorers._base import CAUSES, Hit, Scorer
from audit.text.model_tokens import BYTES, LANGUAGE, LOST, PIECE, SPECIAL, model_tokens, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.scorers._base import Batch

_SAYS = {
    LOST: "A model's token for what it does not know stands in place of text.",
    BYTES: "A model's tokens for single bytes stand in place of text.",
    PIECE: "A mark of a model's word pieces is left in the text.",
    LANGUAGE: "A model's tag of a language is left in the text.",
    SPECIAL: "A special token of a model is left in the text.",
}
_TEXT_IS_LOST = frozenset({LOST, BYTES})


@dataclass(frozen=True)
class ModelResidue(Scorer):
    """The target shows tokens that a translation model writes for itself.

    ## What it measures
    What stands for an unknown word or for bytes (`⁇`, `[UNK]`, `<0xE9>`), marks of word pieces
    (`▁`, `@@`, `##ing`), tags of languages (`zho_Hans`, `__zh__`, `>>cmn<<`, `<2zh>`) and special
    tokens (`</s>`, `[SEP]`, `<|endoftext|>`) that the source does not have. `measured` is their
    number.
    ## Why it matters
    Readers see code, and where a token stands for a word the word is lost.
    ## Evidence
    The first of them. Where bytes are left the message says what they read.
    ## Limits
    A token that the source has too is none: a paper about models speaks of `[MASK]`. A locale such
    as `zh_CN` is a tag only where the text begins or ends with it. Minor, unless text is lost.
    ## Example
    Flagged: `老 ⁇ 在捕猎`, `zho_Hans 老鹰在捕猎`. Clean: `将[MASK]替换为单词` for `replace [MASK]`.
    ## Source
    The vocabularies of SentencePiece, subword-nmt, WordPiece, NLLB, mBART, M2M-100, OPUS-MT, MADLAD
    and of chat models. Of 9,000 abstracts, 10,000 general sentences and titles and 1,441 strings
    of interfaces none is flagged.
    """

    category: ClassVar[str] = "markup/residue"
    symptom_of: ClassVar[tuple[str, ...]] = CAUSES
    part_of: ClassVar[tuple[str, ...]] = ("untranslated-span", "feed-residue")

    severity: str = "minor"
    confidence: float = 0.95
    lost_severity: str = "major"  # neutral, minor, major or critical; of a token in place of text

    def score(self, batch: Batch) -> Iterator[Hit]:
        """One hit per text and kind of token."""
        for row, target in enumerate(batch.target.present):
            found = model_tokens(target)
            if not found:
                continue
            source = batch.source.present[row].lower()
            strange = [it for it in found if target[slice(*it.span)].lower() not in source]
            for kind in dict.fromkeys(token.kind for token in strange):
                spans = [token.span for token in strange if token.kind == kind]
                reading = read_bytes(target[slice(*spans[0])]) if kind == BYTES else ""
                yield Hit(
                    row,
                    f"A model's tokens for bytes are left in the text: they would read {reading!r}."
                    if reading
                    else _SAYS[kind],
                    target=spans[0],
                    measured=len(spans),
                    severity=self.lost_severity if kind in _TEXT_IS_LOST else None,
                )
