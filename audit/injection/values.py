"""Kinds of damage to what a translation must carry over as it is: numbers, URLs, names, terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from audit.injection._base import Damaged, kind, phrases
from audit.schema import Span
from audit.text.masking import mask

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from audit.injection._base import Unit

# A number by itself: no part of a name, a version, a range, a label or a larger number.
_NUMBER = regex.compile(
    r"(?<![A-Za-z0-9_.,:/\\^{}+\-–—~])\d{1,15}+(?:,\d{3})*+(?:\.\d++)?+"
    r"(?![A-Za-z0-9_:/}\-–—~^]|[.,]\d|\s?[-–—]\s?[A-Za-z0-9])"
)
# Of a range or a list the last one is enough: 94-99%.
_PERCENT = regex.compile(r"(?<=\d)\s?[%％](?!\s?[-–—~～至到和与或、,，/]\s?\d)")
_SAYS_PERCENT = regex.compile(r"%|per ?cent", regex.IGNORECASE)
# By magnitude in Chinese, the one that a careless translator takes for it.
_MAGNITUDES = {"万亿": "亿", "十亿": "亿", "千万": "万", "百万": "万", "亿": "万", "万": "千"}
_MAGNITUDE = regex.compile(r"(?<=\d\s?)(?:" + "|".join(_MAGNITUDES) + ")")
_SAYS_MAGNITUDE = regex.compile(
    r"[mb]illion|thousand|\d\s?[kKMB]\b|\d,?000|\d{5}", regex.IGNORECASE
)
_URL = regex.compile(r"(?:https?://|www\.)[A-Za-z0-9._~/#?&=%+:@-]{4,}+")
_TRAILING = ".,:;?"
_CAMEL_CASE = r"[A-Z][a-z]++[A-Z][A-Za-z]*+|[a-z]++[A-Z]{2,}[A-Za-z]*+|[A-Z]{2,}[a-z]{2,}[A-Za-z]*+"
_EDGES = r"(?<![A-Za-z0-9_\-.])", r"(?![A-Za-z0-9_]|-[A-Za-z0-9])"
_MIXED = regex.compile(f"(?:{_CAMEL_CASE})".join(_EDGES))
_NAME = regex.compile(f"(?:{_CAMEL_CASE}|[A-Z]{{3,}})".join(_EDGES))
_OTHER_NAMES = """AlexNet BERT CIFAR ELMo GloVe ImageNet LightGBM MobileNet OpenML PyTorch ResNet
    RoBERTa SQuAD TensorFlow VGGNet WordNet XGBoost YouTube""".split()
_FORMULA = regex.compile(r"(?<![\\$])\$[^$\n]{1,200}\$(?!\$)")
_DIGITS = "0123456789"
_TRIES = 20


@kind("number-changed", "number-mismatch", "unit-mismatch")
def number_changed(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A number in digits that the source has as well is another one."""
    del others
    there = {match.group() for match in _NUMBER.finditer(mask(source))}
    masked = mask(target)
    here = [match.span() for match in _NUMBER.finditer(masked) if match.group() in there]
    alone = [span for span in here if not _is_label(target, span)]
    if not alone:
        return None
    start, end = rng.choice(alone)
    old = target[start:end]
    known = there | {match.group() for match in _NUMBER.finditer(masked)}
    for _ in range(_TRIES):
        new = _other_number(old, rng)
        if new not in known:
            return Damaged.at(target, start, end, new)
    return None


def _is_label(text: str, span: tuple[int, int]) -> bool:
    """Whether a number stands before a closing bracket: an item of a list, a citation."""
    return text[span[1] : span[1] + 1] in {")", "）", "]"}


def _other_number(number: str, rng: random.Random) -> str:
    """`number` with another digit in one place, of the same length."""
    places = [place for place, char in enumerate(number) if char in _DIGITS]
    place = rng.choice(places)
    first = 1 if place == 0 else 0
    digit = rng.choice([d for d in _DIGITS[first:] if d != number[place]])
    return number[:place] + digit + number[place + 1 :]


