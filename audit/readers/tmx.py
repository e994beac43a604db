"""TMX 1.1 to 1.4: translation memories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.readers._base import UnreadableError
from audit.readers._direction import option, primary
from audit.readers._structured import xml_root
from audit.readers._units import Slot, Unit, is_of, unit_records
from audit.readers._xml import elements, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.config import Config
    from audit.readers._base import Document
    from audit.readers._xml import Element
    from audit.schema import Record

name = "tmx"


def recognises(document: Document, config: Config) -> bool:
    """By its root element."""
    del config
    return xml_root(document.text) == "tmx"


def read(document: Document, config: Config) -> Iterator[Record]:
    """One `<tu>` a unit; of variants in several Chinese scripts each is a translation of its own.

    Raises:
        UnreadableError: no unit has a variant in the source or in the target language.
    """
    languages: dict[str, None] = {}
    found = 0
    for element, around in elements(document, {"tu"}):
        header = around[-1].attributes if around else {}
        variants = [_variant(tuv) for tuv in element.children("tuv")]
        languages |= dict.fromkeys(lang for lang, _ in variants if lang)
        unit = _unit(element, variants, header.get("srclang"), config)
        if unit is not None:
            found += 1
            yield from unit_records(document, unit, config)
    if not found and languages:
        others = [lang for lang in languages if not is_of(lang, config.source_lang)]
        options = [option("source-lang", config.source_lang)]
        options += [option("target-lang", lang) for lang in others[:1]]
        raise UnreadableError(
            f"holds {', '.join(languages)} and nothing in {config.source_lang} or"
            f" {config.target_lang}",
            f"name its languages: {' '.join(options)}",
        )


def _variant(tuv: Element) -> tuple[str, Element]:
    lang = tuv.attributes.get("lang", "")
    return lang, tuv.child("seg") or tuv


def _unit(
    element: Element, variants: list[tuple[str, Element]], srclang: str | None, config: Config
) -> Unit | None:
    """The unit of a `<tu>`; None if it has no variant in either language."""
    own = element.attributes.get("srclang", srclang)
    sources = [seg for lang, seg in variants if lang and is_of(lang, config.source_lang)]
    targets = [
        (lang, seg)
        for lang, seg in variants
        if lang
        and is_of(lang, config.target_lang)
        and not (primary(lang) == primary(config.source_lang) and lang == own)
    ]
    if primary(config.source_lang) == primary(config.target_lang):
        targets = [(lang, seg) for lang, seg in targets if seg is not sources[0]]
    if not (sources or targets):
        return None
    slots = tuple(
        Slot(inline(seg), seg.line, lang, f"tuv {lang}", f"tuv[{number}]")
        for number, (lang, seg) in enumerate(targets, start=1)
    )
    last = max(node.line for node in element.walk())
    source = sources[0] if sources else None
    return Unit(
        element.place,
        element.attributes.get("tuid"),
        element.line,
        last,
        None if source is None else inline(source),
        element.line if source is None else source.line,
        slots,
    )
