"""Translations that come back: each in its slot, nothing else touched, all else told of."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import audit
from audit.cli import app
from audit.config import Config
from audit.errors import InputError
from audit.merging import merge
from audit.readers import read
from audit.readers._base import Document
from audit.readers.delimited import layout
from audit.report.formats import content
from audit.schema import Record
from audit.writers import Change, replace
from audit.writers._base import Edit
from audit.writers._edits import applied
from tests.conftest import ROOT
from tests.strategies import TEXTS

# Good pairs of some length, so that no rule has anything to say of them.
TRANSLATED = {
    "Graph neural networks learn the structure of large molecules from data.":
        "图神经网络从数据中学习大分子的结构。",
    "Speech recognition for children suffers from a lack of training recordings.":
        "儿童语音识别缺乏训练录音。",
    "We measure the temperature of distant stars with a new telescope in Chile.":
        "我们在智利用一台新望远镜测量遥远恒星的温度。",
    "Robots that walk on two legs fall when the ground is wet and slippery.":
        "当地面潮湿光滑时，用两条腿行走的机器人会摔倒。",
    "A quantum computer with few qubits factors small integers in an hour.":
        "一台量子比特很少的量子计算机在一小时内分解小整数。",
}  # fmt: skip
README = (ROOT / "README.md").read_text("utf-8")
EN, ZH = list(TRANSLATED), list(TRANSLATED.values())


def call(*args):
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def queued(*inputs, config=None):
    """The queue of `inputs`, as objects."""
    made = content(audit.run(inputs, config), "requeue")
    return [json.loads(line) for line in made.splitlines()]


def filled(entries, translate=TRANSLATED.get):
    """The queue with translations, as a file."""
    lines = [json.dumps({**one, "translation": translate(one["source"])}) for one in entries]
    Path("done.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return "done.jsonl"


def filled_xliff(*inputs, translate=TRANSLATED.get):
    """The queue of `inputs` as XLIFF with translations, as a file."""
    made = content(audit.run(inputs), "requeue-xliff").decode()

    def fill(match):
        return f"{match[1]}{escape(translate(match[2]))}</target>"

    unit = r"(<source[^>]*>([^<]*)</source>\n<target[^>]*>)</target>"
    done, count = regex.subn(unit, lambda m: m[1] + escape(translate(m[2])) + "</target>", made)
    assert count
    Path("done.xlf").write_text(done, "utf-8")
    return "done.xlf"


def _csv(rows, end="\n", quoting=csv.QUOTE_MINIMAL, delimiter=","):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return file.getvalue()


def _jsonl(rows, **more):
    return "".join(f"{json.dumps(row, **more)}\n" for row in rows)


# Tables with slots 1 and 3 of five not translated; `@1@` and `@3@` are what is there instead.
BAD = {1: EN[1], 3: ""}
CELLS = [[n, EN[n], BAD.get(n, ZH[n])] for n in range(5)]
HEADER = ["id", "en", "zh"]
NESTED = [{"id": n, "t": {"en": en, "zh": zh, "x": [1, {"zh": "y"}]}} for n, en, zh in CELLS]
FORMS = {
    "t.csv": _csv([HEADER, *CELLS]),
    "crlf.csv": _csv([HEADER, *CELLS], "\r\n"),
    "cr.csv": _csv([HEADER, *CELLS], "\r"),
    "quoted.csv": _csv([HEADER, *CELLS], quoting=csv.QUOTE_ALL),
    "semicolon.csv": _csv([HEADER, *CELLS], delimiter=";"),
    "last.csv": _csv([HEADER, *CELLS]).removesuffix("\n"),
    "t.tsv": _csv([HEADER, *CELLS], delimiter="\t"),
    "t.jsonl": _jsonl([dict(zip(HEADER, row, strict=True)) for row in CELLS], ensure_ascii=False),
    "ascii.jsonl": _jsonl([dict(zip(HEADER, row, strict=True)) for row in CELLS]),
    "dense.jsonl": _jsonl(NESTED, ensure_ascii=False, separators=(",", ":")).replace("\n", "\r\n"),
    "nested.jsonl": "\n".join(f"  {line}" for line in _jsonl(NESTED).splitlines()),
}


@pytest.mark.parametrize("queue", [filled, filled_xliff])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "marked"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("name", FORMS)
def test_there_and_back(here, name, encoding, mark, queue):
    if encoding == "gb18030" and mark:
        pytest.skip("its mark is read as a character")
    (here / name).write_bytes((mark + FORMS[name]).encode(encoding))
    inputs = queued(name)
    assert [one["bad_target"] for one in inputs] == [EN[1], ""]
    done = queue(inputs) if queue is filled else queue(name)
    merger = merge(name, done, Config())
    assert (len(merger.rows), merger.ok(), merger.problems, merger.elsewhere) == (2, 2, [], 0)
    report = merger.report
    assert report.entries["status"].tolist() == ["ok"] * 5
    assert report.entries["target_text"].tolist() == ZH
    # Those who put what was there back have the file as it was.
    was = FORMS[name]
    is_ascii = was.isascii()
    now = (
        merger.content.decode(encoding).removeprefix(mark)
        if mark
        else merger.content.decode(encoding)
    )
    assert merger.content.startswith(mark.encode(encoding))
    for n, bad in BAD.items():
        new = json.dumps(ZH[n])[1:-1] if is_ascii else ZH[n]
        place = now.rindex(new)
        now = now[:place] + bad + now[place + len(new) :]
    assert now == was


def test_written_back_to_the_file_itself_or_elsewhere(here):
    (here / "t.csv").write_text(FORMS["t.csv"], "utf-8")
    done = filled(queued("t.csv"))
    (here / "t.csv").chmod(0o600)
    before = (here / "t.csv").read_bytes()
    result = call("merge", "t.csv", done, "--out", "deep/m.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Rows merged: 2. Audited again: 2 ok, 0 not.\n"
    assert (here / "t.csv").read_bytes() == before
    assert (
        call("merge", "t.csv", done, "--out", "-", "-q").stdout_bytes
        == (here / "deep" / "m.csv").read_bytes()
    )
    (here / "link.csv").symlink_to("t.csv")
    assert call("merge", "t.csv", done, "--out", "link.csv").exit_code == 0
    assert (here / "t.csv").read_bytes() == (here / "deep" / "m.csv").read_bytes()
    assert (here / "t.csv").stat().st_mode & 0o777 == 0o600
    assert (here / "link.csv").is_symlink()
    assert sorted(path.name for path in here.iterdir()) == [
        "deep", "done.jsonl", "link.csv", "t.csv",
    ]  # fmt: skip


def test_gzip(here):
    (here / "t.csv.gz").write_bytes(gzip.compress(FORMS["t.csv"].encode()))
    done = filled(queued("t.csv.gz"))
    for name in ("m.csv", "m.csv.gz"):
        assert call("merge", "t.csv.gz", done, "--out", name).exit_code == 0
    assert gzip.decompress((here / "m.csv.gz").read_bytes()) == (here / "m.csv").read_bytes()


def test_cells_with_line_ends_and_quotation_marks(here):
    rows = [
        HEADER,
        ["a", 'He said "stay".\nThen he left, and the others stayed.', '"'],
        ["b\n2", EN[0], 'N/A'],
        ["c", EN[1], ZH[1]],
    ]  # fmt: skip
    (here / "t.csv").write_text(_csv(rows, "\r\n"), "utf-8", newline="")
    entries = queued("t.csv", config=Config(select=("blank-entry", "language-mismatch")))
    news = {rows[1][1]: '他说：“留下”，\n然后走了，"其他人"留下了。', EN[0]: f"{ZH[0]}"}
    entries = [entry for entry in entries if entry["source"] in news]
    assert [entry["entry_id"] for entry in entries] == ["b\n2"]
    first = {**entries[0], "id": None, "entry_id": "a", "source": rows[1][1], "bad_target": '"'}
    first["place"] = {"path": "t.csv", "record": "t.csv#2:zh"}
    merger = merge("t.csv", filled([first, *entries], news.get), Config())
    for row in rows[1:3]:
        row[2] = news[row[1]]
    assert merger.content.decode() == _csv(rows, "\r\n")


def test_short_rows_get_their_cell(here):
    (here / "t.csv").write_text(f"en,note,zh\n{EN[0]}\n{EN[1]},x\n{EN[2]},,{ZH[2]}\n", "utf-8")
    merger = merge("t.csv", filled(queued("t.csv")), Config())
    assert merger.content.decode() == (
        f"en,note,zh\n{EN[0]},,{ZH[0]}\n{EN[1]},x,{ZH[1]}\n{EN[2]},,{ZH[2]}\n"
    )


def test_plain_tsv_keeps_its_quotation_marks(here):
    """A cell that begins with a mark is no quoted cell, and must not become one."""
    rows = (
        f'en\tzh\n"Stars" are hot, said the man.\t"恒星"很热。\n{EN[0]}\t\n{EN[1]}\t\n{EN[2]}\t\n'
    )
    (here / "t.tsv").write_text(rows, "utf-8")
    news = {EN[0]: '"图"神经网络从数据中学习大分子的结构。', EN[1]: f'"{ZH[1]}"', EN[2]: "一\t二"}
    merger = merge("t.tsv", filled(queued("t.tsv"), news.get), Config())
    assert [str(problem) for problem in merger.problems] == [
        "done.jsonl:3: t.tsv:5: cannot hold the translation of t.tsv#5: it holds a tab or a line"
        " end, and the table quotes nothing; it is left as it is"
    ]
    assert merger.content.decode() == rows.replace(f"{EN[0]}\t", f"{EN[0]}\t{news[EN[0]]}").replace(
        f"{EN[1]}\t", f'{EN[1]}\t"""{ZH[1]}"""'
    )


@pytest.mark.parametrize(
    ("line", "merged"),
    [
        ('{"en": "@"}', '{"en": "@", "zh": "*"}'),
        ('{"en":"@","zh":null}', '{"en":"@","zh":"*"}'),
        ('{"en":"@", "b": {} }', '{"en":"@", "b": {},"zh":"*" }'),
        ('{"zh": "x", "en": "@", "zh": ""}', '{"zh": "x", "en": "@", "zh": "*"}'),
        ('{"en": "@", "zh": "\\u0020"}', '{"en": "@", "zh": "*"}'),
        (
            ' { "n" : -1.5e3 , "zh" : "" , "en" : "@" } ',
            ' { "n" : -1.5e3 , "zh" : "*" , "en" : "@" } ',
        ),
    ],
)
def test_only_the_value_changes(here, line, merged):
    whole = f'{{"en": "{EN[1]}", "zh": "{ZH[1]}"}}\n'
    (here / "t.jsonl").write_text(whole + line.replace("@", EN[0]) + "\n" + whole, "utf-8")
    made = merge("t.jsonl", filled(queued("t.jsonl")), Config()).content.decode()
    assert made == whole + merged.replace("@", EN[0]).replace("*", ZH[0]) + "\n" + whole


@pytest.mark.parametrize(
    ("line", "merged"),
    [
        ('{"t": {"en": "@"}}', '{"t": {"en": "@", "zh": "*"}}'),
        ('{"t": {"en": "@", "zh": ""}, "x": 1}', '{"t": {"en": "@", "zh": "*"}, "x": 1}'),
        ('{"t.en": "@", "t": {}}', '{"t.en": "@", "t": {"zh": "*"}}'),
        ('{"t.en": "@"}', '{"t.en": "@", "t": {"zh": "*"}}'),
        ('{"t.en": "@", "t": null}', '{"t.en": "@", "t": {"zh": "*"}}'),
        ('{"t.en": "@", "t.zh": null}', '{"t.en": "@", "t.zh": "*"}'),
    ],
)
def test_nested_keys(here, line, merged):
    whole = f'{{"t": {{"en": "{EN[1]}", "zh": "{ZH[1]}"}}}}\n'
    (here / "t.jsonl").write_text(whole + line.replace("@", EN[0]) + "\n", "utf-8")
    made = merge("t.jsonl", filled(queued("t.jsonl")), Config()).content.decode()
    assert made == whole + merged.replace("@", EN[0]).replace("*", ZH[0]) + "\n"


def test_two_fields_of_one_object(here):
    """Title and abstract are added one behind the other."""
    rows = [{"title_en": EN[0], "en": EN[1], "title_zh": ZH[0], "zh": ZH[1]}]
    rows.append({"title_en": EN[2], "en": EN[3]})
    (here / "t.jsonl").write_text(_jsonl(rows, ensure_ascii=False), "utf-8")
    made = merge("t.jsonl", filled(queued("t.jsonl")), Config()).content
    rows[1] |= {"title_zh": ZH[2], "zh": ZH[3]}
    assert made.decode() == _jsonl(rows, ensure_ascii=False)


def test_parquet(here):
    text = pa.struct([("zh", pa.large_string()), ("n", pa.timestamp("ns"))])
    columns = {
        "id": pa.array(range(5)),
        "t.en": pa.array(EN, pa.dictionary(pa.int32(), pa.string())),
        "t": pa.array(
            [
                {"zh": ZH[0], "n": 1}, {"zh": None, "n": 2}, {"zh": ZH[2], "n": 3}, None,
                {"zh": ZH[4], "n": 5},
            ],
            text,
        ),
        "list": pa.array([[1, None], [], None, [2], [3]]),
    }  # fmt: skip
    table = pa.table(columns).replace_schema_metadata({"made": "by hand"})
    pq.write_table(table, "t.parquet", row_group_size=2, compression={"id": "zstd", "t.en": "none"})
    merger = merge("t.parquet", filled(queued("t.parquet")), Config())
    assert (merger.ok(), merger.problems) == (2, [])
    was, now = pq.ParquetFile("t.parquet"), pq.ParquetFile(io.BytesIO(merger.content))
    rows = table.to_pylist()
    rows[1]["t"]["zh"], rows[3]["t"] = ZH[1], {"zh": ZH[3], "n": None}
    assert now.read().to_pylist() == rows
    assert now.schema_arrow.equals(was.schema_arrow, check_metadata=True)
    assert now.num_row_groups == was.num_row_groups == 3

    def codecs(file):
        group = file.metadata.row_group(0)
        return [group.column(number).compression for number in range(group.num_columns)]

    assert codecs(now) == codecs(was)
    assert len(set(codecs(was))) > 1


FEED = (
    "\n{0}\n\ntranslated by 谷歌翻译\n\n{1}\ntranslated by 谷歌翻译\n \ntranslated by 谷歌翻译\n{2}"
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_feed(here, end):
    """The English in a slot gives way; a blank slot gets a line; blank lines stay."""
    feed = FEED.format(ZH[0], EN[1], ZH[2])
    (here / "t.txt").write_bytes(feed.replace("\n", end).encode())
    (entry,) = queued("t.txt")
    blank = {
        "entry_id": "t.txt#9",
        "place": {"path": "t.txt", "record": "t.txt#9"},
        "bad_target": "",
        "source": EN[3],
    }
    news = {EN[1]: f" {ZH[1]}\n\n{ZH[4]}\n", EN[3]: f"{ZH[3]}"}
    merger = merge("t.txt", filled([blank, entry], news.get), Config(select=("language-mismatch",)))
    assert [problem.reason for problem in merger.problems] == [
        "text after the last marker: nothing announces it as a translation"
    ]
    wanted = FEED.format(ZH[0], f"{ZH[1]}\n\n{ZH[4]}", ZH[2])
    wanted = wanted.replace(" \ntrans", f" \n{ZH[3]}\ntrans")
    assert merger.content.decode() == wanted.replace("\n", end)
    assert [row.line for row in merger.rows] == [6, 11]


def test_a_translation_is_judged_against_the_source_it_drove_out(here):
    (here / "t.txt").write_text(FEED.format(ZH[0], EN[1], ZH[2]), "utf-8")
    merger = merge("t.txt", filled(queued("t.txt"), {EN[1]: ZH[1][:5]}.get), Config())
    pairs = merger.report.pairs.set_index("entry_id")
    pair = pairs.loc[merger.rows[0].entry_id]
    assert (pair["source_text"], pair["pair_method"]) == (EN[1], "unit")


def test_a_translation_that_makes_a_file_unreadable_is_refused(here):
    (here / "t.csv").write_text(f"en,zh\n{EN[0]},\n", "utf-8")
    done = filled(queued("t.csv"), lambda _: "x" + "\x01" * 90)
    with pytest.raises(InputError, match="with it the file would be read in another way"):
        merge("t.csv", done, Config())


def test_a_marker_in_a_translation_is_refused_and_the_others_are_merged(here):
    feed = "".join(f"{text}\ntranslated by DeepL\n" for text in EN)
    (here / "t.txt").write_text(feed, "utf-8")
    news = {**TRANSLATED, EN[2]: f"{ZH[2]}\ntranslated by DeepL\n{ZH[2]}"}
    merger = merge("t.txt", filled(queued("t.txt"), news.get), Config())
    assert [str(problem) for problem in merger.problems] == [
        "done.jsonl:3: t.txt:5: cannot hold the translation of t.txt#5: with it the file would be"
        " read in another way; it is left as it is"
    ]
    wanted = [EN[2] if zh == ZH[2] else zh for zh in ZH]
    assert merger.content.decode() == "".join(f"{text}\ntranslated by DeepL\n" for text in wanted)


def test_digest(here):
    shutil.copy(ROOT / "seeds" / "002_b83577b64e6b106d.txt", here / "d.txt")
    raw = (here / "d.txt").read_text("utf-8")
    report = audit.run(["d.txt"])
    entries = []
    pairs = report.pairs.sort_values("field", ascending=False, kind="stable")
    for pair in [*pairs.head(3).to_dict("records"), *pairs.tail(2).to_dict("records")]:
        place = {"path": "d.txt", "record": pair["target_record"]}
        entries.append(
            {
                "entry_id": "x",
                "source": None,
                "place": place,
                "bad_target": pair["target_text"],
            }
            | {"translation": f"新的{pair['target_text'][:9]}"}
        )
    entries[0]["translation"] = "一。二"  # a title ends at the first full stop
    lines = "".join(f"{json.dumps(entry)}\n" for entry in entries)
    (here / "done.jsonl").write_text(lines, "utf-8")
    merger = merge("d.txt", "done.jsonl", Config())
    assert [problem.line for problem in merger.problems if problem.kind == "error"] == [1]
    wanted = raw
    for entry in entries[1:]:
        wanted = wanted.replace(entry["bad_target"], entry["translation"], 1)
    assert merger.content.decode() == wanted


def test_parallel_files(here):
    (here / "x.en").write_text("".join(f"{en}\n" for en in EN), "utf-8")
    (here / "x.zh").write_text(f"{ZH[0]}\n{EN[1]}\n\n{ZH[3]}\n{EN[4]}\n", "utf-8")
    done = filled(queued("x.en", "x.zh"), {**TRANSLATED, EN[4]: "一\n二"}.get)
    result = call("merge", "x.zh", done, "--out", "m.zh", "--with", "x.en")
    assert result.exit_code == 2
    assert (
        "cannot hold the translation of x.zh#5: it holds a line end, and the file has a text"
        in (result.stderr)
    )
    merged = (here / "m.zh").read_text("utf-8").splitlines()
    assert merged == [ZH[0], ZH[1], ZH[2], ZH[3], EN[4]]
    alone = call("merge", "x.zh", done, "--out", "m.zh")
    assert alone.exit_code == 2
    assert "no file beside it holds the other side of x.zh" in alone.stderr


def test_lines_that_moved_are_found_again(here):
    rows = [HEADER, *([row[0], row[1], ""] for row in CELLS)]
    (here / "t.csv").write_text(_csv(rows), "utf-8")
    done = filled(queued("t.csv"))
    news = [HEADER, *([f"n{n}", f"New text, number {n}.", ""] for n in range(1_000)), *rows[1:]]
    (here / "t.csv").write_text(_csv(news), "utf-8")
    merger = merge("t.csv", done, Config(select=("missing-source",)))
    assert (len(merger.rows), merger.problems) == (5, [])
    for row in news:
        row[2] = TRANSLATED.get(row[1], row[2])
    assert merger.content.decode() == _csv(news)


def test_what_fits_no_more_is_told_of_and_left(here):
    rows = [HEADER, *([row[0], row[1], ""] for row in CELLS)]
    (here / "t.csv").write_text(_csv(rows), "utf-8")
    entries = queued("t.csv")
    rows[1][2] = ZH[0]  # somebody has translated it
    rows[2][1] = "Another source stands here now, of about the same length as before."
    del rows[4]
    (here / "t.csv").write_text(_csv(rows), "utf-8")
    result = call("merge", "t.csv", filled(entries), "--out", "m.csv")
    assert result.exit_code == 2
    told = [line for line in result.stderr.splitlines() if line.startswith("error")]
    again = "; it is left as it is; audit it again and translate its new queue"
    assert told == [
        f"error: done.jsonl:1: t.csv:2: does not hold what 0 was queued for{again}",
        f"error: done.jsonl:2: t.csv:3: the source of 1 is not what was queued{again}",
        f"error: done.jsonl:4: t.csv:5: the source of 3 is not what was queued{again}",
    ]
    assert "Rows merged: 2." in result.stderr
    rows[3][2], rows[4][2] = ZH[2], ZH[4]
    assert (here / "m.csv").read_text("utf-8") == _csv(rows)


@pytest.mark.parametrize(
    ("line", "said", "code"),
    [
        ("{", "done.jsonl:1: is no JSON: ", 2),
        ("[1]", "done.jsonl:1: is no entry of a queue", 2),
        ('{"translation": "一"}', "done.jsonl:1: is no entry of a queue", 2),
        ('{"id": "Q-1", "translation": 7}', "done.jsonl:1: is no entry of a queue", 2),
        ('{"id": "Q-1", "translation": "一"}', "done.jsonl:1: Q-1 has no slot in t.csv", 2),
        ('{"id": "Q-1"}', "notice: done.jsonl:1: Q-1 is not translated yet", 0),
        ('{"id": "Q-1", "translation": " \\u200b"}', "Q-1 is not translated yet", 0),
        ('{"id": "@", "translation": "*"}', "several translations: lines 1, 2", 2),
        ('{"id": "@", "translation": "#"}', "Rows merged: 2.", 0),
        ('{"id": "@", "target": "#"}', "Rows merged: 2.", 0),
        (
            '{"id": "Q-1", "place": {"path": "u.csv"}}',
            "Entries of other inputs, left for them: 1",
            0,
        ),
        ('{"entry_id": "\\u001b[31m", "translation": "x"}', "\ufffd[31m has no slot in t.csv", 2),
    ],
)
def test_entries_that_are_not_right(here, line, said, code):
    (here / "t.csv").write_text(FORMS["t.csv"], "utf-8")
    entries = queued("t.csv")
    done = Path(filled(entries))
    line = line.replace("@", entries[0]["id"]).replace("#", ZH[1]).replace("*", "别的")
    done.write_text(f"{line}\n{done.read_text('utf-8')}", "utf-8")
    result = call("merge", "t.csv", done, "--out", "m.csv")
    assert result.exit_code == code
    assert said in result.stderr
    assert "\x1b" not in result.stderr
    merged = audit.run(["m.csv"]).entries["target_text"].tolist()
    assert merged == [ZH[0], EN[1] if "several" in said else ZH[1], *ZH[2:]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "done: no translation fits into t.csv"),
        ("<a", "done:1: is no well-formed XML: "),
        ("<tmx version='1.4'/>", "done: is tmx 1.4, not XLIFF 1.2; save it as XLIFF 1.2"),
        ("<xliff version='2.0'/>", "done: is xliff 2.0, not XLIFF 1.2"),
        (
            '<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2">&a;</xliff>',
            "done: has an entity of its own: a; ",
        ),
        (
            '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff>&x;</xliff>',
            "has an entity of its own: x",
        ),
        ("\0\1\2\3" * 99, "done: cannot be decoded in any known encoding"),
    ],
)
def test_no_queue_at_all(here, content, said):
    (here / "t.csv").write_text(FORMS["t.csv"], "utf-8")
    (here / "done").write_text(content)
    result = call("merge", "t.csv", "done", "--out", "m.csv")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (here / "m.csv").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere.csv", "done.jsonl", "--out", "m"], "nowhere.csv: is no file; name the table"),
        ([".", "done.jsonl", "--out", "m"], ".: is no file; name the table"),
        (["t.csv", "nowhere.xlf", "--out", "m"], "nowhere.xlf: cannot be read: No such file"),
        (["t.csv", "done.jsonl", "--out", "done.jsonl"], "is an input and would be overwritten"),
        (["t.csv", "done.jsonl", "--out", "/dev/null"], "/dev/null: is no regular file"),
        (["prose.txt", "done.jsonl", "--out", "m"], "prose.txt: is of no known form"),
        (["t.csv", "done.jsonl"], "--out"),
    ],
)
def test_inputs_and_outputs_that_are_none(here, args, said):
    (here / "t.csv").write_text(FORMS["t.csv"], "utf-8")
    (here / "prose.txt").write_text("No form.\n")
    filled(queued("t.csv"))
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    result = call("merge", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_a_queue_of_several_inputs(here):
    for name in ("a.csv", "b.csv"):
        (here / name).write_text(FORMS["t.csv"], "utf-8")
    done = filled(queued("a.csv", "b.csv"))
    merger = merge("b.csv", done, Config())
    assert (len(merger.rows), merger.elsewhere) == (2, 2)
    (here / "b.csv").rename(here / "c.csv")
    with pytest.raises(InputError, match=r"is of a\.csv and 1 more, and none is c\.csv"):
        merge("c.csv", done, Config())
    (here / "deep").mkdir()
    (here / "c.csv").rename(here / "deep" / "b.csv")
    assert len(merge("deep/b.csv", done, Config()).rows) == 2


def test_a_source_without_a_slot_has_no_place_to_go_to(here):
    (here / "a.csv").write_text(FORMS["t.csv"], "utf-8")
    (here / "b.jsonl").write_text(f'{{"en": "{EN[0]} Twice."}}\n')
    config = Config(source_column=("en",), target_column=())
    entries = [*queued("a.csv"), *queued("b.jsonl", config=config)]
    assert [one["place"] is None for one in entries] == [False, False, True]
    done = filled(entries, lambda source: TRANSLATED.get(source, ZH[0]))
    assert merge("a.csv", done, Config()).elsewhere == 1
    with pytest.raises(InputError, match=r"done\.jsonl:3: b\.jsonl#1 has no slot in b\.jsonl"):
        merge("b.jsonl", done, config)


def test_a_renamed_input_is_known_by_its_texts(here):
    (here / "a.csv").write_text(FORMS["t.csv"], "utf-8")
    done = filled(queued("a.csv"))
    (here / "a.csv").rename(here / "z.csv")
    assert len(merge("z.csv", done, Config()).rows) == 2


def test_what_is_still_wrong(here):
    (here / "t.csv").write_text(FORMS["t.csv"], "utf-8")
    done = filled(queued("t.csv"), {EN[1]: ZH[1], EN[3]: "Not in Chinese at all."}.get)
    result = call("merge", "t.csv", done, "--out", "m.csv", "--fail-on", "major")
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert told[0] == "Rows merged: 2. Audited again: 1 ok, 1 not."
    assert told[1].startswith("m.csv:5: 3: language-mismatch: The slot announced as Chinese (zh)")
    assert told[2:] == ["Findings at or above major: 1"]
    assert call("merge", "t.csv", done, "--out", "m.csv").exit_code == 0


def test_only_merged_rows_count_for_the_exit_code(here):
    (here / "t.csv").write_text(f"{FORMS['t.csv']}9,Nobody translates this one.,\n", "utf-8")
    done = filled([one for one in queued("t.csv") if one["entry_id"] != "9"])
    assert call("merge", "t.csv", done, "--out", "m.csv", "--fail-on", "minor").exit_code == 0


def han(text):
    """How many Chinese characters `text` has."""
    return len(regex.findall(r"\p{Han}", text))


def test_seeds(here):
    """Every entry of the queue of every feed goes back, and nothing else changes."""
    shutil.copytree(ROOT / "seeds", here / "seeds")
    entries = [one for one in queued("seeds") if one["reasons"][0]["rule"] == "language-mismatch"]
    assert len(entries) == 22
    text = max((ROOT / "seeds/002_b83577b64e6b106d.txt").read_text("utf-8").split("\n"), key=han)
    done = filled(entries, lambda source: f"{len(source)}：{text}")
    merged = 0
    for seed in sorted((here / "seeds").iterdir()):
        name = f"seeds/{seed.name}"
        own = [entry for entry in entries if entry["place"]["path"] == name]
        if not own:
            continue
        merger = merge(name, done, Config(select=("language-mismatch",)))
        merged += merger.ok()
        wanted = seed.read_text("utf-8")
        for entry in own:
            news = f"{len(entry['source'])}：{text}"
            wanted = wanted.replace(entry["bad_target"], news)
        assert merger.content.decode() == wanted
    assert merged == len(entries)


def test_readme_shows_the_way(here):
    (shown,) = regex.findall(r"<!-- merge -->\n```sh\n(.*?)```", README, regex.DOTALL)
    shutil.copytree(ROOT / "seeds", here / "seeds")
    run, back = (line.removeprefix(".venv/bin/audit ").split() for line in shown.splitlines())
    assert call(*run).exit_code == 0
    assert b"<tmx" in Path("clean.tmx").read_bytes()
    queue = Path("queue.jsonl")
    entries = [json.loads(line) for line in queue.read_text("utf-8").splitlines()]
    queue = Path(filled(entries, lambda source: source.upper())).rename(queue)
    result = call(*back)
    assert result.exit_code == 1
    assert "Rows merged: 4. Audited again: 0 ok, 4 not.\n" in result.stderr
    assert "Entries of other inputs, left for them: 20\n" in result.stderr


def test_damaged_bytes_stay(here):
    raw = FORMS["t.csv"].encode().replace(b"2,We", b"2,W\xffe").replace(b"4,A", b"4,\xe4\xb8A")
    (here / "t.csv").write_bytes(raw)
    merger = merge("t.csv", filled(queued("t.csv")), Config())
    wanted = raw.replace(f",{EN[1]}\n".encode(), f",{ZH[1]}\n".encode())
    assert merger.content == wanted.replace(f"{EN[3]},".encode(), f"{EN[3]},{ZH[3]}".encode())


def test_a_character_that_the_encoding_lacks(here):
    rows = [
        HEADER,
        ["a", EN[0], "深度學習模型的訓練方法在這個領域中是有效的，我們的方法也可以用"],
        ["b", EN[1], ""],
    ]
    (here / "t.csv").write_bytes(_csv(rows).encode("big5hkscs"))
    with pytest.raises(InputError, match=r"the file is big5hkscs, which has no U\+\w+; it is left"):
        merge("t.csv", filled(queued("t.csv"), {EN[1]: "录音𠮷们"}.get), Config())


CHARS = st.characters(codec="utf-8")
HOSTILE = TEXTS.map(lambda text: text.encode("utf-8", "replace").decode())


def _is_quoted(document):
    """Whether the reader takes quotation marks around cells for such."""
    return not layout(document, Config()).plain


@settings(deadline=None, max_examples=300)
@example(rows=[("", "\n"), ("\t\n", "")], news=[""] * 5, end="\n", quoting=1, name="t.tsv")
@given(
    rows=st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=5),
    news=st.lists(HOSTILE, min_size=5, max_size=5),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    name=st.sampled_from(["t.csv", "t.tsv", "t.jsonl", "ascii.jsonl"]),
)
def test_any_text_goes_back(tmp_path_factory, rows, news, end, quoting, name):
    """Whatever the texts, what is replaced is read back, and every other record is as it was."""
    folder = tmp_path_factory.mktemp("hostile")
    table = [{"en": f"a{en}", "zh": zh} for en, zh in rows]
    if name.endswith("jsonl"):
        text = _jsonl(table, ensure_ascii=name.startswith("ascii"))
    else:
        cells = [["en", "zh"], *([row["en"], row["zh"]] for row in table)]
        text = _csv(cells, "\r\n", quoting, "\t" if name == "t.tsv" else ",")
        text = (
            text
            if end == "\r\n" or "\r" in "".join(map("".join, rows))
            else text.replace("\r\n", end)
        )
    (folder / name).write_bytes(text.encode())
    try:
        before = read([folder / name], Config()).records
    except InputError:
        return
    records = [Record._make(row) for row in before.astype(object).itertuples(index=False)]
    targets = [
        record for record in records if record.role == "target" and record.text == record.text
    ]
    changes = [Change(one, new) for one, new in zip(targets, news, strict=False)]
    document = Document(records[0].path, text.encode())
    form = records[0].form
    content, refused = replace(document, form, changes, Config())
    (folder / name).write_bytes(content)
    try:
        if name == "t.tsv" and _is_quoted(document) != _is_quoted(Document(document.path, content)):
            return  # such a change the merge refuses: the file would be read in another way
        after = read([folder / name], Config()).records
    except InputError:  # with nothing but controls in it the file is no text
        return
    wanted = {
        change.record.record_id: change.text
        for change in changes
        if change.record.record_id not in refused
    }
    expected = [wanted.get(one.record_id, one.text) for one in records]
    assert after["text"].astype(object).tolist() == expected
    assert name == "t.tsv" or not refused


@given(
    text=st.text(CHARS, min_size=1),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "gb18030", "utf-8-sig"]),
    new=st.text(CHARS, max_size=3),
    data=st.data(),
)
def test_edits_are_made_in_place(text, encoding, new, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    own = encoding.removesuffix("-sig")
    document = Document("x", text.encode(encoding), None if encoding == "utf-8-sig" else own)
    if document.text != text:  # it begins with a mark
        return
    made = applied(document, [Edit(start, end, new)])
    assert made is None or made == (text[:start] + new + text[end:]).encode(encoding)
