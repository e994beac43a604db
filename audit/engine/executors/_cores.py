"""How many cores this process may use."""

from __future__ import annotations

import os
from pathlib import Path

# The limit that a container has, "max 100000" or "150000 100000" (µs of all cores in a period).
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """The cores this process may run on, and not more than its container has time for."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(cores, _quota() or cores))


def _quota() -> int | None:
    try:
        time, period = map(int, _QUOTA.read_text("ascii").split())
    except (OSError, ValueError):  # no container, or no limit
        return None
    return -(-time // period)
