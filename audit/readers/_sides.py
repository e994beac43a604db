"""Which files are the two sides of one text, by the languages in the names of files and folders."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._direction import primary
from audit.text.language import language_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.config import Config
    from audit.readers._base import Document

_WORDS = {
    "en": ("eng", "base"),
    "zh": ("zho", "chi", "cmn", "cn", "chs", "cht", "hans", "hant"),
}
_SCRIPTS = {"chs": "zh-Hans", "hans": "zh-Hans", "cht": "zh-Hant", "hant": "zh-Hant"}
# After a language: `-CN`, `_TW`, `-rCN` and `+Hant` as Android has them.
_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_SUBTAGS = rf"(?:[-_+](?:hans|hant|419|r?[a-z]{{2}}){_END})*+"
_ROLES = {
    "src": "source", "source": "source", "tgt": "target", "trg": "target", "target": "target",
    "mt": "target", "hyp": "target", "hypothesis": "target", "ref": "target",
    "reference": "target",
}  # fmt: skip
# The name of a system or a translator comes after these: `hyp.ONLINE-A`, `ref.refB`.
_NAMED = regex.compile(r"\.[\w+-]++\.")
_ROLE = regex.compile(rf"{_START}(?:{'|'.join(_ROLES)}){_END}")
_HOLE = "*"
# Folders for the one side or the other, as WMT has them.
_ROLE_FOLDERS = frozenset(
    """source sources src reference references ref refs system-outputs hyp hyps target
    targets""".split()
)


class Side(NamedTuple):
    """The side that the path of a file names."""

    role: str  # source | target
    lang: str | None  # BCP 47; None: the path has a word for the side alone
    stem: str  # what the paths of both sides have in common
    base: str  # the path of a source whose name has no language


class Pair(NamedTuple):
    """A source and a file of the same name in the target language."""

    source: Document
    target: Document
    lang: str | None


def sides(documents: Iterable[Document], config: Config) -> list[Pair]:
    """Each document that is named as a target, with the source that its name leads to."""
    named = [(document, side(document.path, config)) for document in documents]
    sources: dict[str, list[tuple[str, Document]]] = {}
    for document, own in named:
        if own is not None and own.role == "source":
            sources.setdefault(own.stem, []).append((own.lang or "", document))
    others = {
        document.path.lower(): document
        for document, own in named
        if own is None or own.role == "source"
    }
    found = []
    for document, own in named:
        if own is None or own.role != "target":
            continue
        # Of several sources the plain language stands before its regions: `en` before `en-GB`.
        fitting = sorted(sources.get(own.stem, ()), key=lambda one: (len(one[0]), one[1].path))
        source = fitting[0][1] if fitting else others.get(own.base)
        if source is not None:
            found.append(Pair(source, document, own.lang))
    return found


def bases(documents: Iterable[Document], config: Config) -> list[Pair]:
    """Each document that is named as a source, with one of its name without a language.

    That one is a translation only if its content says so: `README_en.md` beside `README.md`.
    """
    named = [(document, side(document.path, config)) for document in documents]
    plain = {document.path.lower(): document for document, own in named if own is None}
    return [
        Pair(document, plain[own.base], None)
        for document, own in named
        if own is not None and own.role == "source" and own.base in plain
    ]


def side(path: str, config: Config) -> Side | None:
    """The side named by the last language in the name of a file, else in those of its folders."""
    words, tag, both = _patterns(config.source_lang, config.target_lang)
    shown = path.lower()
    start = shown.rfind("/") + 1
    pairs = [  # `en-zh` names a direction, and `zh-cn` a language
        match.span() for match in both.finditer(shown) if words[match[1]] != words[match[2]]
    ]
    matches = [
        match
        for match in tag.finditer(shown)
        if not any(first <= match.start() < last for first, last in pairs)
    ]
    of_name = [match for match in matches if match.start() >= start]
    found = (of_name or matches)[-1:]
    role_word = next(iter(_ROLE.finditer(shown, start)), None)
    if not found:
        if role_word is None:
            return None
        role = _ROLES[role_word[0]]
        return Side(role, None, _without(shown, [role_word.span()]), shown)
    match = found[0]
    role = words[match[1]]
    spans = [match.span()]
    if role_word is not None and role_word.end() <= match.start():
        is_named = _NAMED.fullmatch(shown, role_word.end(), match.start())
        spans.append((role_word.start(), match.start() - 1 if is_named else role_word.end()))
    lang = config.source_lang if role == "source" else config.target_lang
    return Side(
        role,
        _tag(path[match.start() : match.end()], lang),
        _without(shown, spans),
        _base(shown, match),
    )


@cache
def _patterns(
    source_lang: str, target_lang: str
) -> tuple[dict[str, str], regex.Pattern[str], regex.Pattern[str]]:
    """The side that each word for a language stands for; a language, and a direction, in a name."""
    words: dict[str, str] = {}
    for role, lang in (("target", target_lang), ("source", source_lang)):
        code = primary(lang)
        words |= dict.fromkeys((code, language_name(code).lower(), *_WORDS.get(code, ())), role)
    one = "|".join(sorted(map(regex.escape, words), key=len, reverse=True))
    return (
        words,
        regex.compile(rf"{_START}(?:b\+)?+({one}){_SUBTAGS}{_END}"),
        regex.compile(rf"{_START}({one})[-_]?({one}){_END}"),
    )


def _tag(name: str, lang: str) -> str:
    """The name of a language as a tag: `zh-CN` for `zh_CN` and `zh-rCN`."""
    word, *subtags = regex.split(r"[-_+]", name.removeprefix("b+"))
    if word.lower() in _SCRIPTS:
        return _SCRIPTS[word.lower()]
    shown = [primary(lang)]
    for subtag in subtags:
        plain = subtag[1:] if len(subtag) == 3 and subtag[0] == "r" else subtag
        shown.append(plain.upper() if len(plain) == 2 else plain.title())
    return "-".join(shown)


def _without(path: str, spans: list[tuple[int, int]]) -> str:
    """The path with holes for what differs between the sides."""
    for start, end in sorted(set(spans), reverse=True):
        path = f"{path[:start]}{_HOLE}{path[end:]}"
    *folders, name = path.split("/")
    if _HOLE in name:
        folders = [_HOLE if one in _ROLE_FOLDERS else one for one in folders]
    return "/".join([*folders, name])


def _base(path: str, match: regex.Match[str]) -> str:
    """The path without the language and what sets it apart: `values-zh/a` as `values/a`."""
    before, after = path[: match.start()], path[match.end() :]
    if before.endswith(("-", "_", ".")):
        return before[:-1] + after
    if after.startswith("/") and (not before or before.endswith("/")):
        return before + after[1:]
    return before + after.lstrip("-_.")
