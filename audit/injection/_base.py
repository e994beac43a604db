"""What a kind of damage is, and what is needed to do it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from audit.schema import Span

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence


class Unit(NamedTuple):
    """An entry to be damaged: what stands on its two sides."""

    entry_id: str
    field: str
    source: str | None
    target: str


class Damaged(NamedTuple):
    """A target with one defect, and where it is."""

    target: str
    span: Span  # of the target; without width where something was taken out

    @classmethod
    def all(cls, target: str) -> Damaged:
        """A target of which no part is left as it was."""
        return cls(target, Span(0, len(target)))

    @classmethod
    def at(cls, target: str, start: int, end: int, new: str) -> Damaged:
        """`target` with `new` instead of `target[start:end]`."""
        return cls(target[:start] + new + target[end:], Span(start, start + len(new)))


class Kind(NamedTuple):
    """A kind of damage.

    `damage(source, target, others, rng)` gives None where the kind does not apply: there is no
    number to change, no URL. `others` are other entries, from which some kinds take.
    """

    name: str
    rules: tuple[str, ...]  # those that name it, the one made for it first
    damage: Callable[[str, str, Sequence[Unit], random.Random], Damaged | None]
    # How many entries one defect needs, and what `others[0]` is:
    #   one    an entry alone; any other entry
    #   cycle  all entries of the kind; the next of them, so that their targets change places
    #   group  GROUP entries; the first of them, which stays as it is and is `LENT`
    #   run    RUN entries in a row; the one above, so that their targets slip down by one
    plan: str = "one"


GROUP = 3  # entries
RUN = 6  # entries
LEAST_HAN = 12  # characters of a target that can be told from another by what it says

KINDS: dict[str, Kind] = {}

# What is neither damaged nor intact: its target stands elsewhere as well.
LENT = Kind("lent", (), lambda source, target, others, rng: None)


def kind(name: str, *rules: str, plan: str = "one") -> Callable[[Any], Any]:
    """Register a function as the kind of damage `name` that `rules` should name."""

    def register(damage: Any) -> Any:
        KINDS[name] = Kind(name, rules, damage, plan)
        return damage

    return register


@cache
def phrases() -> dict[str, Any]:
    """The texts in `phrases.toml`."""
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))


_CHINESE_SENTENCE = regex.compile(r"[^。！？]*+[。！？]++[”」』）)]*+\s*+")
_ABBREVIATED = r"(?<!\b(?:e\.g|i\.e|et al|vs|cf|Figs?|Eqs?|Dr|Mr|Ms|St|No|resp|approx|[A-Z])\.)"
_ENGLISH_END = regex.compile(rf"(?<=[.!?][)\"”]?){_ABBREVIATED}\s++(?=[\p{{Lu}}\"“(\[])")
_HAN = regex.compile(r"\p{Han}")


def chinese_sentences(text: str) -> list[Span]:
    """The sentences that end with a Chinese mark, one beside the other from the start of `text`.

    What follows the last mark is no sentence. Simple on purpose, and not what the rules read texts
    with: an injector that shares the mistakes of the rules would not show them.
    """
    return [Span(*match.span()) for match in _CHINESE_SENTENCE.finditer(text)]


def english_sentences(text: str) -> list[str]:
    """The sentences of an English text, without the white space between them."""
    sentences: list[str] = _ENGLISH_END.split(text.strip())
    return sentences


def count_han(text: str) -> int:
    """Han characters."""
    return len(_HAN.findall(text))
