"""`Inbox`: the messages of one call that have arrived and wait to be read."""

from __future__ import annotations

from collections import deque

from gen_plugin_runtime.grpc.messages import MessageReader
from gen_plugin_runtime.grpc.status import StatusCode, StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.http2.connection import Connection
    from gen_plugin_runtime.http2.events import DataReceived
    from gen_plugin_runtime.transport import Buffer

HELD = 1024 * 1024
"""Bytes of unread messages up to which a stream's window is opened again at once.

Beyond, its sender has to wait until the messages are read.
"""
HELD_BY_CALLS = 512 * 1024 * 1024
"""Bytes of requests that the calls of one connection may hold together before they are read, whole
or in part; or `max_receive`, if that is more. Beyond, calls that bring more are refused."""
HELD_UNSEEN = 16 * 1024 * 1024
"""Bytes after which it is looked again at how much the calls hold."""
_OVERHEAD = 64
"""Bytes that a message takes beside its own: many empty ones would be too much as well."""


class Inbox(MessageReader):
    """Filled by the thread that reads, with the lock held; emptied by the call's own thread.

    Args:
        limit: The longest message that is accepted.
        encoding: The peer's `grpc-encoding`.
        single: Whether one message is expected, all of which is wanted as soon as possible.

    Raises:
        StatusError: The encoding is not known.
    """

    __slots__ = ("_arrived", "_owed", "_single", "_taken", "messages")

    def __init__(self, limit: int, encoding: str, *, single: bool) -> None:
        super().__init__(limit, encoding)
        self.messages: deque[Buffer] = deque()
        self._single = single
        # Bytes of messages, with overhead. Each number is written by one side only, so that
        # neither needs a lock for it.
        self._arrived = 0
        self._taken = 0
        self._owed = 0  # bytes of the window that are to be given back

    def receive(self, protocol: Connection, event: DataReceived) -> bool:
        """Take in a piece of the body; whether there is a new message. With the lock held.

        Raises:
            StatusError: The messages are not what gRPC allows, or too long.
        """
        messages = self.feed(event.data)
        if messages:
            self.messages += messages
            if not self._single:
                self._arrived += sum(map(len, messages)) + _OVERHEAD * len(messages)
            elif len(self.messages) > 1:
                raise StatusError(StatusCode.INTERNAL, "several messages where there is one")
        if not event.end_stream:
            self._owed += event.flow_length
            if self._arrived - self._taken < HELD:
                self.give_back(protocol, event.stream_id)
        return bool(messages)

    @property
    def held(self) -> int:
        """Bytes of messages that have arrived, in part too, and were not taken."""
        messages = self._arrived - self._taken
        if self._single:
            messages = sum(map(len, self.messages))
        return messages + self.unfinished

    def take(self) -> Buffer:
        """The next message, which must be there."""
        message = self.messages.popleft()
        self._taken += len(message) + _OVERHEAD
        return message

    @property
    def owes(self) -> bool:
        """Whether `give_back` is due: the sender may have to wait for it."""
        return self._owed > 0 and self._arrived - self._taken < HELD

    def give_back(self, protocol: Connection, stream_id: int) -> None:
        """Open the stream's window again. With the lock held."""
        protocol.release(stream_id, self._owed)
        self._owed = 0
