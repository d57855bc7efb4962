"""`StreamLine`: the threads and tasks that wait until the peer accepts one stream more."""

from __future__ import annotations

from collections import deque
from threading import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Lock

    from gen_plugin_runtime.threads.waiter import Waiter


class StreamLine:
    """Who is called looks for himself whether a stream is free; a task has left the line by then.

    Args:
        lock: The connection's.

    Attributes:
        threads: How many threads are in line.
        tasks: Where the tasks in line sleep.
    """

    __slots__ = ("_called", "tasks", "threads")

    def __init__(self, lock: Lock) -> None:
        self.threads = 0
        self.tasks: deque[Waiter] = deque()
        self._called = Condition(lock)

    # With the lock held.

    def wait(self, seconds: float | None) -> None:
        """Have the calling thread wait until it is called, at most for `seconds`."""
        self.threads += 1
        try:
            self._called.wait(seconds)
        finally:
            self.threads -= 1

    def call_next(self) -> None:
        """A stream may be free."""
        self._called.notify()
        self._call_task()

    def call_all(self) -> None:
        """Something has changed that concerns everyone."""
        self._called.notify_all()
        for _ in range(len(self.tasks)):
            self._call_task()

    # With the lock or without: a task may leave because the garbage collector ends it, in a thread
    # that holds that lock.

    def leave(self, waiter: Waiter) -> None:
        """A task gives up; if it was called already it passes that on."""
        try:
            self.tasks.remove(waiter)
        except ValueError:
            self._call_task()

    def _call_task(self) -> None:
        while self.tasks:
            try:
                waiter = self.tasks[0]
                waiter.wake()  # first: an interrupt may come before it has left
                self.tasks.remove(waiter)
            except (IndexError, ValueError):
                continue  # another thread has called this one
            return
