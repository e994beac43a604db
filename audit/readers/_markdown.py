"""The blocks of a Markdown text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from audit.readers._base import Document

EXTENSIONS = frozenset({"md", "markdown", "mdx", "mkd"})
_RULE = regex.compile(r"(?:---|\.\.\.)\s*+")
_LONGEST_HEAD = 400  # lines of front matter
_IMAGE = regex.compile(r"!\[[^\]]*+\]\([^)]*+\)|<[^>]*+>")
_EMPTY_LINK = regex.compile(r"\[\s*+\]\([^)]*+\)|[\s|•·/]")
# Links to the page in other languages, and the name of its own: `[English](README.md) | 中文`.
_TO_PAGE = regex.compile(r"\[[^\]\n]{1,40}\]\([^)\s]*?\.mdx?(?:#[^)]*+)?+\)")
_LONGEST_NAME = 12  # characters of the name of a language


class Block(NamedTuple):
    """A heading, a paragraph, a row of a table, or code."""

    kind: str  # h1 … h6, p, li, row, code
    text: str  # of a row, its cells joined by tabs
    line: int
    end_line: int
    cells: tuple[str, ...] = ()
    table: int = 0  # the number of the table of a row


def front_matter(document: Document) -> int:
    """The number of lines of YAML between `---` that a page begins with."""
    lines = document.lines
    if not lines or lines[0].strip() != "---":
        return 0
    for number, line in enumerate(lines[1:_LONGEST_HEAD], start=2):
        if _RULE.fullmatch(line):
            return number
    return 0


def blocks(document: Document) -> Iterator[Block]:
    """The blocks in their order, those without a text left out."""
    head = front_matter(document)
    lines = [""] * head + document.lines[head:]
    tokens = _parser().parse("\n".join(lines))
    opened: list[Token] = []
    table = 0
    cells: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
            table += token.type == "table_open"
            if token.type == "tr_open":
                cells = []
        elif token.nesting == -1:
            closed = opened.pop()
            if closed.type == "tr_open" and closed.map:
                first, last = closed.map
                yield Block("row", "\t".join(cells), first + 1, last, tuple(cells), table)
        elif token.type in {"fence", "code_block"} and token.map:
            yield Block("code", token.content, token.map[0] + 1, token.map[1])
        elif token.type == "inline" and opened:
            if opened[-1].type in {"th_open", "td_open"}:
                cells.append(token.content.strip())
            elif token.map and _is_text(token.content):
                kind = _kind(opened)
                yield Block(kind, token.content, token.map[0] + 1, token.map[1])


def _is_text(content: str) -> bool:
    """Whether a block is more than badges, images and links to the page in other languages."""
    shown = _EMPTY_LINK.sub("", _IMAGE.sub("", content))
    others = _TO_PAGE.sub("", shown)
    return bool(shown) and (others == shown or len(others) > _LONGEST_NAME)


def _kind(opened: list[Token]) -> str:
    if opened[-1].type == "heading_open":
        return opened[-1].tag
    return "li" if any(token.type == "list_item_open" for token in opened) else "p"


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")
