"""Damage of the strings of interfaces: what a string has, and what is done to its translation.

A string that lacks what a kind needs gets it on both sides first; what is put in, and where, is
drawn from a seeded generator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

NAMES = ("name", "file", "count", "user", "total", "path", "date", "title")
OTHER_NAMES = ("value", "item", "label", "owner")
TRANSLATED = {
    "name": "姓名", "file": "文件", "count": "数量", "user": "用户", "total": "总数",
    "path": "路径", "date": "日期", "title": "标题",
}  # fmt: skip
# Of every usual syntax; `n` is the name.
NAMED = (
    "{{{{{n}}}}}", "{{{{ {n} }}}}", "{{{n}}}", "${{{n}}}", "#{{{n}}}", "%{{{n}}}", "%({n})s",
    "%({n})d", ":{n}", "@{n}@", "%{n}%", "{{{n}, number}}", "{{{n}, date, short}}", "{{{n}:.2f}}",
    '<x id="{n}"/>',
)  # fmt: skip
BARE = ("%s", "%d", "%@", "%lld", "%.1f", "%1$s", "%2$d", "{}", "{0}", "{1:d}", "#URL#")
# What the same name is in other signs.
STYLES = {
    "{{": "{{{n}}}", "${": "{{{n}}}", "#{": "{{{n}}}", "%{": "{{{n}}}", "%(": "{{{n}}}",
    "{": "${{{n}}}", ":": "{{{n}}}", "@": "{{{n}}}", "%": "{{{n}}}",
}  # fmt: skip
PAIRS = (("%1$s", "%2$s"), ("%1$d", "%2$s"), ("{0}", "{1}"), ("%1$@", "%2$@"))
WIDE = str.maketrans("{}%$#@:_", "｛｝％＄＃＠：＿")
# Around a string: what stands on the source, and on the target.
FRAMES = (
    ("{text}: {it}", "{text}：{it}"), ("{it} - {text}", "{it} - {text}"),
    ("{text} ({it})", "{text}（{it}）"), ("{text} {it}", "{text} {it}"),
)  # fmt: skip
PAGES = (
    ("{text} {n}", "{text} {n}"), ("Page {n}: {text}", "第 {n} 页：{text}"),
    ("{text} in {n} minutes", "{n} 分钟后{text}"), ("{text} ({n} MB)", "{text}（{n} MB）"),
    ("Open page {n}", "打开第 {n} 页"),
)  # fmt: skip
KEYWORDS = {"plural": "复数", "select": "选择", "other": "其他"}
_HOLE = re.compile(r"\{(text|it|n|one|two)\}")


class String(NamedTuple):
    """A source and its translation."""

    source: str
    target: str


class Case(NamedTuple):
    """A string made ready for a damage, and the target after it; None: no target."""

    intact: String
    damaged: str | None


class Kind(NamedTuple):
    """A kind of damage; `make` gives None where a string will not do."""

    name: str
    rules: tuple[str, ...]  # that name it, the one made for it first
    make: Callable[[String, random.Random], Case | None]


KINDS: list[Kind] = []
PLACEHOLDERS, ICU, SPACE = "placeholder-mismatch", "icu-mismatch", "whitespace-mismatch"


def kind(name: str, *rules: str) -> Callable[[Callable[..., Case | None]], None]:
    """Register a function as the kind `name`."""

    def register(make: Callable[..., Case | None]) -> None:
        KINDS.append(Kind(name, rules, make))

    return register


def filled(frame: str, **held: str) -> str:
    """`frame` with what is held in its holes."""
    return _HOLE.sub(lambda match: held[match[1]], frame)


def framed(one: String, rng: random.Random, it: str) -> tuple[String, tuple[str, str]]:
    """A string with a placeholder on both sides, and the frame it was put in."""
    frame = rng.choice(FRAMES)
    source, target = (filled(side, text=text, it=it) for side, text in zip(frame, one, strict=True))
    return String(source, target), frame


def changed(one: String, rng: random.Random, it: str, other: str) -> Case:
    """A case in which the target has `other` instead of `it`."""
    intact, frame = framed(one, rng, it)
    return Case(intact, filled(frame[1], text=one.target, it=other))


def _named(rng: random.Random) -> tuple[str, str]:
    name = rng.choice(NAMES)
    return rng.choice(NAMED).format(n=name), name


@kind("placeholder-lost", PLACEHOLDERS)
def _lost(one: String, rng: random.Random) -> Case:
    it = rng.choice(BARE) if rng.random() < len(BARE) / 26 else _named(rng)[0]
    intact, _ = framed(one, rng, it)
    return Case(intact, one.target)


@kind("placeholder-extra", PLACEHOLDERS)
def _extra(one: String, rng: random.Random) -> Case:
    it = rng.choice(("%s", "%d", "%1$s", "{}", "{0}", "%(name)s", "{count}", "{{user}}", "${path}"))
    other = it if rng.random() < 0.5 else rng.choice(("%s", "{total}"))
    intact, _ = framed(one, rng, it)
    return Case(intact, f"{intact.target} {other}")


@kind("placeholder-renamed", PLACEHOLDERS)
def _renamed(one: String, rng: random.Random) -> Case:
    it, name = _named(rng)
    return changed(one, rng, it, it.replace(name, rng.choice(OTHER_NAMES)))


@kind("placeholder-translated", PLACEHOLDERS)
def _translated(one: String, rng: random.Random) -> Case:
    it, name = _named(rng)
    return changed(one, rng, it, it.replace(name, TRANSLATED[name]))


@kind("placeholder-recased", PLACEHOLDERS)
def _recased(one: String, rng: random.Random) -> Case:
    it, name = _named(rng)
    return changed(one, rng, it, it.replace(name, rng.choice((name.upper(), name.capitalize()))))


@kind("placeholder-wide", PLACEHOLDERS)
def _wide(one: String, rng: random.Random) -> Case:
    it = rng.choice(
        ("%s", "%d", "%1$s", "{0}", "#URL#", "{{name}}", "{count}", "${path}", "%(user)s")
    )
    return changed(one, rng, it, it.translate(WIDE))


@kind("placeholder-restyled", PLACEHOLDERS)
def _restyled(one: String, rng: random.Random) -> Case | None:
    it, name = _named(rng)
    style = next((other for head, other in STYLES.items() if it.startswith(head)), None)
    other = style.format(n=name) if style else it
    return changed(one, rng, it, other) if other != it else None


@kind("placeholder-conversion", PLACEHOLDERS)
def _conversion(one: String, rng: random.Random) -> Case:
    it, other = rng.choice(
        (("%d", "%s"), ("%lld", "%d"), ("%@", "%s"), ("%.1f", "%.f"), ("%s", "% s"), ("%s", "%"))
    )
    return changed(one, rng, it, other)


@kind("placeholder-position", PLACEHOLDERS)
def _position(one: String, rng: random.Random) -> Case:
    first, second = rng.choice(PAIRS)
    source, target = f"{one.source} ({first}, {second})", f"{one.target}（{first}，{second}）"
    other = rng.choice((first, re.sub(r"[12]", "7", second)))
    if first == "%1$d" and other == first:
        other = second.replace("2", "7")
    return Case(String(source, target), f"{one.target}（{first}，{other}）")


def _plural(one: String, rng: random.Random) -> tuple[String, str]:
    name = rng.choice(("count", "n", "total", "num"))
    forms = f"one {{# {one.source}}} other {{# {one.source}}}"
    first = rng.choice(("", f"=0 {{No {one.source}}} "))
    word = rng.choice(("plural", "plural", "selectordinal"))
    source = f"{{{name}, {word}, {first}{forms}}}"
    return String(source, f"{{{name}, {word}, other {{# 个{one.target}}}}}"), name


def _select(one: String, rng: random.Random) -> tuple[String, str]:
    name = rng.choice(("gender", "kind"))
    forms = f"male {{He: {one.source}}} female {{She: {one.source}}} other {{They: {one.source}}}"
    own = f"male {{他：{one.target}}} female {{她：{one.target}}} other {{他们：{one.target}}}"
    return String(f"{{{name}, select, {forms}}}", f"{{{name}, select, {own}}}"), name


def _message(one: String, rng: random.Random) -> tuple[String, str] | None:
    if any(sign in text for text in one for sign in "{}'#"):
        return None
    return rng.choice((_plural, _plural, _select))(one, rng)


@kind("icu-brace-lost", ICU, "unbalanced-brackets")
def _brace(one: String, rng: random.Random) -> Case | None:
    made = _message(one, rng)
    if made is None:
        return None
    target = made[0].target
    place = rng.choice([match.start() for match in re.finditer(r"[{}]", target)][1:])
    return Case(made[0], target[:place] + target[place + 1 :])


@kind("icu-keyword-translated", ICU)
def _keyword(one: String, rng: random.Random) -> Case | None:
    made = _message(one, rng)
    if made is None:
        return None
    there = [word for word in KEYWORDS if f" {word}" in made[0].target]
    word = rng.choice(there)
    return Case(made[0], made[0].target.replace(f" {word}", f" {KEYWORDS[word]}", 1))


@kind("icu-other-missing", ICU)
def _other(one: String, rng: random.Random) -> Case | None:
    made = _message(one, rng)
    if made is None:
        return None
    target = made[0].target
    if "select," in target:
        return Case(made[0], re.sub(r" other \{[^{}]*\}", "", target))
    return Case(made[0], target.replace(" other {", " one {"))


@kind("icu-argument-renamed", ICU)
def _argument(one: String, rng: random.Random) -> Case | None:
    made = _message(one, rng)
    if made is None:
        return None
    return Case(
        made[0], made[0].target.replace(made[1], rng.choice(("数量", "value", "amount")), 1)
    )


@kind("icu-number-lost", ICU)
def _number(one: String, rng: random.Random) -> Case | None:
    if any(sign in text for text in one for sign in "{}'#"):
        return None
    intact, _ = _plural(one, rng)
    return Case(intact, intact.target.replace("# ", ""))


@kind("number-changed", "number-mismatch")
def _digits(one: String, rng: random.Random) -> Case | None:
    if any(character.isdigit() for text in one for character in text):
        return None
    source, target = rng.choice(PAGES)
    n = rng.choice([number for number in range(13, 980) if str(number) != str(number)[::-1]])
    other = str(n)[::-1] if rng.random() < 0.5 and n % 10 else str(n + rng.choice((-2, 3, 10)))
    intact = String(
        filled(source, text=one.source, n=str(n)), filled(target, text=one.target, n=str(n))
    )
    return Case(intact, filled(target, text=one.target, n=other))


@kind("number-lost", "number-mismatch")
def _no_digits(one: String, rng: random.Random) -> Case | None:
    if any(character.isdigit() for text in one for character in text):
        return None
    source, target = rng.choice((*PAGES[3:4], ("{text} for {n} days", "{text}，为期 {n} 天")))
    n = str(rng.randrange(13, 980))
    intact = String(filled(source, text=one.source, n=n), filled(target, text=one.target, n=n))
    return Case(intact, one.target)


@kind("missing", "missing-translation")
def _missing(one: String, rng: random.Random) -> Case:
    del rng
    return Case(one, None)


@kind("blank", "blank-entry")
def _blank(one: String, rng: random.Random) -> Case:
    return Case(one, rng.choice(("", " ", "   ", "\u200b", "\u3000", "-", "N/A", "null")))


@kind("copied", "language-mismatch")
def _copied(one: String, rng: random.Random) -> Case:
    del rng
    return Case(one, one.source)


@kind("space-lost", SPACE)
def _space_lost(one: String, rng: random.Random) -> Case:
    before = rng.random() < 0.5
    intact = String(*((f" {text}" if before else f"{text} ") for text in one))
    return Case(intact, one.target)


@kind("space-added", SPACE)
def _space_added(one: String, rng: random.Random) -> Case:
    return Case(one, rng.choice((" {0}", "{0} ", "{0}  ", "\u3000{0}")).format(one.target))


@kind("line-feed-lost", SPACE)
def _line_feed(one: String, rng: random.Random) -> Case:
    feed = rng.choice(("\n", "\\n"))
    if rng.random() < 0.5:
        return Case(String(f"{one.source}{feed}", f"{one.target}{feed}"), one.target)
    source = f"{one.source}.{feed}Please try again."
    return Case(String(source, f"{one.target}。{feed}请重试。"), f"{one.target}。请重试。")


@kind("quote-lost", "unbalanced-brackets")
def _quote(one: String, rng: random.Random) -> Case:
    opening, closing = rng.choice((('"', '"'), ("“", "”"), ("「", "」")))
    intact = String(f'Open "{one.source}" now', f"立即打开{opening}{one.target}{closing}")
    lost = rng.choice((opening, closing))
    target = intact.target
    place = target.find(lost) if lost == opening else target.rfind(lost)
    return Case(intact, target[:place] + target[place + 1 :])


@kind("colon-lost", "missing-end-punctuation")
def _colon(one: String, rng: random.Random) -> Case:
    return Case(String(f"{one.source}:", one.target + rng.choice("：:")), one.target)


@kind("ellipsis-lost", "missing-end-punctuation")
def _ellipsis(one: String, rng: random.Random) -> Case:
    mark = rng.choice(("...", "…"))
    return Case(String(one.source + mark, one.target + rng.choice((mark, "……"))), one.target)


@kind("accelerator-lost", "accelerator-mismatch")
def _accelerator(one: String, rng: random.Random) -> Case | None:
    if len(one.source) > 60 or one.source.count(" ") > 5 or not one.source[:1].isalpha():
        return None
    if any(sign in text for text in one for sign in "&_"):
        return None
    sign, letter = rng.choice("&_"), one.source[0].upper()
    return Case(String(f"{sign}{one.source}", f"{one.target}({sign}{letter})"), one.target)
