"""Lines made to be slow: the time of a rule may grow with the length of a text, and no faster."""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from audit.config import Config
from audit.injection import Unit
from audit.scorers import Batch, scorers
from tests.benchmarks.damage import pairs_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CHARS = 1_000_000
LONGEST_S = 1.0
GROWTH = 2.5
RUNS = 6  # more of what seems to fail, alone on the machine
STOP_S = 20.0  # on the clock: what takes longer is not waited for
_ALMOST_NOTHING_S = 0.1  # below it a ratio of times says nothing
# Memory once had is kept: to get it from the system takes from 0 to 0.7 s of the same cell, as it
# happens to be there, and of texts of some length much more than of half of them.
_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}

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
    "references": "&lt;",
    "tags": "<a>",
    "beginnings of tags": "<a ",
    "citations": "[1] ",
    "abbreviations": "e.g. ",
    "numerals": "一百万",
    "ordinals": "第一",
    "per cent in Chinese": "百分之",
    "number words": "one ",
    "scales": "hundred ",
    "per cent": "9%",
    "placeholders": "{a} %s ",
    "ICU messages": "{a, plural, other {#}} ",
    "beginnings of ICU messages": "{a, plural, other {",
    "kana": "あ",
    "zero-width": "\u200b",
    "mojibake": "Ã¤",
    "Han, Latin, digits": "的A1",
    "sentences in English": "We study A. It is 5 % of B. ",
    "sentences in Chinese": "我们研究A。它占B的5%。",
}


PLACES = ("both sides", "the target", "the source")  # where it stands

# A hostile text stands on both sides, or beside one of these.
ENGLISH = "We study the growth of sparse graphs with 3 kinds of edges. The bound is tight."
CHINESE = "我们研究具有3种边的稀疏图的增长。这个界是紧的。"


class Cell(NamedTuple):
    """A rule at work on a line, which stands on both sides of a pair or on one."""

    rule: str
    line: str  # of PATTERNS
    place: str  # of `sides`

    def __str__(self) -> str:
        return f"{self.rule}, {self.line} on {self.place}"

    def seconds(self, chars: int) -> float:
        """CPU seconds on a line of so many characters; see `seconds`."""
        return seconds(self.rule, *sides(PATTERNS[self.line], chars)[self.place])


class Times(NamedTuple):
    """How long a cell takes."""

    whole: float  # CPU seconds, the least of all runs; infinite for what was stopped
    growth: float  # times half the line, the median of runs in turns; 0 where it takes next to none

    @property
    def fails(self) -> bool:
        """Whether it takes too long, or grows too fast."""
        return self.whole > LONGEST_S or self.growth > GROWTH


def batch_of(source: str, target: str) -> Batch:
    """A pair that is taken for English and Chinese."""
    batch = Batch(pairs_of([Unit("hostile", "abstract", source, target)]))
    batch.source.know(["en"])
    batch.target.know(["zh"])
    return batch


def seconds(rule: str, source: str, target: str) -> float:
    """CPU seconds of a rule on a pair taken for English and Chinese, with the facts it asks for."""
    (scorer,) = Config(select=(rule,)).scorers()
    batch = batch_of(source, target)
    gc.disable()  # as the engine does
    start = time.process_time()
    list(scorer.score(batch))
    spent = time.process_time() - start
    gc.enable()
    return spent


def sides(pattern: str, chars: int) -> dict[str, tuple[str, str]]:
    """Pairs of which one or both texts are `pattern` again and again, by where it stands.

    It is never cut, so that a longer text ends as a shorter one does.
    """
    text = pattern * (chars // len(pattern))
    pairs = (text, text), (ENGLISH, text), (text, CHINESE)
    return dict(zip(PLACES, pairs, strict=True))


def linearity() -> None:
    """Print the cells that fail, and the slowest cell of each rule; some five minutes on two cores.

    Each rule works on each line, at both lengths.
    """
    started = time.monotonic()
    os.environ |= _KEPT_MEMORY
    cells = [Cell(*cell) for cell in product(scorers(), PATTERNS, PLACES)]
    processes = os.cpu_count() or 1
    with ThreadPoolExecutor(processes) as threads:
        shares = threads.map(_measured, (cells[n::processes] for n in range(processes)))
        times = {cell: measured for share in shares for cell, measured in share.items()}
    suspects = [cell for cell, measured in times.items() if measured.fails]
    times |= _measured(suspects, RUNS)
    failed = {cell: times[cell] for cell in suspects if times[cell].fails}
    minutes = (time.monotonic() - started) / 60
    print(
        f"{len(failed)} of {len(times)} cells fail, of {len(suspects)} that were measured again "
        f"({minutes:.0f} minutes)"
    )
    for cell, measured in sorted(failed.items(), key=lambda item: -item[1].whole):
        print(f"  {cell}: {measured.whole:.2f} s, {measured.growth:.1f} times the half")
    print("The slowest cell of each rule:")
    worst = {cell.rule: cell for cell in sorted(times, key=lambda cell: times[cell].whole)}
    for cell in sorted(worst.values(), key=lambda cell: -times[cell].whole):
        print(f"  {cell}: {times[cell].whole:.2f} s")


def _measured(cells: list[Cell], runs: int = 1) -> dict[Cell, Times]:
    """The times of `cells`, in a process of their own, which is stopped where it takes too long."""
    with _Worker() as worker:
        return {cell: _times(cell, worker, runs) for cell in cells}


def _times(cell: Cell, worker: _Worker, runs: int) -> Times:
    spent, growths = [], []
    for _ in range(runs):
        spent.append(worker.seconds(cell, CHARS))
        if spent[-1] == inf:
            return Times(inf, 0)
        if min(spent) <= _ALMOST_NOTHING_S:
            return Times(min(spent), 0)
        growths.append(spent[-1] / worker.seconds(cell, CHARS // 2))
    return Times(min(spent), statistics.median(growths))


class _Worker:
    """A process that measures cells one by one."""

    def __enter__(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        self.pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()

    def seconds(self, cell: Cell, chars: int) -> float:
        """CPU seconds of a cell; infinite if it had to be stopped."""
        self.pipe.send((cell, chars))
        if self.pipe.poll(STOP_S):
            spent: float = self.pipe.recv()
            return spent
        self.__exit__()
        self.__enter__()
        return inf


def _serve(pipe: Connection) -> None:
    for rule in scorers():
        seconds(rule, ENGLISH, CHINESE)
    pipe.send("ready")
    while True:
        cell, chars = pipe.recv()
        pipe.send(cell.seconds(chars))
