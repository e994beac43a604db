"""The four tables, their columns and dtypes, and the words they use.

Text is raw and never normalised. Spans are half-open offsets into it, in Unicode code points, and
`evidence == text[start:end]` always. Absent text is null; text that is present but empty is `""`.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum
from typing import Any, NamedTuple, NewType

import pandas as pd

Records = NewType("Records", pd.DataFrame)
Pairs = NewType("Pairs", pd.DataFrame)
Findings = NewType("Findings", pd.DataFrame)
Entries = NewType("Entries", pd.DataFrame)

# One row per segment: one piece of text in one language, as found.
RECORDS = {
    "record_id": "str",  # path#line[:locator], stable across runs
    "unit_key": "str",  # what the input itself puts together: path#line of the unit; null if loose
    "unit_id": "str",  # the input's own id: tuid, DOI, arXiv id, row id; null if it gives none
    "field": "str",  # abstract | title | segment
    "role": "str",  # source | target | unknown
    "announced_lang": "str",  # BCP 47; null where nothing announces a language
    "announced_by": "str",  # the marker, column or file name that announces it
    "text": "str",
    "path": "str",
    "line": "Int64",  # 1-based; the row number in formats without lines
    "end_line": "Int64",  # inclusive
    "locator": "str",  # the exact place where a line holds several segments: a column name
    "form": "str",  # of the input: feed | digest | csv | jsonl | …
    "column": "Int64",  # 1-based, where the text begins in its line; null: not there as it is
    "material": "str",  # of the input: papers | interface; null where it does not tell
}

# One row per translation unit: an outer join, so that what has no counterpart is still a row.
PAIRS = {
    "pair_id": "str",  # from the ids of its records
    "entry_id": "str",  # unit_id or unit_key, unique within a field
    "field": "str",
    "source_text": "str",
    "source_record": "str",
    "source_path": "str",
    "source_line": "Int64",
    "target_text": "str",
    "target_record": "str",  # null where there is no slot for a translation
    "target_path": "str",
    "target_line": "Int64",
    "expected_lang": "str",  # the language the target should be in
    "reference": "str",  # a human translation, if there is one
    "pair_method": "str",  # unit | id | title | copied-source | content | none
    "pair_score": "Float64",  # 0-1
    "runner_up": "Float64",  # score of the next candidate, 0-1
    "form": "str",  # of the input that the slot, or else the source, stands in
    "material": "str",  # of that input, or else of the source's
    "announced_by": "str",  # what announces the target: a marker, a column
    "counterpart": "str",  # the record that translates the source, where this row's target does not
}

# One row per suspected defect.
FINDINGS = {
    "finding_id": "str",  # from content, not position; starts with a letter
    "rule": "str",
    "category": "str",  # MQM path
    "severity": "str",  # neutral < minor < major < critical
    "confidence": "Float64",  # 0-1: share of such findings that a reviewer would confirm
    "cause": "str",  # the finding this one is a symptom of; null for a root finding
    "suppressed": "bool",
    "pair_id": "str",
    "entry_id": "str",
    "field": "str",
    "file": "str",  # where to look first: the target if there is one, else the source
    "line": "Int64",
    "message": "str",  # one sentence, the fact, not the cure
    "source_evidence": "str",
    "target_evidence": "str",
    "source_start": "Int64",
    "source_end": "Int64",
    "target_start": "Int64",
    "target_end": "Int64",
    "measured": "Float64",  # the rule's documentation gives the unit
    "limit": "Float64",
}

# One row per translation unit with its verdict, clean ones included.
ENTRIES = {
    "entry_id": "str",
    "field": "str",
    "verdict": "str",  # translated | untranslated | unassessed
    "verdict_reason": "str",  # the evidence of it in a sentence, or what kept one from being had
    "status": "str",  # the rule of the worst root finding of minor or above, else ok or the verdict
    "missing_translation": "bool",
    "blank_entry": "bool",
    "language_mismatch": "bool",
    "worst_severity": "str",
    "findings": "int64",  # root findings
    "rules": "str",  # of the root findings, joined with ;
    "expected_lang": "str",
    "source_lang": "str",  # detected
    "target_lang": "str",  # detected
    "source_file": "str",
    "source_line": "Int64",
    "target_file": "str",
    "target_line": "Int64",
    "pair_method": "str",
    "pair_score": "Float64",
    "source_chars": "Int64",
    "target_chars": "Int64",
    "length_ratio": "Float64",  # target_chars / source_chars
    "source_text": "str",
    "target_text": "str",
}


# What an entry is found to be; see `audit.text.verdicts`.
VERDICTS = ("translated", "untranslated", "unassessed")


class Severity(IntEnum):
    """MQM severities in rising order; `str()` gives the word the tables hold."""

    NEUTRAL = 0
    MINOR = 1
    MAJOR = 2
    CRITICAL = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """The severity called `word`.

        Raises:
            KeyError: no severity has that name.
        """
        return cls[word.upper()]


# The MQM paths in use. `other/*` and `markup/*` extend the MQM core typology
# (https://themqm.org/the-mqm-typology/), as WMT's `non-translation` does.
CATEGORIES = frozenset(
    {
        "accuracy/omission",
        "markup/citation",
        "markup/formula",
        "markup/residue",
        "markup/tag",
        "other/source",
        "accuracy/addition",
        "accuracy/untranslated",
        "accuracy/mistranslation",
        "fluency/punctuation",
        "fluency/spelling",
        "fluency/character",
        "fluency/character-encoding",
        "fluency/repetition",
        "locale-convention/script",
        "other/non-translation",
        "other/structure",
        "other/unpaired",
        "other/duplicate",
        "terminology/inconsistent-use",
        "terminology/inconsistent-with-resource",
        "terminology/wrong-term",
        "other/batch",
        "other/unassessed",
    }
)


class Record(NamedTuple):
    """One row of RECORDS."""

    record_id: str
    unit_key: str | None
    unit_id: str | None
    field: str
    role: str
    announced_lang: str | None
    announced_by: str | None
    text: str | None
    path: str
    line: int | None
    end_line: int | None
    locator: str | None = None
    form: str | None = None
    column: int | None = None
    material: str | None = None


class Span(NamedTuple):
    """Half-open code-point offsets into a segment."""

    start: int
    end: int

    def begins_inside(self, others: list[Span]) -> bool:
        """Whether the span begins in one of `others`, which are in order and apart."""
        last = bisect_right(others, self.start, key=lambda other: other.start) - 1
        return last >= 0 and self.start < others[last].end


def conform(frame: pd.DataFrame, schema: dict[str, str]) -> pd.DataFrame:
    """`frame` with exactly the columns and dtypes of `schema`, in its order, and a fresh index.

    Columns that `frame` lacks are null. A lone surrogate, which no encoding of Unicode can hold,
    becomes U+FFFD; offsets stay what they were.
    """
    columns = {name: _column(frame, name, dtype) for name, dtype in schema.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))


def empty(schema: dict[str, str]) -> pd.DataFrame:
    """A table of `schema` without rows."""
    return conform(pd.DataFrame(), schema)


def texts(column: pd.Series[Any]) -> list[str | None]:
    """The values of a string column, null as None."""
    null: Any = None  # which the stubs of pandas do not know for a null
    values: list[str | None] = column.to_numpy(dtype=object, na_value=null).tolist()
    return values


def _column(frame: pd.DataFrame, name: str, dtype: Any) -> pd.Series[Any]:
    if name not in frame:
        null = False if dtype == "bool" else 0 if dtype == "int64" else None
        return pd.Series([null] * len(frame), dtype=dtype)
    column: pd.Series[Any] = frame[name].reset_index(drop=True)
    if column.dtype == dtype:
        return column
    if dtype != "str":
        return column.astype(dtype)
    try:
        return column.astype(object).where(column.notna(), None).astype("str")
    except UnicodeEncodeError:
        whole = [None if pd.isna(value) else without_surrogates(value) for value in column]
        return pd.Series(whole, dtype="str")


def without_surrogates(text: str) -> str:
    """`text` with lone surrogates as U+FFFD, code point for code point."""
    return text.encode("utf-32-le", "surrogatepass").decode("utf-32-le", "replace")
