"""Numbers that are written in words: `twenty-five`, `half a million`, 三百二十, 百分之五."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Value(Fraction):
    """A fraction that finds its hash once, which takes longer than all else that is done to it."""

    __slots__ = ("_hash",)
    _hash: int

    def __hash__(self) -> int:  # type: ignore[override]  # of which the stubs know none
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash


class Meaning(NamedTuple):
    """The values a number in words may stand for, wherever it is."""

    value: Fraction
    also: frozenset[Fraction]  # other values that it may stand for
    optional: bool  # as often a pronoun or an article as a number


class NumberWord(NamedTuple):
    """A number in words."""

    start: int  # half-open code-point offsets
    end: int
    meaning: Meaning


def _enumerate(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


_UNITS = _enumerate(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""",
    0,
)
_TENS = _enumerate("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_LARGE = _enumerate("hundred thousand", 100, 900) | {
    "dozen": 12, "decade": 10, "century": 100, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_ORDINALS = _enumerate(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""",
    1,
) | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100, "thousandth": 1000}
# Denominators that need no numerator: `half`, `a quarter`, `thirds`.
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{word}s": value for word, value in _ORDINALS.items() if value > 2
}

_KINDS = {
    word: (kind, value)
    for kind, words in {
        "unit": _UNITS,
        "ten": _TENS,
        "large": _LARGE
        | {f"{word}s": value for word, value in _LARGE.items()}
        | {"tens": 10, "centuries": 100},
        "ordinal": _ORDINALS,
        "part": _PARTS,
    }.items()
    for word, value in words.items()
}
_WORD = regex.compile(r"[A-Za-z]++")
# A choice that one set leads takes half the time of looking at each word.
_NUMBER_WORD = re.compile(
    rf"(?<![a-z])(?=[{''.join(sorted({word[0] for word in _KINDS}))}])"
    rf"(?P<word>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:fold)?(?![a-z])"
)
# Between the words of one number: `twenty-one`, `two hundred and six`, `half a million`.
_GAP = regex.compile(r"[\s-](?:and\s)?(?:an?\s)?")
_PRONOUNS = frozenset({"one", "first", "second", "third"})
_MOST_WORDS = 12  # of a number, so that no run of `hundred` makes one of a million digits


def find_english(text: str) -> Iterator[NumberWord]:
    """The numbers in English words of `text`, in order; ordinals and fractions are numbers too."""
    lower = text.lower()
    if len(lower) != len(text):  # İ has two code points in lower case
        lower = text
    words: list[str] = []
    start = end = 0
    for match in _NUMBER_WORD.finditer(lower):
        word, place = match["word"], match.start()
        if words and _goes_on(words, word) and _GAP.fullmatch(lower, end, place):
            words.append(word)
        else:
            if words:
                yield NumberWord(start, end, _in_english(tuple(words)))
            words, start = [word], place
        end = match.end()
    if words:
        yield NumberWord(start, end, _in_english(tuple(words)))


def _goes_on(words: Sequence[str], word: str) -> bool:
    """Whether `word` goes on with a number: `twenty-one` is one, `one two-layer` two."""
    last, _ = _KINDS[words[-1]]
    kind, value = _KINDS[word]
    if len(words) == _MOST_WORDS or (last == "large" and words[-1].endswith("s")):
        return False
    if kind == "large":
        return last in ("unit", "ten", "large", "part")
    if kind == "part":
        return last in ("unit", "ten", "large")
    if kind == "ordinal" and last == "unit":
        return value > 2  # `one third`; `one second` is a time
    after_ten = last == "ten" and kind in ("unit", "ordinal") and value < 10
    return after_ten or (last == "large" and kind in ("unit", "ten", "ordinal"))


@lru_cache(maxsize=1 << 12)  # a few stand for most: `one`, `two`, `first`
def _in_english(words: tuple[str, ...]) -> Meaning:
    """The meaning of words that make up one number."""
    total = current = Fraction(0)
    parts: set[Fraction] = set()
    last = ""
    for word in words:
        kind, value = _KINDS[word]
        parts.add(Value(value))
        if kind == "part" or (kind == "ordinal" and last == "unit"):
            part = Fraction(1, value)
            parts |= {Value(100 * part), Value(100 * current * part)}
            mixed = word in ("half", "quarter") and current >= 1
            current = current + part if mixed else (current or 1) * part
        elif kind != "large":
            current += value
        elif value < 1000:
            current = (current or 1) * Fraction(value)
        else:
            total += (current or 1) * value
            current = Fraction(0)
        last = kind
    number = Value(total + current)
    optional = len(words) == 1 and words[0] in _PRONOUNS
    return Meaning(number, frozenset(parts - {number, 0}), optional)


_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "俩": 2, "双": 2,
}  # fmt: skip
_STEPS = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10**4
# Runs are bounded, so that no run of 亿 makes a number of a million digits.
_RUN = "[零〇○一二两三四五六七八九十百千万亿]{1,24}+"
_CHINESE = regex.compile(
    rf"""(?P<one_half>(?<![十百千])一半|半(?![导监自衰结合开定决参正经]))
    |(?P<hundredths>百分之)?
    (?P<run>{_RUN})
    (?:点(?P<decimals>[零〇一二三四五六七八九]{{1,16}}+)|分之(?P<of>{_RUN}))?
    (?P<half>半)?
    (?P<tenths>成(?![为了立功员本像分果长就熟份因型都效交语对都]))?
    |(?P<two>[双俩])""",
    regex.VERBOSE,
)


def find_chinese(text: str) -> Iterator[NumberWord]:
    """The Chinese numerals of `text`, in order: 十二, 三百二十, 百分之五, 三分之二, 两, 半, 双."""
    if text.isascii():
        return
    for match in _CHINESE.finditer(text):
        yield NumberWord(match.start(), match.end(), _in_chinese(match.groups("")))


def meanings(text: str) -> set[Meaning]:
    """The meanings of the numbers in words of `text`, in either language."""
    return {word.meaning for word in find_english(text)} | chinese_meanings(text)


@lru_cache(maxsize=1)  # whoever compares two texts asks several times
def chinese_meanings(text: str) -> frozenset[Meaning]:
    """The meanings of the Chinese numerals of `text`."""
    found = () if text.isascii() else set(_CHINESE.findall(text))
    return frozenset(map(_in_chinese, found))


@lru_cache(maxsize=1 << 12)  # a few stand for most: 一, 两, 三
def _in_chinese(groups: tuple[str, ...]) -> Meaning:
    """The meaning of the groups of a match of `_CHINESE`."""
    one_half, hundredths, run, decimals, of, half, tenths, _ = groups
    if not run:
        also = {Value(2), Value(50)} if one_half else ()
        return Meaning(Value(1, 2) if one_half else Value(2), frozenset(also), False)
    value = _value_of(run)
    parts: set[Fraction] = {Value(_DIGITS[sign]) for sign in run if sign in _DIGITS}
    # 一 is an article, 万 and 千 alone are words, as in 万一 and 千方百计.
    optional = run == "一" or not parts
    if decimals:
        value += Fraction("0." + "".join(str(_DIGITS[sign]) for sign in decimals))
    if of and value:
        parts |= {Value(value), Value(_value_of(of))}
        value = _value_of(of) / value
        parts.add(Value(100 * value))
    if half:
        value += Fraction(1, 2)
    if tenths:
        parts |= {Value(value), Value(value / 10)}
        value *= 10
    if hundredths:
        parts.add(Value(value / 100))
    value = Value(value)
    return Meaning(value, frozenset(parts - {value}), optional)


def _value_of(run: str) -> Fraction:
    """The value of a run of Chinese numerals; 二〇二四 is read digit by digit."""
    total = section = digit = 0
    for sign in run:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        elif sign in _STEPS:
            section += (digit or 1) * _STEPS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit or 1) * _MYRIAD
            section = digit = 0
        else:  # 亿 counts all that stands before it, as in 一万二千亿
            total = (total + section + digit or 1) * _MYRIAD**2
            section = digit = 0
    return Fraction(total + section + digit)


# Words that imply a number which the other language may write out, by what they imply.
_IMPLYING = {
    0: "no none null nil nobody nothing without never non cannot not midnight",
    1: "a an single singly once another every each alone unique unit sole per day week year",
    2: """both pair pairs pairwise paired twice double doubles doubled doubling doubly twin twins
        couple couples coupled dual binary either former latter halved halving alternating""",
    3: "triple triples tripled tripling trio ternary triplet triplets thrice cubic",
    4: "quadruple quadrupled quadratic quaternary quartet quarterly tetrahedral quad",
    5: "quintuple quintupled pentagonal",
    6: "sextuple hexagonal hexagon",
    7: "week weeks weekly",
    16: "hex hexadecimal",
    21: "blackjack",
    8: "octagonal octet octahedral byte bytes",
    10: "decadal magnitude magnitudes decimal",
    12: "year yearly annual annually noon midday midnight",
    14: "fortnight fortnights fortnightly",
    24: "day daily midnight",
    60: "hour hourly minute",
    100: "completely perfect perfectly full entirely percent percentage centennial centenary",
}
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_IMPLIED: dict[str, set[Fraction]] = {}
for _value, _words in (
    *((value, words.split()) for value, words in _IMPLYING.items()),
    *((place, (month, month[:3])) for place, month in enumerate(_MONTHS, start=1)),
    (9, ("sept",)),
    # `the nineties`, `two sixes`
    *((value, (f"{word[:-1]}ies",)) for word, value in _TENS.items()),
    *((value, (f"{word}es" if word == "six" else f"{word}s",)) for word, value in _UNITS.items()),
    *((place, (roman,)) for place, roman in enumerate(_ROMAN, start=1)),
):
    for _word in _words:
        _IMPLIED.setdefault(_word, set()).add(Fraction(_value))
_PREFIXES = {
    **dict.fromkeys(("uni", "mono"), Fraction(1)),
    **dict.fromkeys(("bi", "di"), Fraction(2)),
    "tri": Fraction(3),
    **dict.fromkeys(("tetra", "quadr"), Fraction(4)),
}
_BEGINNINGS = tuple(_PREFIXES)

_IMPLYING_SIGNS = {
    "单": (1,), "每": (1,), "首": (1,), "双": (2,), "倍": (1, 2), "番": (2,), "对": (2,),
    "次": (2,),
    "另": (2,), "零": (0,), "无": (0,), "没": (0,), "不": (0,), "全": (100,), "完": (100,),
    "年": (1, 12), "月": (1, 30), "周": (1, 7), "日": (1, 24), "天": (1, 24), "时": (1, 24, 60),
    "季": (3,), "世": (100,), "级": (10,), "元": (1, 2, 3),
}  # fmt: skip


_IMPLYING_PHRASES = {
    "本世纪": (21, 2000), "上世纪": (20, 1900), "上个世纪": (20, 1900), "点半": (30,),
    "时半": (30,), "一刻": (15,), "三刻": (45,), "中午": (12,), "正午": (12,), "午夜": (0, 12, 24),
}  # fmt: skip
# `half past four`, `a quarter to nine`: minutes, and for `to` the hour before.
_TIME = regex.compile(r"\b(half|quarter)\s(past|after|to)\s([a-z]{3,6}|[0-9]{1,2})\b")
_MINUTES = {("half", "past"): 30, ("quarter", "past"): 15, ("quarter", "to"): 45}


# `four in ten`, `3 out of every 4`.
_SHARE = regex.compile(
    r"\b([a-z]{3,9}|[0-9]{1,3})[\s-](?:in|out\sof)[\s-](?:every\s)?([a-z]{3,9}|[0-9]{1,4})\b"
)
_SMALL = _UNITS | _TENS | {"hundred": 100, "thousand": 1000}


def months_in(text: str) -> set[Fraction]:
    """The numbers of the months that an English text names."""
    words = set(_WORD.findall(text.lower()))
    return {
        Fraction(place)
        for place, month in enumerate(_MONTHS, start=1)
        if not words.isdisjoint((month, month[:3], month[:4]))
    }


def implied(text: str) -> set[Fraction]:
    """The values that words of `text` may stand for without being numbers: `both`, May, II, 每."""
    lower = text.lower()
    found: set[Fraction] = set()
    words = set(_WORD.findall(lower))
    for word in words & _IMPLIED.keys():
        found |= _IMPLIED[word]
    for word in words:
        if word.startswith(_BEGINNINGS):
            found |= {value for prefix, value in _PREFIXES.items() if word.startswith(prefix)}
    for sign in set(text) & _IMPLYING_SIGNS.keys():
        found.update(map(Fraction, _IMPLYING_SIGNS[sign]))
    for phrase, values in _IMPLYING_PHRASES.items():
        if phrase in text:
            found.update(map(Fraction, values))
    for match in _TIME.finditer(lower):
        part, way, hour = match.groups()
        found.add(Fraction(_MINUTES.get((part, way), 15)))
        named = int(hour) if hour.isdecimal() else _UNITS.get(hour, 0)
        found |= {Fraction(named - 1)} if way == "to" else set()
    for match in _SHARE.finditer(lower):
        some, of = (int(it) if it.isdecimal() else _SMALL.get(it, 0) for it in match.groups())
        found |= {Fraction(100 * some, of), Fraction(some, of)} if some and of else set()
    return found
