"""Tokens of a translation model in a text: pieces of words, tags of languages, marks of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from audit.schema import Span

LOST, BYTES, PIECE, LANGUAGE, SPECIAL = "lost", "bytes", "piece", "language", "special"

# What stands for a word that the model does not know.
_LOST = (
    r"(?P<lost>⁇|[<\[＜〈【]\s?\|?unk(?:nown)?\|?\s?[>\]＞〉】]"
    r"|(?-i:(?<![A-Za-z0-9_])UNK(?![A-Za-z0-9_])))"
)
_BYTES = r"(?P<bytes>(?:<0x[0-9a-f]{2}>)++)"
# Of SentencePiece, OpenNMT, subword-nmt, WordPiece, GPT-2, Moses and the Penn Treebank. A row of
# ▁▂▃ is a picture, and ## after a line end a heading of Markdown.
_PIECE = (
    r"(?P<piece>(?<![▁-█])▁(?![▁-█])|￭|(?<=[\p{L}\p{N}])@@(?=\s|$)"
    r"|(?<=[\p{L}\p{N}][ ]?)\#\#[\p{L}\p{N}]++(?!\#)|(?<![A-Za-z])Ġ(?=[A-Za-z])"
    r"|@[-,./–—:]@|(?-i:-[LR][RSC]B-))"
)
# Of NLLB, mBART, M2M-100, OPUS-MT and MADLAD. That of mBART is a locale everywhere else than where
# a text begins or ends.
_CODE = r"[a-z]{2,3}(?:_[A-Z][A-Za-z]{1,3})?"
_LOCALE = r"[a-z]{2}_[A-Z]{2}(?![A-Za-z0-9_])"
_LANGUAGE = (
    r"(?P<language>(?-i:(?<![A-Za-z0-9_])[a-z]{3}_[A-Z][a-z]{3}(?![A-Za-z0-9_])"
    rf"|(?<=^\W?){_LOCALE}|(?<![A-Za-z0-9_]){_LOCALE}(?=\W?$)"
    rf"|(?<!_)__[a-z]{{2,3}}__(?!_)|__label__[a-z]{{2,3}}|>>{_CODE}<<|<2{_CODE}>|</?(?:en|zh|src|tgt)>))"
)
# Where sentences, turns and texts begin and end, and what is masked or filled up.
_NAMES = (
    "pad|mask|gmask|sep|cls|bos|eos|eod|sop|eop|sos|eot|unused_?[0-9]{1,4}|extra_id_[0-9]{1,4}"
    "|(?:start|end)_of_(?:turn|text|sentence)"
)
_SPECIAL = (
    rf"(?P<special><\s?/?\s?s\s?>|</?(?:{_NAMES})>|<</?SYS>>|<[|｜][^<>|｜\n]{{1,40}}[|｜]>"
    r"|(?-i:\[/?(?:PAD|MASK|gMASK|SEP|CLS|BOS|EOS|EOT|EOD|INST)\]))"
)
_ANY = regex.compile(f"{_LOST}|{_BYTES}|{_PIECE}|{_SPECIAL}|{_LANGUAGE}", regex.IGNORECASE)
# A first look at what has a sign of one, 10 µs instead of 130.
_LIKELY = re.compile(
    r"[⁇▁￭Ġ]|@@|@[-,./–—:]@|##|\[/?\|?[A-Za-z]{3,5}\|?\]|<\s?/?\s?[A-Za-z0|｜<]|<2|>>|[a-z]_[A-Z]|(?i:unk)|__|-[LR]"
)
_HASH = regex.compile(r"(?<!#)#(?!#)")


class Token(NamedTuple):
    """A token of a model in a text."""

    kind: str  # LOST, BYTES, PIECE, LANGUAGE or SPECIAL
    span: Span


def model_tokens(text: str) -> list[Token]:
    """The tokens of models in `text`, in order."""
    if not (_has_sign(text) and _LIKELY.search(text)):
        return []
    found = [Token(match.lastgroup or "", Span(*match.span())) for match in _ANY.finditer(text)]
    # Topics of a Chinese network stand between two of them: #a##b#.
    if found and "##" in text and _HASH.search(text):
        found = [token for token in found if text[token.span.start] != "#"]
    return found


def _has_sign(text: str) -> bool:
    """Whether `text` has what any token has, which is found at once: so have 5 % of abstracts."""
    return (
        "<" in text
        or "_" in text
        or "[" in text
        or "@" in text
        or "#" in text
        or "⁇" in text
        or "▁" in text
        or "￭" in text
        or "Ġ" in text
        or ">" in text
        or "UNK" in text
        or "unk" in text
        or "B-" in text
    )


def read_bytes(tokens: str) -> str:
    """The text whose bytes in UTF-8 are `tokens`: `<0xE4><0xB8><0xAD>`; empty if it is none."""
    data = bytes(int(token[3:5], 16) for token in tokens.split(">")[:-1])
    return data.decode("utf-8", "ignore")
