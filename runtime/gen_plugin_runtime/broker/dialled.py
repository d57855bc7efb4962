"""`DialledConnection`: a brokered connection to an object of the other side."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock, Thread

from gen_plugin_runtime.known import NO_MORE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterable,
        Awaitable,
        Callable,
        Iterable,
        Iterator,
    )
    from typing import Self, TypeVar

    from gen_plugin_runtime.grpc.channel import Channel
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.transport import AsyncConnection, Buffer

    Argument = TypeVar("Argument")

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

    def unary(self, method: str, known: Known = NO_MORE) -> Callable[[bytes], Buffer]:
        """See `transport.Connection`."""
        return _held(self._channel.unary(method, known), self)

    def server_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[bytes], Iterator[Buffer]]:
        """See `transport.Connection`."""
        return _held_stream(self._channel.server_streaming(method, known), self)

    def client_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[Iterable[bytes]], Buffer]:
        """See `transport.Connection`."""
        return _held(self._channel.client_streaming(method, known), self)

    def bidirectional(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[Iterable[bytes]], Iterator[Buffer]]:
        """See `transport.Connection`."""
        return _held_stream(self._channel.bidirectional(method, known), self)

    @property
    def asynchronous(self) -> AsyncDialledConnection:
        """See `transport.Connection`."""
        return AsyncDialledConnection(self._channel.asynchronous, self)

    def close(self) -> None:
        """End the connection: the other side may let go of its object."""
        self._closed = True
        self._dialled.close(self._channel)

    def __del__(self) -> None:
        if not self._closed:
            self._dialled.drop(self._channel)


class AsyncDialledConnection:
    """Fits `transport.AsyncConnection`.

    Args:
        calls: The channel's.
        holder: Kept, by this object and by its methods.
    """

    def __init__(self, calls: AsyncConnection, holder: DialledConnection) -> None:
        self._calls = calls
        self._holder = holder

    def unary(self, method: str, known: Known = NO_MORE) -> Callable[[bytes], Awaitable[Buffer]]:
        """See `transport.AsyncConnection`."""
        return _held_awaitable(self._calls.unary(method, known), self._holder)

    def server_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[bytes], AsyncGenerator[Buffer, None]]:
        """See `transport.AsyncConnection`."""
        return _held_async_stream(self._calls.server_streaming(method, known), self._holder)

    def client_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[AsyncIterable[bytes]], Awaitable[Buffer]]:
        """See `transport.AsyncConnection`."""
        return _held_awaitable(self._calls.client_streaming(method, known), self._holder)

    def bidirectional(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[AsyncIterable[bytes]], AsyncGenerator[Buffer, None]]:
        """See `transport.AsyncConnection`."""
        return _held_async_stream(self._calls.bidirectional(method, known), self._holder)


# Each keeps the connection as long as somebody has the function, or waits for what it gave.


def _held(call: Callable[[Argument], Buffer], holder: object) -> Callable[[Argument], Buffer]:
    def held(argument: Argument, _holder: object = holder) -> Buffer:
        return call(argument)

    return held


def _held_stream(
    call: Callable[[Argument], Iterator[Buffer]], holder: object
) -> Callable[[Argument], Iterator[Buffer]]:
    def held(argument: Argument) -> Iterator[Buffer]:
        return _Replies(call(argument), holder)

    return held


def _held_awaitable(
    call: Callable[[Argument], Awaitable[Buffer]], holder: object
) -> Callable[[Argument], Awaitable[Buffer]]:
    async def held(argument: Argument, _holder: object = holder) -> Buffer:
        return await call(argument)

    return held


def _held_async_stream(
    call: Callable[[Argument], AsyncGenerator[Buffer, None]], holder: object
) -> Callable[[Argument], AsyncGenerator[Buffer, None]]:
    async def held(argument: Argument, _holder: object = holder) -> AsyncGenerator[Buffer, None]:
        replies = call(argument)
        try:
            async for reply in replies:
                yield reply
        finally:
            await replies.aclose()

    return held


class _Replies:
    """Replies that keep their connection open."""

    __slots__ = ("_holder", "_replies")

    def __init__(self, replies: Iterator[Buffer], holder: object) -> None:
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
