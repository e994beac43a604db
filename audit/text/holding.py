"""What the slot of a translation holds: text of the language due, or what stands there instead."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.language import UNDETERMINED, plain_words
from audit.text.lexicon import lexicon, stem
from audit.text.mojibake import garbles, suspects
from audit.text.program import is_code, is_output
from audit.text.similarity import COPY_CHRF, copy_chrf, plain_letters
from audit.text.words import GRAMMAR, find_words, is_english, ordinary_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Held(StrEnum):
    """The kinds of content of a slot; all but the first three, and `OTHER`, are no translation."""

    TEXT = "text"  # in the language announced
    KEPT = "kept"  # what no translation changes, as the source has it: a name, a number, code
    OTHER = "other"  # no text, and not what the source has; nobody can say whether that is right
    NOTHING = "nothing"  # there is no slot, or it is blank
    MESSAGE = "message"  # a machine's message instead of a translation
    COPY = "copy"  # the source again
    FOREIGN = "foreign"  # another language
    REMAINS = "remains"  # a name, a number or a formula where the source has words
    MARKS = "marks"  # no letter, or damaged ones


# Forms of input whose slots are for texts, not for titles, names or strings of an interface.
PROSE_FORMS = frozenset({"feed", "digest"})

UNTRANSLATED = frozenset(Held) - {Held.TEXT, Held.KEPT, Held.OTHER}

# What programs write for a character that an encoding or a font lacks.
DAMAGE = frozenset("?？□■▢▯◻◼〓\ufffd")
_DAMAGED = regex.compile(r"[?？□■▢▯◻◼〓\uFFFD]{2}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]++")
_TOKEN = regex.compile(r"-{1,2}[\w-]++|(?=\S*[()\[\]{}=<>_/\\\"])\S++")
_EQUATION = regex.compile(
    r"(?=.*[=^<>≤≥∈])(?:(?:sin|cos|tan|exp|log|min|max|lim|[A-Za-z]{1,2})(?![A-Za-z])|[^A-Za-z])++"
)
_PROSE_WORDS = 3  # ordinary words from which a source is more than a name with a word beside it
# Ordinary words of a sentence, and the code points that are a mere remark in its place: of 9,000
# good translations of such sentences the shortest is 左看右看.
_SENTENCE_WORDS = 8
_REMARK = 3
_GARBLED_SHARE = 0.5  # of the letters of a target
_HAN_PER_WORD = 2  # characters; what is not in Latin letters is counted so
# Words that fewer Chinese words than this mean are taken for names where they have a capital:
# Android 3, Python 4, Java 11, Diffusion 14; Conclusion 41, Settings 482.
_COMMON_WORD = 15
_SHORTEST_SHOUTED = 5  # letters of a word in capitals that may be no acronym: SMART
_SURELY_SHOUTED = 7  # … and that is none, if the word is common: RESULTS, CONCLUSION
_LONGEST_READ = 2_000  # code points of a text in which words are looked for


class Slot(NamedTuple):
    """One source and what stands for its translation."""

    source: str | None
    target: str | None
    source_lang: str | None  # detected
    target_lang: str | None  # detected
    expected: str  # primary subtag
    announces_prose: bool = False  # as a slot of a feed does, whatever the source is


def holdings(slots: Sequence[Slot], empty: Sequence[bool], messages: Collection[int]) -> list[Held]:
    """The content of each of n slots.

    Args:
        slots: Sources and targets, with the languages that were found in them.
        empty: Whether the target is absent or holds nothing.
        messages: The rows whose target is a machine's message and nothing else.
    """
    targets = [slot.target or "" for slot in slots]
    damaged = suspects(targets)
    held = []
    for row, slot in enumerate(slots):
        if empty[row]:
            held.append(Held.NOTHING)
        elif row in messages:
            held.append(Held.MESSAGE)
        elif slot.target_lang == slot.expected:
            held.append(_in_language(slot, may_be_garbled=bool(damaged[row])))
        else:
            held.append(_without_language(slot))
    return held


def _in_language(slot: Slot, *, may_be_garbled: bool) -> Held:
    """The content of a target that has letters of the language announced."""
    source, target = slot.source or "", slot.target or ""
    if may_be_garbled and _is_garbled(target, source):
        return Held.MARKS
    if is_damaged(target, source):
        return Held.MARKS
    # `无`, `略`, `委员会` for a sentence: in no good translation of such a source stands so little.
    due = ordinary_count(source) >= _SENTENCE_WORDS if source else slot.announces_prose
    return Held.REMAINS if len(target.strip()) <= _REMARK and due else Held.TEXT


def is_readable(text: str) -> bool:
    """Whether `text` has a letter or a digit, and not as many signs of damage as letters."""
    return any(map(str.isalnum, text)) and not is_damaged(text)


def ordinary_count(text: str) -> int:
    """The number of words of `text` a translation changes: none in names, numbers, code, formulae.

    In scripts without spaces two letters count as a word.
    """
    words = find_words(plain_words(text[:_LONGEST_READ]))
    latin = [word for word in words if word[0] < "\u0250"]
    others = sum(len(word) for word in words if word[0] >= "\u0250")
    return len(ordinary_words(latin).ordinary) + others // _HAN_PER_WORD


def _without_language(slot: Slot) -> Held:
    """The content of a target that is not in the language announced, or in none."""
    source, target = slot.source, slot.target or ""
    if source is None or not source.strip():
        return _alone(slot)
    letters, own = plain_letters(target), plain_letters(source)
    if letters == own and (letters or target.strip() == source.strip()):
        return _copied(source, slot.target_lang)
    if is_damaged(target, source):
        return Held.MARKS
    if is_code(source) and is_code(target):
        return Held.KEPT
    words = ordinary_count(source)
    if slot.target_lang is not None:
        if (copy_chrf(target, source) or 0) < COPY_CHRF:
            return Held.FOREIGN
        return Held.COPY if words else Held.OTHER  # an address with a letter changed
    if not any(map(str.isalpha, target)):
        if not words:
            return Held.KEPT if _has_all(target, source) else Held.OTHER
        return Held.REMAINS if any(map(str.isalnum, target)) else Held.MARKS
    if not words:
        return Held.KEPT if _has_all(target, source) else Held.OTHER
    if _has_all(target, source):
        if words >= _PROSE_WORDS:
            return Held.REMAINS
        return Held.KEPT if words == 1 else Held.OTHER  # `JSON` for `JSON file`
    if not _is_prose(target):
        return Held.REMAINS if words >= _PROSE_WORDS else Held.OTHER
    return Held.FOREIGN


def _alone(slot: Slot) -> Held:
    """The content of a target without a source that is not in the language announced."""
    target = slot.target or ""
    if slot.target_lang is not None:
        return Held.FOREIGN
    if is_damaged(target) or not any(map(str.isalnum, target)):
        return Held.MARKS
    return Held.REMAINS if slot.announces_prose else Held.OTHER


def _copied(source: str, lang: str | None) -> Held:
    """Whether a source that stands in its own slot is rightly left as it is.

    Text of a language, `lang`, is not; of one or two words nobody knows whether they are a name,
    nor of slang and signs in no language known: `lfg $sqqq`.
    """
    if is_code(source) or _is_token(source) or _is_equation(source):
        return Held.KEPT
    if is_output(source):
        return Held.OTHER
    plain = plain_words(source[:_LONGEST_READ])
    words = find_words(plain)
    ordinary = ordinary_words(words)
    if not ordinary.ordinary:
        shouted = [word for word in words if _is_shouted(word)]
        sure = any(len(word) >= _SURELY_SHOUTED and _is_common(word) for word in shouted)
        return Held.COPY if sure else Held.OTHER if shouted else Held.KEPT
    if lang == UNDETERMINED and not any(map(is_english, ordinary.ordinary)):
        return Held.OTHER
    if lang is not None:
        return Held.COPY
    if len(words) == 1 and words[0] in GRAMMAR:  # the keyword of a language of programs
        return Held.KEPT
    # A word alone without a capital is no label: the entry of an index, a key, an option.
    if len(words) == 1 and source.strip() == words[0] and words[0].islower():
        return Held.OTHER
    if ordinary.lower or len(ordinary.ordinary) >= _PROSE_WORDS:
        return Held.COPY
    # One ordinary word beside a name, a number or what is filled in may be part of the name:
    # `Google Scholar`, `Windows 11`, `{title} Player`.
    is_part = len(ordinary.ordinary) == 1 and (
        plain != source or len(words) > 1 or any(map(str.isdigit, source))
    )
    is_known = all(map(_is_common, ordinary.ordinary))
    return Held.COPY if is_known and not is_part else Held.OTHER


def _is_token(source: str) -> bool:
    """Whether `source` is one token with signs of code: `--help`, `print("hello")`, `a/b.txt`."""
    return _TOKEN.fullmatch(source.strip()) is not None


def _is_equation(source: str) -> bool:
    """Whether `source` is signs of mathematics between variables and functions: `E = mc^2`."""
    return _EQUATION.fullmatch(source.strip()) is not None


def _is_shouted(word: str) -> bool:
    """Whether a word in capitals is an English one rather than an acronym."""
    return len(word) >= _SHORTEST_SHOUTED and word.isupper() and is_english(word.lower())


def _is_common(word: str) -> bool:
    """Whether the lexicon has Chinese words for `word` in such number that it is no name."""
    known = lexicon()
    (stemmed,) = stem([word.lower()])
    place = known.stems.get(stemmed)
    return place is not None and bool(known.glossed[place] >= _COMMON_WORD)


def is_damaged(text: str, source: str = "") -> bool:
    """Whether signs of damage stand in a run, and are as many as the letters of `text`.

    Those that `source` has as well are none: `Easy to install?????`.
    """
    if _DAMAGED.search(text) is None:
        return False
    signs, own = (sum(char in DAMAGE for char in one) for one in (text, source))
    return signs > own and signs >= sum(map(str.isalpha, text))


def _has_all(target: str, source: str) -> bool:
    """Whether each word and number of `target` stands in `source`."""
    known = set(_tokens(source))
    found = list(_tokens(target))
    return bool(found) and known.issuperset(found)


def _tokens(text: str) -> Iterator[str]:
    return (match[0].casefold() for match in _WORD.finditer(text[:_LONGEST_READ]))


def _is_prose(text: str) -> bool:
    """Whether `text` has two words in letters: more than a name or a code."""
    return len([word for word in find_words(text) if not word.isupper()]) > 1


def _is_garbled(text: str, source: str) -> bool:
    """Whether half of the letters of `text` were read in a wrong encoding, and not in `source`."""
    found = garbles(text)
    garbled = sum(one.span.end - one.span.start for one in found)
    return garbled >= _GARBLED_SHARE * max(len(text.strip()), 1) and not garbles(source)
