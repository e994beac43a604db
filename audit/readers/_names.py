"""What the name of a column says of it: the side, the field, whether it holds a text at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import regex

from audit.text.language import language_name

if TYPE_CHECKING:
    from audit.config import Config

Role = Literal["source", "target", "reference", "none"]
Kind = Literal["text", "aside", "label"]

# Words in column names, in the order in which they are preferred where a table has several. Those
# of the second line are used for other things too: alone, their column must hold the language.
_SOURCE = (
    "source", "src", "original", "orig", "原文", "源文", "源语言",
    "input", "prompt", "query",
)  # fmt: skip
_TARGET = (
    "target", "tgt", "mt", "hyp", "hypothesis", "translation", "translated", "trans", "翻译",
    "译文", "译", "机器翻译", "机翻", "目标语言",
    "output", "response", "pred", "prediction", "predicted", "completion",
)  # fmt: skip
_WEAK = frozenset(
    """original orig input prompt query output response pred prediction predicted
    completion""".split()
)
_REFERENCE = ("reference", "ref", "human", "gold", "参考译文", "参考")
# Corrected by a person: a reference beside a translation, itself one where there is no other.
_POST_EDITED = ("pe", "postedit", "postedited", "译后编辑")
_LANGUAGES = {
    "de": ("ger", "deu", "德文", "德语"),
    "en": ("eng", "英文", "英语", "英"),
    "es": ("spa", "西班牙语"),
    "fr": ("fra", "fre", "法文", "法语"),
    "ja": ("jpn", "jp", "日文", "日语"),
    "ko": ("kor", "kr", "韩文", "韩语"),
    "ru": ("rus", "俄文", "俄语"),
    "zh": (
        "zho", "chi", "cmn", "cn", "简体中文", "繁体中文", "繁體中文", "中文版", "中文", "汉语",
        "简体", "繁体", "中译",
    ),
}  # fmt: skip

# Regions and scripts after a language tag: zh_CN, zh-Hant, en_US.
_SUBTAGS = dict.fromkeys(("cn", "hans", "sg", "simplified"), "zh-Hans") | dict.fromkeys(
    ("tw", "hk", "mo", "hant", "traditional"), "zh-Hant"
)
_ENGLISH_REGIONS = frozenset({"us", "gb", "uk"})

_FIELDS = {
    "title": ("title", "titles", "headline", "标题", "题目", "题名", "篇名"),
    "abstract": ("abstract", "abstracts", "summary", "abs", "摘要"),
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words}
PLAIN_NAMES = (
    "text", "segment", "sentence", "content", "abstract", "summary", "paragraph", "body",
)  # fmt: skip
# Words that tell nothing of what a text is.
_FILLERS = frozenset(
    """ai llm gpt chatgpt machine auto model system engine text texts segment sentence content
    paragraph body paper article doc document field value note string str result full 内容 论文
    文本 句子 段落""".split()
)
# Words of columns about a text: what stands there is written for a reader, and translates nothing.
_ASIDES = frozenset(
    """tldr tl dr keyword keywords comment comments remark remarks note notes motivation method
    methods conclusion conclusions result results highlight highlights review analysis explanation
    reason feedback reasoning thinking description hint context 总结 关键词 关键字 备注 评论 动机
    方法 结果 结论 简介 亮点 点评 分析 一句话 解释 速览""".split()
)
# Words of columns that hold no text: what `source_lang`, `target_url` and `authors` have.
_LABELS = frozenset(
    """chars end file filename id ids uid uuid guid lang language length line locale path record
    score scores start url urls words author authors date dates year month day time timestamp
    updated published created modified category categories class subject subjects tag tags doi
    arxiv journal venue volume issue pages link links href pdf html rating bleu comet chrf ter
    quality status type kind model system engine domain split index idx no num number count version
    license md5 sha sha256 hash email affiliation affiliations isbn issn publisher key creator
    editor extra
    作者 日期 时间 链接 网址 类别 分类 编号 序号 语言 领域 评分 状态 期刊 年份 单位 机构""".split()
)

_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_SPLIT = regex.compile(r"[\s_.\-/:()\[\]{}（）【】、|]+")
_HAN = regex.compile(r"\p{Han}")


class Name(NamedTuple):
    """The name of a column, read."""

    name: str
    role: Role
    rank: int  # lower is preferred among those of a role
    is_weak: bool  # the word for the role is used for other things too
    base: str  # what is left without the words for the side: "title" of "title_en"
    meaning: str  # of the base: `abstract` for 摘要; empty where it tells nothing
    field: str  # abstract | title | segment
    lang: str | None  # with region or script, where the name has one
    kind: Kind
    is_chinese: bool  # written in Han characters


class Vocabulary:
    """The words for each side, given the languages of a run."""

    def __init__(self, config: Config) -> None:
        self.roles: dict[str, tuple[Role, int]] = {}
        for role, first, others in (
            ("source", config.source_lang, _SOURCE),
            ("target", config.target_lang, _TARGET),
            ("reference", "", _REFERENCE),
        ):
            primary = first.replace("_", "-").split("-")[0].lower()
            own = (primary, language_name(primary).lower(), *_LANGUAGES.get(primary, ()))
            for rank, word in enumerate((*(own if first else ()), *others)):
                self.roles.setdefault(word, (role, rank))  # type: ignore[arg-type]
        for word in _POST_EDITED:
            self.roles.setdefault(word, ("reference", len(_REFERENCE)))
        chinese = sorted(filter(_HAN.search, [*self.roles, *_FIELD_OF, *_ASIDES]), key=len)
        self._chinese = regex.compile("|".join(map(regex.escape, reversed(chinese))))

    def read(self, name: str) -> Name:
        """The side, kind and field that `name` tells of."""
        words = self._words(name)
        lang = None
        if len(words) > 1 and words[-1] in _ENGLISH_REGIONS and words[-2] == "en":
            words.pop()
        if len(words) > 1 and words[-1] in _SUBTAGS and words[-2] in {"zh", "chinese"}:
            lang = _SUBTAGS[words.pop()]
        role: Role = "none"
        rank, word, is_last = 0, "", False
        for place in (len(words) - 1, 0):
            if words and words[place] in self.roles:
                word, is_last = words[place], place > 0
                role, rank = self.roles[word]
                break
        rest = [other for other in words if other not in self.roles]
        fields = [_FIELD_OF[word] for word in rest if word in _FIELD_OF]
        quiet = _FILLERS | _ASIDES if fields else _FILLERS  # abstractNote is an abstract
        meaning = [_FIELD_OF.get(word, word) for word in rest if word not in quiet]
        return Name(
            name,
            role,
            rank,
            word in _WEAK,
            "_".join(rest),
            "_".join(meaning),
            fields[0] if fields else "segment",
            lang,
            _kind(role, rest, fields, is_last=is_last),
            bool(_HAN.search(name)),
        )

    def _words(self, name: str) -> list[str]:
        return words_of(self._chinese.sub(r"_\g<0>_", _CAMEL.sub("_", name)))


def is_post_edited(name: Name) -> bool:
    """Whether the column holds translations that a person corrected."""
    return any(word in _POST_EDITED for word in _SPLIT.split(name.name.lower()))


def words_of(name: str) -> list[str]:
    """The lower-case words of a column's name; Chinese ones that stand together are one."""
    return [word for word in _SPLIT.split(_CAMEL.sub("_", name).lower()) if word]


def _kind(role: Role, rest: list[str], fields: list[str], *, is_last: bool) -> Kind:
    """The kind of text in a column, by the words of its name that tell no side."""
    if role == "none" or not is_last:
        ends = rest if role == "none" else rest[-1:]
        if not fields and any(word in _LABELS for word in ends):
            return "label"
    of_machine = "abstract" in fields and {"ai", "llm", "gpt"} & set(rest) and "summary" in rest
    telling = rest if role == "none" else [word for word in rest if word not in _FILLERS]
    if of_machine or (not fields and any(word in _ASIDES for word in telling)):
        return "aside"
    return "text"
