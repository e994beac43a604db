"""Names that keep their letters in every language: models, data sets, acronyms."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from audit.text.codes import portions
from audit.text.lexicon import lexicon, stem
from audit.text.words import DRAWN_OUT, is_english

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALPHABET, _TEN = 26, 10
_HYPHENS = frozenset("-‐‑–")
# What belongs to a name after its letters: "ResNet-50", "GPT-3.5".
_NUMBER = regex.compile(r"[-‐‑–]\d++(?:\.\d++)*+(?![A-Za-z0-9])")
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
# Without them most Chinese texts are in normal form, which is quickly seen: 10 µs in place of 35.
_CHINESE_MARKS = re.compile("[，。、；：（）！？“”《》…]+")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_ROMAN = regex.compile(r"[IVXLC]++")
_UNIT = regex.compile(
    r"[kMGTPmnµ]?(?:Hz|V|W|J|eV|Wh|bps|bp|B|b|m|s|g|Pa|A|mol|L|C|F)|(?:[kcmnµ]?m|g|L|s)[-−]?[1-4]|d[BL]"
)
_CONVERSION = regex.compile(r"[a-z]{2,}+[24][a-z]{2,}+")  # "image2map": translated like words
# Prefixes that some write as if they began a name: "AutoEncoder", "PreTraining".
_PREFIXED = regex.compile(
    r"(?:[Aa]uto|[Pp]re|[Nn]on|[Mm]ulti|[Ss]emi|[Ss]elf|[Dd]eep|[Cc]ross)[A-Z]"
)
_LONGEST = 40  # characters; what is longer is no name
_KEPT = "-"
# Quantities: "1920x1080", "3D", "10x".
_QUANTITY = regex.compile(r"[xX]?\d.*+")
_TIMES = regex.compile(r"[xX]\d++")
# What a lost space glues to a name: "toBHMC", "FAIRLABELis", "available1".
_GLUED = regex.compile(
    r"(?P<before>[a-z]{2,}+|(?i:background|objectives?|aims?|methods?|results?|conclusions?|purpose"
    r"|introduction|discussion|findings|abstract|importance|design|setting|participants|summary"
    r"|interventions?|significance|interpretation|context|motivation|availability|contact)(?![a-z]))"
    r"(?P<name>[A-Z0-9].*+)"
    r"|(?P<name>.*[A-Z0-9])(?:and|are|as|by|for|from|has|in|is|of|on|or|that|the|to|with|[a-z]{4,})"
)
_PART = regex.compile(r"[A-Z]?[a-z]++|[A-Z]++(?![a-z])|\d++")
_LATIN_PART = regex.compile(r"[A-Z]?[a-z]++|[A-Z]++(?![a-z])")
_ACRONYM = regex.compile(r"[A-Za-z]{3,12}+")
_HAN = regex.compile(r"\p{Han}{1,200}+")


# Names of people that are spelled in Chinese: McDonald, LeBron, DiCaprio, MacGregor.
_PERSON = regex.compile(r"(?:Mc|Mac|Fitz|Le|La|De|Du|Di|Da|Van|Von|O|St)[A-Z][a-z]{2,}+")
# Names in pinyin, which Chinese writes in characters: JiuTian, BaiDu.
_PINYIN = regex.compile(
    r"(?i:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:i?ao|i[aeou]|u[aeio]|[aeo]i|ou|[aeiouv])(?:ng|n|r|i)?){2,5}"
)
_DERIVED = regex.compile(r"(?P<name>[A-Z]{2,}+\d*+)(?:ase|ases|ers?|ness|ity|ergic|emia|uria)")
_FEWEST = 3  # letters of a part of a name that says something
_STRENGTH = 0.3  # of a word's gloss, 0-1: one in three words of it
_LONGEST_RENDERING = 4  # characters of a Chinese word that a part of a name may be in


class Name(NamedTuple):
    """A word that is a name by its letters: capitals inside, or digits after a letter."""

    text: str
    start: int  # code points, half-open
    end: int


def find_names(texts: Sequence[str]) -> list[list[Name]]:
    """The names of each text, in order: `BERT`, `GFlowNets`, `mT5`, `ResNet-50`, `LLMs`.

    Words in Latin letters and digits in which a capital or a digit follows a letter, with the
    number that follows by a hyphen.
    """
    return [names for some in portions(texts) for names in _find(texts[some])]


def fold(text: str) -> str:
    """The letters and digits of `text`, in lower case and of full width no more."""
    if text.isascii():
        return text.encode().translate(None, _ASCII_MARKS).decode().lower()
    text = unicodedata.normalize("NFKC", _CHINESE_MARKS.sub("", text))
    return _NO_LETTER_OR_DIGIT.sub("", text).casefold()


def holds(text: str, name: str) -> bool:
    """Whether `text` has `name`, and not only as the beginning of a longer number."""
    start = text.find(name)
    if start < 0 or not name[-1].isdigit():
        return start >= 0
    while start >= 0:
        following = text[start + len(name) : start + len(name) + 2]
        if not following[:1].isdigit() and not (following[:1] == "." and following[1:].isdigit()):
            return True
        start = text.find(name, start + 1)
    return False


def singular(name: str) -> str:
    """`name` without the s of the plural: `LLMs`, `GFlowNets`, `OSes`."""
    if name.endswith("es") and name[:-2].isupper():
        return name[:-2]
    return name[:-1] if name.endswith("s") and len(name) > 2 else name


def is_word(name: str) -> bool:
    """Whether `name` is written like a name and translated like a word.

    Roman numerals, units, `image2map`, `AutoEncoder`, `LogisticRegression`, words with capitals
    that explain an acronym, `UNconditional`, and calls: `nooOOOooo`.
    """
    if DRAWN_OUT.search(name) or any(
        it.fullmatch(name) for it in (_ROMAN, _UNIT, _CONVERSION, _TIMES)
    ):
        return True
    if singular(name).isupper() or is_always_kept(name):
        return False
    if _PREFIXED.match(name) or is_english(name.lower()):
        return True
    return all(len(part) > 1 and is_english(part.lower()) for part in _PART.findall(name))


def unglued(name: str) -> str:
    """`name` without the word of English that a lost space has glued to it."""
    glued = _GLUED.fullmatch(name)
    if glued is None or (glued["before"] and not is_english(glued["before"].lower())):
        return name
    return str(glued["name"])


def is_measure(name: str) -> bool:
    """Whether `name` is a Roman numeral, a unit or a quantity, which may be written in words."""
    return any(pattern.fullmatch(name) for pattern in (_ROMAN, _UNIT, _QUANTITY))


def is_distinctive(name: str) -> bool:
    """Whether a translation keeps `name`: it has small letters and capitals inside, or a digit.

    Acronyms all in capitals are translated as often as kept; only of those that `acronyms.tsv`
    knows as always kept is it expected.
    """
    bare = singular(name)
    return is_always_kept(bare) or (len(bare) > 2 and not bare.isupper())


def is_always_kept(name: str) -> bool:
    """Whether Chinese is known never to translate `name`."""
    return renderings().get(name) == (_KEPT,)


def is_rendered(name: str, target: str) -> bool:
    """Whether `target` has a usual Chinese rendering of `name`."""
    known = renderings()
    usual = known.get(name) or known.get(singular(name)) or ()
    return any(rendering in target for rendering in usual if rendering != _KEPT)


def may_be_translated(name: str, source: str, target: str) -> bool:
    """Whether a Chinese `target` may have `name` in words, in characters, or in part.

    A part of it is an English word of which the target has a translation (`GenAI`, `RecExplainer`),
    or stands in the target in letters (`ATPase` in ATP酶); it is the name of a person or in pinyin;
    or it is a word with the capitals of an acronym of the source (`ITerative` of AVLIT).
    """
    if is_always_kept(name):
        return False
    if _PERSON.fullmatch(name) or _PINYIN.fullmatch(name):
        return True
    derived = _DERIVED.fullmatch(name)
    if derived is not None:
        return True
    if _explains(name, source):
        return True
    parts = [part for part in _PART.findall(name) if len(part) >= _FEWEST and part.isalpha()]
    latin = set(_LATIN_PART.findall(target))
    if len(parts) > 1 and any(part in latin for part in parts if not is_english(part.lower())):
        return True
    words = {part.lower() for part in parts if is_english(part.lower())}
    return bool(words) and _translates(words, target)


def _explains(name: str, source: str) -> bool:
    """Whether the capitals of `name` stand together in an acronym of `source`."""
    capitals = "".join(char for char in name if char.isupper())
    if len(capitals) < 2 or len(name) - len(capitals) < _FEWEST or not name.isalpha():
        return False
    return any(
        capitals in word.upper()
        for word in _ACRONYM.findall(source)
        if word != name and 2 * sum(map(str.isupper, word)) >= len(word)
    )


def _translates(words: set[str], target: str) -> bool:
    """Whether a Chinese word of `target` has one of the English `words` among its glosses."""
    known = lexicon()
    bare = {word.removesuffix("er") for word in words if word.endswith("er") and len(word) > 5}
    wanted = {known.stems[it] for it in stem(words | bare) if it in known.stems}
    if not wanted:
        return False
    for match in _HAN.finditer(target):
        run = match.group()
        for start in range(len(run)):
            for end in range(start + 1, min(start + _LONGEST_RENDERING, len(run)) + 1):
                number = known.words.get(run[start:end])
                if number is not None:
                    first, last = known.indptr[number], known.indptr[number + 1]
                    found = known.indices[first:last][known.data[first:last] >= _STRENGTH]
                    if not wanted.isdisjoint(found.tolist()):
                        return True
    return False


def is_defined(name: str, text: str) -> bool:
    """Whether `text` gives `name` in brackets after what it stands for: `联邦学习(FL)`."""
    bare = singular(name)
    start = text.find(bare)
    while start >= 0:
        if text[max(start - 2, 0) : start].rstrip()[-1:] in {"(", "（", "["}:
            return True
        start = text.find(bare, start + 1)
    return False


@cache
def renderings() -> dict[str, tuple[str, ...]]:
    """The usual Chinese renderings of acronyms and short names; `-` where they are kept."""
    lines = files("audit.text").joinpath("acronyms.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: tuple(usual.split("|")) for name, usual in rows}


def _find(texts: Sequence[str]) -> list[list[Name]]:
    joined = "\n".join(["", *texts, ""])
    codes = np.frombuffer(joined.encode("ascii", "replace"), np.uint8)
    letters = (codes | 0x20) - ord("a") < _ALPHABET
    digits = codes - ord("0") < _TEN
    marks = (codes - ord("A") < _ALPHABET) | digits
    in_word = letters | digits
    edges = np.flatnonzero(in_word[1:] != in_word[:-1])  # few in Chinese, where most are no words
    words = np.searchsorted(edges[1::2], np.flatnonzero(letters[:-1] & marks[1:]))
    words = words[np.flatnonzero(np.diff(words, prepend=-1))]
    starts, stops = edges[::2][words], edges[1::2][words]  # less the line end before the first
    short = stops - starts <= _LONGEST
    starts, stops = starts[short], stops[short]
    firsts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    rows = np.searchsorted(firsts, starts, "right") - 1
    found: list[list[Name]] = [[] for _ in texts]
    for row, start, end in zip(
        rows.tolist(),
        (starts - firsts[rows]).tolist(),
        (stops - firsts[rows]).tolist(),
        strict=True,
    ):
        text = texts[row]
        if text[end : end + 1] in _HYPHENS and (number := _NUMBER.match(text, end)):
            end = number.end()
        found[row].append(Name(text[start:end], start, end))
    return found