@kind("magnitude-changed", "unit-mismatch", "number-mismatch")
def magnitude_changed(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """Ten thousand for a hundred million, and the like: 150万 → 150千."""
    del others
    found = list(_MAGNITUDE.finditer(target))
    if not found or not _SAYS_MAGNITUDE.search(source):
        return None
    match = rng.choice(found)
    return Damaged.at(target, match.start(), match.end(), _MAGNITUDES[match.group()])


@kind("percent-lost", "unit-mismatch", "number-mismatch")
def percent_lost(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A number without its sign of per cent."""
    del others
    found = [match.span() for match in _PERCENT.finditer(target)]
    if not found or not _SAYS_PERCENT.search(source):
        return None
    start, end = rng.choice(found)
    return Damaged.at(target, start, end, "")


@kind("url-changed", "url-mismatch")
def url_changed(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A URL with another letter, without its last part, or gone."""
    del others
    found = []
    for match in _URL.finditer(target):
        url = match.group().rstrip(_TRAILING)
        if url in source:
            found.append((match.start(), match.start() + len(url)))
    if not found:
        return None
    start, end = rng.choice(found)
    url = target[start:end]
    way = rng.choice(["letter", "letter", "shortened", "lost"])
    if way == "lost":
        return Damaged.at(target, start, end, "")
    shorter = url.rstrip("/").rpartition("/")[0]
    if way == "shortened" and not shorter.endswith(("/", ":")):
        return Damaged.at(target, start, end, shorter)
    letters = [
        place for place, char in enumerate(url) if char.isalnum() and place >= len("https://")
    ]
    place = rng.choice(letters or [len(url) - 1])
    new = "x" if url[place].lower() != "x" else "y"
    return Damaged.at(target, start, end, url[:place] + new + url[place + 1 :])


@kind("name-changed", "name-mismatch")
def name_changed(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """Another model, data set or method wherever this one is named."""
    del others
    name = _shared_name(_NAME, source, target, rng)
    unknown = [other for other in _OTHER_NAMES if other.lower() not in source.lower()]
    return None if name is None else _everywhere(target, name, rng.choice(unknown))


@kind("name-recased", "name-recased")
def name_recased(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A name in other capitals wherever it stands: ImageNet → Imagenet, IMAGENET."""
    del others
    name = _shared_name(_MIXED, source, target, rng)
    if name is None:
        return None
    cases = [name.capitalize(), name.upper(), name.lower()]
    return _everywhere(target, name, rng.choice([new for new in cases if new != name]))


def _shared_name(
    pattern: regex.Pattern[str], source: str, target: str, rng: random.Random
) -> str | None:
    """A name on both sides that no URL or formula holds."""
    here = {match.group() for match in pattern.finditer(mask(target))}
    there = {match.group() for match in pattern.finditer(mask(source))}
    names = sorted(name for name in here & there if len(name) > 2)
    return rng.choice(names) if names else None


@kind("term-mistranslated", "term-mistranslated")
def term_mistranslated(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A term of the field as a dictionary of everyday words has it."""
    del others
    found = [
        (right, term["wrong"])
        for term in phrases()["mistaken"]
        if regex.search(term["source"], source)
        for right in term["right"]
        if regex.search(_as_word(right), target)
    ]
    if not found:
        return None
    right, wrong = rng.choice(found)
    return _everywhere(target, right, rng.choice(wrong))


def _as_word(term: str) -> str:
    """A pattern of `term`, which is no part of a longer word in Latin letters."""
    return (
        term.join((r"(?<![A-Za-z0-9-])", r"(?![A-Za-z0-9]|-[A-Z0-9])")) if term.isascii() else term
    )


def _everywhere(target: str, old: str, new: str) -> Damaged | None:
    """`target` with `new` for every `old`; the span is that of the first."""
    pattern = regex.compile(_as_word(old))
    first = pattern.search(target)
    if first is None:
        return None
    return Damaged(pattern.sub(new, target), Span(first.start(), first.start() + len(new)))


@kind("formula-broken", "formula-broken")
def formula_broken(
    source: str, target: str, others: Sequence[Unit], rng: random.Random
) -> Damaged | None:
    """A formula that no longer sets: a dollar sign or a brace lost, a command torn apart."""
    del others
    found = [match.span() for match in _FORMULA.finditer(target) if match.group() in source]
    if not found:
        return None
    start, end = rng.choice(found)
    formula = target[start:end]
    ways = [formula[:-1], formula[1:]]
    if "}" in formula:
        ways.append(formula.replace("}", "", 1))
    if regex.search(r"\\[a-z]", formula):
        ways += [regex.sub(r"\\(?=[a-z])", r"\\ ", formula), formula.replace("\\", "＼")]
    return Damaged.at(target, start, end, rng.choice(ways))
