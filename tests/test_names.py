"""Names and how Chinese renders them; characters of one form of Chinese."""

from __future__ import annotations

import pytest

from audit.text.names import (
    find_names,
    fold,
    holds,
    is_defined,
    is_rendered,
    is_word,
    renderings,
    singular,
    unglued,
)
from audit.text.variants import count_variants, in_simplified, variants


def test_names_with_their_places():
    texts = [
        "We use BERT, mT5 and ResNet-50 for U-Net.",
        "",
        "GPT-3.5 beats LLMs – Poincaré does not",
    ]
    found = find_names(texts)
    assert [[name.text for name in names] for names in found] == [
        ["BERT", "mT5", "ResNet-50"],
        [],
        ["GPT-3.5", "LLMs"],
    ]
    for text, names in zip(texts, found, strict=True):
        assert all(text[name.start : name.end] == name.text for name in names)


def test_forms_of_names():
    assert fold("Mask R-CNN") == fold("ＭaskRCNN") == "maskrcnn"
    assert [singular(name) for name in ("LLMs", "OSes", "BERT")] == ["LLM", "OS", "BERT"]
    assert [unglued(name) for name in ("toBHMC", "FAIRLABELis", "fastMRI")][:2] == [
        "BHMC",
        "FAIRLABEL",
    ]


def test_a_longer_number_is_another_name():
    assert holds("在CIFAR-10上", "CIFAR-10")
    assert not holds("在CIFAR-100上", "CIFAR-10")
    assert not holds("使用GPT-3.5", "GPT-3")


@pytest.mark.parametrize("word", ["III", "GHz", "AutoEncoder", "image2map", "UNconditional"])
def test_words_that_look_like_names(word):
    assert is_word(word)


def test_renderings():
    assert len(renderings()) >= 300
    assert is_rendered("CNNs", "卷积神经网络")
    assert not is_rendered("BERT", "贝特")
    assert is_defined("FLs", "联邦学习（ FL）")
    assert not is_defined("FL", "FL is not")


def test_one_way_characters():
    simplified, traditional = variants()
    assert not (simplified | traditional) & set("著乾后里台干瞭于床秘")
    assert set("们这时对") <= simplified
    assert set("們這時對") <= traditional
    texts = ["我们", "", "我們這", "我", "we"]
    counts = count_variants(texts)
    assert counts.tolist() == [[1, 0], [0, 0], [0, 2], [0, 0], [0, 0]]
    assert in_simplified(texts, counts) == ["我们", "", "我们这", "我", "we"]


def test_every_traditional_character_has_a_simplified_one():
    traditional = "".join(sorted(variants().traditional))
    (simplified,) = in_simplified([traditional], count_variants([traditional]))
    assert len(simplified) == len(traditional)
