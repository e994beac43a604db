"""Localisation files: texts by key, of which each language has a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._base import UnreadableError
from audit.readers._contents import ROWS_JUDGED, contents
from audit.readers._direction import direction, primary
from audit.readers.keyed import android, apple, json_keys, properties, resx, yaml_keys
from audit.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._contents import Content
    from audit.readers._sides import Pair
    from audit.readers.keyed._base import Form, Text

FORMS: tuple[Form, ...] = (android, resx, apple, properties, yaml_keys, json_keys)
_BOTH_LANGUAGES = 0.2  # of the texts of a file, from where on it holds translations itself
_NAMED = 5  # keys that a message lists


def form_of(document: Document) -> Form | None:
    """The form of a document that holds texts by key; None if it is no such file."""
    return next((form for form in FORMS if form.recognises(document)), None)


def name_of(pair: Pair) -> str:
    """The name by which `--input-format` and the report know the form of a pair."""
    form = form_of(pair.source)
    return "" if form is None else form.name


def is_pair(source: Document, target: Document, config: Config) -> bool:
    """Whether two documents are of one form and have keys in common, each in one language."""
    form = form_of(source)
    if form is None or form != form_of(target):
        return False
    try:
        of_source = _by_key(source, form, told=False)
        of_target = _by_key(target, form, told=False)
    except UnreadableError:
        return False
    if not any(
        _key(key, of_source) in of_source or slot.stands_in in of_source
        for key, slot in of_target.items()
    ):
        return False
    held = _contents(of_source.values())
    return held.share(primary(config.target_lang)) < _BOTH_LANGUAGES or (
        _contents(of_target.values()).share(primary(config.target_lang)) < _BOTH_LANGUAGES
    )


def is_in_order(pair: Pair, config: Config) -> bool:
    """Whether the second has no less of the target language than the first."""
    form = form_of(pair.source)
    if form is None:
        return False
    of_source, of_target = (
        _contents(_by_key(document, form, told=False).values()).share(primary(config.target_lang))
        for document in pair[:2]
    )
    return of_source <= of_target


def read(pair: Pair, config: Config) -> Iterator[Record]:
    """One key an entry. A key that the target lacks is a source without a slot.

    Of a plural the target needs the form for `other` alone, as Chinese has one, or a text without
    forms; what else the source has is then no entry. Keys that only the target has are told.
    """
    source, target, lang = pair
    form = form_of(source)
    if form is None:
        return
    texts, slots = _by_key(source, form), _by_key(target, form)
    kept = {key for side in (texts, slots) for key, text in side.items() if text.is_kept}
    if kept:
        source.notice(None, f"{len(kept)} texts are not to be translated and are left out")
    texts = {key: text for key, text in texts.items() if key not in kept}
    slots = {_key(key, texts): slot for key, slot in slots.items() if key not in kept}
    found = direction(
        _contents(texts.values()), _contents(slots.values()), source.path, target.path, config,
        are_columns=False,
    )  # fmt: skip
    if found is not None:
        target.directed(found)
    lang = lang or config.target_lang
    for key, text in texts.items():
        slot = slots.get(key)
        if slot is None and text.stands_in in slots:
            continue
        if not (text.text or (slot and slot.text)):
            continue
        yield _record(source, target, key, text, "source", config.source_lang)
        if slot is not None and slot.text is not None:
            yield _record(target, target, key, slot, "target", lang)
    extra = []
    for key, slot in slots.items():
        if key in texts or not slot.text:
            continue
        other = texts.get(slot.stands_in)
        if other is not None:
            yield _record(source, target, key, other, "source", config.source_lang)
        else:
            extra.append(key)
        yield _record(target, target, key, slot, "target", lang)
    if extra:
        listed = ", ".join(extra[:_NAMED]) + (", …" if len(extra) > _NAMED else "")
        reason = f"{len(extra)} keys are not in {source.path}: {listed}"
        target.notice(slots[extra[0]].line, reason)


def _by_key(document: Document, form: Form, *, told: bool = True) -> dict[str, Text]:
    """The texts of a document by key; of those that stand twice the last counts, which is told."""
    problems = list(document.problems)
    found: dict[str, Text] = {}
    for text in form.texts(document):
        if text.key in found:
            reason = f"the key {text.key!r} stands twice, first in line {found[text.key].line}"
            document.notice(text.line, f"{reason}, and the last counts", "take one out")
        found[text.key] = text
    if not told:
        document.problems[:] = problems
    return found


def _key(key: str, texts: Mapping[str, Text]) -> str:
    """The key of a source for that of a target, which may do without forms of a plural."""
    other = f"{key}[other]"
    return other if key not in texts and other in texts else key


def _contents(texts: Iterable[Text]) -> Content:
    rows = [{"text": text.text} for text in texts]
    return contents(["text"], rows[:ROWS_JUDGED])["text"]


def _record(
    document: Document, target: Document, key: str, text: Text, role: str, lang: str
) -> Record:
    own = f"{target.path}#{key}"
    by = f"file {target.path}" if role == "target" else None
    return Record(
        f"{own}:{role}", own, key, "segment", role, lang, by, text.text, document.path, text.line,
        text.end_line, key,
    )  # fmt: skip
