"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import overload

import regex

from audit.schema import Span

# Words that a period shortens, after which a sentence goes on …
_SHORTENED = frozenset(
    """e.g i.e eg ie cf vs v.s viz resp approx ca wrt w.r.t incl esp Fig Figs fig figs Eq Eqs eq eqs
    Eqn eqn Sec Sect sec sect Ref Refs ref refs Tab Thm thm Prop prop Lem Cor Def Ch Chap App Alg Dr
    Mr Mrs Ms Prof Profs St Mt Ph Vol vol pp ed eds Gen Sen Rep Hon Rev Capt Lt Col Sgt""".split()
)
# … where a number follows …
_SHORTENED_BEFORE_NUMBER = frozenset("No Nos no nos p Art Jan Feb Mar Apr Aug Oct Nov Dec".split())
# … and where no word follows that sentences begin with. So do initials.
_SHORTENED_OR_END = frozenset(
    "al etc Inc Ltd Corp Co Jr Sr Sept a.k.a U.S U.K U.N E.U D.C Ph.D a.m p.m i.i.d s.t".split()
)
_STARTERS = frozenset(
    """A Abstract According Additionally After All Also Although Among An And Another Are As At
    Background Based Because Besides Both But By Can Code Codes Compared Comparing Comparison
    Comprehensive Conclusion Conclusions Consequently Contrary Current Currently Data Despite Do
    Does Due During Each Empirical Evaluation Evaluations Even Existing Experiment Experimental
    Experimentally Experiments Extensive Finally First Firstly Following For From Further
    Furthermore Given Here Hence How However I If Importantly In Indeed Inspired Instead Is It Its
    Lastly Leveraging Like Many Meanwhile Methods More Moreover Most Motivated Nevertheless No
    Nonetheless Not Notably Numerical On Once One Our Other Over Overall Particularly Previous Prior
    Recent Recently Results Second Secondly Several Similarly Simulation Simulations Since So Some
    Source Specifically Starting Still Subsequently Such That The Their Then Theoretical Therefore
    These They This Third Those Though Through Throughout Thus To Today Together Towards Two Under
    Unfortunately Unlike Until Using Various Via We What When Where Whereas Whether Which While Who
    Why With Within Without Yet You Your""".split()
)
_LOOK_BACK = 24  # code points: no shortened word is longer
_LAST_WORD = regex.compile(rf"(?r)[A-Za-z.]{{1,{_LOOK_BACK}}}")
_FIRST_WORD = regex.compile(r"[A-Za-z]{1,20}+")
# Where a text leaves out the space after one sentence, it does so elsewhere: 637 of the 643 ends in
# 1,173 abstracts that no word of `_STARTERS` shows are in a text with one that is shown.
_WITHOUT_SPACE = re.compile(
    rf"[a-z]{{3}}[.?!][\"'”’»)\]]{{0,3}}(?:{'|'.join(sorted(_STARTERS - {'A', 'I'}))})(?![A-Za-z])"
)
# There what no period shortens ends a sentence before a capital letter or a number of a list. A
# name goes on: `Node.JS`, `torch.Tensor(x)`, `a.B.c`.
_BEFORE_GLUED = regex.compile(r"(?r)(?<![A-Za-z0-9._/\\@:-])[A-Za-z0-9-]{2,40}+|[)\]}$”’\"']")
_AFTER_GLUED = regex.compile(
    r"(?!(?:JS|Js|NET|Net|COM|Com|ORG|Org|IO|XML|JSON|CSV|PDF|TXT|MD)(?![A-Za-z]))"
    r"[A-Z][A-Za-z0-9-]{0,40}+(?![A-Za-z0-9_(/@\\=]|[.:][A-Za-z0-9])"
    r"|\((?:\d{1,2}|[ivx]{1,4}|[A-Za-z])\)"
)
# Elsewhere a word does that only sentences begin with, by its form, after a whole word.
_AFTER_GLUED_ONCE = regex.compile(r"[A-Z][a-z]{2,20}(?:ing|ly|ed)(?=[ ,])")
_WHOLE_WORD = 4  # letters at the end of a lower-case word that no period shortens
_SHORTENED_ENDS = frozenset(word[-4:] for word in _SHORTENED if len(word) >= _WHOLE_WORD)

