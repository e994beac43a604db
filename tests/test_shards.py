"""A run in parts gives what a run at once does, and goes on where it was stopped."""

from __future__ import annotations

import csv
import gzip
import io
import json
from functools import partial

import numpy as np
import pandas as pd
import pytest

import audit
from audit import spool
from audit.config import Config
from audit.readers import _slices
from audit.schema import ENTRIES
from audit.scorers import _scoring
from audit.scorers._exchange import grouped

SENTENCES = {
    "Neural synthesis with deep oscillators is fast.": "基于深度振荡器的神经合成很快。",
    "We learn aesthetic layouts via visual guidance.": "我们通过视觉引导学习美学布局。",
    "Social biases in language models are mitigated.": "语言模型中的社会偏见得到了减轻。",
    "The speech of 12 speakers is separated.": "分离了12位说话人的语音。",
    "Graphs of molecules are embedded.": "对分子图进行了嵌入。",
}
ROWS = 24


def rows():
    """Rows of a table, some blank, some without translation, some that stand twice."""
    texts = list(SENTENCES.items())
    for number in range(ROWS):
        source, target = texts[number % len(texts)]
        if number % 7 == 3:
            target = None
        elif number % 7 == 5:
            target = ("", source)[number % 2]
        elif number == 8:
            source = None
        elif number == 9:
            target = f"{target}\n第二行，“引号”。"
        yield {"id": f"x{number % 20}", "en": source, "zh": target, "title_en": f"{source}"[:40]}


def jsonl():
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows()) + "no json\n"


def delimited(delimiter, **more):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, **more)
    writer.writerow(["id", "en", "zh", "title_en"])
    for row in rows():
        cells = [cell or "" for cell in row.values()]
        plain = more.get("quoting") == csv.QUOTE_NONE
        writer.writerow([cell.replace("\n", " ") if plain else cell for cell in cells])
    if more.get("quoting") != csv.QUOTE_NONE:
        writer.writerow(["x98", "One", "一", "One", "too", "many"])
        file.seek(0)
        header, *others = file.getvalue().splitlines(keepends=True)
        return "".join([header, others[-1], *others])
    return file.getvalue()


ALONE = Config(workers=1)  # so that what is put in place of a function is used
TABLES = {
    "in.jsonl": jsonl(),
    "in.csv": delimited(","),
    "in.tsv": delimited("\t", quoting=csv.QUOTE_NONE, quotechar=None),
    "quoted.tsv": delimited("\t", lineterminator="\n"),
    "marked.csv": "\ufeff" + delimited(";"),
}


@pytest.fixture
def in_slices(monkeypatch):
    """Of seven rows each, of files however small."""

    def cut():
        monkeypatch.setattr(_slices, "LARGE", 1)
        monkeypatch.setattr(_slices, "_beginning", lambda file: file.read_bytes())
        monkeypatch.setattr(_slices, "_ROWS", 7)
        monkeypatch.setattr(_slices, "ROWS_JUDGED", 5)

    return cut


def same(one, other):
    for name in ("entries", "findings", "pairs"):
        assert getattr(one, name).equals(getattr(other, name)), name
    records = [
        report.records.sort_values("record_id", ignore_index=True) for report in (one, other)
    ]
    assert records[0].equals(records[1])
    for told in ("inputs", "problems", "directions"):
        assert getattr(one, told) == getattr(other, told)
    assert one.conservation() == other.conservation()


@pytest.mark.parametrize("name", TABLES)
def test_slices_give_what_the_whole_does(here, in_slices, name):
    (here / name).write_bytes(TABLES[name].encode())
    whole = audit.run([name])
    in_slices()
    report = audit.run([name])
    same(report, whole)
    report.write("out")
    assert (here / "out" / "entries.csv").read_bytes().count(b"\r\n") == len(whole.entries) + 1


def test_what_is_left_over_meets_loose_texts(here, in_slices):
    (here / "in.jsonl").write_text(TABLES["in.jsonl"], "utf-8")
    feed = "".join(f"{target}\ntranslated by DeepL\n" for target in SENTENCES.values())
    (here / "feed.txt").write_text(feed, "utf-8")
    (here / "a.csv").write_text(TABLES["in.csv"], "utf-8")
    whole = audit.run(["feed.txt", "in.jsonl", "a.csv"])
    in_slices()
    same(audit.run(["a.csv", "in.jsonl", "feed.txt"]), whole)


