"""Whether sources and targets are in the languages that are expected of them."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from audit.text.language import UNDETERMINED, language_name

if TYPE_CHECKING:
    from audit.config import Config
    from audit.readers._contents import Content

# Cells in a third language before it is believed; a few short ones are easily taken for another.
_FEWEST_CELLS = 3


class Direction(NamedTuple):
    """The languages of an input whose sources are not in the one expected."""

    path: str
    source: str  # where the sources stand: a column or a file
    target: str | None
    found_source: str  # BCP 47 primary subtags
    found_target: str | None  # None: not told by the texts
    expected_source: str  # as configured
    expected_target: str
    options: str  # to give
    announced_by: str | None = None  # what announces the targets, as RECORDS has it

    @property
    def is_reversed(self) -> bool:
        """Whether each side is in the language of the other."""
        found = self.found_source, self.found_target
        return found == (primary(self.expected_target), primary(self.expected_source))

    @property
    def reason(self) -> str:
        """The predicate of a sentence that says what was found."""
        if self.is_reversed:
            return (
                f"the texts are the wrong way round: {self.source} holds"
                f" {language_name(self.found_source)} and {self.target}"
                f" {language_name(self.found_target or '')}, expected is"
                f" {self.expected_source} to {self.expected_target}"
            )
        return (
            f"{self.source} holds {language_name(self.found_source)}, expected is"
            f" {language_name(primary(self.expected_source))} ({self.expected_source})"
        )

    @property
    def remedy(self) -> str:
        """The options to give."""
        return f"audit it with {self.options}"


def direction(
    source: Content, target: Content | None, source_name: str, target_name: str | None,
    config: Config, *, are_columns: bool = True,
) -> Direction | None:  # fmt: skip
    """The direction to tell of; None if the sources are in the language expected or in none."""
    expected = primary(config.source_lang), primary(config.target_lang)
    found = source.language
    if found in {None, UNDETERMINED, expected[0]} or found is None:
        return None
    other = None if target is None else target.language
    if other == UNDETERMINED:
        other = None
    is_reversed = (found, other) == (expected[1], expected[0])
    if not is_reversed and source.languages.get(found, 0) < _FEWEST_CELLS:
        return None
    languages = [option("source-lang", found)]
    if other not in {None, expected[1]} and other is not None:
        languages.append(option("target-lang", other))
    options = " ".join(languages)
    if is_reversed and are_columns and target_name is not None:
        swapped = option("source-column", target_name), option("target-column", source_name)
        options = (
            f"{options}, if that is the direction; or {' '.join(swapped)}, if the columns are named"
            " the wrong way round"
        )
    subject = "column {!r}" if are_columns else "{}"
    return Direction(
        "", subject.format(source_name), target_name and subject.format(target_name), found, other,
        config.source_lang, config.target_lang, options,
        target_name and f"{'column' if are_columns else 'file'} {target_name}",
    )  # fmt: skip


def option(name: str, value: str) -> str:
    """An option as it is typed."""
    return f"--{name} {quote(value)}"


def primary(tag: str) -> str:
    """The primary subtag, written Chinese and Cantonese as `zh`."""
    code = tag.replace("_", "-").split("-")[0].lower()
    return "zh" if code in {"zho", "chi", "cmn", "yue"} else code
