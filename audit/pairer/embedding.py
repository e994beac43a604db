"""Sentence vectors, to pair titles and sentences by meaning."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import ConfigError
from audit.pairer._candidates import Candidates, above_neighbours, cosines_of, different
from audit.text.meaning import OFF, installed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.text.meaning import Embed
    from audit.text.terms import Terms, Vocabulary

_ROWS_AT_ONCE = 1_000
# Characters; what is longer pairs well by its terms. Of 2,752 sentences of news and speech of 15
# words and more 99.9 % are as short, of 9,000 abstracts 2 %.
_SHORT_SOURCE, _SHORT_TARGET = 400, 200
_MOST_COMPARED = 1_000_000_000  # pairs of texts, half a minute; of more only candidates by terms
_KEPT = 5  # candidates per text and direction


def encoder(path: str | None) -> Embed | None:
    """The function that turns n texts into an array of shape (n, d).

    Args:
        path: `package.module:function`; None is the encoder that comes with the package; `none` is
            no encoder.

    Raises:
        ConfigError: there is no such function.
    """
    if path == OFF:
        return None
    if path is None:
        return installed()
    module, _, name = path.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except Exception as error:  # importing a module of somebody's runs it
        mistake = f"embed: cannot import {path!r}: {error}; write package.module:function"
        raise ConfigError([mistake]) from error
    if not callable(function):
        raise ConfigError([f"embed: {path!r} is no function; write package.module:function"])
    found: Embed = function
    return found


def with_meaning(
    embed: Embed,
    sources: Sequence[str],
    targets: Sequence[str],
    source: Terms,
    target: Terms,
    vocabulary: Vocabulary,
    candidates: Candidates,
) -> tuple[Candidates, NDArray[np.float64]]:
    """More candidates among short texts, and how much more alike in meaning each is than others.

    Returns:
        The candidates with those nearest by vectors, and per candidate the likeness of its vectors
        above that of neighbours; NaN where a side is not short.
    """
    rows = np.flatnonzero(source.chars <= _SHORT_SOURCE)
    columns = np.flatnonzero(target.chars <= _SHORT_TARGET)
    if not len(rows) or not len(columns):
        return candidates, np.full(len(candidates.rows), np.nan)
    first = _vectors(embed, [sources[row] for row in rows.tolist()])
    second = _vectors(embed, [targets[column] for column in columns.tolist()])
    kept = _KEPT if len(rows) * len(columns) <= _MOST_COMPARED else 0
    asked, found = _nearest(first, second, kept)
    asked_back, found_back = _nearest(second, first, kept)
    all_rows, all_columns = different(
        np.concatenate([candidates.rows, rows[asked], rows[found_back]]),
        np.concatenate([candidates.columns, columns[found], columns[asked_back]]),
        len(targets),
    )
    place, place_back = np.full(len(sources), -1), np.full(len(targets), -1)
    place[rows], place_back[columns] = np.arange(len(rows)), np.arange(len(columns))
    short = np.flatnonzero((place[all_rows] >= 0) & (place_back[all_columns] >= 0))
    own, other = place[all_rows[short]], place_back[all_columns[short]]
    alike = np.einsum("ij,ij->i", first[own], second[other]).astype(np.float64)
    meaning = np.full(len(all_rows), np.nan)
    meaning[short] = above_neighbours(Candidates(own, other, alike), len(rows), len(columns))
    cosines = cosines_of(source, target, vocabulary, all_rows, all_columns)
    return Candidates(all_rows, all_columns, cosines), meaning


def _vectors(embed: Embed, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of length 1, shape (n, d).

    Raises:
        ConfigError: the function fails, or gives no finite vector for each text.
    """
    try:
        raw = np.asarray(embed(list(texts)), dtype=np.float32)
    except Exception as error:  # the function is somebody's
        mistake = f"embed: the function fails: {type(error).__name__}: {error}; mend it"
        raise ConfigError([mistake]) from error
    if raw.ndim != 2 or len(raw) != len(texts) or not raw.shape[1]:
        wanted = f"({len(texts)}, d): a row for each text"
        raise ConfigError(
            [f"embed: the function gives an array of shape {raw.shape}, not {wanted}"]
        )
    if not np.isfinite(raw).all():
        raise ConfigError(["embed: the function gives numbers that are not finite; mend it"])
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    unit: NDArray[np.float32] = raw / np.maximum(lengths, 1e-12)
    return unit


def _nearest(
    queries: NDArray[np.float32], index: NDArray[np.float32], kept: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(queries, texts of the index) with the largest cosines, `kept` for each query."""
    kept = min(kept, len(index))
    if not kept:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    columns = [
        np.argpartition(-(queries[start : start + _ROWS_AT_ONCE] @ index.T), kept - 1, axis=1)
        for start in range(0, len(queries), _ROWS_AT_ONCE)
    ]
    chosen = np.concatenate([block[:, :kept] for block in columns]).astype(np.int64)
    return np.repeat(np.arange(len(queries)), kept), chosen.ravel()
