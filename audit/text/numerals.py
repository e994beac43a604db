"""Numbers as values, however they are written: 260k, 26万, 260,000 and 0.26 million are one."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import numeric

import regex

from audit.text.number_words import Value, find_chinese, find_english

if TYPE_CHECKING:
    from collections.abc import Sequence


class Number(NamedTuple):
    """A number in a text."""

    start: int  # half-open code-point offsets of all that writes it: sign, digits, scale, percent
    end: int
    value: Fraction  # without its sign; 5 for 5 %
    digits: bool  # written in digits, in part at least
    also: frozenset[Fraction] = frozenset()  # other values it may stand for: 1/20 for 5 %
    percent: bool = False
    scaled: bool = False  # written with a scale: million, K, 万
    negative: bool = False
    optional: bool = False  # a name, a label or a pronoun: `top-1`, `(1)`, `one of the`

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value that a counterpart may have."""
        return self.also | {self.value}


_FULL_WIDTH = regex.compile("[０-９]")  # a range alone is found four times as fast as with a sign
_DIGIT = regex.compile("[0-9]")
_DIGITS = regex.compile("[0-9]+")
_NO_DIGIT = regex.compile("[^0-9]+")
_MINUS = ("-", "−", "–")
_PERCENT_OF = "百分之"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９％．，＋－／～＜＞", "0123456789%.,+-/~<>")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–", "0123456789-+--")

# What separates thousands: 1,000, 1{,}000, 1\,000, 1'000 and thin or no-break spaces.
_THOUSANDS = "(?:,|\\{,\\}|\\\\,|['’~\u00a0\u2009\u202f])"
# Longer runs of digits are identifiers; larger exponents are no quantities.
_DIGITS_READ = 30
_MYRIADS = {"万": 10**4, "亿": 10**8}
_UNSCALED = Fraction(1)
_EXPONENT_READ = 60
_EXPONENTS = ("e", "times_power", "times_super", "times_raised", "power", "super", "raised")

SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12, "decade": 10, "decades": 10, "century": 100, "centuries": 100,
    "mil": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9,
    "k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "B": 10**9, "T": 10**12,
    "十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8,
    "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip

# A number in digits. Every part is bounded or possessive, so that no run is read twice.
_NUMBER = regex.compile(
    rf"""
    (?P<whole>[0-9]{{1,3}}(?:{_THOUSANDS}[0-9]{{3}}|[ ]000){{1,8}}+(?![0-9])|[0-9]++)
    (?P<more>(?:[.:][0-9]++){{2,}})?
    (?P<fraction>\.[0-9]++)?
    (?:
        (?P<vulgar>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
      | (?:/(?P<denominator>[0-9]{{1,4}}+)(?![0-9./]))
      | (?:[eE](?P<e>[-+−–]?[0-9]{{1,3}})(?![0-9A-Za-z]))
      | (?:\s?(?:\\times|\\cdot|[x×·*])\s?(?P<ten>10)\$?
          (?:\^\$?[{{(]?(?P<times_power>[-+−–]?[0-9]{{1,3}})[)}}]?
            |(?P<times_super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})
            |<sup>(?P<times_raised>[-+−–]?[0-9]{{1,3}})</sup>))
      | (?:\s?\$?\^[{{(]?(?P<power>[-+−–]?[0-9]{{1,3}})[)}}]?
          |(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})|<sup>(?P<raised>[-+−–]?[0-9]{{1,3}})</sup>)
      | (?P<decade>['’]?s(?![A-Za-z])|\s?年代)
      | (?:\s?世纪\s?(?:(?P<decade_of>[0-9]{{2}}|[二三四五六七八九]?十)\s?年代)?(?P<century>))
      | (?:(?:st|nd|rd|th)(?![A-Za-z])(?P<ordinal>\s(?:century|centuries)\b)?)
    )?
    (?P<approximate>\s?[多余几来](?=[百千万亿]))?
    (?:
        \s?(?P<scale>(?:十|百|千|万)?(?:万亿|[十百千万亿])(?![米克瓦赫伏卡帕比字兆焦牛电分年倍一]))
      | (?P<letter>[kKmMBT])(?![A-Za-z0-9])
      | [\s~](?P<apart>[KMB])(?![A-Za-z0-9])
      | [\s~-]?(?P<word>(?i:hundred|thousand|million|billion|trillion|dozen|ml?n|bl?n))s?
          (?![A-Za-z])
      | \s(?P<age>(?i:decades?|century|centuries|mil))(?![A-Za-z])
    )?
    (?P<percent>\s?\$?\\?%\$?|\s?(?:percent|per\scent|pct)(?:age|s)?(?![A-Za-z])
      |[-\s]?percentage\spoint|\s?个?百分点)?
    """,
    regex.VERBOSE,
)

