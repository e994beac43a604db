"""Language tags as a person types them: BCP 47, or the nearest that is."""

from __future__ import annotations

import pytest

from audit.config import Config
from audit.errors import ConfigError
from audit.text.language_tags import language_mistakes

RIGHT = ["en", "zh", "zh-Hans", "zh-Hant-TW", "zh-CN", "en-US", "pt-BR", "yue", "cmn", "zh-cn"]
MEANT = {
    "zh_CN": "zh-CN", "en_us": "en-US", "cn": "zh", "chinese": "zh", "Chinese": "zh",
    "chines": "zh",
    "english": "en", "jp": "ja", "japanese": "ja", "zh-CHS": "zh-Hans", "中文": "zh",
    "simplified chinese": "zh-Hans",
}  # fmt: skip


@pytest.mark.parametrize("tag", RIGHT)
def test_tags(tag):
    assert language_mistakes("target-lang", tag) == []


@pytest.mark.parametrize("tag", MEANT)
def test_nearest_is_named(tag):
    (mistake,) = language_mistakes("target-lang", tag)
    assert mistake == f"target-lang: {tag!r} is no language tag; did you mean {MEANT[tag]!r}?"


@pytest.mark.parametrize("tag", ["", "xx", "klingonese!", "e", "12", "zz-Hans"])
def test_what_is_none_is_refused(tag):
    (mistake,) = language_mistakes("source-lang", tag)
    assert "is no language tag" in mistake


def test_configuration_tells_of_both_at_once():
    with pytest.raises(ConfigError) as raised:
        Config(source_lang="english", target_lang="cn")
    assert [mistake.split(":")[0] for mistake in raised.value.mistakes] == [
        "source-lang", "target-lang",
    ]  # fmt: skip
