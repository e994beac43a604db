r"""What a formula reads as plain text, so that `$\beta$`, `\(\beta\)` and β are the same."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from audit.schema import Span
from audit.text.apart import LETTERS, stands_apart

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
    " upsilon phi chi psi omega"
).split()
_SIGNS = {
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠",
    "ne": "≠", "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "mapsto": "→", "infty": "∞", "ell": "l", "partial": "∂", "nabla": "∇",
    "sum": "Σ", "prod": "Π", "int": "∫", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "sqrt": "√", "langle": "<",
    "rangle": ">", "Vert": "|", "vert": "|", "lVert": "|", "rVert": "|", "mid": "|", "prime": "'",
    "setminus": "-", "top": "T", "intercal": "T", "circ": "°", "degree": "°",
    "emptyset": "∅", "varnothing": "∅", "otimes": "⊗", "oplus": "⊕", "wedge": "∧", "vee": "∨",
    "gtrsim": "≥", "lesssim": "≤", "lvert": "|", "rvert": "|", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉",
}  # fmt: skip
# Spaces, sizes, fonts and signs that plain text writes in many ways or not at all.
_DROPPED = frozenset(
    """left right big Big bigg Bigg bigl bigr Bigl Bigr quad qquad displaystyle textstyle limits
    mathbb mathcal mathbf mathrm mathsf mathit mathfrak mathscr boldsymbol bm bf it rm cal text
    textit textbf textrm textsc textsf texttt emph mbox hbox operatorname hat widehat tilde
    widetilde bar overline vec dot ddot frac dfrac tfrac times cdot cdots ldots dots sim approx
    simeq pm mathop nolimits ensuremath mathds Bbb unicode ast star underline rm""".split()
)
# Commands that plain text writes by their names. Any other is an author's own: what it reads cannot
# be known.
_BY_NAME = frozenset(
    """log ln lg exp sin cos tan sinh cosh tanh min max sup inf lim limsup liminf arg argmin argmax
    det dim ker deg gcd Pr tr rank diag sgn poly polylog mod bmod pmod perp parallel""".split()
)
_COMMAND = regex.compile(r"\\(?:([A-Za-z]+)\*?|(\W))")
_FRACTION = regex.compile(r"\\[dt]?frac\s*\{([^{}]*+)\}\s*\{")
_NOISE = regex.compile(r"[\s{}$^_~·×*⋅∼≈±…\u200B\u2061-\u2064]++|\.{3}")
_FOLD = str.maketrans("−–—‐‑‖∥∣’′ϵϕ∑∏⟨⟩〈〉⩽⩾∆∙", "-----|||''εφΣΠ<><>≤≥Δ ")
_NAMES = regex.compile(rf"(?<![A-Za-z])(?:var)?({'|'.join(_GREEK)})(?![A-Za-z])", regex.IGNORECASE)

# Formulae that are no mathematics: numbers, which the rules on numbers compare, and words.
_NUMBER = regex.compile(r"[\d.,%+<>=≤≥|()/:;'°kKMBx-]*+(?:th|st|nd|rd)?")
_WORDS = regex.compile(r"\\(?:text\w*|mbox|emph|href)\b|[A-Za-z]{5,}")
_IN_WORDS = {"∞": "无穷", "χ": "卡方", "√": "根", "r": "实数"}
_BACKSLASH = frozenset("\\")
_MOST = 1_000  # formulae that are compared; a text with more is no text
_ENDS = ".,;:-"
_ATOM = regex.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\p{Greek}|[√∞∂∇∫]")


class Formula(NamedTuple):
    """A formula in a text."""

    reading: str
    span: Span


def formulae(text: str, spans: list[Span]) -> list[Formula]:
    r"""The formulae of `text` that can be compared, each reading once.

    Left out are numbers, words (`$\textit{…}$`), and what has commands of the author's own.
    """
    found: dict[str, Formula] = {}
    for span in spans[:_MOST]:
        own = _comparable(text[span.start : span.end].strip("$"))
        if own is not None:
            found.setdefault(own, Formula(own, span))
    return list(found.values())


@lru_cache(maxsize=1 << 12)  # either side has most formulae of the other
def _comparable(formula: str) -> str | None:
    """What `formula` reads, if it can be compared."""
    own = reading(formula).strip(_ENDS)
    return own if own and not _NUMBER.fullmatch(own) and _is_comparable(formula) else None


def _is_comparable(formula: str) -> bool:
    commands = [match.group(1) for match in _COMMAND.finditer(formula)]
    if any(name is not None and not _is_known(name) for name in commands):
        return False
    return _WORDS.search(_COMMAND.sub(_plain_or_text, formula)) is None


def _plain_or_text(match: regex.Match[str]) -> str:
    name = match.group(1) or ""
    return match.group() if name.startswith(("text", "mbox", "emph", "href")) else " "


def _is_known(name: str) -> bool:
    if name in _DROPPED or name in _SIGNS or name in _BY_NAME or name == "href":
        return True
    return name.removeprefix("var").lower() in _GREEK


def reading(text: str) -> str:
    r"""`text` as plain text without spaces, braces, super- and subscripts, and multiplication.

    `$\mathbb{R}^n$` gives Rn, and so does ℝⁿ; `\frac{1}{2}` gives 1/2.
    """
    if "\\" in text:
        text = _FRACTION.sub(r"\1/{", text)
        text = _COMMAND.sub(_plain, text)
    if not text.isascii():  # nothing else is folded; an abstract takes 25 µs
        text = unicodedata.normalize("NFKC", text).translate(_FOLD)
    text = _NAMES.sub(_greek, text)
    return str(_NOISE.sub("", text)).replace("||", "|")


def _plain(match: regex.Match[str]) -> str:
    name, sign = match.groups()
    if name is None:
        return "|" if sign == "|" else sign if sign in "%&#{}" else " "
    if name in _DROPPED:
        return " "
    if name.startswith("var") and name[3:] in _GREEK:
        name = name[3:]
    return f" {name} " if name.lower() in _GREEK else _SIGNS.get(name, f" {name} ")


def _greek(match: regex.Match[str]) -> str:
    return _letter(match.group(1))


@cache
def _letter(name: str) -> str:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    letter = {"lambda": "lamda"}.get(name.lower(), name.lower())
    return unicodedata.lookup(f"GREEK {size} LETTER {letter.upper()}")


class Rendering(NamedTuple):
    """A text as it is, and as a formula of it would read."""

    text: str
    reading: str

    @classmethod
    def of(cls, text: str) -> Rendering:
        """The rendering of `text`."""
        return cls(unicodedata.normalize("NFKC", text), reading(text))

    def holds(self, formula: Formula) -> bool:
        """Whether `formula` stands in the text, in dollars or not."""
        own = formula.reading
        if len(own) > 2 or not own.isalnum():
            return own in self.reading
        return stands_apart(own, self.text, LETTERS, before=_BACKSLASH)

    def holds_parts(self, formula: Formula) -> bool:
        r"""Whether all letters, names and numbers of `formula` stand in the text.

        `$n \in N$` may be rendered as n属于N, and a single letter be spoken of in words.
        """
        if len(formula.reading) == 1:
            return True
        whole = self.reading.lower()
        atoms = {atom.lower() for atom in _ATOM.findall(formula.reading)}
        return all(atom in whole or _IN_WORDS.get(atom, atom) in whole for atom in atoms)
