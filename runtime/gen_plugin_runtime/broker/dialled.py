"""`DialledConnection`: a brokered connection to an object of the other side."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Self

    from gen_plugin_runtime.grpc.channel import Channel
    from gen_plugin_runtime.transport import Buffer

_LAST_WORDS = 0.5  # seconds for the goodbye


class Dialled:
    """The channels that one side has dialled, and the thread that closes those nobody holds.

    The garbage collector may find one in a thread that holds the channel's own lock: so it does no
    more than to put it in a queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._channels: set[Channel] = set()
        self._dropped: SimpleQueue[Channel | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._close_dropped, name="gen-plugin releases", daemon=True)
        self._thread.start()

    def add(self, channel: Channel) -> bool:
        """Note a channel; False if all is closed already."""
        with self._lock:
            if not self._closed:
                self._channels.add(channel)
            return not self._closed

    def drop(self, channel: Channel) -> None:
        """Have a channel closed soon. Safe in `__del__`."""
        self._dropped.put(channel)

    def close(self, channel: Channel) -> None:
        """Close a channel. May be called again."""
        with self._lock:
            self._channels.discard(channel)
        channel.close(_LAST_WORDS)

    def close_all(self) -> None:
        """Close every channel, and end the thread."""
        with self._lock:
            self._closed = True
            channels, self._channels = self._channels, set()
        self._dropped.put(None)
        for channel in channels:
            channel.close(_LAST_WORDS)

    def _close_dropped(self) -> None:
        while (channel := self._dropped.get()) is not None:
            self.close(channel)


class DialledConnection:
    """Fits `transport.Connection`. Closed by `close`, or when nobody holds it or its methods.

    Args:
        channel: Whose calls are made.
        dialled: Closes it.
    """

    def __init__(self, channel: Channel, dialled: Dialled) -> None:
        self._channel = channel
        self._dialled = dialled
        self._closed = False

    def unary(self, method: str) -> Callable[[bytes], Buffer]:
        """See `transport.Connection`."""
        call = self._channel.unary(method)

        def held(request: bytes, _holder: DialledConnection = self) -> Buffer:
            return call(request)

        return held

    def server_streaming(self, method: str) -> Callable[[bytes], Iterator[Buffer]]:
        """See `transport.Connection`."""
        return self._holding(self._channel.server_streaming(method))

    def client_streaming(self, method: str) -> Callable[[Iterable[bytes]], Buffer]:
        """See `transport.Connection`."""
        call = self._channel.client_streaming(method)

        def held(requests: Iterable[bytes], _holder: DialledConnection = self) -> Buffer:
            return call(requests)

        return held

    def bidirectional(self, method: str) -> Callable[[Iterable[bytes]], Iterator[Buffer]]:
        """See `transport.Connection`."""
        return self._holding(self._channel.bidirectional(method))

    def close(self) -> None:
        """End the connection: the other side may let go of its object."""
        self._closed = True
        self._dialled.close(self._channel)

    def _holding(self, call: Callable[..., Iterator[Buffer]]) -> Callable[..., Iterator[Buffer]]:
        def held(argument: Any) -> Iterator[Buffer]:
            return _Replies(call(argument), self)

        return held

    def __del__(self) -> None:
        if not self._closed:
            self._dialled.drop(self._channel)


class _Replies:
    """Replies that keep their connection open."""

    __slots__ = ("_holder", "_replies")

    def __init__(self, replies: Iterator[Buffer], holder: DialledConnection) -> None:
        self._replies = replies
        self._holder = holder

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Buffer:
        return next(self._replies)

    def close(self) -> None:
        """Cancel the call."""
        close: Callable[[], None] | None = getattr(self._replies, "close", None)
        if close is not None:
            close()
