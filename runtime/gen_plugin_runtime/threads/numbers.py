"""`Numbers`: what the objects are called that a side offers on a connection."""

from __future__ import annotations

from threading import Lock

_COUNT = 1 << 32


class Numbers:
    """Numbers of 32 bits in turn (go-plugin: `NextId`). Safe for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def next(self) -> int:
        """One that was not given yet, as far as there are any; never 0, which stands for None."""
        with self._lock:
            self._last = self._last % (_COUNT - 1) + 1
            return self._last
