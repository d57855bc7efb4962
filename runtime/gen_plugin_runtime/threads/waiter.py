"""`Waiter`: where a thread sleeps until another has news for it."""

from __future__ import annotations

from threading import TIMEOUT_MAX, Lock


class Waiter:
    """A wake-up that is never lost: one that comes before the sleep ends it at once.

    Wake-ups say only that something may have changed; who waits looks again. It is for one sleeper
    at a time.
    """

    __slots__ = ("_asleep",)

    def __init__(self) -> None:
        self._asleep = Lock()
        self._asleep.acquire()

    def wait(self, timeout: float | None) -> bool:
        """Sleep until the next `wake`, at most `timeout` seconds; whether it came."""
        if timeout is None:
            return self._asleep.acquire()
        return self._asleep.acquire(timeout=min(timeout, TIMEOUT_MAX))

    def wake(self) -> None:
        """End the sleep, now or when it begins."""
        if not self._asleep.locked():
            return
        try:
            self._asleep.release()
        except RuntimeError:
            return  # two threads woke it at once
