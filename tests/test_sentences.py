"""Where sentences begin and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.sentences import Sentences, most_sentences, split
from tests.strategies import TEXTS

# The sentences of a text are marked by a bar between them.
ENGLISH = [
    "We study memes.| They spread quickly.",
    "It runs on edge devices, e.g. phones.| We measure it.",
    "It is small, i.e. It fits.| Done is better.",
    "Lee et al. proposed it.| Others followed.",
    "It was shown by Lee et al.| We extend it.",
    "See Fig. 3 and Eq. (2).| The rest follows.",
    "Cats vs. Dogs, cf. Smith.| Both are pets.",
    "Dr. Lee and J. R. Smith agree.| So do we.",
    "No. 5 is alive.| The answer is No.| Nobody asked.",
    "The matrix A.| We invert it.",
    "It gains 3.5 points over v2.0.| Version 3.0 is next.",
    "It works ... in theory.| But does it work?| Yes!| It does.",
    "He waits...| The end comes ... soon.",
    "This concludes our work.|We thank nobody.",
    "We use torch.Tensor and Node.JS here.",
    "Code is at https://a.org/b.c?d=E.F now.| Data too.",
    'They said "No way."| Then they left.',
    "It holds (see the proof.)| The converse fails.",
    "Is it true?!| Maybe.",
    "1. We do this.| 2. We do that.",
    "Prices rose in 2019.| 3D models help.",
    "It uses $x.$| The rest is $y$.",
    "A heading\n\n|A paragraph\nof two lines.",
    "The U.S. Army wrote it.| They sold it in the U.S.| The price was low.",
    "Apples, pears, etc. are fruit.| Also plums, etc.| But no nuts.",
    "What? ! . .| Nothing.",
    "Yahoo! is a name, and so on.",
    "As shown [Lee et al., J. Mach. Learn. Theory. 32, 1-9], it holds.| Not here [sic.| It is.",
    "It stops without a mark",
    "The model is called word.| mT5 is another.",
    # Where a space is left out.
    "It beats both rivals on all metrics.|Avoiding them costs little.",
    "We train (and test.)|We then stop.|(ii) Memes spread.|RNNs forget.",
    "We solve this task.|More work follows.",
    "We do two things (train and test)|We stop (f(x)In is no end) (or here) We go (or GO)We.",
    "It runs in R (see below).|We use A.I. and torch.|The rest is new.|GPT-2 is old.",
    "We study cats.|This holds, e.g.This or i.e.That, in v2.0 and the U.S.A for Dr.Smith.",
    "We study cats.|The page github.com and Node.JS, data.CSV, arXiv.org and a.B.c are names.",
    "The class torch.Tensor and U.S.A are names, and so are J.K.Rowling and Booking.Com here.",
    "We wait ...Nothing comes, as in [stat.ML] or [cs.AI], e.g.With cats.",
]
CHINESE = [
    "我们研究模因。|它们传播得很快！|真的吗？|是的。",
    "这很好.|那也很好. |我们同意。",
    "提升了3.5个百分点。|v2.0更好。",
    "使用了BERT.|我们发现它有效。",
    "Lee et al.提出了它。|我们跟进。",
    "见Fig. 3和Node.js的文档。",
    "他说：“好。”|然后走了。",
    "“为什么？”这一问题很难。|《为什么？》是一本书。",
    "从一……到十都对。|等等……",
    "第一；第二；第三。|完。",
    "（见附录。）|下文继续。",
    "代码见 https://a.org/b?c=1 。|谢谢!|再见",
    "我们提出:  1. 方法; 2. 数据。",
    "一个标题\n\n|一段\n两行。",
    "真的吗?|是的。",
    "为什么选Yahoo!呢?",
    "它基于早先的工作（Lee等人。2017）和别的方法。|下文继续。",
    "它很小（例如。在手机上）。|（它很快。）|（没有完。|下文(见附录)继续。",
]


@pytest.mark.parametrize(
    ("lang", "marked"),
    [*(("en", text) for text in ENGLISH), *(("zh", text) for text in CHINESE)],
)
def test_sentences_end_where_a_reader_ends_them(lang, marked):
    text = marked.replace("|", "")
    found = [text[start:end] for start, end in split(text, lang)]
    assert found == [part.strip() for part in marked.split("|")]


def test_an_unknown_language_is_split_as_it_looks():
    assert len(split("它很好。它很小。", None)) == 2
    assert len(split("It is good. It is small.", None)) == 2


def test_nothing_has_no_sentences():
    sentences = Sentences([None, "", " \n", "A b."], [None, "zh", "en", "en"])
    assert list(sentences) == [[], [], [], [(0, 4)]]
    assert sentences[-1] is sentences[3]
    assert sentences[2:] == [[], [(0, 4)]]


@given(
    st.one_of(TEXTS, st.text(alphabet="Ab .。!?…\n\"'”)$《》1e.g我")), st.sampled_from(["en", "zh"])
)
def test_sentences_hold_all_that_is_no_white_space(text, lang):
    spans = split(text, lang)
    assert len(spans) <= most_sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    between = [0, *(offset for span in spans for offset in span), len(text)]
    assert not any(text[a:b].strip() for a, b in zip(between[::2], between[1::2], strict=True))