# Latin letters right after a number that leave it a number; any others make a name: 3D, 5G.
_GLUED = regex.compile(
    r"""(?:x|X|fold|times|st|nd|rd|th|e|
    [kMGTPE]i?[Bb](?:ps|/s)?|[kKMGT]?bps|[kMGTmµμun]?(?:Hz|eV|W|V|A|J|N|F|m|s|g|L|l|Pa|K)(?:h|/s)?|
    cm|mm|km|nm|um|fps|FPS|dB|dBm|mAh|Wh|kWh|ppm|mol|min|h|hr|hrs|sec|ms|kg|mg|ml|mL|pp|pt|pts|px|
    GFLOPs?|TFLOPs?|GFLOPS|TFLOPS|TOPS|FLOPs|GPUs?|au|AU|pc|kpc|Mpc|Gpc|yr|days?|nd|C|F)
    (?![A-Za-z0-9])""",
    regex.VERBOSE,
)
# Words before a hyphen and a number that leave it a number; any others make a name: top-1, GPT-4.
_BEFORE_HYPHEN = regex.compile(
    r"(?<![A-Za-z])(?:pre|post|mid|sub|under|over|early|late|past|non|near|to|and|or|of)[-–]$",
    regex.IGNORECASE,
)
_PREFIX_READ = 8  # characters before a number in which `_BEFORE_HYPHEN` looks
# The time of the day: 4.40 am, 5pm, 17:30. In English a point may part the minutes.
_CLOCK = regex.compile(
    r"(?<![0-9.:])(?P<hour>[01]?[0-9]|2[0-4])"
    r"(?:(?P<sign>[.:：])(?P<minute>[0-5][0-9])(?![0-9]|[.:][0-9]))?(?P<half>\s?(?:am|pm|[ap]\.m\.)(?![A-Za-z]))?",
    regex.IGNORECASE,
)
# The first look at a text, half of which have no time.
_CLOCK_SIGNS = regex.compile(
    "[0-9](?:[:：]|\\s?[AaPp]\\.?[Mm])|[0-9]\\.[0-5][0-9]\\s?[AaPp]\\.?[Mm]"
)
_NOON = 12
# Citations: [12], [Li et al. 2021, p. 5], (Chen 2022), \\cite{ShaferVovk:2018}, '98, et al. 2022.
# One by one, led by what they begin with, they take a fifth of the time of a choice.
_CITATIONS = tuple(
    (sign, regex.compile(pattern))
    for sign, pattern in (
        ("[", r"\[(?=[^\[\]]{0,200}+\])(?:[0-9]|[^\[\]]{0,200}?\p{L}\p{L})[^\[\]]{0,200}+\]"),
        (
            "(",
            r"\((?:\p{Lu}[^()]{0,80}?[\s,])?(?:19|20)[0-9]{2}[a-z]?(?:[,;]\s?(?:19|20)[0-9]{2}[a-z]?){0,4}\)",
        ),
        ("\\", r"\\(?:cite|text)[a-z]{0,8}(?:\[[^\]]{0,40}\])?\{[^{}]{0,200}+\}"),
        ("'", r"'(?<=[A-Za-z]~?')[0-9]{2}(?![0-9])"),
        ("’", r"’(?<=[A-Za-z]~?’)[0-9]{2}(?![0-9])"),
        ("et", r"et\sal\.?,?\s?\(?(?:19|20)[0-9]{2}"),
    )
)
_CLOSING = frozenset("_)]}%$.,/~*^-")
# Between the members of a list or a range that share what follows the last: 5, 10 and 20 %.
_SHARED = regex.compile(
    r"\s?(?:,|，|、|-|–|—|~|～|/|to|and|or|到|至|和|与|及|或|vs\.?|versus|and\sfrom)"
    r"\s?(?:and|or|和|to)?\s?(?:\\?\$)?\s?"
)
_RANGE = regex.compile(r"\s?(?:-|–|—|~|～|to|到|至)\s?(?:\\?\$)?")
_SHARED_GAP = 8  # characters between two of them


