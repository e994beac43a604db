"""Units of measurement after a number, in English and Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.numerals import find_digits

if TYPE_CHECKING:
    from fractions import Fraction

# By dimension: the unit and how either language writes it. Words that a letter more makes another
# unit (`m`, `min`) are matched whole.
_UNITS: dict[str, dict[str, str]] = {
    "time": {
        "ns": "ns nanosecond nanoseconds 纳秒",
        "μs": "μs µs us microsecond microseconds 微秒",
        "ms": "ms msec millisecond milliseconds 毫秒",
        "s": "s sec secs second seconds 秒 秒钟",
        "min": "min mins minute minutes 分钟",
        "h": "h hr hrs hour hours 小时 个小时",
        "d": "day days 天",
        "week": "week weeks 周 个星期 星期",
        "month": "month months 个月",
        "year": "year years 年",
    },
    "length": {
        "nm": "nm nanometer nanometers nanometre nanometres 纳米",
        "μm": "μm µm um micron microns micrometer micrometers micrometre micrometres 微米",
        "mm": "mm millimeter millimeters millimetre millimetres 毫米",
        "cm": "cm centimeter centimeters centimetre centimetres 厘米",
        "m": "m meter meters metre metres 米",
        "km": "km Km kilometer kilometers kilometre kilometres 公里 千米",
        "mile": "mile miles 英里",
        "foot": "ft feet 英尺",
        "inch": "inch inches 英寸",
    },
    "data": {
        "KB": "KB kB KiB kilobyte kilobytes 千字节",
        "MB": "MB MiB megabyte megabytes 兆字节",
        "GB": "GB GiB gigabyte gigabytes 千兆字节 吉字节",
        "TB": "TB TiB terabyte terabytes 太字节",
        "PB": "PB PiB petabyte petabytes",
    },
    "mass": {
        "mg": "mg milligram milligrams 毫克",
        "g": "g gram grams 克",
        "kg": "kg kilogram kilograms 千克 公斤",
        "t": "ton tons tonne tonnes 吨",
    },
    "frequency": {
        "Hz": "Hz hertz 赫兹 赫",
        "kHz": "kHz KHz kilohertz 千赫 千赫兹",
        "MHz": "MHz megahertz 兆赫 兆赫兹",
        "GHz": "GHz gigahertz 吉赫 吉赫兹 千兆赫 千兆赫兹",
        "THz": "THz terahertz 太赫兹 太赫",
    },
    "power": {
        "mW": "mW milliwatt milliwatts 毫瓦",
        "W": "W watt watts 瓦 瓦特",
        "kW": "kW kilowatt kilowatts 千瓦",
        "MW": "MW megawatt megawatts 兆瓦",
        "GW": "GW gigawatt gigawatts 吉瓦",
    },
    "energy": {
        "mJ": "mJ millijoule millijoules 毫焦 毫焦耳",
        "J": "J joule joules 焦耳 焦",
        "kJ": "kJ kilojoule kilojoules 千焦 千焦耳",
        "kWh": "kWh 千瓦时 度电",
        "meV": "meV 毫电子伏 毫电子伏特",
        "eV": "eV 电子伏 电子伏特",
        "keV": "keV 千电子伏 千电子伏特",
        "MeV": "MeV 兆电子伏 兆电子伏特",
        "GeV": "GeV 吉电子伏 吉电子伏特",
        "TeV": "TeV 太电子伏 太电子伏特",
    },
    "temperature": {"K": "kelvin 开尔文", "°C": "°C ℃ 摄氏度", "°F": "°F ℉ 华氏度"},
    "money": {
        "USD": "USD dollar dollars 美元",
        "EUR": "EUR euro euros 欧元",
        "CNY": "CNY RMB yuan 人民币 元人民币",
        "GBP": "GBP 英镑",
        "JPY": "JPY yen 日元",
    },
}


class Unit(NamedTuple):
    """A unit after a number."""

    end: int  # half-open code-point offset of its end
    name: str
    dimension: str


class _Measure(NamedTuple):
    span: Span  # of the number and its unit
    unit: Unit | None


_NAMES = {
    written: (name, dimension)
    for dimension, units in _UNITS.items()
    for name, ways in units.items()
    for written in ways.split()
}
_LETTERS = "|".join(sorted((it for it in _NAMES if it.isascii()), key=len, reverse=True))
_SIGNS = "|".join(sorted((it for it in _NAMES if not it.isascii()), key=len, reverse=True))
_WRITTEN = (
    rf"[\s~-]?个?(?P<unit>(?:{_LETTERS})(?![A-Za-z0-9_^])|{_SIGNS})"
    r"(?![每/^²³]|\s?per\s|平方|立方|级)"
)
_UNIT = regex.compile(_WRITTEN)
_DIGIT_AND_UNIT = re.compile(rf"[0-9][ 百千万亿]?[百千万亿]?{_WRITTEN}")
# The first look: a digit, perhaps a scale, and what begins most units but for those of a calendar.
_MEASURED = regex.compile(
    r"[0-9][ 百千万亿]*+(?:[纳微毫]?秒|分钟|个?小时|天|个?星期|周|个月|[纳微毫厘千]?米|公里|英"
    r"|[兆千太吉]|克|公斤|吨|赫|瓦|焦|度|元|美|欧|日元|[kKMGTPmnuµμc]?[smBgWJ](?![A-Za-z])|[kMGT]?Hz|[kKMGTP]i?B"
    r"|[mkMGT]?eV)"
)


def unit_after(text: str, place: int) -> Unit | None:
    """The unit that follows a number ending at `place`, if it is one of those known."""
    match = _UNIT.match(text, place)
    return None if match is None else Unit(match.end(), *_NAMES[match["unit"]])


def has_measure(text: str) -> bool:
    """Whether a Chinese text may have a number in digits with a known unit, years aside."""
    return _MEASURED.search(text) is not None


def changed_units(source: str, target: str) -> list[tuple[Span, Span]]:
    """Measures that have another unit of the same dimension in the translation, with both spans.

    A number counts where source and target have its value equally often, and one of them each with
    a unit.
    """
    found: list[tuple[Span, Span]] = []
    if _units_of(target) <= _units_of(source):
        return found
    ours, theirs = _measures(source), _measures(target)
    for value, here in ours.items():
        there = theirs.get(value, [])
        one = [measure for measure in here if measure.unit]
        other = [measure for measure in there if measure.unit]
        if len(here) != len(there) or len(one) != 1 or len(other) != 1:
            continue
        unit, another = one[0].unit, other[0].unit
        if unit and another and unit.dimension == another.dimension and unit.name != another.name:
            found.append((one[0].span, other[0].span))
    return found


def _units_of(text: str) -> set[str]:
    return {_NAMES[match["unit"]][0] for match in _DIGIT_AND_UNIT.finditer(text)}


def _measures(text: str) -> dict[Fraction, list[_Measure]]:
    found: dict[Fraction, list[_Measure]] = {}
    for number in find_digits(text):
        unit = unit_after(text, number.end)
        span = Span(number.start, unit.end if unit else number.end)
        found.setdefault(number.value, []).append(_Measure(span, unit))
    return found
