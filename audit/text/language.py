"""Which language a text is in: by script first, by langdetect only where script leaves it open."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import regex
from langdetect import DetectorFactory, LangDetectException, detect_langs

from audit.text.codes import HASH_FACTOR, portions
from audit.text.masking import mask
from audit.text.program import is_code
from audit.text.scripts import (
    HAN,
    HANGUL,
    HIRAGANA,
    KATAKANA,
    LATIN,
    SCRIPTS,
    count_scripts,
)
from audit.text.variants import japanese_forms
from audit.text.verbatim import TAG
from audit.text.words import find_words, is_english, is_glued_english, ordinary_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

UNDETERMINED = "und"  # BCP 47: there is language here, but none that can be named

# A text is Chinese, Japanese or Korean when its East Asian letters are at least this share of them
# and the words in other letters together. Of 60,063 real Chinese abstracts and titles the lowest
# share was 0.50, but for titles left in English (at most 0.00 after masking).
_EAST_ASIAN_SHARE = 0.3
# Kana among the East Asian letters: Japanese from here on if there are two kana or more …
_KANA_SHARE = 0.12
# … or, for a single kana, from here on: 优衣库の店 has a decorative の and is Chinese. Of 500
# Japanese sentences all but one, written in kanji alone, lie above; of 60,063 Chinese texts none.
_KANA_SHARE_OF_ONE = 0.3
_HANGUL_SHARE = 0.3
# Different kanji in forms that only Japanese writes: Japanese from here on, also without kana.
_JAPANESE_FORMS = 2
_LONGEST_KANJI = 100  # characters; without kana nobody writes longer ones
# Ordinary words from which on langdetect is believed to name a language. Of 4,000 sentences in
# eight languages it names 60 % of those of three words rightly, of those of eight 95 %.
_NAMED_WORDS = 8

# Below this many words, capitals begin names as well as titles: `Stable Diffusion`.
_FEWEST_WORDS = 3
_FEWEST_ORDINARY = 2

# Words that only English writes so, frequent in abstracts and titles.
_ENGLISH_ONLY = frozenset(
    """the and that with which these this from are our have has been by using towards toward how
    what why their its can not when where without through between beyond into you of is""".split()
)
_ENGLISH_SHARE = (
    0.08  # of the words of a text; of 9,000 English abstracts the lowest per cent has 0.11
)
_ENGLISH_VOCABULARY_SHARE = 0.6  # of a title's ordinary words
# Words of grammar of its neighbours that English never writes so; two of them are a sentence.
_NEVER_ENGLISH = frozenset(
    """le les des du une nous vous est et dans sur que qui aux par avec sont ses el los las por con
    para como es se del y der das und ist mit von ein eine dem den auf nicht il di che gli della
    sono um uma una não os ao het een van voor och att som""".split()
)
_FOREIGN_WORDS = 2
_CHARS_READ = 1_000  # a verdict on the beginning of a text in letters stands for the rest
_WORD_BYTES = 8  # of the longest word of `_ENGLISH_ONLY`, and the space after it
_ENGLISH_WORDS = np.frombuffer(
    b"".join(f"{word} ".encode().ljust(8, b"\0") for word in sorted(_ENGLISH_ONLY)), "<u8"
)
_FIRST_BYTES = np.array([(1 << 8 * size) - 1 for size in range(_WORD_BYTES + 1)], np.uint64)
# Each in a slot of its own, which is a fifth of the time of a binary search.
_SLOTS_LOG2 = 12
# ASCII in lower case, and as a space what stands between words.
_AS_WORDS = bytes(
    ord(" ") if char.isspace() or char in '.,;:()"-' else ord(char.lower())
    for char in map(chr, range(128))
).ljust(256)

# What a program fills in, which is in no language: {name}, {{ count }}, ${user}, %(title)s, %1$s.
_PLACEHOLDER = regex.compile(r"\$?\{{1,2}[\w.$ -]{1,40}\}{1,2}|%(?:\(\w{1,40}\)|\d\$)?[sdif]\b")

# What langdetect is asked about within each script; a script with one language needs no asking.
_LANGUAGES = {
    "Latin": frozenset(
        """af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl
        tr vi""".split()
    ),
    "Cyrillic": frozenset("bg mk ru uk".split()),
    "Arabic": frozenset("ar fa ur".split()),
    "Devanagari": frozenset("hi mr ne".split()),
    "Greek": frozenset({"el"}),
    "Hebrew": frozenset({"he"}),
    "Thai": frozenset({"th"}),
}


def identify(
    texts: Sequence[str | None], scripts: NDArray[np.int64] | None = None
) -> list[str | None]:
    """The language of each text.

    Args:
        texts: n texts; None and text without words give None.
        scripts: `count_scripts(texts)`, if it is at hand.

    Returns:
        n BCP 47 primary subtags; `und` where there is language that cannot be named; None where
        there is nothing to judge: no letters, or only names, numbers, URLs, hashtags, formulae, or
        a piece of a program.
        Chinese in any form, Traditional and written Cantonese included, is `zh`.

    Source:
        Script shares measured on real texts, see the constants. langdetect 1.0.9 (Nakatani 2010)
        decides among the languages of one script only: on its own it calls Traditional Chinese
        Korean and Chinese with Latin names Vietnamese or Norwegian.
    """
    counts = count_scripts(texts) if scripts is None else scripts
    han = counts[:, HAN]
    others = counts.sum(axis=1) - han
    # A word in letters is two letters at least, so this bound needs no words to be counted.
    only_han = counts[:, (HIRAGANA, KATAKANA, HANGUL)].sum(axis=1) == 0
    chinese = (han > 0) & only_han & (han >= _EAST_ASIAN_SHARE * (han + others / 2))
    languages: list[str | None] = ["zh" if verdict else None for verdict in chinese]
    for row in np.flatnonzero(chinese & (han <= _LONGEST_KANJI)).tolist():
        if len(japanese_forms(texts[row] or "")) >= _JAPANESE_FORMS:
            languages[row] = "ja"
    code = np.zeros(len(texts), np.bool_)
    for row in np.flatnonzero(~chinese & (han + others > 0)).tolist():
        code[row] = is_code(texts[row] or "")
    in_letters = np.flatnonzero(~chinese & ~code & (han == 0) & (counts[:, LATIN] > 0))
    english = in_letters[_are_english([texts[row] or "" for row in in_letters.tolist()])]
    for row in english.tolist():
        languages[row] = "en"
    for row in np.flatnonzero(~chinese & ~code & (han + others > 0)).tolist():
        if languages[row] is None:
            languages[row] = _identify(texts[row] or "")
    return languages


def _are_english(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether English function words abound at the beginning of each text; never wrong.

    A word is read as the eight bytes from its first letter on, with the space that ends it: 5 µs
    for the beginning of an abstract, where splitting it takes 14.
    """
    english = np.zeros(len(texts), np.bool_)
    for some in portions(texts):
        openings = [_in_ascii(text[:_CHARS_READ]) for text in texts[some]]
        octets = b" ".join([b"", *openings, b" " * _WORD_BYTES]).translate(_AS_WORDS)
        spaces = np.flatnonzero(np.frombuffer(octets, np.uint8) == ord(" "))
        starts, sizes = spaces[:-_WORD_BYTES] + 1, np.diff(spaces)[: 1 - _WORD_BYTES]
        eight = np.ndarray(len(octets) - _WORD_BYTES + 1, "<u8", octets, strides=(1,))
        words = eight[starts] & _FIRST_BYTES.take(sizes, mode="clip")
        known = _english_slots().take(_slots(words)) == words
        ends = np.cumsum([len(opening) + 1 for opening in openings])
        bounds = np.searchsorted(starts, ends, "right")
        counts, totals = (
            np.diff(np.cumsum(counted)[bounds - 1], prepend=0) for counted in (known, sizes > 1)
        )
        english[some] = (counts > 1) & (counts >= _ENGLISH_SHARE * totals)
    return english