def fold_width(text: str) -> str:
    """`text` with full-width digits and signs as ASCII, code point for code point."""
    wide = "％" in text or _FULL_WIDTH.search(text)
    return text.translate(_HALF_WIDTH) if wide else text


def numbers(texts: Sequence[str | None]) -> list[list[Number]]:
    """The numbers of each text, in order; absent texts have none. See `find_numbers`."""
    return [[] if text is None else find_numbers(text) for text in texts]


def find_numbers(text: str) -> list[Number]:
    """The numbers of a text in English or Chinese, in order of their beginnings.

    Digits with what belongs to them (thousands separators, decimals, powers of ten, K, million, 万,
    percent signs, centuries and decades), English number words and Chinese numerals. A number in a
    name, a list label or a pronoun is `optional`.

    Source:
        GB/T 15835-2011 (numerals in Chinese texts); SI prefixes and the short scale for English.
    """
    found = find_digits(text)
    taken = {place for number in found for place in range(number.start, number.end)}
    words = [it for it in find_words(text) if it.start not in taken and it.end - 1 not in taken]
    return sorted([*found, *words])


def find_words(text: str) -> list[Number]:
    """The numbers of `text` that are written in words, English before Chinese."""
    return [
        Number(start, end, value, False, also, optional=optional)
        for start, end, (value, also, optional) in (*find_english(text), *find_chinese(text))
    ]


def find_digits(text: str) -> list[Number]:
    """The numbers of `text` that are written in digits, in order."""
    text = fold_width(text)
    text, times = _clock(text)
    cited: set[int] = set()
    for sign, pattern in _CITATIONS:
        if sign in text:
            cited.update(*(range(*match.span()) for match in pattern.finditer(text)))
    found: list[Number] = []
    scales: list[Fraction] = []
    end = 0
    while (digit := _DIGIT.search(text, end)) is not None:
        match = _NUMBER.match(text, digit.start())
        start, end = match.span()
        written = _number(match, text)
        if written is None:
            continue
        number, scale = written
        optional = match["more"] or start in cited or _is_label(text, start, end)
        optional = optional or (match["denominator"] and _is_season(match))
        if found and _continues(found[-1], number, text):
            last, scale = found.pop(), scales.pop()
            factor = _myriads(last, number, text)
            value = last.value * factor + number.value
            number = number._replace(start=last.start, value=value)
        if start in times:
            optional = optional or (not number.value and times[start] is None)
            number = number._replace(also=number.also | (times[start] or set()))
        if optional or (_is_name(text, start, end) and start not in times):
            number = number._replace(optional=True)
        found.append(number)
        scales.append(scale)
    return _share(found, scales, text)


def _clock(text: str) -> tuple[str, dict[int, frozenset[Fraction] | None]]:
    """`text` with a colon in the times of its day, and where their numbers begin.

    With an hour comes what it is by the other count of hours, with minutes nothing.
    """
    times: dict[int, frozenset[Fraction] | None] = {}
    if _CLOCK_SIGNS.search(text) is None:
        return text, times
    points = []
    for match in _CLOCK.finditer(text):
        half, sign = match["half"], match["sign"]
        if not half and sign not in (":", "："):
            continue
        hour = int(match["hour"])
        later = hour + _NOON if hour < _NOON else hour - _NOON
        times[match.start()] = frozenset({Fraction(later)}) if half or hour > _NOON else frozenset()
        if sign:
            times[match.start("minute")] = None
            points.append(match.start("sign"))
    signs = list(text)
    for place in points:
        signs[place] = ":"
    return "".join(signs), times


