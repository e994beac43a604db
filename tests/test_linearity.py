"""The time of a rule grows with the length of a text, and no faster; on lines made to be slow."""

import gc
import time

import pytest

from audit.config import Config
from audit.scorers import Batch, scorers
from audit.scorers._notes import Notes, note, to_table
from audit.scorers._scopes import Entry
from audit.scorers._scoring import tasks_of
from audit.spool import Numbering, Spool
from tests.benchmarks.hostile import PATTERNS, batch_of, sides

CHARS = 15_000
TIMES = 4  # as long is the other text, with which
GROWTH = 8.0  # is half-way from linear, 4, to quadratic, 16, on a machine that others use as well
TRIES = 6  # of which the quickest counts
# A quadratic rule that takes no longer on the long text takes 3 s on 1 MB; below it clocks say
# little.
ALMOST_NOTHING_S = 0.012


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
        if isinstance(scorer.scope, Entry):
            list(scorer.score(batch))
        else:
            notes = Notes(len(batch), {}, {}, {})
            note(scorer, batch, notes)
            spool = Spool()
            spool.write("notes-0", to_table(notes, []))
            for task in tasks_of(scorer, spool, Numbering([len(batch)])):
                pairs = batch.pairs.iloc[task.rows].reset_index(drop=True)
                facts = batch.facts().iloc[task.rows].reset_index(drop=True)
                more = {"groups": task.groups, "note": task.note, "counted": task.counted}
                list(scorer.score(Batch(pairs, facts, **more)))
        spent[scorer.rule] = time.process_time() - start
    return spent


@pytest.mark.parametrize("line", PATTERNS)
@pytest.mark.parametrize("place", ["both sides", "the target"])
def test_time_grows_as_the_text(line, place):
    short, long = seconds(line, place, CHARS), seconds(line, place, TIMES * CHARS)
    for _ in range(TRIES - 1):
        slow = {
            rule: (short[rule], spent)
            for rule, spent in long.items()
            if spent > max(ALMOST_NOTHING_S, GROWTH * short[rule])
        }
        if not slow:
            return
        short = {
            rule: min(short[rule], spent) for rule, spent in seconds(line, place, CHARS).items()
        }
        again = seconds(line, place, TIMES * CHARS)
        long = {rule: min(long[rule], spent) for rule, spent in again.items()}
    pytest.fail(f"growth on {line}, {place}: {slow}")
