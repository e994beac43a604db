"""OpusFilter with thresholds for abstracts: a row is flagged if any filter rejects it."""

from __future__ import annotations

from _rows import option, rows, tell
from opusfilter import filters
from opusfilter.lid import Cld2Filter

FILTERS = (
    filters.LengthFilter(min_length=[20, 8], max_length=10_000, unit="char"),
    filters.LengthRatioFilter(threshold=option(3.913), unit="char"),
    filters.HtmlTagFilter(),
    filters.CharacterScoreFilter(scripts=["Latin", "Han"], thresholds=[0.3, 0.3]),
    Cld2Filter(languages=["en", "zh"], thresholds=[0.5, 0.5]),
    filters.NonZeroNumeralsFilter(threshold=0.5),
    filters.LongestCommonSubstringFilter(threshold=0.9),
    filters.SimilarityFilter(threshold=0.9),
    filters.RepetitionFilter(threshold=2, min_length=3, max_length=100),
)


def main() -> None:
    read = rows()
    pairs = [(row.source, row.target) for row in read]
    rejected: set[str] = set()
    for one in FILTERS:
        kept = one.decisions(pairs)
        rejected |= {row.id for row, keep in zip(read, kept, strict=True) if not keep}
    tell(sorted(rejected))


if __name__ == "__main__":
    main()