def _is_season(match: regex.Match[str]) -> bool:
    """Whether a fraction is two years in a row: 20/21, 2020/2021."""
    whole, denominator = match.group("whole", "denominator")
    return len(whole) in (2, 4) and int(denominator) == int(whole) + 1


def _is_label(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` numbers the items of a list: (1), 2)."""
    if end - start > 2 or text[end : end + 1] not in (")", "）"):
        return False
    return text[start - 1 : start] in ("(", "（", "", " ", "\n", "；", "：", "，", "。")


def _number(match: regex.Match[str], text: str) -> tuple[Number, Fraction] | None:
    """The number that `match` of `_NUMBER` writes and its scale, or None for an identifier."""
    start, end = match.span()
    written, fraction = match["whole"], match["fraction"]
    if len(written) + len(fraction or "") > _DIGITS_READ:
        return None
    point = text[start - 1 : start] == "." and not _is_inside(text[start - 2 : start - 1])
    start -= point
    sign = (
        text[start - 1 : start] in _MINUS
        and start > 0
        and not _is_inside(text[max(0, start - 2) : start - 1])
    )
    start -= sign
    percent_of = text.startswith(_PERCENT_OF, max(0, start - len(_PERCENT_OF)))
    start -= percent_of * len(_PERCENT_OF)
    whole = written if written.isdecimal() else _NO_DIGIT.sub("", written)
    plain = match.lastgroup == "whole" and whole == written and not (point or percent_of)
    if plain and not (len(written) == 4 and written[0] == "0"):
        return Number(start, end, _decimal(whole), True, negative=sign), _UNSCALED
    value = _decimal("", whole) if point else _decimal(whole, (fraction or ".")[1:])
    also: set[Fraction] = set()
    if len(written) == 4 and written[0] == "0" and written < "2400":  # 0530 hours
        also |= {Fraction(written[:2]), Fraction(written[2:])}
    if len(whole) == 6 and written[3] == "," and whole[3:] != "000":  # 100,200: a list?
        also |= {Fraction(whole[:3]), Fraction(whole[3:])}
    if match["more"]:  # a version or a time
        also |= {Fraction(part) for part in _DIGITS.findall(match["more"])}
    elif match["vulgar"]:
        also.add(value)
        value += Fraction(numeric(match["vulgar"])).limit_denominator(8)
    elif match["denominator"]:
        denominator = int(match["denominator"])
        also |= {value, Fraction(denominator)}
        value = value / denominator if denominator else value
    elif match["decade"] is not None:  # 1990s: the nineties; 1900s: the twentieth century
        also.add(value % 100 or Fraction(value // 100 + 1))
    elif match["century"] is not None:
        if match["decade_of"]:
            decade = _decade(match["decade_of"])
            also.add(decade)
            value = (value - 1) * 100 + decade
        else:
            also.add((value - 1) * 100)
    else:
        exponent = _exponent(match)
        if exponent is not None:
            own = any(match.group("power", "super", "raised"))
            if abs(exponent) > _EXPONENT_READ or (value.denominator > 1 and match["power"]):
                return None
            also |= {value, Fraction(abs(exponent))}
            base = value if own else Fraction(10)
            if base == 0 or base > 1000:
                return None
            value = base**exponent if base is value else value * base**exponent
    scale = Fraction(SCALES[name]) if (name := _scale(match)) else _UNSCALED
    if match["letter"] == "m" or match["apart"]:  # metres or millions; 300 K is a temperature
        also.add(value * scale)
        scale = _UNSCALED
    elif match["letter"] in ("k", "K") or match["age"]:  # 300K may be a temperature
        also.add(value)
    percent = bool(match["percent"] or percent_of)
    scaled = scale is not _UNSCALED
    if scaled:
        value *= scale
    if percent:
        also.add(value / 100)
    number = Number(
        start,
        end,
        value,
        digits=True,
        also=frozenset(also - {value}) if also else frozenset(),
        percent=percent,
        scaled=scaled,
        negative=sign,
    )
    return number, scale


@lru_cache(maxsize=1 << 12)  # a translation has most numbers of its source
def _decimal(whole: str, decimals: str = "") -> Fraction:
    """The value of digits before and after a point, in a third of the time of `Fraction("1.5")`."""
    return Value(int(whole + decimals), 10 ** len(decimals))


def _decade(digits: str) -> Fraction:
    word = next(find_chinese(digits), None)
    return Fraction(digits) if word is None else word.meaning.value


def _exponent(match: regex.Match[str]) -> int | None:
    """The power of ten, or of the number itself, that the digits carry."""
    written = next(
        filter(None, match.group(*_EXPONENTS)),
        None,
    )
    return None if written is None else int(written.translate(_SUPERSCRIPT))


def _scale(match: regex.Match[str]) -> str | None:
    words = match.group("scale", "letter", "apart", "word", "age")
    word: str | None = next(filter(None, words), None)
    return word if word is None or len(word) == 1 else word.lower()


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether letters around `text[start:end]` make it part of a name: GPT-4, H2O, 3D, F1."""
    before = text[max(0, start - _PREFIX_READ) : start]
    if before and (_is_letter(before[-1]) or before[-1] in "_^"):
        return True
    if len(before) > 1 and before[-1] in "-–" and _is_letter(before[-2]):
        return not _BEFORE_HYPHEN.search(before)
    if end < len(text) and (_is_letter(text[end]) or text[end] == "_"):
        return not _GLUED.match(text, end)
    return text.startswith(("-D", "-d "), end)


def _is_inside(sign: str) -> bool:
    """Whether a point or a dash after `sign` belongs to what stands before it."""
    return sign.isascii() and (sign.isalnum() or sign in _CLOSING) and sign != ""


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and sign < "\u0370"


def _continues(last: Number, number: Number, text: str) -> bool:
    """Whether `number` goes on with `last`, as 5000万 does after 3亿, and 64 after 18万零."""
    between = text[last.end : number.start]
    follows = between in ("", "零") and last.scaled and text[last.end - 1] in "亿万千百"
    smaller = number.value < last.value * _myriads(last, number, text)
    return follows and smaller and not number.percent and not last.percent


def _myriads(last: Number, number: Number, text: str) -> int:
    """By how much the scale of `number` raises `last` before it too: 3千5百万 is (3千5百)万."""
    if text[last.end - 1] not in "千百":
        return 1
    return _MYRIADS.get(text[number.end - 1], 1)


def _share(found: list[Number], scales: list[Fraction], text: str) -> list[Number]:
    """Give the earlier members of a list or a range the percent sign or the scale of the last.

    In a range the scale is certain, 5 in 5-10万 is 50,000; in a list it may be.
    """
    percent, scale = False, Fraction(1)
    for place in range(len(found) - 1, -1, -1):
        number = found[place]
        if number.scaled or number.percent:
            percent, scale = number.percent, scales[place]
            continue
        if place + 1 == len(found) or not (percent or scale != 1):
            continue
        start = found[place + 1].start
        if start - number.end > _SHARED_GAP or not _SHARED.fullmatch(text, number.end, start):
            percent, scale = False, Fraction(1)
            continue
        value, other = number.value, number.value * scale
        scaled = scale != 1 and _RANGE.fullmatch(text, number.end, start) is not None
        if scaled:
            value, other = other, value
        also = number.also | {other} | ({value / 100, other / 100} if percent else set())
        found[place] = number._replace(value=value, also=also - {value}, scaled=scaled)
    return found
