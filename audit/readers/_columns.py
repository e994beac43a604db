"""Which columns of a table hold source, target, id and reference: by name, else by content."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import nearest
from audit.readers._base import UnreadableError
from audit.readers._contents import NOTHING, Content, contents, fits, may_fit
from audit.readers._direction import Direction, direction, option, primary
from audit.readers._names import PLAIN_NAMES, Name, Vocabulary, is_post_edited
from audit.text.language import language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from audit.config import Config

_ID_NAMES = (
    "custom_id", "unit_id", "entry_id", "record_id", "paper_id", "id", "uid", "tuid", "guid", "_id",
    "doi", "arxiv_id", "arxiv", "arxivid", "key", "keys", "编号",
)  # fmt: skip
# Every column is held against every other: a hundred thousand, in a file that is no table, would
# take hours. Exports of reference managers have ninety.
_MOST_COLUMNS = 1_000
_TRADITIONAL = frozenset({"zh-Hant", "zh-TW", "zh-HK", "zh-MO"})
_FEWEST_CELLS = 3  # in a language before a column stands against what names say
_NAME_BOTH = "name both with --source-column and --target-column"


class TextColumns(NamedTuple):
    """The columns of one field; at least one of the sides has a column."""

    field: str  # abstract | title | segment
    source: str | None
    target: str | None
    target_lang: str  # what the column's name announces, or the configured language


class Columns(NamedTuple):
    """The roles of the columns of a table."""

    texts: list[TextColumns]
    id: str | None
    reference: str | None
    unused: list[str]  # columns that hold text of a side and are not audited
    told: tuple[str, str] | None = None  # what was chosen by content, and what else can be done
    directions: tuple[Direction, ...] = ()  # of pairs that are not in the languages expected
    names: tuple[str, ...] = ()  # of all columns of the table

    def used(self) -> list[str]:
        """The columns that are read, each once."""
        texts = (name for one in self.texts for name in (one.source, one.target))
        named = (name for name in (*texts, self.id, self.reference) if name is not None)
        return list(dict.fromkeys(named))


class _Column(NamedTuple):
    """A column that may hold texts."""

    named: Name
    content: Content
    side: str  # by its cells; see `Content.side`

    @property
    def name(self) -> str:
        return self.named.name


class _Pair(NamedTuple):
    """The columns of one field, and how they were found."""

    source: _Column | None
    target: _Column | None
    how: str  # name | name and content | content


def find_columns(
    names: Sequence[str], config: Config, rows: Sequence[Mapping[str, Any]] = ()
) -> Columns:
    """The columns among `names`, as configured, by their usual names or by what they hold.

    A name is not believed where the cells plainly say otherwise and another column is what the name
    says; two readings that are both possible are an error, as is a side that may have a column and
    has none for certain.

    Args:
        names: Of the columns, each once.
        config: Languages, and columns that a person named.
        rows: The first rows, by column; without them nothing is known of the contents.

    Raises:
        UnreadableError: a configured column is not there, no column is known, or several could be
            the one; names those found and how to choose.
    """
    _check_configured(names, config)
    if len(names) > _MOST_COLUMNS:
        given = {*config.source_column, *config.target_column, config.id_column,
                 config.reference_column}  # fmt: skip
        if not (config.source_column and config.target_column):
            raise UnreadableError(
                f"has {len(names)} columns, and no more than {_MOST_COLUMNS} are looked through",
                _NAME_BOTH,
                material=False,
            )
        names = [name for name in names if name in given]
    return _Choice(names, config, rows).columns()


def _check_configured(names: Sequence[str], config: Config) -> None:
    configured = (
        *(("source-column", name) for name in config.source_column),
        *(("target-column", name) for name in config.target_column),
        *((("id-column", config.id_column),) if config.id_column else ()),
        *((("reference-column", config.reference_column),) if config.reference_column else ()),
    )
    lacking = [(option, name) for option, name in configured if name not in names]
    if lacking:
        listed = ", ".join(f"--{option} {name!r}" for option, name in lacking)
        hint = nearest(lacking[0][1], list(names))
        raise UnreadableError(f"no column {listed} among: {', '.join(names)}", hint)


def _beside_abstract(column: _Column) -> _Column:
    """`column`, of which a summary is no abstract where there is one."""
    if column.named.base != "summary" or column.named.role != "none":
        return column
    return column._replace(named=column.named._replace(kind="aside"))


class _Choice:
    """The choice of columns for one table."""

    def __init__(
        self, names: Sequence[str], config: Config, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        self.config, self.names = config, names
        self.languages = primary(config.source_lang), primary(config.target_lang)
        vocabulary = Vocabulary(config)
        held = contents(names, rows)
        self.has_rows = bool(rows)
        self.all = [
            _Column(vocabulary.read(name), held[name], held[name].side(*self.languages))
            for name in names
        ]
        if any(column.named.base == "abstract" for column in self.all):
            self.all = [_beside_abstract(column) for column in self.all]
        self.order = {name: place for place, name in enumerate(names)}
        self.id = config.id_column or _first(names, _ID_NAMES)
        self.reference = config.reference_column or self._reference()
        chosen = {*config.source_column, *config.target_column}
        self.pool = [
            column
            for column in self.all
            if (column.name not in {self.id, self.reference} or column.name in chosen)
            and (column.named.kind != "label" or column.name in chosen)
            and column.named.role != "reference"
            and (column.content.is_text or column.content is NOTHING or not rows)
        ]
        self.pairs: list[_Pair] = []
        self.crossed: list[str] = []  # what names say and cells deny, and no other column mends

    def columns(self) -> Columns:
        """The columns, with what has to be told of them."""
        if self.config.source_column or self.config.target_column:
            self._take_configured()
        else:
            self._pair_by_base()
            self._check_contradicted()
            self._pair_by_content()
            self._drop_codes()
            if not self.pairs:
                self._take_one_side()
            self._check_contradicted()
        self.pairs.sort(key=lambda pair: self.order[(pair.source or pair.target or _NEVER).name])
        texts = [self._text_columns(pair) for pair in self.pairs]
        directions = [
            direction(pair.source.content, pair.target.content if pair.target else None,
                      pair.source.name, pair.target.name if pair.target else None, self.config)
            for pair in self.pairs
            if pair.source is not None
        ]  # fmt: skip
        return Columns(
            texts,
            self.id,
            self.reference,
            self._unused(),
            self._told(),
            tuple(found for found in directions if found is not None),
            tuple(self.names),
        )

    # What is there

    def _reference(self) -> str | None:
        """The first column named as one, unless it holds sources."""
        named = [column for column in self.all if column.named.role == "reference"]
        if not self._has_other_target(named):
            return None
        return next((column.name for column in named if column.side != "source"), None)

    def _has_other_target(self, named: list[_Column]) -> bool:
        """Whether a translation stands beside `named`; a lone post-edited text is one itself."""
        edited = [column for column in named if is_post_edited(column.named)]
        others = [
            column
            for column in self.all
            if column not in named
            and column.named.kind == "text"
            and (column.named.role == "target" or column.side == "target")
        ]
        if others or not edited or len(edited) < len(named):
            return True
        place = self.all.index(edited[0])
        self.all[place] = edited[0]._replace(named=edited[0].named._replace(role="target"))
        return False

    def _free(self) -> list[_Column]:
        taken = {side.name for pair in self.pairs for side in pair[:2] if side is not None}
        return [column for column in self.pool if column.name not in taken]

    def _sides(self) -> tuple[list[_Column], list[_Column]]:
        """The columns left that may be sources, and those that may be targets, asides left out."""
        texts = [column for column in self._free() if column.named.kind == "text"]
        sources = [
            column
            for column in texts
            if column.side == "source" and column.named.role in {"source", "none"}
        ]
        targets = [
            column
            for column in texts
            if column.side == "target" and column.named.role in {"target", "none"}
        ]
        return sources, targets

    # By name

    def _pair_by_base(self) -> None:
        """Pair columns whose names differ in the word for the side alone."""
        for how in ("base", "meaning"):
            # What is left of a base beside a pair of it is a second reading, and no second pair.
            paired = {one.named.base for pair in self.pairs for one in pair[:2] if one is not None}
            free = [column for column in self._free() if column.named.base not in paired]
            bases = dict.fromkeys(getattr(column.named, how) for column in free)
            for base in bases:
                same = [column for column in free if getattr(column.named, how) == base]
                if how == "meaning":
                    same = [column for column in same if column.named.kind == "text"]
                self._pair_same(same, base)
        self._pair_plain()

    def _pair_same(self, same: list[_Column], base: str) -> None:
        """Pair two of columns with the same base."""
        sources = [column for column in same if column.named.role == "source"]
        targets = [column for column in same if column.named.role == "target"]
        plain = [column for column in same if column.named.role == "none"]
        if sources and targets:
            # Two that are both possible are no pair by name; `_pair_by_content` names them.
            source, target = self._best(sources, "source"), self._best(targets, "target")
            copies = [column for column in targets if column.side == "source"]
            if source and target and target not in copies and copies:
                raise UnreadableError(
                    f"several columns are named as the target of {source.name!r}:"
                    f" {_listed([target, *copies])}",
                    f"choose: {_options(source, target)}",
                    material=True,
                )
            if source and target:
                self.pairs.append(_Pair(source, target, "name"))
        elif base and len(plain) == 1 and len(sources) + len(targets) == 1:
            if targets:
                self.pairs.append(_Pair(plain[0], targets[0], "name"))
            elif (plain[0].side == "target" and sources[0].side != "none") or (
                plain[0].side in {"blank", "marks"} and sources[0].side == "source"
            ):
                self.pairs.append(_Pair(sources[0], plain[0], "name and content"))
        elif base and len(plain) == 2 and not sources and not targets:
            self._pair_of_two_scripts(*plain)

    def _pair_of_two_scripts(self, first: _Column, second: _Column) -> None:
        """Pair columns of one meaning, such as Abstract and 摘要."""
        by_side = sorted((first, second), key=lambda column: column.side == "target")
        if [column.side for column in by_side] == ["source", "target"]:
            self.pairs.append(_Pair(by_side[0], by_side[1], "name and content"))
        elif first.named.is_chinese != second.named.is_chinese and self.languages[1] == "zh":
            source, target = sorted((first, second), key=lambda column: column.named.is_chinese)
            if source.side == "source" or not self.has_rows:
                self.pairs.append(_Pair(source, target, "name and content"))

    def _pair_plain(self) -> None:
        """Pair a lone target, such as `translation`, with a column of a usual name for a text."""
        free = [column for column in self._free() if column.named.kind == "text"]
        targets = [column for column in free if column.named.role == "target"]
        has_bare = any(pair.target and not pair.target.named.meaning for pair in self.pairs)
        if has_bare or any(column.named.role == "source" for column in free):
            return
        bare = [column for column in targets if not column.named.meaning]
        target = self._best(bare, "target") if bare else None
        if target is None or (len(bare) < len(targets) and not self.pairs):
            return
        usual = {column.name.lower(): column for column in free if column.named.role == "none"}
        plain = [usual[name] for name in PLAIN_NAMES if name in usual]
        sources, _ = self._sides()
        fitting = [column for column in sources if self._fit(column, target)]
        if len(fitting) == 1:
            how = "name" if plain and fitting[0] == plain[0] else "name and content"
            self.pairs.append(_Pair(fitting[0], target, how))
        elif plain and not sources:
            self.pairs.append(_Pair(plain[0], target, "name"))

    def _best(self, columns: list[_Column], side: str) -> _Column | None:
        """The one of `columns` to take for `side`; None if several are as good."""
        texts = [column for column in columns if column.named.kind == "text"] or columns
        holding = [column for column in texts if column.side == side]
        strong = [column for column in holding if not column.named.is_weak]
        if side == "target" and len(holding) > 1:
            # Of Chinese in both scripts one is asked for; the other is told of as not audited.
            script = "zh-Hant" if self.config.target_lang in _TRADITIONAL else "zh-Hans"
            scripts = [column.named.lang for column in holding]
            if None not in scripts and scripts.count(script) == 1:
                return holding[scripts.index(script)]
        if len(holding) > 1 and not (side == "source" and len(strong) == 1):
            return None
        if strong or holding:
            return (strong or holding)[0]
        return min(texts, key=lambda column: column.named.rank, default=None)

    def _check_contradicted(self) -> None:
        """Refuse a pair by name of which a side is not in its language and another column is."""
        for pair in self.pairs:
            if [side and side.side for side in pair[:2]] == ["target", "source"]:
                continue  # the wrong way round, which is told
            self._check_crossed(pair)
            for column, side in zip(pair[:2], ("source", "target"), strict=True):
                if column is not None and column.side != side:
                    rivals = self._rivals(column, side, is_alone=None in pair[:2])
                    if rivals:
                        self._refuse_rivals(column, rivals, side, pair)

    def _check_crossed(self, pair: _Pair) -> None:
        """Refuse a pair of a column without language and one in the language of the other side.

        Where no other column holds what the names promise, the names are all there is to go by.
        """
        if pair.source is None or pair.target is None:
            return
        held = pair.source.side, pair.target.side
        is_empty = held[0] in {"blank", "marks", "none"}
        if not ((is_empty and held[1] == "source") or held == ("target", "none")):
            return
        told = (
            f"column {pair.source.name!r} is named as the source and"
            f" {self._held(pair.source)}, column {pair.target.name!r} as the target and"
            f" {self._held(pair.target)}"
        )
        wanted = "target" if is_empty else "source"
        if any(column.side == wanted and column not in pair[:2] for column in self.all):
            raise UnreadableError(told, _NAME_BOTH)
        self.crossed.append(told)

    def _drop_codes(self) -> None:
        """Leave out pairs by name that hold no language on either side, where another pair does."""
        codes = [
            pair
            for pair in self.pairs
            if "none" in (held := {side.side for side in pair[:2] if side is not None})
            and held <= {"none", "blank", "marks"}
        ]
        if self.has_rows and len(codes) < len(self.pairs):
            self.pairs = [pair for pair in self.pairs if pair not in codes]

    def _rivals(self, column: _Column, side: str, *, is_alone: bool) -> list[_Column]:
        """The columns left that are in the language of a side that `column` is named for.

        Beside a target that is blank, what is about a text is no rival.
        """
        sides = ("source", "target")
        paired = {
            one.name
            for pair in self.pairs
            for one, own in zip(pair[:2], sides, strict=True)
            if one is not None
            and (column in pair[:2] or (one.side == own and not _is_hollow(pair)))
        }
        rivals = [
            other
            for other in [*self._others(), *(self._references() if column.side == "none" else [])]
            if other.side == side
            and other.content.languages.get(self.languages[side == "target"], 0) >= _FEWEST_CELLS
            and other.name not in paired
            and (is_alone or column.side == "none" or _may_be_one_field(other, column))
        ]
        if column.side == "blank" and side == "target":
            rivals = [other for other in rivals if other.named.kind == "text"]
        return rivals

    def _refuse_rivals(
        self, column: _Column, rivals: list[_Column], side: str, pair: _Pair
    ) -> None:
        lang = self._language(side)
        reason = (
            f"column {column.name!r} is named as the {side} and {self._held(column)}, while"
            f" {_listed(rivals)} {'holds' if len(rivals) == 1 else 'hold'} {lang}"
        )
        source = pair.source if side == "target" else rivals[0]
        target = pair.target if side == "source" else rivals[0]
        if source is None and column.side == "source":
            source = column
        if target is None and column.side == "target":
            target = column
        raise UnreadableError(reason, f"choose: {_options(source, target)}", material=True)

    # By content

    def _pair_by_content(self) -> None:
        """Pair what is left by field, then whatever else can only be one pair."""
        for field in ("title", "abstract", "segment"):
            sources, targets = self._candidates()
            self._pair_left(
                [column for column in sources if column.named.field == field],
                [column for column in targets if column.named.field == field],
            )
        sources, targets = self._candidates()
        self._pair_left(sources, targets)
        sources, targets = self._candidates()
        if sources and targets and not (self.pairs and self._is_settled(sources, targets)):
            self._refuse_unclear(sources, targets)

    def _candidates(self) -> tuple[list[_Column], list[_Column]]:
        """As `_sides`, and the columns whose names say a side that their cells do not deny."""
        sources, targets = self._sides()
        for column in self._free():
            if column.named.kind != "text" or column in sources or column in targets:
                continue
            if column.named.role == "source" and column.side in {"blank", "marks", "none"}:
                sources.append(column)
            elif column.named.role == "target" and column.side != "target":
                targets.append(column)
        return sources, targets

    def _pair_left(self, sources: list[_Column], targets: list[_Column]) -> None:
        """Pair each target with its one source, where neither has another."""
        possible = [
            (source, target)
            for source in sources
            for target in targets
            if _may_be_one_field(source, target) and self._fit(source, target)
        ]
        for source, target in possible:
            if any(
                other != (source, target) and (other[0] == source or other[1] == target)
                for other in possible
            ):
                continue
            roles = {source.named.role, target.named.role}
            if "source" not in roles and "target" not in roles:
                how = "content"
            elif roles == {"source", "target"}:
                how = "name" if not (source.named.meaning and target.named.meaning) else (
                    "name and content"
                )  # fmt: skip
            else:
                how = "name and content"
            if source.side != "source" and (how != "name" or self.has_rows):
                continue
            if how == "content" and target.side != "target":
                continue
            self.pairs.append(_Pair(source, target, how))

    def _fit(self, source: _Column, target: _Column) -> bool:
        return fits(source.content, target.content, self.languages)

    def _is_settled(self, sources: list[_Column], targets: list[_Column]) -> bool:
        """Whether what is left beside a pair can be no pair, by field or by length."""
        return not any(
            _may_be_one_field(source, target) and self._fit(source, target)
            for source in sources
            for target in targets
        )

    def _refuse_unclear(self, sources: list[_Column], targets: list[_Column]) -> None:
        reason = (
            f"several columns could be source and target: {_listed(sources)} on the one side,"
            f" {_listed(targets)} on the other"
        )
        if len(sources) == len(targets) == 1:
            reason = (
                f"column {sources[0].name!r} and column {targets[0].name!r} could be source and"
                f" target, but {self._why_not(sources[0], targets[0])}"
            )
        elif len(sources) == 1:
            reason = f"several columns could be the target of {sources[0].name!r}:"
            reason = f"{reason} {_listed(targets)}"
        elif len(targets) == 1:
            reason = f"several columns could be the source of {targets[0].name!r}:"
            reason = f"{reason} {_listed(sources)}"
        raise UnreadableError(reason, f"choose: {_options(sources[0], targets[0])}", material=True)

    def _why_not(self, source: _Column, target: _Column) -> str:
        if not _may_be_one_field(source, target):
            return "their names are of different fields"
        if target.side == "source":
            return f"both hold {self._language('source')}"
        if not self._fit(source, target):
            return "the texts of one are far longer than those of the other"
        return "their cells do not show it"

    # One side only

    def _take_one_side(self) -> None:
        """Take a side that has no counterpart here, if no column can be that.

        Raises:
            UnreadableError: one can, or there is no side.
        """
        free = self._free()
        listed = next(
            (
                column
                for column in self.all
                if column.named.role in {"source", "target"}
                and column.content.filled
                and not column.content.is_text
                and not any(
                    other.named.role == column.named.role and self._is_side(other)
                    for other in free
                    if other.content.is_text
                )
            ),
            None,
        )
        if listed is not None:
            raise UnreadableError(
                f"column {listed.name!r} holds lists or numbers, not texts",
                "write its texts as such",
                material=True,
            )
        for role, other in (("source", "target"), ("target", "source")):
            named = [
                column
                for column in free
                if column.named.role == role
                and column.named.kind == "text"
                and self._is_side(column)
            ]
            if not named:
                continue
            best = self._best(named, role)
            if best is None:
                raise UnreadableError(
                    f"several columns could be the {role}: {_listed(named)}",
                    f"choose: --{role}-column {quote(named[0].name)}",
                    material=True,
                )
            others = [
                column
                for column in [*self._others(), *self._references()]
                if column != best and (column not in named or column.side == other)
            ]
            self._refuse_possible(best, other, others)
            pair = _Pair(best, None, "name") if role == "source" else _Pair(None, best, "name")
            self.pairs.append(pair)
            return
        self._refuse_all()

    def _is_side(self, column: _Column) -> bool:
        """Whether a name that stands alone is to be believed."""
        if not self.has_rows or column.side == column.named.role:
            return True
        return column.side in {"blank", "marks", "none", "source"} and not column.named.is_weak

    def _others(self) -> list[_Column]:
        """Every column that is not for something else, by what it holds if not by its name."""
        return [
            column
            for column in self.all
            if column.name not in {self.reference, self.config.id_column}
            and (column in self.pool or column.side in {"source", "target"})
        ]

    def _references(self) -> list[_Column]:
        """The reference that a name alone tells of: where no other is, it may be the target."""
        given = self.config.reference_column
        return [one for one in self.all if one.name == self.reference and one.name != given]

    def _refuse_possible(self, known: _Column, side: str, others: list[_Column]) -> None:
        """Raise UnreadableError if one of `others` can be the `side` that `known` lacks."""
        possible = [column for column in others if self._can_be(column, side)]
        if not possible:
            return
        what = ", ".join(f"{column.name!r} ({self._held(column)})" for column in possible[:5])
        pair = (known, possible[0]) if side == "target" else (possible[0], known)
        raise UnreadableError(
            f"no column is known to hold the {side} of {known.name!r}, and one of these may:"
            f" {what}",
            f"name both: {_options(*pair)}; or only --{known.named.role}-column"
            f" {quote(known.name)}",
            material=True,
        )

    def _can_be(self, column: _Column, side: str) -> bool:
        if column.side == side:
            return column.named.kind == "text" or column.content.lengths != {}
        is_usual = column.named.name.lower() in PLAIN_NAMES or column.named.field != "segment"
        if column.named.kind != "text" or (is_usual and column.named.role == "none"):
            return False
        return column.side in {"blank", "marks", "other", "source", "target"}

    def _refuse_all(self) -> None:
        held = [
            f"{column.name!r} ({self._held(column)})"
            for column in self._others()
            if column.side in {"source", "target"}
        ]
        sides = {column.side for column in self._others()} & {"source", "target"}
        known = f"; of them hold text: {', '.join(held[:5])}" if held else ""
        remedy = "name them with --source-column and --target-column"
        asides = [
            column
            for column in self._others()
            if column.side == "target" and column.named.kind != "text"
        ]
        sources = [column for column in self._others() if column.side == "source"]
        if asides and sources:
            known += (
                f"; {_listed(asides[:5])} {'is' if len(asides) == 1 else 'are'} named as something"
                " about a text, not as its translation"
            )
            longest = max(sources, key=lambda column: column.content.length)
            remedy = f"if one is a translation, name both: {_options(longest, asides[0])}"
        raise UnreadableError(
            f"no column for source or target among: {', '.join(self.names)}{known}",
            remedy,
            material=len(sides) == 2,
        )

    # As told

    def _take_configured(self) -> None:
        by_name = {column.name: column for column in self.all}
        chosen = [
            [by_name[name] for name in named]
            for named in (self.config.source_column, self.config.target_column)
        ]
        if all(chosen):
            self.pairs = [
                _Pair(source, target, "option") for source, target in zip(*chosen, strict=True)
            ]
            return
        known = [*chosen[0], *chosen[1]]
        self.pool = [c for c in self.pool if c.name not in {column.name for column in known}]
        for column in known:
            other = self._counterpart(column, is_source=bool(chosen[0]))
            source, target = (column, other) if chosen[0] else (other, column)
            how = "option" if other is None else "option and content"
            self.pairs.append(_Pair(source, target, how))

    def _counterpart(self, column: _Column, *, is_source: bool) -> _Column | None:
        """The one column that can be the other side of one that was named; None if none can.

        Raises:
            UnreadableError: a source was named, and several could be its target or one may.
        """
        side = "target" if is_source else "source"
        role_of_other = [
            other
            for other in self._free()
            if other.named.base == column.named.base and other.named.role == side
        ]
        sources, targets = self._sides()
        fitting = [
            other
            for other in (targets if is_source else sources)
            if _may_be_one_field(column, other)
            and (self._fit(column, other) if is_source else self._fit(other, column))
        ]
        found = [one for one in fitting if one.named.base == column.named.base] or fitting
        found = found if found or not role_of_other else role_of_other
        if len(found) == 1:
            return found[0]
        if is_source:
            pool = [other for other in self._others() if other in self._free()]
            self._refuse_possible(
                column._replace(named=column.named._replace(role="source")), side, found or pool
            )
        return None

    # What is told

    def _text_columns(self, pair: _Pair) -> TextColumns:
        sides = [side.named for side in pair[:2] if side is not None]
        field = next((name.field for name in sides if name.field != "segment"), "segment")
        titled = any(
            side.named.field == "title" for other in self.pairs for side in other[:2] if side
        )
        if field == "segment" and titled and not any(name.meaning for name in sides):
            field = "abstract"
        lang = next((name.lang for name in reversed(sides) if name.lang), None)
        return TextColumns(
            field,
            pair.source and pair.source.name,
            pair.target and pair.target.name,
            lang or self.config.target_lang,
        )

    def _unused(self) -> list[str]:
        """Text of a side that no pair has; of what is beside the point only a translation."""
        free = {column.name for column in self._free()}
        return [
            column.name
            for column in self.all
            if column.name not in {self.reference, self.config.id_column}
            and (column.name in free or (column.named.kind == "label" and column.side == "target"))
            and not any(column.name in {s.name for s in pair[:2] if s} for pair in self.pairs)
            and (
                (column.side in {"source", "target"} and column.named.kind == "text")
                or (column.side == "target" and self.languages[1] == "zh")
                or (column.named.role in {"source", "target"} and column.named.kind == "text")
            )
        ]

    def _told(self) -> tuple[str, str] | None:
        chosen = [
            f"source: {pair.source.name}, target: {pair.target.name}, by {pair.how}"
            for pair in self.pairs
            if pair.how not in {"name", "option"} and pair.source and pair.target
        ]
        alone = [pair for pair in self.pairs if pair.source is None or pair.target is None]
        remedy = "choose others with --source-column and --target-column"
        if not self.has_rows:
            return None
        for pair in alone:
            side = pair.source or pair.target or _NEVER
            lacking, known = ("target", "source") if pair.source else ("source", "target")
            chosen.append(
                f"{known}: {side.name}, and no column holds the {lacking}: a counterpart must stand"
                " in another input"
            )
        for pair in self.pairs:
            if pair.target is not None and pair.target.side in {"blank", "marks"}:
                chosen += [
                    f"target: {pair.target.name}, which {self._held(pair.target)}, while"
                    f" {one.name} holds {self._language('target')} and is the reference"
                    for one in self._references()
                    if one.side == "target"
                ]
        chosen += dict.fromkeys(self.crossed)
        if not chosen:
            return None
        return "; ".join(chosen), _NAME_BOTH if len(alone) == len(self.pairs) else remedy

    def _language(self, side: str) -> str:
        return language_name(self.languages[side == "target"])

    def _held(self, column: _Column) -> str:
        if column.side in {"source", "target"}:
            return f"holds {self._language(column.side)}"
        if column.side == "other":
            return f"holds {language_name(column.content.language or '')}"
        return {"blank": "is blank", "marks": "holds marks alone"}.get(column.side, "holds no text")


def _is_hollow(pair: _Pair) -> bool:
    """Whether a side holds nothing, or cells without any language that are no short texts."""
    if pair.source is None or pair.target is None:
        return True
    held = {pair.source.side, pair.target.side}
    if held & {"blank", "marks"}:
        return True
    return "none" in held and not may_fit(pair.source.content, pair.target.content)


def _may_be_one_field(first: _Column, second: _Column) -> bool:
    fields = first.named.field, second.named.field
    return fields[0] == fields[1] or "segment" in fields


def _listed(columns: Iterable[_Column]) -> str:
    return ", ".join(repr(column.name) for column in columns)


def _options(source: _Column | None, target: _Column | None) -> str:
    return " ".join(
        option(f"{side}-column", column.name)
        for side, column in (("source", source), ("target", target))
        if column is not None
    )


def _first(names: Sequence[str], usual: Sequence[str]) -> str | None:
    lower = {name.lower(): name for name in reversed(names)}
    return next((lower[name] for name in usual if name in lower), None)


_NEVER = _Column(Name("", "none", 0, False, "", "", "segment", None, "text", False), NOTHING, "")
