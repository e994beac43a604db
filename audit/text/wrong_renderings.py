"""Renderings that are wrong in themselves, from `wrong_renderings.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.lexicon import lexicon, stem
from audit.text.literals import Literals
from audit.text.phrases import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from audit.text.literals import Occurrence

# What academic English says: so do all of 153 abstracts with a finding, and 3 % of 5,111 texts of
# news, talk and literature.
_ACADEMIC = regex.compile(
    r"\b(?:neural|learn|algorithm|data\s?sets?|classif|optimi[sz]|gradient|embed|(?:en|de)coder|LLM"
    r"|GAN|pre-?train|train(?:s|ed|ing)?\b|self-attention|state-of-the-art|benchmark|baseline"
    r"|generative|adversarial|semantic|comput(?:e|ing|ation)|simulat|paper\b|models?\b|methods?\b"
    r"|we\s(?:propose|show|study|present|introduce))",
    regex.IGNORECASE,
)
# Entries of these domains are short words that mean other things elsewhere: AP, Falcon.
_AMBIGUOUS = frozenset({"acronyms", "names"})
_GLOSS_SHARE = 0.3  # 0-1 of a gloss that a word has, which makes it a translation of the word
_SENTENCE_ENDS = frozenset(".!?\n")
_GAP = re.compile(r"[\s-]")
_SOME_GAP = re.compile(r"[\s\-‐‑–]{1,3}")
_ENDINGS = ("", "s", "es")
_ENDINGS_OF_Y = ("y", "ies", "ys", "yes")


@dataclass(frozen=True, eq=False)  # by identity, as `wrong` has no hash
class WronglyRendered:
    """A term and what it is wrongly called: a table `[[term]]` of the data."""

    source: tuple[str, ...]  # the term and its other forms
    wrong: Mapping[str, int]  # how many development pairs have each
    right: tuple[str, ...]  # the usual first
    domain: str
    unless_source: tuple[str, ...] = ()  # words of a source beside which the rendering is right
    unless_target: tuple[str, ...] = ()  # likewise of a target
    context: tuple[str, ...] = ()  # words of a target that show the field, where no source does
    severity: str | None = None  # None: the rule's

    def in_source(self, source: str) -> Span | None:
        """The place where `source` first has the term, unless it has a word of another field."""
        found = min(self._forms.find(source, lower(source)), default=None)
        if found is None or self._is_elsewhere(source, found):
            return None
        return found

    def in_context(self, target: str) -> bool:
        """Whether `target` is of the field, by its own words."""
        return any(word in target for word in self.context)

    def may_be_everyday(self, rendering: str) -> bool:
        """Whether the term is also an everyday word, or a name, that `rendering` translates."""
        if self.domain in _AMBIGUOUS:
            return True
        known = lexicon()
        number = known.words.get(rendering)
        if number is None:
            return False
        own = slice(known.indptr[number], known.indptr[number + 1])
        glosses = known.indices[own][known.data[own] >= _GLOSS_SHARE].tolist()
        return any(known.stems.get(name) in glosses for name in stem(map(lower, self.source)))

    def is_right_in(self, target: str) -> bool:
        """Whether `target` speaks of something that is called so rightly.

        A word of another field counts where it is not but a part of the rendering.
        """
        there = [word for word in self.unless_target if word in target]
        if not there:
            return False
        rest = target
        for rendering in sorted(self.wrong, key=len, reverse=True):
            rest = rest.replace(rendering, "\n")
        return any(word in rest or any(wrong in word for wrong in self.wrong) for word in there)

    def _is_elsewhere(self, source: str, found: Span) -> bool:
        """Whether `source` has a word of another field that is not but a part of the term."""
        if not self.unless_source:
            return False
        longer, other = self._other_fields
        rest = source.replace(source[found.start : found.end], " ")
        return longer.has_any(source) or other.has_any(rest)

    @cached_property
    def _forms(self) -> _Forms:
        return _Forms(self.source)

    @cached_property
    def _other_fields(self) -> tuple[_Forms, _Forms]:
        """Words of other fields: those with the term within (`transformer oil`), and the others."""
        forms = [lower(form) for form in self.source]
        longer = [word for word in self.unless_source if any(it in lower(word) for it in forms)]
        return _Forms(longer), _Forms([word for word in self.unless_source if word not in longer])


class _Forms:
    """A few words to find in a text; capitals count in those that have some.

    Most are asked for once in a run or never, and to compile a pattern takes as long as to search
    a hundred texts; so what stands around a word is looked at by hand.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        longest_first = sorted(forms, key=len, reverse=True)
        self._exact = [_Form.of(form) for form in longest_first if has_capital(form)]
        self._plain = [_Form.of(form) for form in longest_first if not has_capital(form)]

    def find(self, text: str, lowered: str) -> Iterator[Span]:
        """The first place of a form with capitals, and that of one without."""
        plain = (next(form.find(lowered), None) for form in self._plain)
        yield from _first(plain)
        exact = (
            next((it for it in form.find(text) if not _begins_sentence(text, it)), None)
            for form in self._exact
        )
        yield from _first(exact)

    def has_any(self, text: str) -> bool:
        """Whether `text` has one of the words."""
        return any(True for _ in self.find(text, lower(text)))


def _first(spans: Iterable[Span | None]) -> list[Span]:
    """The one that begins first, of such the first, if there is any."""
    found = [span for span in spans if span is not None]
    return [min(found, key=lambda span: span.start)] if found else []


