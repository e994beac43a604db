"""Terms in whose place a translation has something that is no rendering of them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.schema import Span
from audit.text.lexicon import LONGEST_WORD, lexicon, stem
from audit.text.term_base import SMALL_WORDS, is_rendered, term_base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from audit.text.meaning import Meaning
    from audit.text.term_base import Entry, Place

_WORD = re.compile(r"[a-z]+")
_HAN = re.compile(r"[㐀-鿿]+")
_GLOSS_SHARE = 0.25  # 0-1 of a gloss that a word has, which makes it a translation of the word
_MORE = 2  # words that a wrong name may have above those of the term
_SHORTEST_HALF = 3  # letters of a word in a closed compound
LONGEST_TRANSLATION = 2_000  # characters in which it is looked for what stands for a term

# A word that the dictionary explains by nothing in the sentence stands for a term if sentence
# vectors have it this near to the term, and this much nearer than to any other word there. When the
# limits were set, all of 23 such findings in older translations were right and some four in five of
# 31 in 9,000 abstracts, before the lists of renderings were completed by the rest.
_NEAR = 0.5  # cosine
_NEARER = 0.05
_MOST_UNEXPLAINED = 6  # words of a sentence; with more it is translated too freely to say

# Words that explain nothing: nearly every sentence has some.
_FUNCTION_WORDS = frozenset(
    "a an and are as at be been but by can do does for from has have in into is it its may no not"
    " of on or our out so such than that the their them then these they this those to up use used"
    " was we were when where which while will with".split()
)
# Likewise in Chinese; they are no part of a term …
_LIGHT = frozenset(
    "我们 他们 它们 通过 导致 进行 已经 关键 面向 众多 可以 能够 使用 利用 以及 基于"
    " 具有 这些 这种 其中 本文 如何 随着 对于 由于 因此 然后 同时 之间 不同 各种 相关"
    " 无关 一些 许多 所有 任何 没有 作为 提出 研究 证明 给定 传统 当前 现有 目前 这样"
    " 非常 较少 大量 实现 提供 包括 直接 其他 成为 需要 采用 应用".split()
)
_BINDING = frozenset(
    "的了在是和与及或等为以对将被由从到于中上下内外其该此这那个一种也都而并有不可能会就把"
)
_SUFFIXES = frozenset("性化式型器者率度机")  # … which these are, with the word before
_MAKES_VERBS = "化"  # so that 极小化 is no part of 极小极大


class Replaced(NamedTuple):
    """A term in whose place stands something else."""

    row: int
    entry: Entry
    source: Span
    target: Span
    nearness: float | None = None  # cosine, where sentence vectors tell; else the dictionary does


class TermsInText(NamedTuple):
    """A source with terms, and its translation."""

    entries: Sequence[Entry]  # the terms
    places: Sequence[Place]  # of them in the source
    source: str
    target: str
    # For a place in the source, the sentences around it and what translates them, if any.
    aligned: Callable[[int], tuple[Span, Span] | None]


class _Token(NamedTuple):
    """A word of a target."""

    start: int
    end: int
    stems: frozenset[int]  # that it may stand for
    is_part: bool  # of a right rendering


def replaced_terms(
    places: Mapping[int, Sequence[Place]],
    sources: Sequence[str],
    targets: Sequence[str],
    aligned: Callable[[int, int], tuple[Span, Span] | None],
    meaning: Meaning | None = None,
) -> Iterator[Replaced]:
    """The terms of which a translation has another name, each once in a row.

    What translates the sentence has none of the renderings, and has words that a dictionary gives
    for those of the term and that nothing else in the sentence explains, or a rendering of which
    one word is another; or a word that nothing explains and whose vector is near to the term's.

    Args:
        places: The terms of the sources, by row; see `TermBase.find`.
        sources: n texts.
        targets: Their translations, in Simplified characters.
        aligned: For a row and a place in its source, the sentences around it, and what translates
            them.
        meaning: Where the dictionary knows nothing; None asks nobody.
    """
    entries = term_base().entries
    for row, in_row in places.items():
        source, target = sources[row], targets[row]
        text = TermsInText(entries, in_row, source, target, partial(aligned, row))
        times = Counter(place.number for place in in_row)
        told: set[int] = set()  # or known to be rendered
        for place in in_row:
            if place.number in told:
                continue
            entry = entries[place.number]
            # Each place is looked up only where the renderings are fewer.
            if times[place.number] == 1:
                is_there = is_rendered(entry, target)
            else:
                is_there = sum(map(target.count, entry.renderings)) >= times[place.number]
            if is_there:
                told.add(place.number)
                continue
            spans = text.aligned(place.start)
            if spans is None:
                continue
            sentences, translation = spans[0], target[spans[1].start : spans[1].end]
            if not is_rendered(entry, translation):
                around = words_around(text, place, sentences, translation)
                instead, nearness = stands_instead(entry, source, around, translation), None
                if instead is None and meaning is not None:
                    written = source[place.start : place.end].lower()
                    forms = sorted({entry.term, written})
                    instead, nearness = _nearest(entry, forms, around, translation, meaning)
                if instead is not None:
                    told.add(place.number)
                    begin = spans[1].start
                    there = Span(begin + instead.start, begin + instead.end)
                    yield Replaced(row, entry, Span(place.start, place.end), there, nearness)


def words_around(text: TermsInText, place: Place, span: Span, translation: str) -> str:
    """The source within `span` without the term at `place`, nor others that share a word with it.

    Those that are rendered in `translation` stay: they explain what stands there.
    """
    own = frozenset().union(*_stems_of(text.entries[place.number].term))
    texts, start = [], span.start
    for other in text.places:
        if other.start < span.start or other.end > span.end:
            continue
        entry = text.entries[other.number]
        shares = any(own & stems for stems in _stems_of(entry.term))
        if other.number == place.number or (shares and not is_rendered(entry, translation)):
            texts.append(text.source[start : other.start])
            start = other.end
    return " ".join([*texts, text.source[start : span.end]])


def name_instead(entry: Entry, names: Iterable[str], around: str, translation: str) -> Span | None:
    """The first of `names` in `translation` that nothing `around` the term explains."""
    return next(names_for(entry, names, around, translation), None)


def names_for(entry: Entry, names: Iterable[str], around: str, translation: str) -> Iterator[Span]:
    """The first place in `translation` of each of `names` that nothing `around` the term explains.

    A word that stands for words of a longer term is explained where all of these stand around it.
    """
    there = [(start, name) for name in names if (start := translation.find(name)) >= 0]
    if not there:
        return
    others, every = _stems_in(around), frozenset().union(*_stems_of(entry.term))
    is_long, tokens = len(_words_of(entry.term)) > 1, _tokens(entry, translation)
    for start, name in there:
        end = start + len(name)
        within = [token for token in tokens if token.start < end and start < token.end]
        if not all(
            token.stems & others and not (is_long and token.stems & every - others)
            for token in within
        ):
            yield Span(start, max([end, *(it.end for it in within if it.start >= start)]))


def stands_instead(entry: Entry, source: str, around: str, translation: str) -> Span | None:
    """The part of `translation` in place of a term, `around` which its sentence goes on.

    One word for a term of one word; for another, neighbours.
    """
    own, others = _stems_of(entry.term), _stems_in(around)
    tokens = _tokens(entry, translation)
    if len(_words_of(entry.term)) == 1:
        return next((Span(*token[:2]) for token in tokens if _is_for(token, own, others)), None)
    alone = [token for token in tokens if _is_for_every(token, own)]
    longest = max(alone, key=lambda token: token.end - token.start, default=None)
    if longest is not None and longest.end - longest.start > 2:  # 固定点
        return Span(longest.start, longest.end)
    for run in _runs(tokens, frozenset().union(*own), others, translation):
        for start in range(len(run) - 1):
            for size in range(len(own) + _MORE, 1, -1):
                some = run[start : start + size]
                if len(some) == size and _is_for_all(some, own, others, source):
                    return Span(some[0].start, some[-1].end)
    return None if longest is None else Span(longest.start, longest.end)


def _nearest(
    entry: Entry, forms: Sequence[str], around: str, translation: str, meaning: Meaning
) -> tuple[Span | None, float | None]:
    """The one word of `translation` that means the term, by its vector, and the cosine.

    The nearest to any of its `forms` is taken. A word that the dictionary gives for one of several
    words of the term stands for this alone, unless a part of a rendering is beside it.
    """
    every = frozenset().union(*_stems_of(entry.term))
    tokens, others = _tokens(entry, translation), _stems_in(around) - every
    open_ones = [
        (number, token)
        for number, token in enumerate(tokens)
        if token.end - token.start > 1
        and not token.is_part
        and not token.stems & others
        and translation[token.start : token.end] not in _LIGHT
    ]
    if not 0 < len(open_ones) <= _MOST_UNEXPLAINED:
        return None, None
    words = [translation[token.start : token.end] for _, token in open_ones]
    cosines = np.max([meaning.cosines([form] * len(words), words) for form in forms], axis=0)
    best = int(cosines.argmax())
    nearest, (number, token) = float(cosines[best]), open_ones[best]
    is_of_one_word = len(_words_of(entry.term)) > 1 and token.stems & every
    if nearest < _NEAR or (is_of_one_word and not _is_beside_part(tokens, number)):
        return None, None
    rivals = sorted({word for word in _WORD.findall(around.lower()) if word not in _FUNCTION_WORDS})
    if (meaning.cosines(rivals, [words[best]] * len(rivals)) > nearest - _NEARER).any():
        return None, None
    return Span(token.start, token.end), nearest


def _is_beside_part(tokens: Sequence[_Token], number: int) -> bool:
    """Whether the token with that number touches a part of a rendering."""
    token = tokens[number]
    return any(
        one.is_part and (one.end == token.start or token.end == one.start)
        for one in tokens[max(number - 1, 0) : number + 2]
    )


def _is_for(token: _Token, own: Sequence[frozenset[int]], others: set[int]) -> bool:
    """Whether a token stands for the only word of a term, or for both halves of a compound."""
    return (
        token.end - token.start > 1
        and not token.is_part
        and not token.stems & others
        and any(stems <= token.stems for stems in own)
    )


def _is_for_every(token: _Token, own: Sequence[frozenset[int]]) -> bool:
    """Whether one word stands for each of the different words of a term."""
    return (
        not token.is_part
        and all(stems & token.stems for stems in own)
        and len(set(own)) == len(own)
    )


def _is_for_all(
    run: Sequence[_Token], own: Sequence[frozenset[int]], others: set[int], source: str
) -> bool:
    """Whether the tokens stand for the words of a term, one of them wrongly."""
    said = sum(any(stems & token.stems for token in run) for stems in own)
    if len(run) == 1 or not said:
        return False
    if all(token.is_part or token.stems & others for token in run):
        return False
    every = frozenset().union(*own)
    unknown = [token for token in run if not token.is_part and not token.stems & every]
    if not unknown:
        return len(own) - said <= sum(token.is_part for token in run)
    return (
        len(unknown) == 1 and _are_in_place(run, own) and not unknown[0].stems & _stems_in(source)
    )


def _are_in_place(run: Sequence[_Token], own: Sequence[frozenset[int]]) -> bool:
    """Whether the tokens stand side by side as the words of the term do, none for another."""
    return (
        len(run) == len(own)
        and all(one.end == other.start for one, other in pairwise(run))
        and all(
            token.stems & stems or not any(token.stems & other for other in own)
            for token, stems in zip(run, own, strict=True)
        )
    )


def _runs(
    tokens: Iterable[_Token], every: frozenset[int], others: set[int], translation: str
) -> Iterator[list[_Token]]:
    """Neighbours that stand for words of the term, are part of a rendering or stand for nothing."""
    run: list[_Token] = []
    for token in tokens:
        word = translation[token.start : token.end]
        fits = bool(token.is_part or token.stems & every) or (
            len(word) > 1
            and not token.stems & others
            and word not in _LIGHT
            and _BINDING.isdisjoint(word)
        )
        if run and (not fits or translation[run[-1].end : token.start] not in {"", "的", " "}):
            yield run
            run = []
        if fits:
            run.append(token)
    if run:
        yield run


def _tokens(entry: Entry, translation: str) -> list[_Token]:
    """The words of the Chinese of a text, the longest that the lexicon has from each place on."""
    known, parts = lexicon().words, _parts_of(entry)
    found: list[_Token] = []
    for run in _HAN.finditer(translation):
        start, stop = run.span()
        while start < stop:
            end = min(start + LONGEST_WORD, stop)
            while end > start + 1 and translation[start:end] not in known:
                end -= 1
            word, length = translation[start:end], end - start
            first, follows = translation[start], found and found[-1].end == start
            splits = length > 1 and translation[start + 1 : start + 3] in known
            if first in _SUFFIXES and follows and (length == 1 or splits):
                end = start + 1
                longer = translation[found[-1].start : end]
                is_part = longer in parts if first == _MAKES_VERBS else found[-1].is_part
                found[-1] = found[-1]._replace(end=end, is_part=is_part)
            elif word not in _BINDING:
                found.append(_Token(start, end, _glosses(word), word in parts))
            start = end
    return found


@cache
def _parts_of(entry: Entry) -> frozenset[str]:
    """The characters and the words within the renderings of a term."""
    known = lexicon().words
    return frozenset(
        form[start:end]
        for form in entry.renderings
        for start in range(len(form))
        for end in range(start + 1, len(form) + 1)
        if end == start + 1 or form[start:end] in known
    )


@cache
def _stems_of(term: str) -> tuple[frozenset[int], ...]:
    """The stems of the words of a term, word by word; of one word alone each way to read it.

    `embedding` has the stem `embed`, and `to embed`, which a dictionary has, the stem `emb`.
    """
    words = _words_of(term)
    if len(words) > 1:
        return tuple(_numbers([*stem([word]), *stem(stem([word]))]) for word in words)
    ways = [stem(words), stem(stem(words)), stem(_halves(words[0])) if words else []]
    return tuple(numbers for way in ways if (numbers := _numbers(way)))


def _numbers(stems: Iterable[str]) -> frozenset[int]:
    known = lexicon().stems
    return frozenset(known[one] for one in stems if one in known)


def _words_of(term: str) -> list[str]:
    return [word for word in _WORD.findall(term) if word not in SMALL_WORDS and len(word) > 1]


def _halves(word: str) -> list[str]:
    """The two words of which a closed compound is made: drop, out."""
    known = lexicon().english
    for middle in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        if word[:middle] in known and word[middle:] in known:
            return [word[:middle], word[middle:]]
    return []


def _stems_in(text: str) -> set[int]:
    """The stems of the words of a text, as far as the lexicon has them."""
    known = lexicon().stems
    words = (word for word in _WORD.findall(text.lower()) if word not in _FUNCTION_WORDS)
    return {known[one] for one in stem(words) if one in known}


@cache
def _glosses(word: str) -> frozenset[int]:
    """The stems that a word may stand for."""
    known = lexicon()
    number = known.words.get(word)
    if number is None:
        return frozenset()
    own = slice(known.indptr[number], known.indptr[number + 1])
    return frozenset(known.indices[own][known.data[own] >= _GLOSS_SHARE].tolist())
