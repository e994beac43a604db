"""Pairing by content, with what may sharpen it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.config import Config
from audit.errors import ConfigError
from audit.pairer.embedding import encoder
from audit.pairer.learning import learned
from tests.conftest import ROOT

DIGEST = ROOT / "seeds" / "002_b83577b64e6b106d.txt"


@pytest.fixture(scope="module")
def digest():
    """The digest's pairs: sources and targets by field."""
    pairs = audit.run([DIGEST]).pairs
    return {
        field: list(zip(rows["source_text"], rows["target_text"], strict=True))
        for field, rows in pairs.groupby("field")
    }


def crawls(folder: Path, sources, targets):
    """Two one-sided tables whose ids say nothing, the second in reverse."""
    for name, column, texts in (("en", "en", sources), ("zh", "zh", targets[::-1])):
        rows = [json.dumps({column: text}, ensure_ascii=False) for text in texts]
        (folder / f"{name}.jsonl").write_text("\n".join(rows), "utf-8")
    return ["en.jsonl", "zh.jsonl"]


def found(paths, **options):
    """Source text by target text of the pairs by content."""
    records = audit.read(paths, Config(**options)).records
    pairs = audit.pair(records, Config(**options))
    pairs = pairs[pairs["pair_method"] == "content"]
    assert pairs["pair_score"].between(0, 1).all()
    assert pairs["runner_up"].between(0, 1).all()
    return dict(zip(pairs["target_text"], pairs["source_text"], strict=True))


def test_two_crawls_are_joined(here, digest):
    sources, targets = zip(*digest["abstract"], strict=True)
    paths = crawls(here, sources, targets)
    assert found(paths) == dict(zip(targets, sources, strict=True))


def test_strangers_are_refused(here, digest):
    sources, targets = zip(*digest["abstract"], strict=True)
    assert found(crawls(here, sources[:2], targets[2:])) == {}


def test_at_score_nought_everything_is_paired(here, digest):
    sources, targets = zip(*digest["abstract"], strict=True)
    assert len(found(crawls(here, sources[:2], targets[2:4]), min_pair_score=0.0)) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda source, target: target[: int(len(target) * 0.3)],
        lambda source, target: target[: len(target) // 2] + source[len(source) // 2 :],
        lambda source, target: target[: len(target) // 2] + target[40:52] * 12,
        lambda source, target: target.translate(str.maketrans("0123456789", "7913584620")),
    ],
    ids=["cut to 30 %", "half English", "looped", "other numbers"],
)
def test_damaged_targets_find_their_source(here, digest, damage):
    sources = [source for source, _ in digest["abstract"]]
    damaged = [damage(source, target) for source, target in digest["abstract"]]
    pairs = found(crawls(here, sources, damaged))
    assert pairs == dict(zip(damaged, sources, strict=True))


def test_translated_elsewhere_is_not_missing(here, digest):
    source, target = digest["abstract"][0]
    marker = "translated by 谷歌翻译"
    feed = f"{source}\n{marker}\n{target}\n{marker}\n"
    (here / "feed.txt").write_text(feed, "utf-8")
    entries = audit.run(["feed.txt"]).entries
    assert entries["language_mismatch"].tolist() == [True, False]
    assert entries["missing_translation"].tolist() == [False, False]
    assert entries["pair_method"].tolist() == ["copied-source", "content"]


def test_encoder_of_ones_own(here, digest, monkeypatch):
    """Titles whose words say nothing pair by the vectors that a user's function gives them."""
    sources, targets = ["alpha beta gamma", "delta epsilon zeta"], ["甲乙丙丁", "戊己庚辛"]
    (here / "mine.py").write_text(
        "import numpy as np\n"
        "NEAR = {'alpha beta gamma': 0, '戊己庚辛': 0, 'delta epsilon zeta': 1, '甲乙丙丁': 1}\n"
        "def embed(texts):\n"
        "    return np.eye(2)[[NEAR[text] for text in texts]]\n"
    )
    monkeypatch.syspath_prepend(here)
    paths = crawls(here, sources, targets)
    pairs = found(paths, embed="mine:embed", min_pair_score=0.0)
    assert pairs == {"戊己庚辛": "alpha beta gamma", "甲乙丙丁": "delta epsilon zeta"}


NEWS = {
    "Brandt, who replaced Okafor at half-time, teed up Lindqvist for the third before Moreau nodded"
    " home from Petrov's corner to the delight of the travelling fans from Rostock.": (
        "勃兰特中场替换奥卡福出场，他为林德奎斯特创造了第三球的机会，随后莫罗接彼得罗夫开出的角球头球破门，"
        "令远道而来的罗斯托克球迷欣喜若狂。"
    ),
    "Past winners of the prize include Tomas Keller, Brendan Osei, Maria Fontaine, Yusuf Demir, Ana"
    " Ribeiro, Piotr Zielinski and, twice in a row, Gareth Pugh of Swansea.": (
        "该奖项的往届得主包括托马斯·凯勒、布伦丹·奥塞、玛丽亚·方丹、优素福·德米尔、安娜·里贝罗、"
        "彼得·齐林斯基，以及两度蝉联的斯旺西人加雷思·皮尤。"
    ),
    "Aunt Hester swore she would never set foot in Grimsby again, yet by Michaelmas she had haggled"
    " for a stall on the quay and was hawking kippers to the trawlermen at dawn.": (
        "海丝特姨妈发誓再也不踏进格里姆斯比半步，可到了米迦勒节，她已经在码头上讨价还价租下一个摊位，"
        "天一亮就向拖网渔民叫卖熏鲱鱼。"
    ),
}


def test_sentences_of_news_are_joined_by_their_vectors(here):
    paths = crawls(here, list(NEWS), list(NEWS.values()))
    assert found(paths) == {target: source for source, target in NEWS.items()}
    assert len(found(paths, embed="none")) < len(NEWS)


@pytest.mark.parametrize("path", ["nowhere:embed", "math:nothing", "math:pi", "embed"])
def test_encoder_that_is_none(path):
    with pytest.raises(ConfigError, match=r"package\.module:function"):
        encoder(path)


def test_learned_glosses_need_pairs_and_repetition():
    pairs = [(f"the zorblax {n} is small", f"泽布拉的第{n}号很小") for n in range(250)]
    assert learned(pairs[:100]) is None
    known = learned(pairs)
    names = np.array(list(known.stems))
    word = known.words["布"]
    stems = names[known.indices[known.indptr[word] : known.indptr[word + 1]]]
    assert "zorblax" in stems