class _Form(NamedTuple):
    """A word or more, to find whole, in the singular or the plural, with hyphens or spaces."""

    words: tuple[str, ...]  # without the ending of the last
    endings: tuple[str, ...]

    @classmethod
    def of(cls, form: str) -> _Form:
        """The form that is written `form`."""
        *words, last = _GAP.split(form)
        if last.endswith("y"):
            return cls((*words, last[:-1]), _ENDINGS_OF_Y)
        return cls((*words, last), _ENDINGS)

    def find(self, text: str) -> Iterator[Span]:
        """Where it stands in `text`."""
        first = self.words[0]
        place = text.find(first)
        while place >= 0:
            end = None if text[place - 1 : place].isalnum() else self._end(text, place)
            if end is not None:
                yield Span(place, end)
            place = text.find(first, place + 1)

    def _end(self, text: str, place: int) -> int | None:
        """Where it ends if it begins at `place`, where its first word does."""
        end = place + len(self.words[0])
        for word in self.words[1:]:
            gap = _SOME_GAP.match(text, end)
            if gap is None or not text.startswith(word, gap.end()):
                return None
            end = gap.end() + len(word)
        for ending in self.endings:
            stop = end + len(ending)
            if text.startswith(ending, end) and not text[stop : stop + 1].isalnum():
                return stop
        return None


class Found(NamedTuple):
    """A term that is wrongly called in a text."""

    row: int
    term: WronglyRendered
    renderings: tuple[str, ...]  # in the order in which they first stand there
    times: int
    source: Span | None
    target: Span


@dataclass(frozen=True)
class WrongRenderings:
    """All terms of the data, and an index of their renderings."""

    terms: tuple[WronglyRendered, ...]

    def find(
        self,
        sources: Sequence[str | None],
        targets: Sequence[str],
        listed: Mapping[int, Sequence[Occurrence]],
    ) -> Iterator[Found]:
        """The terms that are wrongly called in `targets[row]`, row by row of `listed`.

        With a source, the source must have the term; without one, the target a word of its
        context. One result per term and row, for the first place; a rendering within another of
        the same row is part of that.

        Args:
            sources: n texts.
            targets: Their translations.
            listed: By row, where the target has renderings; other literals do not matter.
        """
        for row, occurrences in listed.items():
            found = sorted(
                self._in_pair(row, sources[row], targets[row], occurrences),
                key=lambda one: (one.target.start, -one.target.end),
            )
            end = -1
            for one in found:
                if one.target.end > end:
                    yield one
                    end = one.target.end

    def _in_pair(
        self, row: int, source: str | None, target: str, occurrences: Iterable[Occurrence]
    ) -> Iterator[Found]:
        places: dict[int, list[Span]] = {}
        for _, start, rendering in occurrences:
            numbers = self.by_rendering.get(rendering)
            if numbers and not self._is_part_of_right(target, start, rendering):
                for number in numbers:
                    span = Span(start, start + len(rendering))
                    places.setdefault(number, []).append(span)
        for number, spans in places.items():
            term = self.terms[number]
            if term.is_right_in(target):
                continue
            place = None if source is None else term.in_source(source)
            field = place is None or self._shows_field(term, source or "", target, spans)
            if (place is not None and field) or (source is None and term.in_context(target)):
                apart = _apart(spans)
                renderings = dict.fromkeys(target[span.start : span.end] for span in apart)
                yield Found(row, term, tuple(renderings), len(apart), place, apart[0])

    def _shows_field(
        self, term: WronglyRendered, source: str, target: str, spans: Sequence[Span]
    ) -> bool:
        """Whether one of the renderings can only be the term's, or the texts are of a field."""
        renderings = {target[span.start : span.end] for span in spans}
        if not all(map(term.may_be_everyday, renderings)):
            return True
        return term.in_context(target) or _ACADEMIC.search(source) is not None

    def _is_part_of_right(self, target: str, start: int, rendering: str) -> bool:
        """Whether the rendering at `start` is part of a longer one that is right for a term."""
        return any(
            target.startswith(right, start - offset)
            for right, offset in self._longer.get(rendering, ())
            if offset <= start
        )

    @cached_property
    def by_rendering(self) -> dict[str, list[int]]:
        """The wrong renderings, each with the numbers of the terms for which it stands."""
        found: dict[str, list[int]] = {}
        for number, term in enumerate(self.terms):
            for rendering in term.wrong:
                found.setdefault(rendering, []).append(number)
        return found

    @cached_property
    def _longer(self) -> dict[str, list[tuple[str, int]]]:
        """By wrong rendering, the right ones that have it within, and where."""
        rights = sorted({right for term in self.terms for right in term.right})
        found: dict[str, list[tuple[str, int]]] = {}
        for number, start, rendering in Literals(self.by_rendering).find(rights):
            if len(rights[number]) > len(rendering):
                found.setdefault(rendering, []).append((rights[number], start))
        return found


@cache
def wrong_renderings() -> WrongRenderings:
    """The data, read once."""
    table = tomllib.loads(files(__package__).joinpath("wrong_renderings.toml").read_text("utf-8"))
    return WrongRenderings(tuple(_term(entry) for entry in table["term"]))


def _term(entry: dict[str, str | list[str] | dict[str, int]]) -> WronglyRendered:
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return WronglyRendered(**values)  # type: ignore[arg-type]


def has_capital(word: str) -> bool:
    """Whether capitals count in `word`."""
    return word != word.lower()


def _begins_sentence(source: str, span: Span) -> bool:
    """Whether the only capital of the term at `span` may be that of a sentence."""
    word = source[span.start : span.end]
    if word[:1] == word[:1].lower() or word[1:] != word[1:].lower():
        return False
    before = source[: span.start].rstrip(" \"'“‘(")
    return not before or before[-1] in _SENTENCE_ENDS


def _apart(spans: list[Span]) -> list[Span]:
    """`spans` in order, but for those that reach into a longer or an earlier one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found