# A run of end marks with the brackets and quotation marks that it closes, or a blank line: only
# there can a sentence end, and what decides whether it does lies within `_LOOK_BACK` code points.
# Both patterns are led by one set, with which `re` takes half the time of a choice of two.
_CLOSERS = r"\"'”’»)\]}）］｝】」』〉》"
_HAN = "\u2e80-\u2fd5々〇〡-〩〸-〻\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af"
_BLANK_LINE = r"(?<=\n)[^\S\n]{0,99}+\n"
# The group matches at a period after a word that none shortens, before a space. Where nothing is
# in square brackets that is an end, as most ends are, and needs no further look. A bracket that
# closes without a mark ends one before a word that sentences begin with, without a space.
_LATIN_MARK = re.compile(
    rf"[.!?…。！？｡\n)](?:(?<=[a-z]{{4}}\.)(?<!(?:{'|'.join(sorted(_SHORTENED_ENDS))})\.)(?= )()"
    rf"|{_BLANK_LINE}"
    rf"|(?<=[a-z]{{3}}\))(?=(?:{'|'.join(sorted(_STARTERS - {'A', 'I'}))})[ ,])"
    rf"|(?<![\n)])[.!?…。！？｡]*+[{_CLOSERS}$]*+"
    rf"(?=[\sA-Z{_HAN}]|\((?:\d{{1,2}}|[ivx]{{1,4}}|[A-Za-z])\)|\Z))"
)
# Here it matches at a mark alone that always ends a sentence.
_CHINESE_MARK = re.compile(
    rf"[。｡！？!?….．\n](?:(?<=[。｡！？])(?![。｡！？!?….．{_CLOSERS}])()|{_BLANK_LINE}"
    rf"|(?<!\n)[。｡！？!?….．]*+[{_CLOSERS}]*+(?:[。｡！？.]++[{_CLOSERS}]*+)?)"
)

_CITATION = 200  # code points: no citation is longer
_BRACKETED = 100  # code points on either side of an end mark in brackets; 99 of 100 have fewer

_LABEL = regex.compile(r"[(（]?(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])[)）]?\.")  # of an item: "1."
_LABEL_CHARS = 7
_NUMBER_IN_LIST = regex.compile(r"(?r)(?<![\p{L}\p{N}.])\d{1,2}")
# After an end mark in quotation marks, what shows that the sentence goes on.
_GOES_ON = frozenset("，、；：,;:的这那之和与及或等是中")


_ROUND_BRACKET = re.compile(r"[（(）)]")
_MARKS = ".。!！?？…｡．\n)"  # one ends each sentence but the last


def most_sentences(text: str) -> int:
    """The most sentences `text` may have, by its marks alone."""
    return 1 + sum(map(text.count, _MARKS))


def split(text: str, lang: str | None) -> list[Span]:
    """The sentences of `text`, in order, without the white space around them.

    Everything that is not white space lies in exactly one of them: what stops without an end mark
    is a sentence too, and so is all of a text without any.

    Args:
        text: Any text.
        lang: Its language: in `zh` and `ja` no space follows an end mark. None: as the text looks.
    """
    chinese = lang in {"zh", "ja"} or (lang is None and "。" in text)
    is_end = _is_chinese_end if chinese else _is_latin_end
    brackets = "（(" if chinese else "["
    encloses = any(bracket in text for bracket in brackets)
    omits_spaces: bool | None = None  # until it is asked
    spans: list[Span] = []
    start = _after_space(text, 0)
    for mark in (_CHINESE_MARK if chinese else _LATIN_MARK).finditer(text):
        first, stop = mark.span()
        if text[first] == "\n":
            stop = _before_space(text, start, first)
        elif first <= start and spans:  # marks alone, which go with the sentence before
            spans[-1] = Span(spans[-1].start, stop)
            start = _after_space(text, stop)
            continue
        elif encloses or not mark.lastindex or stop - start <= _LABEL_CHARS:
            if stop - start <= _LABEL_CHARS and _LABEL.fullmatch(text, start, stop):
                continue
            if not is_end(text, first, stop):
                if chinese or not _may_lack_space(text, first, stop):
                    continue
                if omits_spaces is None:
                    omits_spaces = _WITHOUT_SPACE.search(text) is not None
                if not omits_spaces:
                    continue
        if stop > start:
            spans.append(Span(start, stop))
            start = _after_space(text, stop)
    end = _before_space(text, start, len(text))
    if start < end:
        spans.append(Span(start, end))
    return spans


class Sentences(Sequence[list[Span]]):
    """The sentences of each of n texts, found when they are first asked for; none without a text.

    Most rules look at few texts of a batch, and splitting a pair of abstracts takes some 15 µs.
    """

    def __init__(self, texts: Sequence[str | None], languages: Sequence[str | None]) -> None:
        self._texts, self._languages = texts, languages
        self._found: list[list[Span] | None] = [None] * len(texts)

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, row: int) -> list[Span]: ...
    @overload
    def __getitem__(self, row: slice) -> list[list[Span]]: ...
    def __getitem__(self, row: int | slice) -> list[Span] | list[list[Span]]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        found = self._found[row]
        if found is None:
            text = self._texts[row]
            found = self._found[row] = split(text, self._languages[row]) if text else []
        return found


def _after_space(text: str, start: int) -> int:
    while text[start : start + 1].isspace():
        start += 1
    return start


