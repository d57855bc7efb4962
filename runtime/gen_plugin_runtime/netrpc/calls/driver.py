"""`Driver`: one net/rpc stream and the protocol of one of its sides, shared by threads."""

from __future__ import annotations

from threading import get_ident

from gen_plugin_runtime.errors import GenPluginError
from gen_plugin_runtime.http2.output import Output
from gen_plugin_runtime.netrpc.rpc.events import Ended
from gen_plugin_runtime.threads import driver
from gen_plugin_runtime.threads.deadlines import left_until

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.netrpc.rpc.events import Event
    from gen_plugin_runtime.transport import ByteStream

    class Side(Protocol):
        """`rpc.client_side.ClientSide` or `rpc.server_side.ServerSide`."""

        def receive(self, data: bytes) -> Sequence[Event]:
            """What the peer has sent."""

        def end(self) -> Sequence[Event]:
            """The peer sends no more."""


class Driver(driver.Driver):
    """Reads and writes one stream on behalf of the threads that use it.

    Args:
        stream: Closed when the connection ends.
        side: What arrives is for it.
        on_event: Called for each event but the last, with `lock` held, by the thread that reads.
        on_end: As for `threads.driver.Driver`.
    """

    def __init__(
        self,
        stream: ByteStream,
        side: Side,
        on_event: Callable[[Event], None],
        on_end: Callable[[str], None],
    ) -> None:
        self._output = Output()
        super().__init__(stream, self._output, on_end, "net/rpc")
        self._side = side
        self._on_event = on_event
        self._queueing = 0  # the thread that makes a message, or nobody

    def queue(self, make: Callable[..., bytes], *arguments: object) -> list[Chunk]:
        """Queue a message. With the lock held.

        Returns:
            What the caller has to write, as `Writer.claim` gives it.

        Args:
            make: Makes it. After a `GenPluginError` the stream goes on without the message; what
                else tears the thread out of this leaves a stream that nobody could read.
            *arguments: What it is made of.
        """
        self._queueing = get_ident()
        try:
            chunks = self.writer.claim_with(make(*arguments))
        except GenPluginError:
            self._queueing = 0
            raise
        self._queueing = 0
        return chunks

    def say(self, message: bytes) -> None:
        """Queue what the peer made this side say, for the thread that reads. With the lock held."""
        self._output.add(message)

    def wait_for_room(self, deadline: float | None) -> bool:
        """Wait until not too much is queued; False at the deadline. With the lock held."""
        while self.writer.busy and self.ended is None:
            left = left_until(deadline)
            if left == 0:
                return False
            self.writer.wait_caught_up(left)
        return True

    def recover(self, error: BaseException) -> None:
        """The calling thread was torn out of its work, by an interrupt mostly. Without the lock."""
        if self._queueing == get_ident():
            self._queueing = 0
            self.end(f"this side was interrupted amid a message: {error!r}")
        super().recover(error)

    def _handle(self, data: bytes, count: int) -> None:  # noqa: ARG002 - all of it is in `data`
        events = self._side.receive(data)  # without the lock: it makes objects of users' classes
        with self.lock:
            reason = self._follow(events)
        if self._output.size:
            self.writer.flush_soon()
        if reason is not None:
            self.end(f"the peer broke net/rpc: {reason}")

    def _handle_end(self) -> None:
        events = self._side.end()
        with self.lock:
            self._follow(events)
        super()._handle_end()

    def _follow(self, events: Sequence[Event]) -> str | None:
        """Pass events on; why the connection has ended, if it has."""
        for event in events:
            if isinstance(event, Ended):
                return event.reason
            self._on_event(event)
        return None