def _slots(words: NDArray[np.uint64]) -> NDArray[np.intp]:
    return (words * HASH_FACTOR >> np.uint64(64 - _SLOTS_LOG2)).astype(np.intp)


@cache
def _english_slots() -> NDArray[np.uint64]:
    """`_ENGLISH_WORDS` by slot, 0 where there is none."""
    slots = np.zeros(1 << _SLOTS_LOG2, np.uint64)
    slots[_slots(_ENGLISH_WORDS)] = _ENGLISH_WORDS
    return slots


def _in_ascii(text: str) -> bytes:
    """`text` with white space in ASCII too, and another byte for any other character."""
    return (text if text.isascii() else " ".join(text.split())).encode("ascii", "replace")


def _identify(text: str) -> str | None:
    begins = text[:_CHARS_READ]
    if is_glued_english(begins):
        return "en"
    masked = plain_words(begins)
    counts = count_scripts([masked])[0]
    words = find_words(masked)
    east_asian = _east_asian(counts, words)
    if east_asian is not None:
        return east_asian
    alphabets = counts.copy()
    alphabets[[HAN, HIRAGANA, KATAKANA, HANGUL]] = 0
    if not alphabets.any():
        return None
    column = int(alphabets.argmax())
    script = SCRIPTS[column] if column < len(SCRIPTS) else "other"
    if column == LATIN:
        return _latin(masked, [word for word in words if word[0] < "\u0250"])
    if not any(len(word) > 2 for word in words):
        return None
    return _detect(masked, script)