def _before_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _is_latin_end(text: str, first: int, stop: int) -> bool:
    """Whether the marks `text[first:stop]` end a sentence of a language that sets spaces."""
    if (
        _ends_in_word(text, first)
        and text[first:stop] == "."
        and text[stop : stop + 1] == " "
        and not _is_cited(text, first)
    ):
        return True
    following = _after_space(text, stop)
    if following == len(text) or text[first] in "。！？｡" or _is_han(text[following]):
        return True
    word = _FIRST_WORD.match(text, following)
    starts = word is not None and word.group() in _STARTERS
    single = text[first] == "." and not text.startswith(".", first + 1)
    if following == stop:
        if starts:
            return not (single and _is_inside_name(text, first, following))
        return (
            single
            and _ends_in_word(text, first)
            and _AFTER_GLUED_ONCE.match(text, following) is not None
            and _may_lack_space(text, first, stop)
        )
    if text[following].islower() or _is_cited(text, first):
        return False
    return not single or not _is_shortened(text, first, following, starts)


def _is_inside_name(text: str, period: int, following: int) -> bool:
    """Whether the period, before a word without a space, shortens one (`e.g.This`, `U.S.A`)."""
    if _is_shortened(text, period, following, starts=True):
        return True
    initial = text[max(period - 1, 0) : period].isupper() and (
        not text[max(period - 2, 0) : period - 1].isalnum()
    )
    return initial and not text[following + 1 : following + 2].isalpha()


def _may_lack_space(text: str, first: int, stop: int) -> bool:
    """Whether the marks `text[first:stop]`, before a sign, can end a sentence, and not a name."""
    if stop == len(text) or text[stop].isspace() or text.startswith("..", first):
        return False
    before = text[max(first - 1, 0) : first]
    if before.isspace() or text[first] == "…" or "$" in text[first:stop] or _is_cited(text, first):
        return False
    if _BEFORE_GLUED.match(text, max(first - 2 * _LOOK_BACK, 0), first) is None:
        return False
    if text[first] == "." and _is_shortened(text, first, stop, starts=False):
        return False
    return _AFTER_GLUED.match(text, stop) is not None


def _is_chinese_end(text: str, first: int, stop: int) -> bool:
    """Whether the marks `text[first:stop]` end a sentence of a language that sets no spaces."""
    if stop == len(text):
        return True
    mark, following = text[first], text[stop]
    if (mark == "." and following.isdigit()) or _is_bracketed(text, stop):
        return False
    if text[stop - 1] in "》〉":
        return False
    if mark in "。｡！？":
        return mark == text[stop - 1] or following not in _GOES_ON
    if mark == "." and _NUMBER_IN_LIST.match(text, max(first - 3, 0), first):
        return False
    if following.isspace():
        return mark != "." or _is_latin_end(text, first, stop)
    after_han = first > 0 and (_is_han(text[first - 1]) or text[first - 1] in "”’）)")
    if mark in "!?":
        return after_han and _is_han(following)
    if mark == "…" or text.startswith("..", first) or following.isdigit():
        return False
    if after_han:
        return following.isalpha()
    return _is_han(following) and not _is_shortened(text, first, stop, starts=False)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U000323af"


def _is_bracketed(text: str, end: int) -> bool:
    """Whether `end` lies in round brackets, of either width, that close behind it."""
    start = max(end - _BRACKETED, 0)
    opens = max(text.rfind("（", start, end), text.rfind("(", start, end))
    if opens < 0 or max(text.rfind("）", opens, end), text.rfind(")", opens, end)) >= 0:
        return False
    closing = _ROUND_BRACKET.search(text, end, end + _BRACKETED)
    return closing is not None and closing.group() in "）)"


def _is_cited(text: str, end: int) -> bool:
    """Whether `end` lies in square brackets, as in `[Lee et al., J. Stat. Phys. 98]`."""
    start = text.rfind("[", max(end - _CITATION, 0), end)
    if start < 0 or text.find("]", start, end) >= 0:
        return False
    return text.find("]", end, end + _CITATION) >= 0


def _ends_in_word(text: str, end: int) -> bool:
    """Whether a whole lower-case word stands before `end`."""
    word = text[max(end - _WHOLE_WORD, 0) : end]
    return (
        word.isalpha()
        and word.islower()
        and len(word) == _WHOLE_WORD
        and word not in _SHORTENED_ENDS
    )


def _is_shortened(text: str, period: int, following: int, starts: bool) -> bool:
    """Whether the period shortens the word before it, and does not end a sentence as well.

    Args:
        text: The text.
        period: Where it stands.
        following: What comes after it and the white space.
        starts: Whether that is a word that sentences begin with.
    """
    last = _LAST_WORD.match(text, max(period - _LOOK_BACK, 0), period)
    if last is None:
        return False
    word = last.group().lstrip(".")
    if word in _SHORTENED:
        return True
    if word in _SHORTENED_BEFORE_NUMBER:
        return text[following].isdigit()
    if word in _SHORTENED_OR_END or (word[-1:].isupper() and len(word.rpartition(".")[2]) == 1):
        return not starts
    return False
