"""Structured texts that no reader reads: recognised, so that none is taken for lines of prose."""

from __future__ import annotations

from itertools import pairwise
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

import regex

from audit.readers._base import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.readers._base import Document

# Readers that recognise these by extension say themselves what is wrong with them.
_TABLES = frozenset({"csv", "tsv", "tab", "jsonl", "ndjson", "jsonlines"})
_LINES_ASKED = 400
_FEWEST_LINES = 3
_HEAD = 20_000  # characters in which the first elements are looked for
_NEARLY_ALL = 0.9  # of the lines that are not blank
_MOST = 0.6


class Structured(NamedTuple):
    """A form of text that is not read, and the command that makes a table of it."""

    name: str
    command: str
    is_bilingual: bool  # whether it is made to hold texts and translations


_READ = "it is read as what it is: leave out --input-format"
_BOTH = "name the files of both languages: audit run EN_FILE ZH_FILE"

_XML_START = regex.compile(r"\s*+(?:<\?xml\b|<!DOCTYPE\b|<!--|<[A-Za-z][\w:.\-]*+[\s>/])")
_COMMENT = regex.compile(r"<!--.*?(?:-->|$)", regex.DOTALL)
_ROOT = regex.compile(r"<([A-Za-z][\w:.\-]*+)")
_CUE = regex.compile(
    r"\s*+(?:\d++:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*+-->\s*+(?:\d++:)?\d{1,2}:\d{2}[,.]\d{1,3}.*+"
)
_PO_LINE = regex.compile(r'(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?)\s++".*"\s*+')
_TABLE_RULE = regex.compile(r"\s*+\|?(?:\s*+:?-+:?\s*+\|)+(?:\s*+:?-+:?\s*+)?+")
_YAML_LINE = regex.compile(
    r"\s*+(?:#.*+|---|\.\.\.|-\s.*+|(?:-\s++)?[\w\-./\"']++\s?:(?:\s.*+)?|\s{2,}\S.*+)"
)
_YAML_KEY = regex.compile(r"\s*+(?:-\s++)?[\w\-./\"']++\s?:(?:\s.*+)?")
_PROPERTY = regex.compile(r"\s*+(?:[#!].*+|[\w\-.]++\s*+=.*+)")
_STRING = regex.compile(r'\s*+(?:"(?:[^"\\]|\\.)*+"|\w++)\s*+=\s*+"(?:[^"\\]|\\.)*+"\s*+;\s*+')
_CODE = regex.compile(
    r"\s*+(?:#include\b.*+|//.*+|/\*.*+|import\s.*+|from\s\S++\simport\b.*+"
    r"|(?:def|class)\s.*+[:{]|(?:if|for|while|else|elif|try|except|with|return|function|const|let"
    r"|var|public|private|static|void|int|package|using|namespace|struct|echo|export|fn|use)\b"
    r".*[:;{})(,]|[}\])]++[;,)]*+|.*[;{}]|[\w.\[\]]++\s*+=\s\S.*+|[\w.]++\(.*\))\s*+"
)
_CODE_EXTENSIONS = frozenset(
    """py js ts jsx tsx java c h cc cpp hpp cs go rs rb php pl sh bash zsh ps1 bat swift kt scala
    lua r jl m sql css scss less vue tex bib ipynb makefile cmake gradle""".split()
)


def structured(document: Document) -> Structured | None:
    """The form of `document` if it is a structured text that no reader reads, by its content."""
    if document.extension in _TABLES:
        return None
    filled = [line for line in document.lines if line.strip()]
    if not filled:
        return None
    judged = filled[:_LINES_ASKED]
    for recognise in _RECOGNISERS:
        found = recognise(document, judged)
        if found is not None:
            return found
    return None


def refusal(form: Structured, path: str) -> UnreadableError:
    """The error for a document of a form that no reader has taken."""
    if form.command == _READ:
        return UnreadableError(
            f"is {form.name} without texts in both languages",
            "name the file of the other language as well",
            material=False,
        )
    reason = f"is {form.name}, which is not read"
    return UnreadableError(reason, remedy(form, path), material=form.is_bilingual)


def remedy(form: Structured, path: str) -> str:
    """The way to make such a document readable: a command, or its other side."""
    if form.command in {_READ, _BOTH}:
        return form.command
    stem = path.rpartition("/")[2].partition(".")[0] or "table"
    command = form.command.replace("{path}", quote(path)).replace("{stem}", quote(stem))
    return f"make a table of it: {command}"


def xml_root(text: str) -> str:
    """The local name of the root element of an XML text in lower case; empty if it is none."""
    roots = _elements_of(text) if _XML_START.match(text) else []
    return roots[0] if roots else ""


def _elements_of(text: str) -> list[str]:
    """The local names of the first elements, in lower case."""
    shown = _COMMENT.sub("", text[:_HEAD])
    return [match[1].rpartition(":")[2].lower() for match in _ROOT.finditer(shown)]


