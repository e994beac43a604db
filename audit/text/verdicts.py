"""Whether an entry is translated, which needs evidence either way, and what the evidence is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.text.alignment import MOST_CHARS, MOST_SENTENCES
from audit.text.holding import UNTRANSLATED, Held
from audit.text.language import UNDETERMINED, language_name
from audit.text.length import HAN_PER_WORD, relative_length
from audit.text.sentences import most_sentences, split
from audit.text.untranslated import english_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TRANSLATED, UNTRANSLATED_ENTRY, UNASSESSED = "translated", "untranslated", "unassessed"

# Han characters per source word, below which a target is no whole translation: `LEAST` less one
# over the root of the words. Of 40,000 good translations of papers, news, talk, interfaces and
# single sentences none lies below; of 286 abstracts that a feed cut short 44 %.
LEAST = 0.73
# … and above which it is far more than one: the most of 14,000 good ones of eight words and more,
# titles with a listing's tag apart, is 3.8.
MOST = 9.0
_FEWEST_WORDS = 8  # of a source, from which on there is a most
# Han characters of a source per word of its English target: of 1,000 abstracts turned round all
# lie between.
_LEAST_TURNED, _MOST_TURNED = 0.5, 4.5
_SHORT_SOURCE = 3  # words; so few are rendered in a character or in a clause
# Han characters that a text without a source needs to be prose, rather than a remark such as 暂无.
_PROSE_HAN = 10
_TITLE_HAN = 4
# Different characters among the first `_VARIED`: of 40,000 good translations the fewest are 0.2, of
# a loop of a phrase of ten 0.1.
_VARIED = 100
_VARIETY = 0.15
# Han characters of a target whose source has no word of two letters and more: `X` is 关闭. Of
# 40,000 good translations none has more.
_WORDLESS_HAN = 10


class Judged(NamedTuple):
    """The verdict of an entry, and the evidence or the reason in a sentence."""

    verdict: str
    reason: str


class Measures(NamedTuple):
    """The facts of n entries that decide their verdicts, each an array or a list of n."""

    source_langs: Sequence[str | None]  # detected
    expected: Sequence[str]  # primary subtags
    source_words: NDArray[np.int64]  # in Latin letters, outside formulae, addresses and code
    target_words: NDArray[np.int64]  # likewise
    target_han: NDArray[np.int64]
    source_han: NDArray[np.int64]


def judge(
    held: Sequence[Held],
    sources: Sequence[str | None],
    targets: Sequence[str | None],
    masked: Sequence[str],
    fields: Sequence[str | None],
    measures: Measures,
) -> list[Judged]:
    """The verdict of each of n entries.

    Args:
        held: What their slots hold.
        sources: Null where the source is not in the input.
        targets: Null where there is no slot.
        masked: The targets without what is no language; see `mask`.
        fields: Kinds of text: `title`, `abstract`, `segment`.
        measures: Sizes and languages.

    Returns:
        `translated` needs text of the expected language in an amount and of a kind that fits the
        source, or a source that rightly stays as it is; `untranslated` what stands instead, or
        nothing; `unassessed` is what neither could be shown of.
    """
    judged = []
    for row, what in enumerate(held):
        source = sources[row]
        if what in UNTRANSLATED:
            judged.append(Judged(UNTRANSLATED_ENTRY, _why_untranslated(what, targets[row])))
        elif what is Held.KEPT:
            judged.append(Judged(TRANSLATED, "The source is nothing to translate, and is kept."))
        elif what is Held.OTHER:
            reason = "The target has no words of its own, and may be right: a name, a code."
            judged.append(Judged(UNASSESSED, reason))
        elif source is None or not source.strip():
            judged.append(_without_source(row, fields[row], targets[row] or "", measures))
        else:
            judged.append(_with_source(row, source, targets[row] or "", masked[row], measures))
    return judged


def _why_untranslated(what: Held, target: str | None) -> str:
    if what is Held.NOTHING:
        return "There is no target." if target is None else "The slot is blank."
    return {
        Held.MESSAGE: "The target is a machine's message.",
        Held.COPY: "The target is the source again.",
        Held.FOREIGN: "The target is in another language.",
        Held.REMAINS: "The target is a name, a number or a formula, and no text.",
        Held.MARKS: "The target has nothing that can be read.",
    }[what]


def _without_source(row: int, field: str | None, target: str, measures: Measures) -> Judged:
    han = int(measures.target_han[row])
    if measures.expected[row] != "zh":
        return _of_language(measures.expected[row])
    if han < (_TITLE_HAN if field == "title" else _PROSE_HAN) or not _is_varied(target):
        return Judged(UNASSESSED, "The target is no prose, and its source is not in the input.")
    return Judged(TRANSLATED, f"Chinese prose of {han} characters; its source is not in the input.")


def _with_source(row: int, source: str, target: str, masked: str, measures: Measures) -> Judged:
    lang = measures.source_langs[row]
    if (lang, measures.expected[row]) == ("zh", "en"):
        return _turned(row, source, target, measures)
    if measures.expected[row] != "zh":
        return _of_language(measures.expected[row])
    words, han = int(measures.source_words[row]), int(measures.target_han[row])
    # Of few words nobody can say which language they are in: a title of names, say.
    if lang not in {"en", None} and not (words and lang == UNDETERMINED):
        return _of_source(lang)
    if _is_too_long(source, lang) or _is_too_long(target, "zh"):
        return Judged(UNASSESSED, _TOO_LONG)
    if words == 0:
        if han > _WORDLESS_HAN:
            return Judged(UNASSESSED, "The source has no words that this target could translate.")
        return Judged(TRANSLATED, f"Chinese text for a source without words: {han} characters.")
    latin = int(measures.target_words[row])
    size = _size(words, han, latin, target, masked)
    said = f"{size:.2f} Han characters a source word"
    if size < LEAST - 1 / np.sqrt(words):
        return Judged(UNASSESSED, f"Too little for a translation of this source: {said}.")
    if words >= _FEWEST_WORDS and size > MOST:
        return Judged(UNASSESSED, f"Far more than a translation of this source: {said}.")
    if not _is_varied(target):
        return Judged(UNASSESSED, "The target has few different characters, again and again.")
    return Judged(TRANSLATED, f"Chinese text that fits its source: {said}.")


def _turned(row: int, source: str, target: str, measures: Measures) -> Judged:
    """The verdict of English text for a Chinese source."""
    if _is_too_long(source, "zh") or _is_too_long(target, "en"):
        return Judged(UNASSESSED, _TOO_LONG)
    han, words = int(measures.source_han[row]), int(measures.target_words[row])
    if not words:
        return Judged(
            UNASSESSED, "The target has no words of its own, and may be right: a name, a code."
        )
    size = han / words
    said = f"{size:.2f} Han characters a target word"
    slack = 1 / np.sqrt(words)
    if size > _MOST_TURNED + 2 * slack:
        return Judged(UNASSESSED, f"Too little for a translation of this source: {said}.")
    if words >= _FEWEST_WORDS and size < _LEAST_TURNED - slack:
        return Judged(UNASSESSED, f"Far more than a translation of this source: {said}.")
    if not _is_varied(target):
        return Judged(UNASSESSED, "The target has few different characters, again and again.")
    return Judged(TRANSLATED, f"English text that fits its source: {said}.")


def _size(words: int, han: int, latin: int, target: str, masked: str) -> float:
    """Han characters per word; names in Latin letters count, words left in English do not."""
    size = han / words
    if size >= LEAST or not latin:
        return float(relative_length(*map(np.array, ([words], [latin], [han])))[0])
    left = sum(run.words for run in english_runs(target, masked, _ENGLISH, _ENGLISH_GRAMMAR))
    return size + HAN_PER_WORD * max(latin - left, 0) / words


_TOO_LONG = f"More than {MOST_SENTENCES} sentences or {MOST_CHARS:,} characters are not aligned."
_ENGLISH, _ENGLISH_GRAMMAR = 5, 2  # words in a row that are no name; see `untranslated-span`


def _is_varied(target: str) -> bool:
    """Whether the beginning of `target` has as many different characters as a text has."""
    begins = "".join(target[:_VARIED].split())
    return len(set(begins)) >= _VARIETY * len(begins)


def _is_too_long(text: str, lang: str | None) -> bool:
    """Whether `text` has more characters or sentences than are aligned."""
    if len(text) > MOST_CHARS:
        return True
    return most_sentences(text) > MOST_SENTENCES and len(split(text, lang)) > MOST_SENTENCES


def _of_language(expected: str) -> Judged:
    name = language_name(expected)
    return Judged(UNASSESSED, f"Hardly any rule judges translations into {name}.")


def _of_source(lang: str | None) -> Judged:
    name = "an unknown language" if lang in {None, UNDETERMINED} else language_name(str(lang))
    return Judged(UNASSESSED, f"Hardly any rule judges translations from {name}.")
