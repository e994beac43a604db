"""Language tags, BCP 47 (RFC 5646), as a person types them."""

from __future__ import annotations

import langcodes
import rapidfuzz

from audit.text.language import language_name

# What is meant by names and codes that no registry has.
_MEANT = {
    "cn": "zh", "chs": "zh-Hans", "cht": "zh-Hant", "jp": "ja", "kr": "ko", "mandarin": "zh",
    "tw": "zh-Hant", "hk": "zh-Hant", "simplified": "zh-Hans", "traditional": "zh-Hant",
    "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant", "中文": "zh", "英文": "en",
    "英语": "en", "汉语": "zh", "zh-chs": "zh-Hans", "zh-cht": "zh-Hant",
}  # fmt: skip
_OLD = frozenset({"zh-chs", "zh-cht"})  # of Windows; to a parser an extended language
_CODES = ("ar", "de", "el", "en", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl",
          "pt", "ru", "sv", "th", "tr", "uk", "vi", "zh")  # fmt: skip
_NAMES = {language_name(code).lower(): code for code in _CODES}
_LIKE_ENOUGH = 75  # of 100, by rapidfuzz: `chines` is Chinese, `klingon` nothing


def language_mistakes(option: str, tag: str) -> list[str]:
    """The mistakes in a tag, with the nearest that is right; empty if it is one of BCP 47."""
    if "_" not in tag and _is_tag(tag) and tag.lower() not in _OLD:
        return []
    meant = _nearest(tag)
    hint = f"did you mean {meant!r}?" if meant else "give one of BCP 47, such as en, zh or zh-Hant"
    return [f"{option}: {tag!r} is no language tag; {hint}"]


def _is_tag(tag: str) -> bool:
    try:
        return langcodes.tag_is_valid(tag)
    except ValueError:
        return False


def _nearest(tag: str) -> str | None:
    bare = tag.strip().lower()
    dashed = tag.strip().replace("_", "-")
    if bare.replace("_", "-") in _MEANT or bare in _MEANT:
        return _MEANT.get(bare.replace("_", "-")) or _MEANT[bare]
    if _is_tag(dashed):
        return langcodes.standardize_tag(dashed)
    known = _MEANT | _NAMES
    best = rapidfuzz.process.extractOne(
        bare, list(known), scorer=rapidfuzz.fuzz.ratio, score_cutoff=_LIKE_ENOUGH
    )
    if best is not None:
        return known[best[0]]
    first = dashed.split("-")[0].lower()
    return first if first != bare and _is_tag(first) else None
