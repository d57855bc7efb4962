"""`DeadlineWatch`: ends the calls whose deadline passes while their implementations are busy."""

from __future__ import annotations

from threading import Thread
from time import monotonic

from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.grpc.driver import Driver


class DeadlineWatch:
    """Sleeps until the earliest deadline. Its thread is started with the first one.

    Calls are not listed here: most end long before their deadline, and `expire` finds those that
    did not.

    Args:
        driver: Of the connection.
        expire: Ends the calls whose deadline has passed; gives the earliest of the others, or None.
            Called with the connection's lock held.
        name: Of the thread.
    """

    def __init__(self, driver: Driver, expire: Callable[[], float | None], name: str) -> None:
        self._driver = driver
        self._expire = expire
        self._name = name
        self._next: float | None = None
        self._news = Waiter()
        self._thread: Thread | None = None
        self._stopped = False

    def watch(self, deadline: float) -> None:
        """See to it that `expire` is called at that moment. With the connection's lock held."""
        if self._next is not None and self._next <= deadline:
            return
        self._next = deadline
        if self._thread is None:
            thread = Thread(target=self._run, name=self._name, daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the system has no thread to give: the next call tries again
                self._next = None
                return
            self._thread = thread
        else:
            self._news.wake()

    def stop(self, timeout: float) -> None:
        """End the thread."""
        self._stopped = True
        self._news.wake()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopped:
            upcoming = self._next
            left = None if upcoming is None else upcoming - monotonic()
            if left is None or left > 0:
                self._news.wait(left)
            else:
                self._look()

    def _look(self) -> None:
        with self._driver.lock:
            self._next = self._expire()
        self._driver.writer.flush_soon()
