"""What a scorer is, and what it is given."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd

from audit.schema import Span, texts
from audit.scorers._scopes import Entry
from audit.text.agreement import Agreement, agreement_of
from audit.text.alignment import MOST_CHARS, Alignment, align
from audit.text.belonging import Belonging, belonging
from audit.text.blanks import holds_nothing
from audit.text.coverage import measure_own
from audit.text.endings import Ending, ending
from audit.text.fingerprint import fingerprints
from audit.text.holding import PROSE_FORMS, Slot, holdings
from audit.text.language import UNDETERMINED, identify
from audit.text.length import count_letters, count_words, length_share, relative_length
from audit.text.masking import mask, without_placeholders
from audit.text.matches import match_own
from audit.text.messages import find_messages
from audit.text.names import find_names, holds
from audit.text.number_agreement import NumberDifferences, compare_numbers, differ, in_digits
from audit.text.renderings import find_listed
from audit.text.scripts import HAN, count_scripts
from audit.text.sentences import Sentences
from audit.text.term_base import term_base
from audit.text.terms import PairTerms, pair_terms
from audit.text.variants import count_variants, in_simplified
from audit.text.verdicts import UNTRANSLATED_ENTRY, Measures, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from dataclasses import Field

    from numpy.typing import NDArray

    from audit.schema import Pairs
    from audit.scorers._scopes import Counted, Scan, Scope, Window
    from audit.text.holding import Held
    from audit.text.literals import Occurrence
    from audit.text.matches import Matched
    from audit.text.meaning import Meaning
    from audit.text.messages import Spoken
    from audit.text.names import Name
    from audit.text.term_base import Place
    from audit.text.verdicts import Judged


# Where one of these holds, what other rules say of the same entry only restates it (DESIGN: cause
# over symptom); the likeliest cause first. Either the two do not belong together …
PAIR_CAUSES = ("shifted-pairs", "same-target", "wrong-pair", "merged-entries")
# … or the target is no text of its language.
TEXT_CAUSES = (
    "blank-entry", "machine-message", "mojibake", "unreadable-target", "language-mismatch",
    "missing-translation",
)  # fmt: skip
CAUSES = (*PAIR_CAUSES, *TEXT_CAUSES)

# Names of a text that are looked for in its translation; no abstract has as many.
_MOST_NAMES = 200

# The columns of `belonging` among the facts.
_BELONGING = tuple(f"belonging_{name}" for name in Belonging._fields)

# Metadata of a field that is no option: the run fills it.
GIVEN = {"given": True}


class Hit(NamedTuple):
    """A suspected defect, as a scorer tells it; the engine adds ids, evidence and place."""

    row: int  # of the batch; where several entries share the defect, the first of them
    message: str  # one sentence, the fact, not the cure
    source: Span | None = None
    target: Span | None = None
    measured: float | None = None
    limit: float | None = None
    severity: str | None = None  # None: the rule's
    confidence: float | None = None  # None: the rule's
    members: tuple[int, ...] = ()  # all rows that share the defect: each of them has the finding
    member_message: str | None = None  # for the others; None: the same


class Measure(NamedTuple):
    """The values a rule holds against one of its options, for `audit calibrate`."""

    option: str  # the field
    values: NDArray[np.float64]  # one per row of the batch; NaN where the rule does not judge
    above: bool  # whether the rule flags what is above the option, or else below


class Side:
    """Facts about one column of text, each computed when it is first asked for."""

    def __init__(self, column: pd.Series) -> None:
        self._column = column

    @cached_property
    def texts(self) -> list[str | None]:
        """The texts, absent ones as None."""
        return texts(self._column)

    def know(self, languages: list[str | None]) -> None:
        """Take the languages from whoever has found them out."""
        self.__dict__["languages"] = languages

    @cached_property
    def present(self) -> list[str]:
        """The texts, absent ones as empty."""
        return [text or "" for text in self.texts]

    @cached_property
    def variants(self) -> NDArray[np.int64]:
        """Characters of one form of Chinese alone, shape (n, 2); see `count_variants`."""
        return count_variants(self.present)

    @cached_property
    def simplified(self) -> list[str]:
        """The texts in Simplified characters, for what knows no others; offsets hold."""
        return in_simplified(self.present, self.variants)

    @cached_property
    def masked(self) -> list[str]:
        """The texts with what is no language blank, offsets kept; see `mask`."""
        return [mask(text) for text in self.present]

    @cached_property
    def names(self) -> list[list[Name]]:
        """The names in the masked texts; see `find_names`."""
        return find_names(self.masked)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of each text; see `split`."""
        return Sentences(self.present, self.languages)

    @cached_property
    def scripts(self) -> NDArray[np.int64]:
        """Letters per script, shape (n, len(SCRIPTS) + 1); see `count_scripts`."""
        return count_scripts(self.texts)

    @cached_property
    def languages(self) -> list[str | None]:
        """Detected languages; see `identify`."""
        return identify(self.texts, self.scripts)

    @cached_property
    def openings(self) -> NDArray[np.uint64]:
        """A number for how each text begins, 0 for nothing; see `fingerprints`."""
        return fingerprints(self.texts)

    @cached_property
    def endings(self) -> list[Ending | None]:
        """The ending of each text; see `ending`."""
        return [
            ending(text, masked) for text, masked in zip(self.present, self.masked, strict=True)
        ]

    @cached_property
    def digits(self) -> list[list[str] | None]:
        """The numbers in digits of each text, as written; see `in_digits`."""
        return in_digits(self.simplified)

    @cached_property
    def listed(self) -> dict[int, list[Occurrence]]:
        """The wrong renderings in the Chinese ones of the texts; see `find_listed`."""
        rows = [row for row, language in enumerate(self.languages) if language == "zh"]
        return find_listed(self.simplified, rows)

    @cached_property
    def chars(self) -> list[int | None]:
        """Code points; None where the text is absent."""
        return [None if text is None else len(text) for text in self.texts]


