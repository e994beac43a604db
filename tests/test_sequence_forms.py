"""WMT XML, subtitles and parallel files by the names that corpora give them."""

from __future__ import annotations

import pytest

import audit
from audit.config import Config
from audit.errors import InputError

EN = ["Rain falls on the hills & lakes.", "Trains are late again.", "Bread rises slowly here."]
ZH = ["雨水落在山丘和湖泊上。", "火车又晚点了。", "这里的面包发酵得很慢。"]


def read(*paths, **options):
    return audit.read(paths or ["."], Config(**options))


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def entries(reading):
    found = {}
    for row in reading.records.itertuples():
        found.setdefault(row.unit_key, {})[row.role] = row.text
    return [(one.get("source"), one.get("target")) for one in found.values()]


def escaped(text):
    return text.replace("&", "&amp;")


def segs(texts):
    return "".join(f'<seg id="{n}">{escaped(text)}</seg>\n' for n, text in enumerate(texts, 1))


def dataset(*sides):
    inner = "".join(f"<{side}>\n<p>\n{segs(texts)}</p>\n</{side.split()[0]}>\n"
                    for side, texts in sides)  # fmt: skip
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<dataset id=\"t\">\n"
        f'<doc origlang="en" id="d">\n{inner}</doc>\n</dataset>\n'
    )


def sgm(kind, texts, attributes=""):
    inner = "".join(f'<seg id="{n}">{text}</seg>\n' for n, text in enumerate(texts, 1))
    return (
        f'<{kind} setid="t" srclang="en" trglang="zh">\n<doc docid="d" {attributes}>\n<p>\n'
        f"{inner}</p>\n</doc>\n</{kind}>\n"
    )


SRC, REF = ('src lang="en"', EN), ('ref lang="zh" translator="A"', ZH)
WMT = {
    "source and reference": dataset(SRC, REF),
    "reference and a system": dataset(
        SRC, ('ref lang="zh" translator="A"', ZH[::-1]), ('hyp system="X" lang="zh"', ZH)
    ),
}


@pytest.mark.parametrize("case", WMT)
def test_wmt_xml(here, case):
    write(here, {"t.xml": WMT[case]})
    reading = read("t.xml")
    assert entries(reading) == list(zip(EN, ZH, strict=True))
    assert {item.format for item in reading.inputs} == {"wmt"}
    assert reading.records["record_id"].is_unique
    lines = WMT[case].split("\n")
    for row in reading.records.itertuples():
        assert escaped(row.text) in lines[row.line - 1]


def test_wmt_systems_are_translations_of_their_own(here):
    hyps = [(f'hyp system="{name}" lang="zh"', texts) for name, texts in (("X", ZH), ("Y", ZH[:2]))]
    write(here, {"t.xml": dataset(SRC, REF, *hyps)})
    records = read("t.xml").records
    by = records["announced_by"].value_counts().to_dict()
    assert by == {"hyp X": 3, "hyp Y": 2, "ref A": 6}
    assert entries(read("t.xml")).count((EN[2], None)) == 1
    assert records["record_id"].is_unique


@pytest.mark.parametrize("ending", ["sgm", "xml"])
def test_wmt_of_two_files(here, ending):
    # SGM is no XML: an ampersand stands as it is.
    names = f"newstest-enzh-src.en.{ending}", f"newstest-enzh-ref.zh.{ending}"
    write(here, dict(zip(names, (sgm("srcset", EN), sgm("refset", ZH)), strict=True)))
    assert entries(read()) == list(zip(EN, ZH, strict=True))
    assert entries(read(*reversed(names))) == list(zip(EN, ZH, strict=True))
    with pytest.raises(InputError, match="is WMT XML of one side only"):
        read(names[0])


def test_wmt_of_other_languages_is_refused(here):
    write(here, {"t.xml": dataset(('src lang="de"', EN), ('ref lang="fr"', ZH))})
    with pytest.raises(InputError, match="is de to fr; audit it with --source-lang de"):
        read("t.xml")


def clock(seconds):
    return f"00:00:{int(seconds):02}{f'{seconds % 1:.3f}'[1:].replace('.', ',')}"


def srt(cues):
    return "".join(
        f"{n}\n{clock(start)} --> {clock(end)}\n{text}\n\n"
        for n, (start, end, text) in enumerate(cues, start=1)
    )


def vtt(cues):
    return "WEBVTT\n\nNOTE made by hand\n\n" + srt(cues).replace(",", ".")


