"""Files in several encodings, with marks and line ends where none belong, read and written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.config import Config
from audit.readers._base import Document
from audit.readers._decoding import decode
from audit.schema import Record
from audit.writers import Change, replace
from tests.test_columns import EN, ZH

PAIRS = list(zip(EN, ZH, strict=True))


def read(*paths, **options):
    return audit.read(paths, Config(**options))


def sides(reading):
    records = reading.records
    return [records.loc[records["role"] == role, "text"].tolist() for role in ("source", "target")]


def _lines(mark=","):
    return [f"source{mark}target", *(f'"{en}"{mark}{zh}' for en, zh in PAIRS)]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"])
def test_row_in_gb18030_is_read_and_told_once(here, start):
    rows = [line.encode() for line in _lines()]
    rows[3] = _lines()[3].encode("gbk")
    (here / "t.csv").write_bytes(start + b"\n".join(rows) + b"\n")
    reading = read("t.csv")
    assert sides(reading) == [EN, ZH]
    told = [problem for problem in reading.problems if "GB18030" in problem.reason]
    assert [(problem.line, problem.kind) for problem in told] == [(4, "notice")]
    assert ZH[2][:6] in told[0].reason
    assert f"{2 * sum(char > chr(127) for char in ZH[2])} bytes" in told[0].reason


def test_row_in_utf_8_among_gb18030_is_read_and_told(here):
    rows = [line.encode("gb18030") for line in _lines()]
    rows[2] = _lines()[2].encode()
    (here / "t.csv").write_bytes(b"\n".join(rows) + b"\n")
    reading = read("t.csv")
    assert sides(reading) == [EN, ZH]
    assert [(problem.line, problem.kind) for problem in reading.problems] == [(3, "notice")]


def test_bytes_of_no_encoding_are_one_message_a_line(here):
    raw = "\n".join(_lines()).encode()
    at = raw.index(ZH[0][0].encode())
    (here / "t.csv").write_bytes(raw[:at] + b"\xff\xfe\xff" + raw[at:])
    (problem,) = read("t.csv").problems
    assert (problem.line, problem.kind) == (2, "error")
    assert f"from offset {at} on" in problem.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_mark_on_each_line_is_left_out_and_told_once(here, encoding):
    text = "".join(f"\ufeff{line}\n" for line in _lines())
    (here / "t.csv").write_bytes(text.encode(encoding))
    reading = read("t.csv")
    assert sides(reading) == [EN, ZH]
    (problem,) = reading.problems
    assert (problem.line, problem.kind) == (2, "notice")
    assert problem.reason == "8 lines begin with a byte order mark, which is left out"


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_line_of_excel_sets_the_delimiter(here, first, start):
    (here / "t.csv").write_text(start + "\n".join([first, *_lines(";")]), "utf-8")
    reading = read("t.csv")
    assert sides(reading) == [EN, ZH]
    assert reading.records["line"].tolist()[:4] == [3, 3, 4, 4]
    assert reading.problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("form", ["csv", "quoted", "tsv", "parallel", "lines", "feed"])
def test_lone_carriage_return_inside_a_line_ends_none(here, form, end):
    en = [EN[0], EN[1].replace(". ", ".\r", 1), *EN[2:]]
    zh = [ZH[0], ZH[1], ZH[2].replace("。", "。\r", 1), *ZH[3:]]
    rows = list(zip(en, zh, strict=True))
    files = {
        "csv": {"t.csv": ["en;zh", *(f"{a};{b}" for a, b in rows)]},
        "quoted": {"t.csv": ["en,zh", *(f'"{a}","{b}"' for a, b in rows)]},
        "tsv": {"t.tsv": ["en\tzh", *(f"{a}\t{b}" for a, b in rows)]},
        "parallel": {"t.en": en, "t.zh": zh},
        "lines": {"t.txt": [text for row in rows for text in row]},
        "feed": {"t.txt": [line for text in zh for line in (text, "translated by DeepL")]},
    }[form]
    for name, lines in files.items():
        (here / name).write_bytes("".join(line + end for line in lines).encode())
    reading = read(*files)
    texts = reading.records["text"].tolist()
    assert sorted(texts) == sorted(zh if form == "feed" else [*en, *zh])
    assert reading.problems == []
    last = {"csv": 9, "quoted": 9, "tsv": 9, "parallel": 8, "lines": 16, "feed": 15}[form]
    assert reading.records["line"].max() == last
    columns = reading.records["column"]
    assert columns.notna().all() or form == "feed"


def _changed(document, form, row, column, text, old):
    record = Record(
        f"t#{row}:{column}", f"t#{row}", None, "segment", "target", "zh", None, old, "t", row, row,
        column, form,
    )  # fmt: skip
    content, refused = replace(document, form, [Change(record, text)], Config())
    assert refused == {}
    return content


@pytest.mark.parametrize("row", range(8))
def test_every_cell_is_replaced_in_its_own_encoding(row):
    rows = [line.encode() + b"\n" for line in _lines()]
    rows[3] = b"\xef\xbb\xbf" + _lines()[3].encode() + b"\n"
    rows[5] = _lines()[5].encode("gbk") + b"\n"
    rows[6] = rows[6].replace(b". ", b".\r", 1)
    document = Document.of("t.csv", b"\xef\xbb\xbf" + b"".join(rows))
    content = _changed(document, "csv", row + 2, "target", "新的文字。", ZH[row])
    encoding = "gbk" if row == 4 else "utf-8"
    rows[row + 1] = rows[row + 1].replace(ZH[row].encode(encoding), "新的文字。".encode(encoding))
    assert content == b"\xef\xbb\xbf" + b"".join(rows)


@given(st.lists(st.tuples(st.sampled_from(["utf-8", "gb18030"]), st.text(max_size=20)), max_size=8))
def test_pieces_tell_where_each_byte_went(lines):
    raw = b"".join(
        text.encode(encoding, "replace") + b"\n" for encoding, text in [*lines, ("utf-8", ZH[0])]
    )
    decoded = decode(raw)
    if decoded is None:
        return
    byte, parts = decoded.start, []
    for piece, offset in zip(decoded.pieces, decoded.offsets(raw), strict=True):
        parts.append(raw[byte : piece.start].decode(decoded.encoding))
        assert len("".join(parts)) == offset
        held = raw[piece.start : piece.end]
        parts.append(held.decode(piece.encoding) if piece.encoding else "\ufffd" * piece.chars)
        byte = piece.end
    parts.append(raw[byte:].decode(decoded.encoding))
    assert "".join(parts) == decoded.text


@pytest.mark.parametrize(
    ("files", "options"),
    [
        ({"t.en": ZH, "t.zh": EN}, {}),
        ({"t.zh": EN, "t.en": ZH}, {}),
        ({"t.src": ZH, "t.tgt": EN}, {}),
    ],
)
def test_parallel_files_the_wrong_way_round_are_told(here, files, options):
    for name, lines in files.items():
        (here / name).write_text("\n".join(lines), "utf-8")
    reading = read(*files, **options)
    assert sides(reading) == [ZH, EN]
    assert [found.is_reversed for found in reading.directions] == [True]
    assert "--source-lang zh --target-lang en" in reading.problems[0].remedy
    reading = read(*files, source_lang="zh", target_lang="en")
    assert reading.directions == [] or "t.en" in files
    assert bool(reading.directions) == ("t.en" in files)
