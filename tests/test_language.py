"""Which language a text is in, and how many letters of which script it has."""

from __future__ import annotations

import numpy as np
import pytest

from audit.text.language import _ENGLISH_ONLY, _english_slots, identify
from audit.text.scripts import HAN, LATIN, count_scripts


def test_each_word_that_only_english_has_is_in_a_slot_of_its_own():
    assert np.count_nonzero(_english_slots()) == len(_ENGLISH_ONLY)


@pytest.mark.parametrize("text", ["", "a", "Deep nets, 2 of them.", "naïve", "中文 and Latin"])
def test_a_text_counts_the_same_beside_others(text):
    beside = count_scripts(["ab", text, None, "", "网络 é", text])
    assert beside[1].tolist() == beside[5].tolist() == count_scripts([text])[0].tolist()


def test_letters_of_ascii_are_latin():
    counts = count_scripts(["We use 3 nets.", "", "我们用nets"])
    assert counts[:, LATIN].tolist() == [9, 0, 4]
    assert counts[:, HAN].tolist() == [0, 0, 3]


def test_words_of_grammar_tell_english():
    assert identify(["We show that the method is better than what these have.", ""]) == ["en", None]
