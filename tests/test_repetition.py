"""Loops and redundancy, wherever in a batch a text stands."""

from __future__ import annotations

import random

import pytest

from audit.text.repetition import redundancy, repetition

ALPHABET = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))


def words(rng, count):
    return "".join(rng.choices(ALPHABET, k=count))


@pytest.mark.parametrize("size", [*range(2, 20), 37, 60, 111, 200])
def test_three_in_a_row_are_a_loop(size):
    rng = random.Random(size)
    for offset in range(size):
        before, unit, after = words(rng, offset), words(rng, size), words(rng, 30)
        (loop,) = repetition([before + 3 * unit + after], 1.0).loops
        assert (loop.start, loop.end) == (offset, offset + 3 * size)
        assert loop.unit == unit
        assert loop.times == 3


@pytest.mark.parametrize("size", [2, 5, 40])
def test_two_in_a_row_are_none(size):
    rng = random.Random(size)
    unit = words(rng, size)
    assert repetition([words(rng, 50) + 2 * unit + words(rng, 50)], 1.0).loops == []


def test_same_texts_side_by_side_are_no_loop():
    assert repetition(["我们提出一种方法"] * 20, 0.35).loops == []


def test_batches_change_nothing():
    rng = random.Random(0)
    texts = []
    for _ in range(40):
        phrases = [words(rng, 12) for _ in range(4)]
        texts.append("".join(rng.choice(phrases) for _ in range(rng.randrange(5, 40))))
    together = repetition(texts, 0.35)
    assert together.redundancy.max() > 0.35
    for row, text in enumerate(texts):
        alone = repetition([text], 0.35)
        assert [loop._replace(row=row) for loop in alone.loops] == [
            loop for loop in together.loops if loop.row == row
        ]
        assert alone.redundancy[0] == together.redundancy[row]


def test_redundancy():
    assert redundancy("我们提出一种方法") == 0
    assert redundancy("我们提出一种新的学习方法" * 10) > 0.8
    assert repetition([None, "", "我"], 0.35).redundancy.tolist() == [0, 0, 0]
