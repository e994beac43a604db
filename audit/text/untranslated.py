"""Runs of English words in a text of another script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

# A stretch without a CJK character or mark, from where it begins. Shorter ones cannot hold four
# words.
_STRETCH = re.compile(r"[\x00-\u2e7f](?<![\x00-\u2e7f]{2})[\x00-\u2e7f]{19,}+")
# What is rightly English inside it: brackets, quotations, titles, emphasis.
_ASIDE = regex.compile(
    r"""\([^()]{0,400}+\)|\[[^\[\]]{0,400}+\]|\{[^{}]{0,400}+\}|“[^“”]{0,300}+”|‘[^‘’]{0,300}+’
    |"[^"]{0,300}+"|«[^«»]{0,300}+»|``[^`']{0,300}+''|(?<![A-Za-z])'[^'\n]{0,200}+'(?![A-Za-z])
    |\*[^*\n]{1,200}+\*""",
    regex.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_OPENERS = "(（[【{「『《〈“‘\"'‹«"
_CLOSERS = ")）]】}」』》〉”’\"'›»"
_SENTENCE_WORDS = 4
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")

_FUNCTION_WORDS = frozenset(
    """a an and are as at be been between but by can could did do does for from has have how however
    if in into is it its may might more most no not of on or our over should so such than that the
    their them then there these they this those through to under up using via was we were what
    when where whether which while who will with within without would you your""".split()
)


# A run of words in letters, whose neighbours are no Latin letters, digits or signs of code.
_BETWEEN_HAN = re.compile(
    r"(?<![A-Za-z0-9_.'’/-])(?<![A-Za-z0-9,;:] )[A-Za-z]+(?: [A-Za-z]+)+(?![A-Za-z0-9_'’/-])"
    r"(?! ?[A-Za-z0-9])"
)
_STRAY_WORDS = 2


class EnglishRun(NamedTuple):
    """English in a text."""

    span: Span
    words: int
    function_words: int


def english_runs(text: str, masked: str, least: int, least_function: int) -> list[EnglishRun]:
    """The stretches of English prose in `text`, in order.

    A run goes from its first word to its last, over addresses, formulae and brackets, but not over
    Han characters. It counts if it has `least` different words, `least_function` of them words of
    grammar, or if it is a sentence of its own of four words and more; but not if all that is in
    lower case is grammar, as in titles.

    Args:
        text: The text.
        masked: It without what is no language; see `mask`.
        least: Words.
        least_function: Words such as `the` and `of`.
    """
    found = []
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        if _is_aside(text, start, end):
            continue
        prose = _without_asides(masked[start:end])
        words = list(_WORD.finditer(prose))
        if len(words) < _SENTENCE_WORDS:
            continue
        lower = [word.group() for word in words if word.group().islower()]
        grammar = sum(word.group().lower() in _FUNCTION_WORDS for word in words)
        if all(word in _FUNCTION_WORDS for word in lower):  # the words of a name or a title
            continue
        distinct = len({word.group().lower() for word in words})
        if not (distinct >= least and grammar >= least_function):
            ordinary = len(lower) + words[0].group()[0].isupper()
            if min(ordinary, distinct) < _SENTENCE_WORDS or not _is_sentence(
                text, start, end, words[0].start()
            ):
                continue
        span = Span(start + words[0].start(), _end(text, start + words[-1].end(), end))
        found.append(EnglishRun(span, len(words), grammar))
    return found


def stray_words(text: str, masked: str, source: str) -> list[EnglishRun]:
    """Words of `source` that stand untranslated in a Chinese `text`, a word of grammar among them.

    Two words in lower case and more, in a row, with no name among the words around them and not in
    brackets, quotations or titles: `请单击 the button 以保存`.

    Source:
        Of 40,000 good translations of papers, news, talk and interfaces 6 have some, each left so
        by its translator.
    """
    found = []
    prose = _without_asides(masked)
    for stretch in _BETWEEN_HAN.finditer(prose):
        words = stretch.group().split()
        grammar = sum(len(word) > 1 and word in _FUNCTION_WORDS for word in words)
        if not grammar or len(words) < _STRAY_WORDS or not stretch.group().islower():
            continue
        start, end = stretch.span()
        if _is_aside(text, start, end) or " ".join(words) not in source.lower():
            continue
        found.append(EnglishRun(Span(start, end), len(words), grammar))
    return found


def merged(runs: Sequence[EnglishRun], gap: int) -> list[EnglishRun]:
    """Runs at most `gap` code points apart as one."""
    together: list[EnglishRun] = []
    for run in runs:
        if together and run.span.start - together[-1].span.end <= gap:
            last = together[-1]
            together[-1] = EnglishRun(
                Span(last.span.start, run.span.end),
                last.words + run.words,
                last.function_words + run.function_words,
            )
        else:
            together.append(run)
    return together


def _without_asides(text: str) -> str:
    return str(_ASIDE.sub(lambda match: " " * len(match.group()), text))


def _is_aside(text: str, start: int, end: int) -> bool:
    """Whether brackets, quotation or title marks stand around `text[start:end]`."""
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    return bool(before and after) and before in _OPENERS and after in _CLOSERS


def _is_sentence(text: str, start: int, end: int, first: int) -> bool:
    """Whether the stretch begins where a sentence does and ends where one does."""
    before = text[max(start - 8, 0) : start].rstrip()[-1:]
    begins = not before or before in "。！？.!?…\n" or "\n" in text[start : start + first]
    ends = end == len(text) or text[end] in "。！？" or bool(_SENTENCE_END.search(text, start, end))
    return begins and ends


def _end(text: str, end: int, last: int) -> int:
    """`end`, with the end mark that follows."""
    while end < last and text[end] in ".!?)\"'":
        end += 1
    return end
