"""`Clockwork`: the thread that sees to it that what is due is done."""

from __future__ import annotations

from threading import TIMEOUT_MAX, Condition, Thread
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.driver import Driver


class Clockwork:
    """Calls `Driver.tick` when it is time. Its thread is started when something is to come."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._sooner = Condition(driver.lock)
        self._thread: Thread | None = None
        self._awake_at = 0.0

    def look(self) -> None:
        """Note that something may be due sooner than before. With the lock held."""
        due = self._driver.multiplexer.due
        if due is None or self._driver.ended is not None:
            return
        if self._thread is None:
            self._thread = Thread(target=self._run, name="yamux-clock", daemon=True)
            self._thread.start()
        elif due < self._awake_at:
            self._sooner.notify()

    def stop(self) -> None:
        """Let the thread end. With the lock held, after `Driver.ended` is set."""
        self._sooner.notify()

    def join(self, seconds: float) -> None:
        """Wait for the thread, after `stop`."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while self._driver.ended is None:
            self._driver.tick()
            with self._driver.lock:
                if self._driver.ended is None:
                    self._sleep()

    def _sleep(self) -> None:
        due = self._driver.multiplexer.due
        left = TIMEOUT_MAX if due is None else min(max(0.0, due - monotonic()), TIMEOUT_MAX)
        self._awake_at = monotonic() + left
        self._sooner.wait(left)