def test_a_packed_table_is_read_in_slices(here, in_slices):
    (here / "in.jsonl.gz").write_bytes(gzip.compress(TABLES["in.jsonl"].encode()))
    whole = audit.run(["in.jsonl.gz"])
    in_slices()
    same(audit.run(["in.jsonl.gz"]), whole)
    report = audit.run(["in.jsonl.gz"], parts=here / "parts")
    assert (here / "parts" / "unfolded").is_dir()
    same(report, whole)
    del report
    assert not (here / "parts").exists()


@pytest.mark.parametrize("line", [b'{"en": "a\xff", "zh": "b"}\n', b'{"en": "a"}\r{"en": "b"}\n'])
def test_an_irregular_file_is_read_at_once(here, in_slices, line):
    (here / "in.jsonl").write_bytes(TABLES["in.jsonl"].encode() + line)
    whole = audit.run(["in.jsonl"])
    in_slices()
    same(audit.run(["in.jsonl"]), whole)


def test_a_long_group_is_looked_through(here, monkeypatch):
    (here / "in.jsonl").write_text(TABLES["in.jsonl"] * 3, "utf-8")
    whole = audit.run(["in.jsonl"])
    assert "duplicate-entry" in set(whole.findings["rule"])
    monkeypatch.setattr(_scoring, "_ROWS_HELD", 0)
    monkeypatch.setattr(_scoring, "grouped", partial(grouped, rows=1))
    same(audit.run(["in.jsonl"]), whole)


def test_a_stopped_run_goes_on(here, in_slices, monkeypatch):
    (here / "in.jsonl").write_text(TABLES["in.jsonl"], "utf-8")
    in_slices()
    whole = audit.run(["in.jsonl"])
    look, looked_at = _scoring._one_profile, []

    def stop_at_the_third(pairs, rows, first, *more):
        looked_at.append(first)
        if len(looked_at) == 3:
            raise KeyboardInterrupt
        return look(pairs, rows, first, *more)

    monkeypatch.setattr(_scoring, "_one_profile", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        audit.run(["in.jsonl"], ALONE, parts=here / "parts")
    (found,) = (here / "parts").glob("*/found-1.arrow")
    found.write_bytes(found.read_bytes()[:100])
    report = audit.run(["in.jsonl"], ALONE, parts=here / "parts", resume=True)
    assert looked_at[3:] == looked_at[1:3] + looked_at[5:]
    same(report, whole)
    del report
    assert not (here / "parts").exists()


@pytest.mark.parametrize("change", ["input", "configuration"])
def test_what_another_run_has_left_is_not_used(here, in_slices, monkeypatch, change):
    (here / "in.jsonl").write_text(TABLES["in.jsonl"], "utf-8")
    in_slices()
    with monkeypatch.context() as patch:
        patch.setattr(_scoring, "_one_profile", None)
        with pytest.raises(TypeError):
            audit.run(["in.jsonl"], ALONE, parts=here / "parts")
    (before,) = (here / "parts").iterdir()
    config = Config(workers=1, min_pair_score=0.9) if change == "configuration" else ALONE
    if change == "input":
        (here / "in.jsonl").write_text(TABLES["in.jsonl"].replace("12", "13"), "utf-8")
    report = audit.run(["in.jsonl"], config, parts=here / "parts", resume=True)
    assert not before.exists()
    assert set(report.entries) == set(ENTRIES)


def test_a_table_of_the_spool_is_whole_or_not_there(tmp_path):
    kept = spool.Spool(tmp_path)
    kept.write_frame("a-0", pd.DataFrame({"x": [1, 2, 3], "y": ["a", None, "c"]}))
    assert "a-0" in kept
    assert "b-0" not in kept
    assert kept.frame("a-0", ["y"])["y"].tolist()[::2] == ["a", "c"]
    kept.write_frame("a-1", pd.DataFrame({"x": [4], "y": ["d"]}))
    numbering = spool.Numbering([3, 1])
    taken = numbering.fetch(kept, "a", np.array([3, 0, 2]))
    assert taken["x"].tolist() == [4, 1, 3]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