TIMES = [(1, 3), (4, 6), (7, 9)]


def timed(texts):
    return [(*time, text) for time, text in zip(TIMES, texts, strict=True)]


@pytest.mark.parametrize("form", [srt, vtt])
@pytest.mark.parametrize("order", [1, -1], ids=["English first", "Chinese first"])
def test_subtitles_with_both_languages_in_a_cue(here, form, order):
    both = ["\n".join(pair[::order]) for pair in zip(EN, ZH, strict=True)]
    write(here, {"t.srt": form(timed([*both[:2], f"{{\\an8}}{EN[2]}"]))})
    reading = read("t.srt")
    assert entries(reading) == [*zip(EN[:2], ZH[:2], strict=True), (EN[2], None)]
    assert reading.problems == []


def test_cues_of_the_same_times_are_one(here):
    cues = [cue for pair in zip(timed(EN), timed(ZH), strict=True) for cue in pair]
    write(here, {"t.srt": srt(cues)})
    assert entries(read("t.srt")) == list(zip(EN, ZH, strict=True))


def test_subtitles_of_several_lines_and_a_number_glued_on(here):
    content = srt(timed([f"{EN[0]}\nIt rains.\n{ZH[0]}\n下雨了。", f"{EN[1]}\n{ZH[1]}", ""]))
    write(here, {"t.srt": content.replace("\n\n2\n", "\n2\n")})
    assert entries(read("t.srt")) == [
        (f"{EN[0]}\nIt rains.", f"{ZH[0]}\n下雨了。"), (EN[1], ZH[1]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names", [("t.en.srt", "t.zh.srt"), ("a.srt", "b.srt"), ("b.srt", "a.srt")]
)
def test_subtitles_of_two_files(here, names):
    write(here, dict(zip(names, (srt(timed(EN)), srt(timed(ZH))), strict=True)))
    assert entries(read(*sorted(names))) == list(zip(EN, ZH, strict=True))


def test_cues_that_share_time_are_one_entry(here):
    source = [(1, 2, "Rain falls"), (2, 3, "on the hills."), (4, 6, EN[1]), (7, 9, EN[2])]
    target = [(1.1, 3.1, ZH[0]), (7, 9, ZH[2]), (10, 11, "完")]
    write(here, {"t.en.srt": srt(source), "t.zh.srt": srt(target)})
    reading = read()
    assert entries(reading) == [
        ("Rain falls\non the hills.", ZH[0]), (EN[1], None), (EN[2], ZH[2]), (None, "完"),
    ]  # fmt: skip
    assert [problem.reason for problem in reading.problems] == [
        "1 cues are shown while t.en.srt has none"
    ]


def test_subtitles_in_one_language_are_refused(here):
    write(here, {"t.srt": srt(timed(EN))})
    with pytest.raises(InputError, match="is subtitles in one language; name the files of both"):
        read("t.srt")


NAMES = [
    ("newstest-src.eng.txt", "newstest-ref.zho-CN.txt"),
    ("x.en-zh.src.en", "x.en-zh.hyp.SYS.zh"),
    ("x.en_US", "x.zh_CN"),
    ("en/t.txt", "zh/t.txt"),
    ("corpus/english/t.txt", "corpus/chinese/t.txt"),
    ("t.txt", "t.zh.txt"),
    ("txt/sources/news.en-zh.src.en", "txt/references/news.en-zh.ref.A.zh"),
    ("txt/sources/news.en-zh.src.en", "txt/system-outputs/news.en-zh.hyp.ONLINE-A.zh"),
]


@pytest.mark.parametrize("names", NAMES)
def test_parallel_files_by_the_names_of_corpora(here, names):
    write(here, dict(zip(names, ("\n".join(EN), "\n".join(ZH)), strict=True)))
    reading = read()
    assert entries(reading) == list(zip(EN, ZH, strict=True))
    assert {item.format for item in reading.inputs} == {"parallel"}


def test_each_system_has_the_source_for_itself(here):
    texts = {"x.en-zh.src.en": EN, "x.en-zh.hyp.A.zh": ZH, "x.en-zh.hyp.B.zh": ZH}
    write(here, {name: "\n".join(lines) for name, lines in texts.items()})
    reading = read()
    assert entries(reading) == 2 * list(zip(EN, ZH, strict=True))
    assert reading.records["record_id"].is_unique
