"""`StreamLine`: the tasks that wait until the peer accepts one stream more."""

from __future__ import annotations

from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.grpc.waiter import Waiter


class StreamLine:
    """Who is called leaves the line, and looks for himself whether a stream is free.

    Any thread may use it, with the connection's lock or without: a task may leave the line because
    the garbage collector ends it, in a thread that holds that lock.

    Attributes:
        waiters: Those in line.
    """

    __slots__ = ("waiters",)

    def __init__(self) -> None:
        self.waiters: deque[Waiter] = deque()

    def call_next(self) -> None:
        """A stream may be free."""
        while self.waiters:
            try:
                waiter = self.waiters[0]
                waiter.wake()  # first: an interrupt may come before it has left
                self.waiters.remove(waiter)
            except (IndexError, ValueError):
                continue  # another thread has called this one
            return

    def call_all(self) -> None:
        """Something has changed that concerns everyone."""
        for _ in range(len(self.waiters)):
            self.call_next()

    def leave(self, waiter: Waiter) -> None:
        """Give up; who was called already passes that on."""
        try:
            self.waiters.remove(waiter)
        except ValueError:
            self.call_next()
