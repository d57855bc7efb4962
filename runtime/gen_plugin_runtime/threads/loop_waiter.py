"""Where a task of an event loop sleeps until a thread of the connection has news for it."""

from __future__ import annotations

from asyncio import get_running_loop

from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Callable
    from typing import Protocol

    class Limited(Protocol):
        """A call that may have a deadline."""

        @property
        def deadline_at(self) -> float | None:
            """The moment when the call is over, on the clock of `time.monotonic`."""

        def late_now(self) -> bool:
            """Whether the deadline has passed."""

    class Receiving(Limited, Protocol):
        """The receiving half of a call."""

        def is_ready(self) -> bool:
            """Whether the next message can be taken without waiting for it."""

        def wake_at(self, waiter: Waiter) -> None:
            """Wake this waiter, and no other, when it may be ready."""

    class Sending(Limited, Protocol):
        """The sending half of a call."""

        def can_send(self) -> bool:
            """Whether the windows are open, or the call is over."""

        def wake_sender_at(self, waiter: Waiter) -> None:
            """Wake this waiter, and no other, when that may have changed."""


class LoopWaiter(Waiter):
    """A waiter for a task: what waits gives its thread to the loop's other tasks."""

    __slots__ = ("_future", "_loop")

    def __init__(self) -> None:
        self._loop: AbstractEventLoop = get_running_loop()
        self._future: Future[None] = self._loop.create_future()

    def wake(self) -> None:
        """End the sleep, now or when it begins; from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            return  # the loop is closed, and nobody sleeps there any more

    async def sleep(self, seconds: float | None) -> None:
        """Sleep until the next `wake`, at most `seconds`."""
        timer = None if seconds is None else self._loop.call_later(seconds, self._wake)
        try:
            await self._future
        finally:
            if timer is not None:
                timer.cancel()
        self._future = self._loop.create_future()

    def _wake(self) -> None:
        if not self._future.done():
            self._future.set_result(None)


async def arrival(side: Receiving) -> None:
    """Wait until the next message of a call has come, or there will be none, or it is too late."""
    await _until(side.is_ready, side.wake_at, side)


async def opening(side: Sending) -> None:
    """Wait until the windows let a call send, or it is over, or it is too late."""
    await _until(side.can_send, side.wake_sender_at, side)


async def _until(
    is_ready: Callable[[], bool], wake_at: Callable[[Waiter], None], call: Limited
) -> None:
    if is_ready():
        return
    waiter = LoopWaiter()
    wake_at(waiter)
    while not is_ready() and not call.late_now():
        await waiter.sleep(left_until(call.deadline_at))
