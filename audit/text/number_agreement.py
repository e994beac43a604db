"""Which numbers of a text its translation has, and which it has not."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.text.masking import mask
from audit.text.number_words import chinese_meanings, implied, meanings, months_in
from audit.text.numerals import SCALES, find_digits, fold_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence, Set

    from audit.text.number_words import Meaning
    from audit.text.numerals import Number

# Digits as a first look takes them: most pairs have the same on both sides, which settles them.
_WRITTEN = regex.compile(
    r"[0-9][0-9,.]{0,30}+(?:\s?\\?%|[ -]?[mbt]illion|[kKMB]|\s?(?:万亿|[万亿]))?"
)
_SCALED = re.compile(r"([0-9]+)\.?([0-9]*)([kKMB]|[mbt]illion|万亿|[万亿])")
_ZEROS = {
    "k": 3, "K": 3, "M": 6, "B": 9, "million": 6, "billion": 9, "trillion": 12,
    "万": 4, "亿": 8, "万亿": 12,
}  # fmt: skip
# Each led by a literal: ten times as fast as a choice.
_MINUS = tuple(re.compile(rf"{sign}(?<=[\s($]{sign})[0-9]") for sign in "-−")
_LOOSE = regex.compile(
    r"(?<![0-9.,])(?P<part>[0-9]{1,3})"
    r"(?:(?:[ ,.~]{1,2}(?P<part>[0-9]{2,4})){1,4}+|,(?P<part>[0-9]{1,2})"
    r"|\.\s(?P<part>[0-9]{1,2})(?=\s?\\?%))(?![0-9])"
)
_SCALE = regex.compile(r"\s?[多余]?\s?(?P<scale>[千百十]?[万亿])")
# A time of the day with a point, as far as can be seen; and one that can be nothing else.
_POINT_TIME = regex.compile(
    r"(?<![0-9.,])(?P<hour>[01]?[0-9]|2[0-4])\.(?P<minute>[0-5][0-9])(?![0-9.,][0-9]|[0-9%])"
)
_TOLD_TIME = regex.compile(
    r"(?<![0-9.,])(?P<hour>[01]?[0-9]|2[0-4])\s?(?:[:：]|[点點时時])\s?(?P<minute>[0-5][0-9])(?![0-9])"
)
_POINT_DATE = regex.compile(
    r"(?<![0-9.,])(?P<day>[0-3]?[0-9])\.(?P<month>[01]?[0-9])(?![0-9,]|\.[0-9]|\s?%)"
)
_TOLD_DATE = regex.compile(r"(?<![0-9])(?P<month>[01]?[0-9])\s?月\s?(?P<day>[0-3]?[0-9])\s?[日号]")
_MONTH = regex.compile(r"\s?月")
# A source that ends otherwise is cut: what the target has more is no addition.
_ENDS = tuple(".!?。！？…)）]}”\"'")
_CUT_NUMBER = 3  # code points from such an end, where a number may be cut too
# Words of a text that no feed cuts: a label, a title, which end without a mark.
_LABEL_WORDS = 20
# What a number that has lost its sign of per cent is not followed by: things that are counted.
_COUNTED = frozenset("名个年种次人天位张项层月日倍万亿条篇类组家点")
_LOWER = regex.compile("[减降下负少低亏跌损]")
_LOWER_READ = 40  # code points before a number in which a word makes it negative
_COMMON = 12  # numbers up to this are implied by words of all kinds
_MOST = 2_000  # numbers of a text
# Beyond this many differences the texts are about different things.
_PAIRED = 40
# How far apart, in shares of the texts, two numbers may be that stand in each other's place.
_APART = 0.35
_SENTENCE = 150  # code points of the source that may be in any order


class NumberDifferences(NamedTuple):
    """The differences of the numbers in digits of two texts; the lists are in order of the text."""

    changed: list[tuple[Number, Number]]  # of the source, and what the target has in its place
    lost: list[Number]  # of the source, with no counterpart in the target
    added: list[Number]  # of the target, with no counterpart in the source
    percent_lost: list[tuple[Number, Number]]  # 5 % and its counterpart 5
    sign_lost: list[tuple[Number, Number]]

    def of_whole_numbers(self) -> NumberDifferences:
        """The differences without fractions, whose point is a comma in other languages."""
        pairs = (self.changed, self.percent_lost, self.sign_lost)
        changed, percent_lost, sign_lost = (
            [(one, other) for one, other in some if _is_whole(one) and _is_whole(other)]
            for some in pairs
        )
        lost, added = ([it for it in some if _is_whole(it)] for some in (self.lost, self.added))
        return NumberDifferences(changed, lost, added, percent_lost, sign_lost)


def _is_whole(number: Number) -> bool:
    return number.value.denominator == 1


def in_digits(texts: Sequence[str]) -> list[list[str] | None]:
    """The numbers in digits of each text, with the scale or per cent sign right after, as written.

    None for a text of more than 2,000 numbers, which is a table.
    """
    found = [_WRITTEN.findall(text if text.isascii() else fold_width(text)) for text in texts]
    return [written if len(written) <= _MOST else None for written in found]


def differ(source: str, target: str, ours: list[str] | None, theirs: list[str] | None) -> bool:
    """Whether numbers in digits, as `in_digits` gave them, may differ, or a minus sign be lost.

    Source:
        Of 9,000 abstracts and their translations 96 % have the same numbers in digits, or none, or
        what the target lacks is there in Chinese numerals. A closer look takes 200 µs.
    """
    if ours is None or theirs is None:
        return False
    if ours != theirs:
        here, there = Counter(map(_plain, ours)), Counter(map(_plain, theirs))
        # What one side only says more often, the other side says as well.
        if not (here <= there or there <= here):
            return True
        lost, added = here.keys() - there.keys(), there.keys() - here.keys()
        if lost and not _in_words(lost, chinese_meanings(target)):
            return True
        if added and not _in_words(added, meanings(source)):
            return True
    return bool(ours) and any(minus.search(source) for minus in _MINUS)


def _in_words(written: Set[str], words: Set[Meaning]) -> bool:
    """Whether numbers, written in digits, are whole ones for which there are words."""
    return all(map(str.isdecimal, written)) and _readings(words).issuperset(map(int, written))


def _plain(written: str) -> str:
    """A number as it was written, without what makes no difference: 2600万 is 26000000."""
    bare = written.replace(",", "").replace(" ", "").replace("\\", "").rstrip(".")
    scaled = None if bare.isdecimal() else _SCALED.fullmatch(bare)
    if scaled is None:
        return bare
    whole, decimals, scale = scaled.groups()
    zeros = _ZEROS[scale]
    return bare if len(decimals) > zeros else (whole + decimals.ljust(zeros, "0")).lstrip("0")


def compare_numbers(
    source: str, target: str, masked_source: str | None = None, masked_target: str | None = None
) -> NumberDifferences:
    """The numbers that `source` and `target` write in digits, less those the other side has too.

    A number in digits is only asked for if it is not `optional` (a name, a label, in a formula);
    its counterpart may be any number or word of the other side that has one of its readings. The
    masked texts are made if they are not at hand; see `mask`.
    """
    ours = _digits(_with_dates(_with_times(source, target), target), masked_source or mask(source))
    theirs = _digits(target, masked_target)
    left, over = _left_over(ours, theirs, max(1, len(source)) / max(1, len(target)))
    over = _without_months(over, target, source)
    cut = not source.rstrip().endswith(_ENDS)
    if cut and source.count(" ") >= _LABEL_WORDS:
        left = [number for number in left if number.end < len(source) - _CUT_NUMBER]
    lost = _unexplained(left, theirs, target, source)
    added = [] if cut else _unexplained(over, ours, source, target)
    changed = []
    if left and over:
        changed = _changed(left, over, lost, added, source, target, cut)
        ours_changed = {number for number, _ in changed}
        theirs_changed = {number for _, number in changed}
        lost = [number for number in lost if number not in ours_changed]
        added = [number for number in added if number not in theirs_changed]
    return NumberDifferences(changed, lost, added, *_dressed(ours, theirs, source, target))


def _with_times(source: str, target: str) -> str:
    """`source` with a colon in what the target shows to be a time of the day: 9.45, 9点45分."""
    if _POINT_TIME.search(source) is None:
        return source
    told = {(int(time["hour"]), time["minute"]) for time in _TOLD_TIME.finditer(target)}
    if not told:
        return source
    written: str = _POINT_TIME.sub(
        lambda time: (
            f"{time['hour']}:{time['minute']}"
            if (int(time["hour"]), time["minute"]) in told
            else time.group()
        ),
        source,
    )
    return written


def _with_dates(source: str, target: str) -> str:
    """`source` with a slash in what the target shows to be a date: 18.12, 12月18日."""
    if "月" not in target or _POINT_DATE.search(source) is None:
        return source
    told = {(int(date["day"]), int(date["month"])) for date in _TOLD_DATE.finditer(target)}
    written: str = _POINT_DATE.sub(
        lambda date: (
            f"{date['day']}/{date['month']}"
            if (int(date["day"]), int(date["month"])) in told
            else date.group()
        ),
        source,
    )
    return written


def _without_months(over: list[Number], target: str, source: str) -> list[Number]:
    """The numbers of `over` but for those of months that the source has by name: August, 8月."""
    months = [number for number in over if _MONTH.match(target, number.end)]
    if not months:
        return over
    named = months_in(source)
    return [number for number in over if number not in months or number.value not in named]


def _digits(text: str, masked: str | None) -> list[Number]:
    """The numbers in digits, those in formulae, URLs and code as optional."""
    masked = mask(text) if masked is None else masked
    return [
        number._replace(optional=True)
        if masked[number.end - 1] == " " != text[number.end - 1]
        else number
        for number in find_digits(text)
    ]


def _readings(numbers: Iterable[Number | Meaning]) -> set[Fraction]:
    return {value for number in numbers for value in (number.value, *number.also)}


def _unexplained(numbers: list[Number], others: list[Number], other: str, own: str) -> list[Number]:
    """The numbers that nothing in the text `other`, whose digits are `others`, accounts for."""
    left = _unanswered([it for it in numbers if not it.optional], others)
    left = _unanswered(left, meanings(other)) if left else left
    if not left:
        return left
    meant = implied(other) | {value for it in _loosely_written(other) for value in it.values}
    readings = meant | _readings(others)
    spans = _loosely_written(own)
    return [
        number
        for number in left
        if meant.isdisjoint(number.readings) and readings.isdisjoint(_meant_at(number.start, spans))
    ]


def _unanswered(numbers: list[Number], others: Collection[Number | Meaning]) -> list[Number]:
    """The numbers none of `others` answers; see `_answers`."""
    values, readings = {other.value for other in others}, _readings(others)
    return [it for it in numbers if it.value not in readings and it.also.isdisjoint(values)]


class _Loose(NamedTuple):
    """A number with a comma, a dot or a space out of place: `6, 694`, `5,03`, `160.000`."""

    start: int
    end: int
    values: set[Fraction]


def _loosely_written(text: str) -> list[_Loose]:
    found = []
    for match in _LOOSE.finditer(text):
        parts = match.captures("part")
        values = {Fraction("".join(parts))}
        if len(parts) == 2:
            values.add(Fraction(".".join(parts)))
        end = match.end()
        if scale := _SCALE.match(text, end):  # 3, 600 万
            values = {value * SCALES[scale["scale"]] for value in values}
            end = scale.end()
        found.append(_Loose(match.start(), end, values))
    return found


def _meant_at(place: int, loose: Sequence[_Loose]) -> set[Fraction]:
    return {value for it in loose if it.start <= place < it.end for value in it.values}


def _left_over(
    ours: list[Number], theirs: list[Number], stretch: float
) -> tuple[list[Number], list[Number]]:
    """The rest of both when each number has taken a counterpart of the same value, if any.

    Of several with one value the nearest take each other; `stretch` is the length of our text over
    the length of theirs.
    """
    left: list[Number] = []
    over: list[Number] = []
    ours_of, theirs_of = _by_value(ours), _by_value(theirs)
    for value in ours_of.keys() | theirs_of.keys():
        here, there = ours_of.get(value, []), theirs_of.get(value, [])
        excess = abs(len(here) - len(there))
        if not excess:
            continue
        more, fewer, rest = (here, there, left) if len(here) > len(there) else (there, here, over)
        factor = 1 / stretch if more is there else stretch
        if len(more) <= _PAIRED:
            for one in fewer:
                more.remove(_nearest_to(one.start * factor, more))
        rest += more[:excess]
    # What the same value did not settle, any common reading does.
    over.sort()
    for number in sorted(left)[:_PAIRED]:
        other = next((it for it in over if _answers(number, it)), None)
        if other is not None:
            left.remove(number)
            over.remove(other)
    return sorted(left), over


def _is_near(one: Number, other: Number, source: str, target: str) -> bool:
    apart = abs(one.start / len(source) - other.start / len(target))
    return apart <= max(_APART, _SENTENCE / len(source))


def _answers(one: Number, other: Number) -> bool:
    """Whether either may stand for the value of the other."""
    return one.value in other.readings or other.value in one.readings


def _nearest_to(place: float, numbers: list[Number]) -> Number:
    return min(numbers, key=lambda number: abs(number.start - place))


def _by_value(numbers: list[Number]) -> dict[Fraction, list[Number]]:
    found: dict[Fraction, list[Number]] = {}
    for number in numbers:
        found.setdefault(number.value, []).append(number)
    return found


def _changed(
    left: list[Number],
    over: list[Number],
    lost: list[Number],
    added: list[Number],
    source: str,
    target: str,
    cut: bool,
) -> list[tuple[Number, Number]]:
    """Numbers left over on both sides that stand in each other's place.

    One of the two must be unaccounted for; or there is one on each side, and words do not account
    for both.
    """
    if max(len(left), len(over)) > _PAIRED:
        return []
    only = len(left) == len(over) == 1
    pairs = _nearest(left, over, len(source), len(target))
    strict = [(one, other) for one, other in pairs if one in lost or other in added]
    if strict or not only or cut:
        return strict
    if not pairs:
        return []
    one, other = pairs[0]
    if one.optional and not _alike(one, other):
        return []
    meant = _meant_at(one.start, _loosely_written(source))
    if not meant.isdisjoint(other.readings):
        return []
    ours = _readings(meanings(source)) | _large(implied(source))
    theirs = _readings(meanings(target)) | _large(implied(target))
    both = not theirs.isdisjoint(one.readings) and not ours.isdisjoint(other.readings)
    return [] if both else pairs


def _large(values: set[Fraction]) -> set[Fraction]:
    """Those that few words imply, unlike 1 and 2: decades, centuries."""
    return {value for value in values if value > _COMMON}


def _alike(one: Number, other: Number) -> bool:
    """Whether two numbers are about as long: the year of a citation is no [1]."""
    return abs((one.end - one.start) - (other.end - other.start)) <= 1


def _nearest(
    left: list[Number], over: list[Number], source_length: int, target_length: int
) -> list[tuple[Number, Number]]:
    """Numbers of a kind at about the same relative place, the nearest first."""
    options = sorted(
        (
            abs(one.start / source_length - other.start / target_length),
            place,
            other_place,
        )
        for place, one in enumerate(left)
        for other_place, other in enumerate(over)
        if one.percent == other.percent and one.optional == other.optional
    )
    limit = max(_APART, _SENTENCE / source_length)
    pairs: dict[int, int] = {}
    for apart, place, other_place in options:
        if apart <= limit and place not in pairs and other_place not in pairs.values():
            pairs[place] = other_place
    return [(left[place], over[other_place]) for place, other_place in sorted(pairs.items())]


def _dressed(
    ours: list[Number], theirs: list[Number], source: str, target: str
) -> tuple[list[tuple[Number, Number]], list[tuple[Number, Number]]]:
    """Numbers and their counterparts that lack the sign of per cent, or the minus sign."""
    bare, sign = [], []
    ours_of, theirs_of = _by_value(ours), _by_value(theirs)
    for value, here in ours_of.items():
        there = theirs_of.get(value, [])
        if len(here) != len(there) or any(it.optional for it in (*here, *there)):
            continue
        one, other = here[-1], there[-1]
        if all(it.percent for it in here):
            for ours_one, theirs_one in zip(here, there, strict=True):
                percent = theirs_one.percent or value / 100 in theirs_one.also
                near = _is_near(ours_one, theirs_one, source, target)
                if (
                    near
                    and not percent
                    and target[theirs_one.end : theirs_one.end + 1] not in _COUNTED
                ):
                    bare.append((ours_one, theirs_one))
        if len(here) > 1 or not _is_near(one, other, source, target):
            continue
        if one.negative and not other.negative:
            before = target[max(0, other.start - _LOWER_READ) : other.start]
            if not _LOWER.search(before) and not before.rstrip().endswith(("-", "−", "–")):
                sign.append((one, other))
    return bare, sign


def is_shift(one: Number, other: Number) -> bool:
    """Whether two numbers differ by a power of ten, and one of them is written with a scale."""
    if not (one.scaled or other.scaled) or not one.value or not other.value:
        return False
    ratio = max(one.value, other.value) / min(one.value, other.value)
    zeros = len(str(ratio.numerator)) - 1
    return ratio.denominator == 1 and zeros > 0 and ratio.numerator == 10**zeros
