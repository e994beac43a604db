"""Which entries were not translated at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.text.blanks import holds_nothing
from audit.text.patterns import wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MESSAGE = 200  # characters; a longer target is no message of a machine alone


def failures(
    sources: Sequence[str | None],
    targets: Sequence[str | None],
    languages: Sequence[str | None],
    expected: Sequence[str],
) -> NDArray[np.bool_]:
    """Which of n targets are absent, hold nothing, another language or the message of a machine.

    Args:
        sources: n texts.
        targets: Their translations.
        languages: Those that were found in the targets.
        expected: Those that the targets should be in.
    """
    rows = zip(targets, sources, languages, expected, strict=True)
    failed = [
        target is None
        or holds_nothing(target, source)
        or (detected is not None and detected != announced)
        for target, source, detected, announced in rows
    ]
    short = [
        row
        for row, target in enumerate(targets)
        if target is not None and not failed[row] and len(target) <= _MESSAGE
    ]
    messages = wordings("machine_messages").find(
        [targets[row] or "" for row in short], [sources[row] or "" for row in short]
    )
    for number, _ in messages:
        failed[short[number]] = True
    return np.array(failed, np.bool_)
