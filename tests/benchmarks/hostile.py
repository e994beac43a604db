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
RUNS = 3  # the quickest counts
_ALMOST_NOTHING_S = 0.1  # below it a ratio of times says nothing
# What takes less on a tenth of the text takes less than half a second on all of it, even if the
# time grows with the square of the length; it is not measured further.
_TENTH_S = 0.005

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


# A hostile text stands on both sides, or beside one of these.
ENGLISH = "We study the growth of sparse graphs with 3 kinds of edges. The bound is tight."
CHINESE = "我们研究具有3种边的稀疏图的增长。这个界是紧的。"


def seconds(rule: str, source: str, target: str) -> float:
    """CPU seconds of a rule on a pair taken for English and Chinese, with the facts it asks for."""
    (scorer,) = Config(select=(rule,)).scorers()
    batch = Batch(pairs_of([Unit("hostile", "abstract", source, target)]))
    batch.source.know(["en"])
    batch.target.know(["zh"])
    start = time.process_time()
    list(scorer.score(batch))
    return time.process_time() - start


def sides(pattern: str, chars: int) -> dict[str, tuple[str, str]]:
    """Pairs of which one or both texts are `pattern` again and again, by where it stands."""
    text = (pattern * (chars // len(pattern) + 1))[:chars]
    return {
        "both sides": (text, text),
        "the target": (ENGLISH, text),
        "the source": (text, CHINESE),
    }


def linearity() -> None:
    """Print what is too slow, and the slowest line of each rule."""
    for rule in scorers():
        seconds(rule, ENGLISH, CHINESE)
    worst: dict[str, tuple[float, str]] = {}
    for name, pattern in PATTERNS.items():
        half, tenth = sides(pattern, CHARS // 2), sides(pattern, CHARS // 10)
        for place, texts in sides(pattern, CHARS).items():
            for rule in scorers():
                if seconds(rule, *tenth[place]) < _TENTH_S:
                    continue
                spent = seconds(rule, *texts)
                if spent > _ALMOST_NOTHING_S:
                    runs = RUNS if spent < LONGEST_S else 1
                    spent = min([spent, *(seconds(rule, *texts) for _ in range(runs - 1))])
                    ratio = spent / min(seconds(rule, *half[place]) for _ in range(runs))
                    if spent > LONGEST_S or ratio > GROWTH:
                        what = f"{rule}, {name} on {place}"
                        print(f"  {what}: {spent:.2f} s, {ratio:.1f} times the half")
                worst[rule] = max(worst.get(rule, (0.0, "")), (spent, name))
    for rule, (spent, name) in sorted(worst.items(), key=lambda item: item[1], reverse=True):
        print(f"  {rule}: at most {spent:.2f} s ({name})")
