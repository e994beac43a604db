"""What a run is told: defaults ← the user's audit.toml ← the project's ← command line."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.errors import ConfigError, Problem, nearest
from audit.side_files import parse_toml, read_side_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.glossary import Glossary
    from audit.scorers import Scorer

SEVERITIES = ("neutral", "minor", "major", "critical")
# Metadata of a field whose value names code to run: who made the folder of the data must not choose
# it. `HARMLESS` are the values that run nothing.
CODE = {"code": True}
HARMLESS = ("none",)
# Metadata of a field that names files.
FILES = {"files": True}

INPUT_FORMATS = (
    "android", "csv", "digest", "feed", "html", "i18n", "json", "jsonl", "labelled", "lines",
    "markdown", "parallel", "parquet", "po", "properties", "resx", "rss", "strings", "subtitles",
    "tmx", "ts", "tsv", "wmt", "xcstrings", "xliff", "xlsx", "yaml",
)  # fmt: skip


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
    profile: str | None = None  # of profiles.toml; None: what each input tells
    # package.module:function; None: the installed one, `none`: nothing
    embed: str | None = field(default=None, metadata=CODE)
    learn: bool = False  # pair once more by what the pairs of this run teach
    select: tuple[str, ...] = ()  # rules to run; empty: all
    ignore: tuple[str, ...] = ()  # rules not to run
    # CSV, TSV or TBX files of terms; see read_glossaries
    glossary: tuple[str, ...] = field(default=(), metadata=FILES)
    # TOML files; what they name does not count
    suppressions: tuple[str, ...] = field(default=(), metadata=FILES)
    # file of findings that are known; only others count for fail_on
    baseline: str | None = field(default=None, metadata=FILES)
    fail_on: str | None = None  # severity of root findings from which the exit code is 1
    keep_going: bool = False  # count a scorer's crash instead of stopping
    engine: str = "processes"  # where the work is done; the result is the same everywhere
    workers: int = 0  # how many share the work; 0: as many as there are cores
    # address of a Dask cluster, which sees the texts and whose word is run
    scheduler: str | None = field(default=None, metadata=CODE)
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
        embed = {"embed": self.embed}
        running = [configured(it, embed) if hasattr(it, "embed") else it for it in running]
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
        from audit.engine.executors import executors
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
        if self.engine not in executors():
            hint = nearest(self.engine, executors())
            mistakes.append(f"engine: unknown engine {self.engine!r}; {hint}")
        elif self.scheduler is not None and self.engine != "dask":
            mistakes.append("scheduler: is of a Dask cluster; say --engine dask as well")
        if self.workers < 0:
            mistakes.append(f"workers: {self.workers} is not a number of workers; 0 is all cores")
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


class Settings(NamedTuple):
    """The options of a run, and the files they came from."""

    config: Config
    files: tuple[Path, ...]  # that were read
    notices: list[Problem]  # what of the files was left


def load_settings(path: Path | None, chosen: Mapping[str, Any]) -> Settings:
    """The settings of the user's file, over them the project's, over them those `chosen`.

    The project's file lies beside the data and may be anybody's: what it says to run as code
    (the fields marked `CODE`) is left, with a notice. The user's own file and one that is named
    are the user's word.

    Args:
        path: Instead of the project's file, which is `audit.toml` or `pyproject.toml` of the
            working directory, if it is there.
        chosen: Keyword arguments for `Config`.

    Raises:
        ConfigError: a file cannot be read, has unknown keys or values that are not valid, or
            what was chosen is not valid; the message lists every mistake of all.
    """
    own = user_file()
    project = path or next((Path(name) for name in _FILES if _has_settings(Path(name))), None)
    values: dict[str, Any] = {}
    files, mistakes, notices = [], [], []
    if _is_there(own) and not (project is not None and _is_one(own, project)):
        values, wrong = _read(own)
        values = {name: _beside(own, name, value) for name, value in values.items()}
        files.append(own)
        mistakes += wrong
    if project is not None:
        more, wrong = _read(project)
        if path is None and not _is_one(own, project):
            notices = [_left(project, name, own) for name in _code(more)]
            more = {name: value for name, value in more.items() if name not in _code(more)}
        values = _over(values, more)
        files.append(project)
        mistakes += wrong
    try:
        config = Config(**(values | dict(chosen)))
    except ConfigError as error:
        mistakes += error.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    return Settings(config, tuple(files), notices)


def configure(path: Path | None, chosen: Mapping[str, Any]) -> Config:
    """The configuration that `load_settings` gives; its notices are warnings of Python."""
    import warnings

    settings = load_settings(path, chosen)
    for notice in settings.notices:
        warnings.warn(str(notice), stacklevel=2)
    return settings.config


def user_file() -> Path:
    """The path of the user's own defaults for all projects, whether or not it is there."""
    import platformdirs

    return Path(platformdirs.user_config_dir("audit", appauthor=False)) / "audit.toml"


