"""Which entries were not translated at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.text.blanks import holds_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_MESSAGE = 200  # characters; a longer target is no message of a machine alone


def failures(
    sources: Sequence[str | None],
    targets: Sequence[str | None],
    languages: Sequence[str | None],
    expected: Sequence[str],
    messages: Iterable[int],
) -> NDArray[np.bool_]:
    """Which of n targets are absent, hold nothing, another language or the message of a machine.

    Args:
        sources: n texts.
        targets: Their translations.
        languages: Those that were found in the targets.
        expected: Those that the targets should be in.
        messages: The rows whose target holds the message of a machine.
    """
    rows = zip(targets, sources, languages, expected, strict=True)
    failed = [
        target is None
        or holds_nothing(target, source)
        or (detected is not None and detected != announced)
        for target, source, detected, announced in rows
    ]
    for row in messages:
        failed[row] = failed[row] or len(targets[row] or "") <= _MESSAGE
    return np.array(failed, np.bool_)