def plain_words(text: str) -> str:
    """`text` without what is in no language: tags, placeholders, addresses, code, formulae."""
    return str(_PLACEHOLDER.sub(" ", mask(_without_tags(text))))


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    parts, done = [], 0
    for start, end in TAG.find(text):
        parts.append(text[done:start])
        done = end
    return " ".join([*parts, text[done:]])


def _east_asian(counts: NDArray[np.int64], words: list[str]) -> str | None:
    """`zh`, `ja` or `ko`, or None if the text is mainly in other letters.

    Korean is not believed without Hangul, nor Japanese without kana.
    """
    han, hangul = int(counts[HAN]), int(counts[HANGUL])
    kana = int(counts[HIRAGANA] + counts[KATAKANA])
    letters = han + hangul + kana
    in_letters = sum(word.islower() and not _is_east_asian(word) for word in words)
    if not letters or letters < _EAST_ASIAN_SHARE * (letters + in_letters):
        return None
    if hangul >= _HANGUL_SHARE * letters:
        return "ko"
    if kana >= (_KANA_SHARE if kana > 1 else _KANA_SHARE_OF_ONE) * letters and kana:
        return "ja"
    return "zh"


def _is_east_asian(word: str) -> bool:
    return word[0] >= "\u1100" and word == word.upper()


def _latin(masked: str, words: list[str]) -> str | None:
    """The language of a text in Latin letters, None if it is only names."""
    ordinary, lower, capitalised = ordinary_words(words)
    if len(ordinary) < _FEWEST_ORDINARY or (not lower and capitalised < _FEWEST_WORDS):
        return None
    known = sum(map(is_english, ordinary)) >= _ENGLISH_VOCABULARY_SHARE * len(ordinary)
    foreign = sum(word.lower() in _NEVER_ENGLISH for word in words)
    if known and foreign < _FOREIGN_WORDS:
        return "en"
    if len(ordinary) < _FEWEST_WORDS and not lower:
        return None
    return _detect(masked, "Latin") if len(ordinary) >= _NAMED_WORDS else UNDETERMINED


def _detect(text: str, script: str) -> str:
    """The answer of langdetect among the languages of `script`."""
    languages = _LANGUAGES.get(script, frozenset())
    if len(languages) == 1:
        return next(iter(languages))
    _seed()
    try:
        candidates = [candidate.lang for candidate in detect_langs(text[:2000])]
    except LangDetectException:
        return UNDETERMINED
    return next((code for code in candidates if code in languages), UNDETERMINED)


@cache
def _seed() -> None:
    """Make langdetect deterministic in this process; workers call it for themselves."""
    DetectorFactory.seed = 0


_NAMES = {
    "ar": "Arabic", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "he": "Hebrew", "hi": "Hindi", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(tag: str) -> str:
    """The English name of a BCP 47 primary subtag, or the tag itself."""
    return _NAMES.get(tag, tag)
