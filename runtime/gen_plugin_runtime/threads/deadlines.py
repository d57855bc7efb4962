"""Seconds that are left until moments on the clock of `time.monotonic`."""

from __future__ import annotations

from threading import TIMEOUT_MAX
from time import monotonic


def left_until(deadline: float | None) -> float | None:
    """The seconds until then, 0 if it has passed, at most what a lock can wait; None stays None."""
    return None if deadline is None else min(max(0.0, deadline - monotonic()), TIMEOUT_MAX)


def sooner(first: float | None, second: float | None) -> float | None:
    """The smaller of two times, where None is more than any."""
    if first is None:
        return second
    return first if second is None else min(first, second)