def _over(values: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """`more` over `values`, of rules option by option."""
    rules = dict(values.get("rules", {}))
    for rule, options in more.get("rules", {}).items():
        rules[rule] = {**rules.get(rule, {}), **options}
    return values | more | ({"rules": rules} if rules else {})


def _code(values: Mapping[str, Any]) -> list[str]:
    """The names among `values` that say what code to run."""
    marked = {item.name for item in dataclasses.fields(Config) if item.metadata == CODE}
    return [name for name in values if name in marked and values[name] not in HARMLESS]


def _left(project: Path, name: str, own: Path) -> Problem:
    option = _option_name(name)
    return Problem(
        str(project), None, "notice", f"{option} names code to run and is left",
        f"if you trust it, say it with --{option} or in {own}",
    )  # fmt: skip


def _beside(file: Path, name: str, value: Any) -> Any:
    """The value of a field, names of files as seen from the folder of `file`."""
    files = {item.name for item in dataclasses.fields(Config) if item.metadata == FILES}
    if name not in files:
        return value
    if isinstance(value, str):
        return str(file.parent / value)
    return tuple(str(file.parent / one) for one in value)


_FILES = ("audit.toml", "pyproject.toml")
_NO_FINDING_DEPENDS_ON = {
    "engine", "workers", "scheduler", "keep_going", "fail_on", "suppressions", "baseline",
}  # fmt: skip


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
        table = parse_toml(read_side_file(path))
    except OSError as error:
        mistake = f"{path}: cannot be read: {error.strerror}; name another with --config"
        raise ConfigError([mistake]) from error
    except ValueError as error:
        raise ConfigError([f"{path}: is not TOML: {error}; mend it there"]) from error
    return dict(_settings(path, table))


def _settings(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool")
    settings = tool.get("audit") if isinstance(tool, dict) else None
    return settings if isinstance(settings, dict) else {}


def _has_settings(path: Path) -> bool:
    if path.name == "audit.toml":
        return path.exists()  # a pipe or a folder of that name is told of, not passed over
    return path.is_file() and bool(_table(path))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that is closed to the user
        return False


def _is_one(first: Path, second: Path) -> bool:
    return first.exists() and second.exists() and first.samefile(second)


# What text files are written in, by the names of Python's codecs. Its other text codecs are for
# host names (idna, punycode), for source code (unicode_escape) or for mail (utf_7), or are none.
_ENCODINGS = frozenset(
    """ascii big5 big5hkscs cp037 cp437 cp500 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861
    cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp932 cp949 cp950 cp1006 cp1026 cp1125 cp1140 cp1250
    cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 euc_jis_2004 euc_jisx0213 euc_jp euc_kr
    gb18030 gb2312 gbk hp_roman8 hz iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004
    iso2022_jp_3 iso2022_jp_ext iso2022_kr iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5
    iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15
    iso8859-16 johab koi8-r koi8-t koi8-u kz1048 latin-1 mac-cyrillic mac-greek mac-iceland
    mac-latin2 mac-roman mac-turkish ptcp154 shift_jis shift_jis_2004 shift_jisx0213 tis-620 utf-8
    utf-8-sig utf-16 utf-16-be utf-16-le utf-32 utf-32-be utf-32-le""".split()
)


def _is_encoding(name: str) -> bool:
    import codecs

    known = {codecs.lookup(one).name for one in _ENCODINGS}
    try:
        return codecs.lookup(name).name in known
    except (LookupError, ValueError):  # ValueError: a name with a null byte
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
        elif isinstance(default, float) and not _is_finite(value):
            mistakes.append(f"{place}: {value!r} is no finite number; write one like {default!r}")
    return mistakes


def _same_type(value: Any, default: Any) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def _option_name(field_name: str) -> str:
    return field_name.replace("_", "-")


def _field_name(option_name: str) -> str:
    return option_name.replace("-", "_")
