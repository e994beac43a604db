"""The dictionary, its cache, and what is made of it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from audit.text import lexicon as module
from audit.text.agreement import agreement
from audit.text.belonging import odds_by_terms
from audit.text.coverage import shared
from audit.text.lexicon import lexicon, stem
from audit.text.terms import Vocabulary, source_terms, target_terms


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of its own."""
    monkeypatch.setattr(module.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    lexicon.cache_clear()
    yield tmp_path
    lexicon.cache_clear()


def glosses(known, word):
    names = list(known.stems)
    number = known.words[word]
    return {names[stem] for stem in known.indices[known.indptr[number] : known.indptr[number + 1]]}


def test_broken_cache_is_built_again(cache):
    built = lexicon()
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"PK\x03\x04" + whole[4:4000]):
        file.write_bytes(broken)
        lexicon.cache_clear()
        again = lexicon()
        assert again.words == built.words
        assert np.array_equal(again.indices, built.indices)
        assert file.read_bytes() == whole


def test_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    place = tmp_path / "file"
    place.write_text("in the way")
    monkeypatch.setattr(module.platformdirs, "user_cache_dir", lambda *_, **__: str(place))
    lexicon.cache_clear()
    assert "模型" in lexicon().words
    lexicon.cache_clear()


def test_two_processes_build_at_once(environment, tmp_path):
    command = [sys.executable, "-c", "from audit.text.lexicon import lexicon; lexicon()"]
    environment = environment | {"XDG_CACHE_HOME": str(tmp_path)}
    both = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(list((tmp_path / "audit").iterdir())) == 1


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("模型", "model"),
        ("神经网络", "neural network"),
        ("神經網絡", "neural network"),
        ("零样本", "zero shot"),
        ("学习", "learn"),
        ("學習", "learning"),
    ],
)
def test_glosses(word, english):
    assert set(stem(english.split())) <= glosses(lexicon(), word)


def test_words_are_found_inside_words_and_alone():
    vocabulary = Vocabulary.of(lexicon())
    terms = target_terms(["神经网络的BERT", "", "无"], vocabulary)
    names = list(vocabulary.lexicon.words)
    words = {names[i]: at for i, at in zip(terms.ids, terms.offsets, strict=True) if i < len(names)}
    assert {"神经网络": 0, "神经": 0, "网络": 2, "的": 4}.items() <= words.items()
    assert not {"神", "网"} & set(words)
    assert terms.bounds[1] == terms.bounds[2] < terms.bounds[3]
    assert vocabulary.stems["bert"] + vocabulary.words in terms.ids


def test_shared_terms_are_the_weightiest_first():
    vocabulary = Vocabulary.of(lexicon())
    source = source_terms(["We train a neural network on CIFAR with sparse attention."], vocabulary)
    target = target_terms(["我们用稀疏注意力在CIFAR上训练神经网络。"], vocabulary)
    weights = [weight for _, _, weight in shared(source, target, vocabulary)]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) >= 5


def test_agreement_knows_a_pair_from_a_stranger():
    source = (
        "We study sparse attention in neural machine translation and show that it reduces memory,"
        " keeps accuracy on three benchmarks, and makes long documents cheap to translate."
    )
    right = (
        "我们研究神经机器翻译中的稀疏注意力,并表明它减少内存,"
        "在三个基准上保持准确性,使长文档的翻译变得廉价。"
    )
    wrong = "由于传感器的成本和可靠性高,泵的设计人员会尽可能地估算可行操作点所需的传感器数量。"
    found = agreement([source, source, None, source], [right, wrong, right, None])
    assert found.is_right().tolist() == [True, False, False, False]
    assert (odds_by_terms(found) < 0).tolist() == [False, True, False, False]
