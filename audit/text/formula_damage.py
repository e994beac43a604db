r"""What machines do to formulae: dollars lost, `\ lambda`, full-width signs, words inside."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.schema import Span
from audit.text.formulae import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOSE, SPACED, WIDE, BRACES, WORDS, TRANSLATED, BARE = (
    "a dollar sign without its partner",
    "a command taken apart",
    "full-width characters in a formula",
    "unbalanced braces",
    "words in place of formulae",
    "a command translated",
    "a command without its backslash",
)
# What only looks wrong: the formula can still be read.
COSMETIC = frozenset({WIDE})

_COMMANDS = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|varrho|varsigma|varpi|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi"
    "|pi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi"
    "|Psi|Omega|ell|sqrt|frac|dfrac|tfrac|sum|prod|int|log|ln|exp|min|max|sup|inf|lim|arg|argmin"
    "|argmax|mathbb|mathcal|mathbf|mathrm|mathsf|mathit|text|textit|textbf|texttt|textsc|textsf"
    "|mathtt|mathfrak|mathscr|emph|url|href|cite|hat"
    "|widehat|tilde|widetilde|bar|overline|vec|dot|times|cdot|cdots|ldots|dots|leq|geq|le|ge|ll|gg"
    "|neq"
    "|approx|sim|simeq|equiv|propto|infty|partial|nabla|in|notin|subset|subseteq|cup|cap|to"
    "|rightarrow|leftarrow|mapsto|forall|exists|left|right|big|Big|langle|rangle|Vert|operatorname"
)
_TAKEN_APART = regex.compile(rf"(?<!\\)\\[ \u00a0\u3000]+(?:(?:{_COMMANDS})(?![A-Za-z])|%)")
_TRANSLATED = regex.compile(r"(?<!\\)\\\p{Han}")
_WIDE = regex.compile(r"[＄＼｛｝＾＿（）：；，]")
_WIDE_ANYWHERE = regex.compile(r"＄(?:[^＄\n]{1,100}＄)?+|＼(?=[A-Za-z{])")
_UPRIGHT = regex.compile(r"\\(?:text[a-z]{0,8}|mbox|hbox|emph)\s*+\{[^{}]*+\}")
# `$ t $ t $ t $ the $`: what is left when a machine counts the dollars wrongly.
_PIECES = regex.compile(r"(?:\$\s+[A-Za-z]{1,6}\s+){3,}+\$?")
_WORD_ALONE = regex.compile(r"\$\s+(?:the|of|and|is|are|for|that|with|which|where|this)\s+\$")
_PATTERNS = (
    (SPACED, _TAKEN_APART),
    (TRANSLATED, _TRANSLATED),
    (WIDE, _WIDE_ANYWHERE),
    (WORDS, _PIECES),
    (WORDS, _WORD_ALONE),
)
_COMMAND = regex.compile(r"\\([A-Za-z]{2,30})")
# A command's name where LaTeX has the command: before a brace, or first within a group: `{em x}`.
_BARE = regex.compile(r"(?<![A-Za-z\\])(?:(?<=\{)([a-z]{2,30})(?=\s)|([A-Za-z]{2,30})(?=\{))")
_NAME = regex.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,30}(?![A-Za-z])")
_BRACE = regex.compile(r"\\.|[{}]")
_LONGEST = 50_000  # characters of a text with halves; a hundred abstracts
_MOST_HALVES = 100  # formulae of a source that are looked for
# What goes on a formula of which one dollar is left.
_GOES_ON = r"[A-Za-z0-9\\$.^]"
_RUN = regex.compile(r"\$[^\s\p{Han}，。；：、]{0,40}")


_MOST = 1_000  # places of a kind that are counted; a text with more is no text


class Damage(NamedTuple):
    """A damaged place."""

    kind: str
    span: Span


def damages(text: str) -> list[Damage]:
    """The damaged places of the formulae in `text`, in order."""
    if not ("$" in text or "\\" in text or "＄" in text or "＼" in text):
        return []
    return sorted(_damages(text), key=lambda damage: damage.span)


def halves(text: str, source: str) -> list[Damage]:
    """Formulae of `source` that have one of their dollars left in `text`: `$3B$` → `$3B`.

    By itself what is left may be a sum of money.
    """
    if len(text) > _LONGEST or len(source) > _LONGEST or text.count("$") % 2 == 0:
        return []
    formulae = {source[span.start : span.end] for span in parse(source).spans[:_MOST_HALVES]}
    rest = _without(text, parse(text).spans)
    found = []
    for formula in sorted(formulae):
        if text.count(formula) < source.count(formula):
            begun, ended = (regex.escape(half) for half in (formula[:-1], formula[1:]))
            half = regex.search(rf"{begun}(?!{_GOES_ON})|(?<!{_GOES_ON}){ended}", rest)
            if half:
                found.append(Damage(LOOSE, Span(*half.span())))
    return found


def without_backslash(text: str, source: str) -> list[Damage]:
    r"""Commands of `source` that stand in `text` as their mere names: `textit{x}`, `$Delta_0$`."""
    if "\\" not in source or not ("{" in text or "$" in text):
        return []
    commands = set(_COMMAND.findall(source))
    spans = [match.span() for match in _BARE.finditer(text) if match[1] or match[2]]
    for formula in parse(text).spans[:_MOST]:
        spans += [match.span() for match in _NAME.finditer(text, formula.start, formula.end)]
    known = {source[slice(*match.span())] for match in _BARE.finditer(source)}
    return [
        Damage(BARE, Span(start, end))
        for start, end in sorted(set(spans))
        if (name := text[start:end]) in commands - known
        and text.count("\\" + name) < source.count("\\" + name)
    ][:_MOST]


def _without(text: str, spans: list[Span]) -> str:
    """`text` with spaces for `spans`."""
    parts, place = [], 0
    for start, end in spans:
        parts += [text[place:start], " " * (end - start)]
        place = end
    return "".join([*parts, text[place:]])


def _damages(text: str) -> Iterator[Damage]:
    found = parse(text)
    for place in found.loose[:_MOST]:
        yield Damage(LOOSE, Span(*_RUN.match(text, place).span()))
    for span in found.spans[:_MOST]:
        content = text[span.start : span.end]
        if not content.isascii() and _WIDE.search(_UPRIGHT.sub("", content)):
            yield Damage(WIDE, span)
        if ("{" in content or "}" in content) and _depth(content):
            yield Damage(BRACES, span)
    for kind, pattern in _PATTERNS:
        for match in islice(pattern.finditer(text), _MOST):
            yield Damage(kind, _formula_around(Span(*match.span()), found.spans))


def _depth(formula: str) -> int:
    """Opening braces less closing ones, those that LaTeX prints left out."""
    signs = [match.group() for match in _BRACE.finditer(formula)]
    return signs.count("{") - signs.count("}")


def _formula_around(span: Span, formulae: list[Span]) -> Span:
    place = bisect_right(formulae, span.start, key=lambda one: one.start) - 1
    inside = place >= 0 and span.end <= formulae[place].end
    return formulae[place] if inside else span
