"""Lines made to be slow: the time of a rule may grow with the length of a text, and no faster."""

from __future__ import annotations

import time

from audit.config import Config
from audit.injection import Unit
from audit.scorers import Batch, scorers
from tests.benchmarks.damage import pairs_of

CHARS = 1_000_000
LONGEST_S = 1.0
GROWTH = 2.5
_ALMOST_NOTHING_S = 0.05  # below it a ratio of times says nothing

# A text is its pattern again and again.
PATTERNS = {
    "one letter": "a",
    "one Han character": "的",
    "two letters in turn": "ab",
    "letters and spaces": "a ",
    "digits": "7",
    "digits and dots": "1.",
    "digits and commas": "1,",
    "dollars": "$",
    "dollars and letters": "$a",
    "backslashes": "\\",
    "commands": "\\a{",
    "opening brackets": "(",
    "both brackets": "()",
    "full-width brackets": "（",
    "white space": " ",
    "line ends": "\n",
    "full stops": ".",
    "Chinese full stops": "。",
    "capitals": "A",
    "capitals and small letters": "Ab",
    "hyphens": "a-",
    "at signs": "a@",
    "URLs": "http://a.b/",
    "colons and slashes": "://",
    "entities": "&amp",
    "tags": "<a ",
    "numerals": "一百万",
    "per cent": "9%",
    "kana": "あ",
    "zero-width": "\u200b",
    "mojibake": "Ã¤",
    "Han, Latin, digits": "的A1",
    "sentences in English": "We study A. It is 5 % of B. ",
    "sentences in Chinese": "我们研究A。它占B的5%。",
}


def seconds(rule: str, source: str, target: str) -> float:
    """CPU seconds of a rule on a pair, with the facts that it asks for."""
    (scorer,) = Config(select=(rule,)).scorers()
    batch = Batch(pairs_of([Unit("hostile", "abstract", source, target)]))
    start = time.process_time()
    list(scorer.score(batch))
    return time.process_time() - start


def grown(pattern: str, chars: int) -> str:
    return (pattern * (chars // len(pattern) + 1))[:chars]


def linearity() -> None:
    """Print what is too slow, and the slowest line of each rule."""
    for warm in scorers():
        seconds(warm, "We study a graph.", "我们研究图。")
    worst: dict[str, tuple[float, str]] = {}
    for name, pattern in PATTERNS.items():
        whole, half = grown(pattern, CHARS), grown(pattern, CHARS // 2)
        for rule in scorers():
            spent = seconds(rule, whole, whole)
            worst[rule] = max(worst.get(rule, (0.0, "")), (spent, name))
            if spent > _ALMOST_NOTHING_S:
                ratio = spent / max(seconds(rule, half, half), 1e-9)
                if spent > LONGEST_S or ratio > GROWTH:
                    print(f"  {rule} on {name}: {spent:.2f} s, {ratio:.1f} times the half")
    for rule, (spent, name) in sorted(worst.items(), key=lambda item: item[1], reverse=True):
        print(f"  {rule}: at most {spent:.2f} s ({name})")