class Batch:
    """A partition of PAIRS and the facts that its scorers share.

    `facts` are those of another batch over the same rows, as its `facts()` gave them. For a rule
    that compares entries, `groups` are the rows that share a key, `note` what only the sequence
    tells of which the rows are a window, and `counted` what was counted in all of the run.
    """

    def __init__(
        self,
        pairs: Pairs,
        facts: pd.DataFrame | None = None,
        *,
        groups: Sequence[list[int]] = (),
        note: Any = None,
        counted: Sequence[Counted] = (),
    ) -> None:
        self.pairs = pairs
        self.groups, self.note, self.counted = groups, note, counted
        self._columns: dict[str, list[str | None]] = {}
        self._belonging: Belonging | None = None
        self.source = Side(pairs["source_text"])
        self.target = Side(pairs["target_text"])
        self.expected_langs = [
            (lang or "").lower().split("-")[0] for lang in self.column("expected_lang")
        ]
        if facts is not None:
            self.source.know(texts(facts["source_lang"]))
            self.target.know(texts(facts["target_lang"]))
            if set(Agreement._fields) <= set(facts):
                columns = (facts[name].to_numpy() for name in Agreement._fields)
                self.__dict__["agreement"] = Agreement(*columns)
            if set(_BELONGING) <= set(facts):
                self._belonging = Belonging(*(facts[name].to_numpy() for name in _BELONGING))
            self.__dict__["failed"] = (facts["verdict"] == UNTRANSLATED_ENTRY).to_numpy(np.bool_)

    def __len__(self) -> int:
        return len(self.pairs)

    @cached_property
    def verbatim(self) -> list[int]:
        """The rows in which something is masked on either side, of 9,000 abstracts 29 %.

        No others have an address, a formula or a citation.
        """
        sides = zip(
            self.source.present, self.source.masked, self.target.present, self.target.masked,
            strict=True,
        )  # fmt: skip
        return [
            row
            for row, (source, masked_source, target, masked_target) in enumerate(sides)
            if masked_source != source or masked_target != target
        ]

    @cached_property
    def source_words(self) -> NDArray[np.int64]:
        """Words of each English source that a Chinese target should translate, else 0."""
        assessed = [
            target == "zh" and source == "en"
            for source, target in zip(self.source.languages, self.target.languages, strict=True)
        ]
        return np.where(assessed, count_words(self.source.masked), 0)

    @cached_property
    def relative_length(self) -> NDArray[np.float64]:
        """Han characters of the target per word of `source_words`; see `relative_length`."""
        target_words = count_words(self.target.masked)
        return relative_length(self.source_words, target_words, self.target.scripts[:, HAN])

    @cached_property
    def source_letters(self) -> NDArray[np.int64]:
        """Letters of the sources of `source_words`, in words of four and more; see `length`."""
        return np.where(self.source_words > 0, count_letters(self.source.masked), 0)

    @cached_property
    def length_share(self) -> NDArray[np.float64]:
        """Of the `source_letters`, for how many each target is long; see `length_share`."""
        target_letters = count_letters(self.target.masked)
        return length_share(self.source_letters, target_letters, self.target.scripts[:, HAN])

    @cached_property
    def lost_names(self) -> list[tuple[int, list[Name]]]:
        """Rows whose Chinese target lacks names of the source as they are written, with those."""
        found = []
        for row, (names, target) in enumerate(
            zip(self.source.names, self.target.present, strict=True)
        ):
            if names and self.target.languages[row] == "zh":
                read = reversed(names[:_MOST_NAMES])
                lost = {name.text: name for name in read if not holds(target, name.text)}
                if lost:
                    found.append((row, sorted(lost.values(), key=lambda name: name.start)))
        return found

    @cached_property
    def new_names(self) -> list[tuple[int, list[Name]]]:
        """Rows whose Chinese target has names that the source lacks as written, with those."""
        found = []
        for row, (names, source) in enumerate(
            zip(self.target.names, self.source.texts, strict=True)
        ):
            if names and source and self.target.languages[row] == "zh":
                read = reversed(names[:_MOST_NAMES])
                new = {name.text: name for name in read if name.text not in source}
                if new:
                    found.append((row, sorted(new.values(), key=lambda name: name.start)))
        return found

    @cached_property
    def failed(self) -> NDArray[np.bool_]:
        """The mask of the entries that are untranslated, bool (n,)."""
        return np.array([one.verdict == UNTRANSLATED_ENTRY for one in self.verdicts], np.bool_)

    @cached_property
    def verdicts(self) -> list[Judged]:
        """Whether each entry is translated, and why; see `judge`."""
        measures = Measures(
            self.source.languages,
            self.expected_langs,
            count_words(self.source.masked),
            count_words(self.target.masked),
            self.target.scripts[:, HAN],
            self.source.scripts[:, HAN],
        )
        return judge(
            self.held,
            self.source.texts,
            self.target.texts,
            self.target.masked,
            self.column("field"),
            measures,
        )

    @cached_property
    def held(self) -> list[Held]:
        """The content of the slot of each translation; see `holdings`."""
        columns = (
            self.source.texts, self.target.texts, self.source.languages, self.target.languages,
            self.expected_langs, [form in PROSE_FORMS for form in self.column("form")],
        )  # fmt: skip
        slots = [Slot(*row) for row in zip(*columns, strict=True)]
        alone = {row for row, spoken in self.messages.items() if spoken.alone}
        return holdings(slots, self.empty, alone)

    @cached_property
    def empty(self) -> list[bool]:
        """The mask of the targets that are absent or hold nothing; see `holds_nothing`."""
        pairs = zip(self.target.texts, self.source.texts, strict=True)
        return [target is None or holds_nothing(target, source) for target, source in pairs]

    @cached_property
    def messages(self) -> dict[int, Spoken]:
        """The rows whose target holds what programs and chat models say; see `find_messages`."""
        fields = self.column("field")
        return find_messages(self.target.simplified, self.other_sources, fields)

    @cached_property
    def other_sources(self) -> list[str]:
        """The sources, but empty where the source is what stands in the slot of its translation."""
        rows = zip(self.column("pair_method"), self.source.present, strict=True)
        return ["" if method == "copied-source" else source for method, source in rows]

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement of source and target, where the lexicon knows the languages of both."""
        return agreement_of(self.terms, measure_own(self.matched))

    def belonging(self, meaning: Meaning | None) -> Belonging:
        """The odds that source and target belong together, as the first that asks has them judged.

        `meaning` is the second judge, the same for all that ask in a run.
        """
        if self._belonging is None:
            self._belonging = belonging(
                self.agreement,
                self.source.present,
                self.target.present,
                self.column("field"),
                meaning,
            )
        return self._belonging

    @cached_property
    def terms(self) -> PairTerms:
        """The terms of source and target, where the lexicon knows the languages of both."""
        sources, targets = (
            [None if text is None else without_placeholders(text) for text in texts]
            for texts in (_in_language(self.source, "en"), _in_language(self.target, "zh"))
        )
        return pair_terms(sources, targets)

    @cached_property
    def term_places(self) -> dict[int, list[Place]]:
        """The terms of the term base in the sources of `terms`, by row; see `TermBase.find`."""
        return term_base().find(self.terms, self.source.present)

    @cached_property
    def matched(self) -> Matched:
        """The share of each source that its target has, of the rows of `terms`."""
        return match_own(self.terms)

    @cached_property
    def alignments(self) -> list[Alignment | None]:
        """The alignment of the sentences, where the lexicon knows the languages of both."""
        rows = self.terms.rows.tolist()
        found: list[Alignment | None] = [None] * len(self)
        source, target = (
            [side.sentences[row] if len(side.present[row]) <= MOST_CHARS else [] for row in rows]
            for side in (self.source, self.target)
        )
        aligned = align(self.matched, source, target)
        for row, alignment in zip(rows, aligned, strict=True):
            found[row] = alignment
        return found

    def translated_by(self, row: int, place: int) -> tuple[Span, Span] | None:
        """The sentences around `place` in the source of a row, and what translates them, if any."""
        alignment = self.alignments[row]
        if alignment is None:
            return None
        own, other = self.source.sentences[row], self.target.sentences[row]
        number = max(bisect_right(own, place, key=lambda span: span.start) - 1, 0)
        for first, last, other_first, other_last in alignment.groups:
            if first <= number < last:
                if other_first == other_last:
                    return None
                return (
                    Span(own[first].start, own[last - 1].end),
                    Span(other[other_first].start, other[other_last - 1].end),
                )
        return None

    @cached_property
    def numbered(self) -> list[int]:
        """The rows from English into Chinese with numbers in digits in the target."""
        found = zip(self.from_english, self.target.digits, strict=True)
        return [row for row, (judged, digits) in enumerate(found) if digits and judged]

    @cached_property
    def from_english(self) -> list[bool]:
        """The mask of the Chinese targets of sources in English, or in too few words to tell."""
        languages = zip(self.source.languages, self.target.languages, strict=True)
        return [
            source in {"en", None, UNDETERMINED} and target == "zh" for source, target in languages
        ]

    @cached_property
    def number_differences(self) -> dict[int, NumberDifferences]:
        """The differences of the numbers in digits, where there are any; see `compare_numbers`."""
        sources, targets = self.source.present, self.target.simplified
        digits = zip(self.source.digits, self.target.digits, strict=True)
        found = {}
        for row, (ours, theirs) in enumerate(digits):
            if not (ours or theirs):
                continue
            if self.from_english[row] and differ(sources[row], targets[row], ours, theirs):
                differences = compare_numbers(
                    sources[row], targets[row], self.source.masked[row], self.target.masked[row]
                )
                if self.source.languages[row] != "en":
                    differences = differences.of_whole_numbers()
                found[row] = differences
        return {row: differences for row, differences in found.items() if any(differences)}

    def facts(self) -> pd.DataFrame:
        """The facts that the report and other batches need, one row per pair.

        `source_lang`, `target_lang`, `source_chars`, `target_chars`, `verdict`, `verdict_reason`,
        and the columns of `agreement` and `belonging` if some scorer asked for them.
        """
        columns: dict[str, Any] = {
            "pair_id": pd.Series(self.column("pair_id"), dtype="str"),
            "source_lang": pd.Series(self.source.languages, dtype="str"),
            "target_lang": pd.Series(self.target.languages, dtype="str"),
            "source_chars": pd.Series(self.source.chars, dtype="Int64"),
            "target_chars": pd.Series(self.target.chars, dtype="Int64"),
            "verdict": pd.Series([one.verdict for one in self.verdicts], dtype="str"),
            "verdict_reason": pd.Series([one.reason for one in self.verdicts], dtype="str"),
        }
        if "agreement" in self.__dict__:
            columns |= self.agreement._asdict()
        if self._belonging is not None:
            columns |= dict(zip(_BELONGING, self._belonging, strict=True))
        return pd.DataFrame(columns)

    @cached_property
    def source_lines(self) -> list[int | None]:
        """The lines on which the sources stand in their files."""
        return _numbers(self.pairs["source_line"])

    @cached_property
    def target_lines(self) -> list[int | None]:
        """The lines on which the targets stand in their files."""
        return _numbers(self.pairs["target_line"])

    def column(self, name: str) -> list[str | None]:
        """The strings of a column of PAIRS, null as None."""
        if name not in self._columns:
            self._columns[name] = texts(self.pairs[name])
        return self._columns[name]


def _numbers(column: pd.Series[Any]) -> list[int | None]:
    """The values of a column of whole numbers, null as None."""
    null: Any = None  # which the stubs of pandas do not know for a null
    values: list[int | None] = column.to_numpy(dtype=object, na_value=null).tolist()
    return values


def _in_language(side: Side, known: str) -> list[str | None]:
    """The texts in the language `known`, the others as None."""
    return [
        text if language == known else None
        for text, language in zip(side.texts, side.languages, strict=True)
    ]


@dataclass(frozen=True)
class Scorer:
    """A rule: one defect, looked for in one module of this package, which names it.

    The fields are the options of the rule, with their units; the docstring is its documentation,
    under fixed headings.
    """

    category: ClassVar[str]  # MQM path, one of schema.CATEGORIES
    # The languages of source and target that the rule knows, primary subtags; None: any. In others
    # it finds nothing, which the report says.
    judges: ClassVar[tuple[str | None, str | None]] = (None, None)
    # The rule that finds this defect where source and target exchange their places: what is left
    # out of a translation is, seen from there, added. None: the defect has no counterpart.
    mirror: ClassVar[str | None] = None
    # Rules whose findings are the cause of this rule's on the same entry, first the likeliest.
    symptom_of: ClassVar[tuple[str, ...]] = ()
    # Rules whose findings are the cause of this rule's where their span holds its span.
    part_of: ClassVar[tuple[str, ...]] = ()
    # Rules whose findings are the cause of this rule's where their spans overlap.
    same_place_as: ClassVar[tuple[str, ...]] = ()
    # Whether a new translation of the entry mends the defect; no: another pairing does, a program,
    # or whoever sent the source.
    retranslate: ClassVar[bool] = True
    # Whether what else is found in the members of a hit is a symptom of it.
    explains_members: ClassVar[bool] = True

    @property
    def scope(self) -> Scope:
        """The entries that a batch must hold together."""
        return Entry()

    @property
    def rule(self) -> str:
        """The public name of the defect, from the name of the module."""
        return type(self).__module__.rpartition(".")[2].replace("_", "-")

    def applies(self, source: str, target: str) -> bool:
        """Whether the rule judges texts in these languages, itself or by its `mirror`.

        A text of which no language is known, "", is in any.
        """
        ways = [(source, target), (target, source)][: 1 if self.mirror is None else 2]
        return any(
            all(
                not lang or known in {None, lang}
                for lang, known in zip(way, self.judges, strict=True)
            )
            for way in ways
        )

    @property
    def documentation(self) -> str:
        """The docstring, without the code's indentation."""
        text = type(self).__doc__ or ""
        return re.sub(r"^ {4}", "", text, flags=re.MULTILINE).strip()

    severity: str = "major"  # neutral, minor, major or critical
    confidence: float = 0.9  # share of findings that a reviewer would confirm, 0-1
    enabled: bool = True  # true or false; whether the rule runs without being selected by name

    def keys(self, batch: Batch) -> Sequence[NDArray[np.uint64]]:
        """The keys by which a rule of scope `Group` finds entries that may belong together.

        Returns:
            Keys of n numbers, one per row; 0 belongs with nothing. Rows that are equal in any key
            are in one group. The rule is then given only rows of groups of two and more, in the
            order of the files, with `batch.groups` to say which are together.
        """
        raise NotImplementedError

    def scan(self) -> Scan | None:
        """How a rule of scope `Group` looks at a group that is too long to be held, if it does."""
        return None

    def facts(self, batch: Batch) -> NDArray[np.int32]:
        """What a rule of scope `Sequence` has to know of each row, shape (n,) or (n, m).

        A row that has LEFT_OUT, or has it first, is in no sequence.
        """
        raise NotImplementedError

    def windows(self, facts: NDArray[np.int32]) -> Iterator[Window]:
        """The rows that have to be looked at of a sequence with these facts, in order."""
        raise NotImplementedError

    def count(self, batch: Batch) -> list[Counted]:
        """The counts of a rule of scope `Total` in `batch`, each key once."""
        raise NotImplementedError

    def chosen(self, counted: list[Counted]) -> list[Counted]:
        """The part of what was counted in all of the run that the rule has to look at."""
        return counted

    def measures(self, batch: Batch) -> Sequence[Measure]:
        """The measures of each row of `batch`, by the options that are their limits."""
        del batch
        return ()

    def score(self, batch: Batch) -> Iterator[Hit]:
        """The defects in `batch`, in any order; the batch is not changed."""
        raise NotImplementedError


def options_of(scorer: Scorer) -> list[Field[Any]]:
    """The fields that a user may set."""
    return [item for item in fields(scorer) if not item.metadata.get("given")]


def whole(text: str | None) -> Span | None:
    """The span of all of `text`, or None if there is none."""
    return None if text is None else Span(0, len(text))
