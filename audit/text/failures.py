"""Which entries were not translated at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_MESSAGE = 200  # characters; a longer target is no message of a machine alone


def failures(
    targets: Sequence[str],
    empty: Sequence[bool],
    languages: Sequence[str | None],
    expected: Sequence[str],
    messages: Iterable[int],
) -> NDArray[np.bool_]:
    """Which of n targets are absent, hold nothing, another language or the message of a machine.

    Args:
        targets: n translations, absent ones as empty.
        empty: Whether they are absent or hold nothing.
        languages: Those that were found in the targets.
        expected: Those that the targets should be in.
        messages: The rows whose target holds the message of a machine.
    """
    rows = zip(empty, languages, expected, strict=True)
    failed = [
        nothing or (detected is not None and detected != announced)
        for nothing, detected, announced in rows
    ]
    for row in messages:
        failed[row] = failed[row] or len(targets[row]) <= _MESSAGE
    return np.array(failed, np.bool_)
