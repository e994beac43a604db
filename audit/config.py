"""What a run is told: defaults ← audit.toml or [tool.audit] ← command line."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import ConfigError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.glossary import Glossary
    from audit.scorers import Scorer

SEVERITIES = ("neutral", "minor", "major", "critical")
INPUT_FORMATS = ("csv", "digest", "feed", "json", "jsonl", "lines", "parallel", "parquet", "tsv")


@dataclass(frozen=True)
class Config:
    """Every choice of a run; the defaults are what `audit run` does.

    Raises:
        ConfigError: a value is not valid; the message lists every mistake.
    """

    source_lang: str = "en"  # BCP 47
    target_lang: str = "zh"  # BCP 47; what a slot announces that names no language itself
    exclude: tuple[str, ...] = ()  # globs of files and folders that are not read
    input_format: str | None = None  # one of INPUT_FORMATS; None: by content and extension
    encoding: str | None = None  # of text inputs; None: found out
    source_column: tuple[str, ...] = ()  # of tables, dotted for nested JSON; empty: by usual names
    target_column: tuple[str, ...] = ()  # as many as `source_column`
    id_column: str | None = None
    reference_column: str | None = None
    min_pair_score: float = 0.5  # 0-1; 0 gives every text the best partner that is left
    profile: str | None = None  # of profiles.toml; None: what fits the form of each input
    embed: str | None = None  # package.module:function; None: the extra [embed], `none`: nothing
    learn: bool = False  # pair once more by what the pairs of this run teach
    select: tuple[str, ...] = ()  # rules to run; empty: all
    ignore: tuple[str, ...] = ()  # rules not to run
    glossary: tuple[str, ...] = ()  # CSV, TSV or TBX files of terms; see read_glossaries
    suppressions: tuple[str, ...] = ()  # TOML files; what they name does not count
    baseline: str | None = None  # file of findings that are known; only others count for fail_on
    fail_on: str | None = None  # severity of root findings from which the exit code is 1
    keep_going: bool = False  # count a scorer's crash instead of stopping
    workers: int = 1  # processes; the result is the same for any number
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # rule → option → value

    def __post_init__(self) -> None:
        """Check every value and report all that is wrong at once."""
        mistakes = [
            *self._value_mistakes(),
            *self._rule_mistakes(),
            *self._glossary_mistakes(),
        ]
        if mistakes:
            raise ConfigError(mistakes)

    def scorers(self, profile: str | None = None) -> list[Scorer]:
        """The scorers that run, with their options, by rule name.

        An option is the rule's own, over it that of the profile (`self.profile`, or else the one
        given), over it that of `self.rules`. Rules in `self.select` run even if not enabled.
        """
        from audit.profiles import DEFAULT, profiles
        from audit.scorers import scorers

        expected = profiles()[self.profile or profile or DEFAULT]
        chosen = (
            configured(scorer, {**expected.get(rule, {}), **self.rules.get(rule, {})})
            for rule, scorer in scorers().items()
            if (not self.select or rule in self.select) and rule not in self.ignore
        )
        running = [scorer for scorer in chosen if scorer.enabled or scorer.rule in self.select]
        if not self.glossary:
            return running
        terms = {"glossary": self.terms}
        return [configured(it, terms) if hasattr(it, "glossary") else it for it in running]

    @cached_property
    def terms(self) -> Glossary:
        """The terms of the files in `glossary`, read once."""
        from audit.glossary import read_glossaries

        return read_glossaries(self.glossary, self.source_lang, self.target_lang)

    def digest(self) -> str:
        """A short hash of all that was chosen and can change a finding."""
        chosen = {
            item.name: getattr(self, item.name)
            for item in dataclasses.fields(self)
            if item.name not in _NO_FINDING_DEPENDS_ON
            and getattr(self, item.name) not in (item.default, {})
        }
        if self.glossary:
            chosen["glossary"] = self.terms.digest()
        text = json.dumps(chosen, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _value_mistakes(self) -> list[str]:
        from audit.profiles import profiles
        from audit.text.language_tags import language_mistakes

        mistakes = [
            *language_mistakes("source-lang", self.source_lang),
            *language_mistakes("target-lang", self.target_lang),
        ]
        if self.input_format is not None and self.input_format not in INPUT_FORMATS:
            hint = nearest(self.input_format, list(INPUT_FORMATS))
            mistakes.append(f"input-format: unknown format {self.input_format!r}; {hint}")
        if self.profile is not None and self.profile not in profiles():
            hint = nearest(self.profile, list(profiles()))
            mistakes.append(f"profile: unknown profile {self.profile!r}; {hint}")
        if self.fail_on is not None and self.fail_on not in SEVERITIES:
            hint = nearest(self.fail_on, list(SEVERITIES))
            mistakes.append(f"fail-on: unknown severity {self.fail_on!r}; {hint}")
        if self.encoding is not None and not _is_encoding(self.encoding):
            mistakes.append(f"encoding: unknown encoding {self.encoding!r}; utf-8, gb18030, big5 …")
        if self.source_column and self.target_column:
            given, wanted = len(self.target_column), len(self.source_column)
            if given != wanted:
                mistakes.append(
                    f"target-column: {given} named for {wanted} source columns; name as many"
                )
        if self.workers < 1:
            mistakes.append(f"workers: {self.workers} is not a number of processes; 1 or more")
        if not 0 <= self.min_pair_score <= 1:
            mistakes.append(f"min-pair-score: {self.min_pair_score} is no probability; 0 to 1")
        return mistakes

    def _glossary_mistakes(self) -> list[str]:
        try:
            if self.glossary:
                _ = self.terms
        except ConfigError as error:
            return [f"glossary: {mistake}" for mistake in error.mistakes]
        return []

    def _rule_mistakes(self) -> list[str]:
        if not (self.select or self.ignore or self.rules):
            return []
        from audit.scorers import scorers

        known = scorers()
        mistakes = []
        for place, names in (
            ("select", self.select),
            ("ignore", self.ignore),
            ("rules", tuple(self.rules)),
        ):
            mistakes += [
                f"{place}: unknown rule {name!r}; {nearest(name, list(known))}"
                for name in names
                if name not in known
            ]
        for rule, options in self.rules.items():
            if rule in known:
                mistakes += _option_mistakes(known[rule], options)
        return mistakes


def configured(scorer: Scorer, options: Mapping[str, Any]) -> Scorer:
    """`scorer` with `options` set; they have been checked."""
    values = {_field_name(name): value for name, value in options.items()}
    return dataclasses.replace(scorer, **values)


def configure(path: Path | None, chosen: Mapping[str, Any]) -> Config:
    """The settings of a file, and over them those `chosen` on the command line.

    Args:
        path: None: `audit.toml` or `pyproject.toml` of the working directory, if it is there.
        chosen: Keyword arguments for `Config`.

    Raises:
        ConfigError: the file cannot be read, has unknown keys or values that are not valid, or
            what was chosen is not valid; the message lists every mistake of both.
    """
    if path is None:
        path = next((Path(name) for name in _FILES if _has_settings(Path(name))), None)
    values, mistakes = ({}, []) if path is None else _read(path)
    try:
        config = Config(**(values | dict(chosen)))
    except ConfigError as error:
        mistakes += error.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    return config


_FILES = ("audit.toml", "pyproject.toml")
_NO_FINDING_DEPENDS_ON = {"workers", "keep_going", "fail_on", "suppressions", "baseline"}


def _read(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The valid settings in `path`, and its mistakes."""
    table = _table(path)
    fields = {_option_name(item.name): item for item in dataclasses.fields(Config)}
    values: dict[str, Any] = {}
    mistakes = []
    for key, value in table.items():
        if _option_name(key) not in fields:
            mistakes.append(f"{path}: unknown key {key!r}; {nearest(key, list(fields))}")
            continue
        try:
            values[_field_name(key)] = _fit(value, fields[_option_name(key)].default)
        except TypeError as misfit:
            mistakes.append(f"{path}: {key}: {misfit}")
    return values, mistakes


