"""The norms of one's own data."""

from __future__ import annotations

import json
import tomllib

import numpy as np
import pytest
from typer.testing import CliRunner

import audit
from audit import cli
from audit.calibration import calibrate, options_block
from audit.config import Config
from audit.scorers import Batch, scorers
from tests.conftest import pairs_of

SOURCE = "Learning aesthetic layouts by visual guidance for the elderly"
TARGET = "通过视觉引导为老年人学习美学布局"


MORE = (" near", " rivers", " bridges", " mountains", " kitchens", " gardens")
OTHERS = ("，天气", "火车", "早饭", "衣服", "音乐", "海洋")


def titles(count):
    """Pairs that agree, but for up to six words on each side."""
    return [
        {
            "source": SOURCE + "".join(MORE[: number % 7]),
            "target": TARGET + "".join(OTHERS[: number % 7]),
        }
        for number in range(count)
    ]


def norms(count, **choices):
    found = calibrate(pairs_of(*titles(count)), Config(select=("wrong-pair",), **choices))
    return {norm.option: norm for norm in found}


def test_median_and_deviation_are_of_the_values_of_the_rule():
    pairs = pairs_of(*titles(250))
    values = next(
        measure.values
        for measure in scorers()["wrong-pair"].measures(Batch(pairs))
        if measure.option == "log_odds"
    )
    norm = norms(250)["log-odds"]
    known = values[np.isfinite(values)]
    assert norm.entries == len(known) >= 200
    assert norm.median == np.median(known)
    assert norm.deviation == np.median(np.abs(known - norm.median))


def test_the_limit_in_use_comes_first_and_flags_what_the_rule_flags():
    rows = [*titles(30), {"source": f"{SOURCE} of many houses", "target": "今天天气晴朗万里无云"}]
    config = Config(select=("wrong-pair",))
    (norm,) = [it for it in calibrate(pairs_of(*rows), config) if it.option == "log-odds"]
    (in_use,) = norm.candidates
    assert in_use.limit == scorers()["wrong-pair"].log_odds
    assert in_use.flagged == len(audit.score(pairs_of(*rows), config).findings) == 1
    assert [sample.text for sample in in_use.samples] == ["今天天气晴朗万里无云"]
    assert in_use.samples[0].place == "rows:31"


def test_no_limit_is_suggested_from_few_entries():
    assert norms(199)["log-odds"].suggested is None
    assert norms(250)["log-odds"].suggested is not None


def test_samples_are_few_and_nearest_to_the_limit():
    norm = norms(250, rules={"wrong-pair": {"log-odds": 10.0}})["log-odds"]
    in_use = norm.candidates[0]
    assert in_use.flagged > len(in_use.samples) == 3
    values = [sample.value for sample in in_use.samples]
    assert values == sorted(values, reverse=True)


def test_order_and_workers_change_nothing():
    pairs = pairs_of(*titles(220))
    config = Config(select=("wrong-pair",))
    found = options_block(calibrate(pairs, config))
    assert options_block(calibrate(pairs.sample(frac=1, random_state=1), config)) == found


def test_nothing_to_measure():
    found = calibrate(pairs_of({"source": "Untranslated"}), Config())
    assert {norm.entries for norm in found if norm.rule == "wrong-pair"} == {0}
    tomllib.loads(options_block(found))


def test_the_block_is_a_valid_configuration():
    block = options_block(calibrate(pairs_of(*titles(250)), Config()))
    rules = tomllib.loads(block)["rules"]
    assert "log-odds" in rules["wrong-pair"]
    Config(rules=rules)


@pytest.mark.parametrize("scorer", scorers().values(), ids=lambda it: it.rule)
def test_measures_are_of_options(scorer):
    batch = Batch(pairs_of(*titles(3), {"source": "x"}, {"target": "无"}, {"target": ""}))
    for option, values, above in scorer.measures(batch):
        assert isinstance(getattr(scorer, option), float)
        assert values.shape == (6,)
        assert isinstance(above, bool)


def test_command(here):
    rows = [{"en": row["source"], "zh": row["target"]} for row in titles(220)]
    (here / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = CliRunner().invoke(cli.app, ["calibrate", "in.jsonl"])
    assert result.exit_code == 0
    assert "wrong-pair" in tomllib.loads(result.stdout)["rules"]
    assert "wrong-pair, log-odds: flags what is below" in result.stderr
    assert [file.name for file in here.iterdir()] == ["in.jsonl"]
    quiet = CliRunner().invoke(cli.app, ["calibrate", "in.jsonl", "--quiet"])
    assert quiet.stdout == result.stdout
    assert quiet.stderr == ""


def test_command_without_input():
    result = CliRunner().invoke(cli.app, ["calibrate"])
    assert result.exit_code == 2
    assert "audit calibrate corpus.jsonl" in result.stderr