def _xml(document: Document, lines: Sequence[str]) -> Structured | None:
    text = document.text
    if not _XML_START.match(text) or not text.rstrip().endswith(">"):
        return None
    head = text[:_HEAD]
    roots = _elements_of(text)
    root = roots[0] if roots else ""
    is_declared = text.lstrip().startswith(("<?xml", "<!"))
    if not is_declared and f"</{_ROOT.search(head)[1]}" not in text:
        return None
    forms = {
        "xliff": Structured("XLIFF", _READ, True),
        "tmx": Structured("TMX", _READ, True),
        "ts": Structured("Qt TS", _READ, True),
        "html": Structured("HTML", _READ, False),
        "resources": Structured("Android XML resources", _BOTH, False),
        "root": Structured("XML resources (RESX)", _BOTH, False),
    }
    if root in forms:
        return forms[root]
    if {"html", "head", "body", "p", "div", "table"} & set(roots) and not text.startswith("<?xml"):
        return forms["html"]
    if {"refset", "srcset", "tstset", "dataset", "mteval"} & set(roots):
        return Structured("WMT XML", _READ, True)
    return Structured(
        f"XML ({root})",
        "python3 -c \"import sys,xml.etree.ElementTree as E;[print(' '.join(''.join("
        "e.itertext()).split())) for e in E.parse(sys.argv[1]).iter() if not len(e) and e.text"
        ' and e.text.strip()]" {path} > {stem}.txt',
        False,
    )


def _subtitles(document: Document, lines: Sequence[str]) -> Structured | None:
    if not any(_CUE.fullmatch(line) for line in lines):
        return None
    form = "WebVTT" if lines[0].startswith("WEBVTT") else "SubRip"
    return Structured(f"subtitles ({form})", _READ, True)


def _po(document: Document, lines: Sequence[str]) -> Structured | None:
    if sum(_PO_LINE.fullmatch(line) is not None for line in lines) < 2:
        return None
    return Structured("gettext PO", _READ, True)


def _markdown_table(document: Document, lines: Sequence[str]) -> Structured | None:
    for before, line in pairwise(lines):
        if _TABLE_RULE.fullmatch(line) and "|" in before and "|" in line:
            return Structured("a Markdown table", _READ, True)
    return None


def _by_key(document: Document, lines: Sequence[str]) -> Structured | None:
    names = {"properties": "properties", "strings": "Apple strings"}
    name = names.get(document.extension)
    return None if name is None else Structured(name, _BOTH, False)


def _strings(document: Document, lines: Sequence[str]) -> Structured | None:
    entries = sum(_STRING.fullmatch(line) is not None for line in lines)
    if entries >= _FEWEST_LINES and entries >= _MOST * len(lines):
        return Structured("Apple strings", _BOTH, False)
    return None


def _properties(document: Document, lines: Sequence[str]) -> Structured | None:
    entries = sum(_PROPERTY.fullmatch(line) is not None for line in lines)
    is_named = document.extension in {"properties", "ini", "cfg", "conf", "toml", "env"}
    if entries >= _NEARLY_ALL * len(lines) and (is_named or entries >= _FEWEST_LINES):
        return Structured("properties", _BOTH, False)
    return None


def _yaml(document: Document, lines: Sequence[str]) -> Structured | None:
    keys = sum(_YAML_KEY.fullmatch(line) is not None for line in lines)
    fitting = sum(_YAML_LINE.fullmatch(line) is not None for line in lines)
    is_named = document.extension in {"yaml", "yml"}
    # Lines that begin with `Title:` are prose too; keys of YAML are mostly in lower case.
    lower = sum(line.lstrip(" -\"'")[:1].islower() for line in lines)
    if is_named or (
        keys >= max(_FEWEST_LINES, _MOST * len(lines))
        and fitting >= _NEARLY_ALL * len(lines)
        and lower >= _MOST * len(lines)
    ):
        return Structured("YAML", _BOTH, False)
    return None


def _front_matter(document: Document, lines: Sequence[str]) -> Structured | None:
    if document.lines[0].strip() != "---":
        return None
    head = document.lines[1:60]
    ends = [number for number, line in enumerate(head) if line.strip() == "---"]
    if not ends or not ends[0] or not all(map(_YAML_LINE.fullmatch, head[: ends[0]])):
        return None
    return Structured(
        "Markdown with front matter",
        "pandoc -t plain --wrap=none {path} -o {stem}.txt",
        False,
    )


def _code(document: Document, lines: Sequence[str]) -> Structured | None:
    like_code = sum(_CODE.fullmatch(line) is not None for line in lines)
    is_script = lines[0].startswith("#!")
    is_named = document.extension in _CODE_EXTENSIONS
    if is_script or is_named or (len(lines) >= _FEWEST_LINES and like_code >= _MOST * len(lines)):
        command = "put its texts into a CSV with the columns source and target: {path}"
        return Structured("source code", command, False)
    return None


_RECOGNISERS: tuple[Callable[[Document, Sequence[str]], Structured | None], ...] = (
    _xml,
    _subtitles,
    _po,
    _front_matter,
    _markdown_table,
    _by_key,
    _strings,
    _properties,
    _yaml,
    _code,
)
