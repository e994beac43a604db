"""The time of a rule grows with the length of a text, and no faster; on lines made to be slow."""

import gc
import time

import pytest

from audit.config import Config
from audit.scorers import scorers
from tests.benchmarks.hostile import PATTERNS, batch_of, sides

CHARS = 20_000
GROWTH = 3.0  # of the time on twice the text: linear is 2, quadratic is 4
TRIES = 6  # of which the quickest counts, on a machine that others use as well
# Where the square of the length adds less to the time on twice the text, it adds less than 3 s on
# 1 MB; below it clocks say little.
ALMOST_NOTHING_S = 0.005


@pytest.fixture(autouse=True)
def _without_collection():
    """As the engine runs rules; a search for garbage would be counted for whoever sets it off."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def seconds(line, place, chars):
    """CPU seconds of each rule, facts being counted for the first that asks for them."""
    batch = batch_of(*sides(PATTERNS[line], chars)[place])
    spent = {}
    for scorer in Config(select=tuple(scorers())).scorers():
        start = time.process_time()
        list(scorer.score(batch))
        spent[scorer.rule] = time.process_time() - start
    return spent


@pytest.mark.parametrize("line", PATTERNS)
@pytest.mark.parametrize("place", ["both sides", "the target"])
def test_twice_the_text_takes_twice_the_time(line, place):
    once, twice = seconds(line, place, CHARS), seconds(line, place, 2 * CHARS)
    for _ in range(TRIES - 1):
        slow = {
            rule: (once[rule], spent)
            for rule, spent in twice.items()
            if spent > max(ALMOST_NOTHING_S, GROWTH * once[rule])
        }
        if not slow:
            return
        once = {rule: min(once[rule], spent) for rule, spent in seconds(line, place, CHARS).items()}
        again = seconds(line, place, 2 * CHARS)
        twice = {rule: min(twice[rule], spent) for rule, spent in again.items()}
    pytest.fail(f"growth on {line}, {place}: {slow}")