def _fit(value: Any, default: Any) -> Any:
    """`value` as the type of a field with that default.

    Raises:
        TypeError: it does not fit; the message says what would.
    """
    if isinstance(default, tuple):
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
        wanted = "a list of texts"
    elif default is dataclasses.MISSING:
        if isinstance(value, dict) and all(isinstance(item, dict) for item in value.values()):
            return value
        wanted = "a table of rules, each a table of options"
    else:
        kind = str if default is None else type(default)
        if type(value) is kind or (kind is float and type(value) is int):
            return value
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, "text")
    message = f"{value!r} is not {wanted}"
    raise TypeError(message)


def _table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        mistake = f"{path}: cannot be read: {error.strerror}; name another with --config"
        raise ConfigError([mistake]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: is not TOML: {error}; mend it there"]) from error
    return dict(_settings(path, table))


def _settings(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool")
    settings = tool.get("audit") if isinstance(tool, dict) else None
    return settings if isinstance(settings, dict) else {}


def _has_settings(path: Path) -> bool:
    return path.is_file() and (path.name == "audit.toml" or bool(_table(path)))


def _is_encoding(name: str) -> bool:
    import codecs

    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except LookupError:
        return False


def _option_mistakes(scorer: Scorer, options: Mapping[str, Any]) -> list[str]:
    from audit.scorers import options_of

    fields = {_option_name(item.name): item for item in options_of(scorer)}
    mistakes = []
    for name, value in options.items():
        place = f"rules.{scorer.rule}.{name}"
        if _option_name(name) not in fields:
            mistakes.append(f"{place}: unknown option; {nearest(name, list(fields))}")
            continue
        default = getattr(scorer, _field_name(name))
        if default in SEVERITIES and value not in SEVERITIES:
            mistakes.append(f"{place}: {value!r} is not one of {', '.join(SEVERITIES)}")
        elif not _same_type(value, default):
            mistakes.append(f"{place}: {value!r} should be like {default!r}")
    return mistakes


def _same_type(value: Any, default: Any) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)


def _option_name(field_name: str) -> str:
    return field_name.replace("_", "-")


def _field_name(option_name: str) -> str:
    return option_name.replace("-", "_")
