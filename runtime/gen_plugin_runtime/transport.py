"""The seams between the layers: what carries bytes, what carries calls, what serves them.

Only type checkers import this module: at run time the parts fit by their shape, and a plugin's
start does not pay for `typing`. Those of net/rpc are in `gen_plugin_runtime.netrpc.transport`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterable,
        Awaitable,
        Callable,
        Iterable,
        Iterator,
        Mapping,
    )

    from gen_plugin_runtime.known import Known

Transport = Literal["grpc", "netrpc"]
"""What carries calls: the name that stands in the handshake line."""

Buffer = bytes | bytearray
"""A whole message. Large ones arrive in the bytearray that the socket was read into."""


class ByteStream(Protocol):
    """A connected, ordered, two-way stream of bytes: a socket, TLS over one, a yamux stream."""

    def receive(self, limit: int, /) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream."""

    def receive_into(self, buffer: memoryview, /) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""

    def send(self, data: Buffer | memoryview, /) -> None:
        """Send all of `data`, blocking as long as the peer does not read."""

    def close(self) -> None:
        """End both directions. Wakes every thread that blocks here. May be called again."""


class TimedByteStream(ByteStream, Protocol):
    """A stream that can also be asked without being waited for.

    The gRPC engine looks for these methods. Without them it works all the same, but a caller
    never reads for itself (one more thread switch for each call), and a deadline cannot end a
    write that the peer holds up.
    """

    def readable(self, seconds: float, /) -> bool:
        """Wait at most `seconds` until `receive` would not block; whether it would not.

        Used by one thread at a time.
        """

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible without waiting; the number of bytes, maybe 0."""

    def send_within(self, data: Buffer | memoryview, seconds: float, /) -> int:
        """Send what is possible within `seconds`; the number of bytes, maybe 0."""


class Connection(Protocol):
    """What a generated client calls through. Methods have their full path, ``/shop.v1.Shop/Buy``.

    All are safe to call from several threads at once. They raise what the implementation raised,
    if that is one of Python's own exceptions or one that the interface declares, and else
    `CallError` and its subclasses.
    """

    def unary(self, method: str, known: Known = ...) -> Callable[[bytes], Buffer]:
        """One request, one reply."""

    def server_streaming(
        self, method: str, known: Known = ...
    ) -> Callable[[bytes], Iterator[Buffer]]:
        """One request, any number of replies; closing the iterator cancels the call."""

    def client_streaming(
        self, method: str, known: Known = ...
    ) -> Callable[[Iterable[bytes]], Buffer]:
        """Any number of requests, one reply."""

    def bidirectional(
        self, method: str, known: Known = ...
    ) -> Callable[[Iterable[bytes]], Iterator[Buffer]]:
        """Any number of requests and of replies, independent of each other."""

    @property
    def asynchronous(self) -> AsyncConnection:
        """The same calls for the tasks of an event loop."""


class AsyncConnection(Protocol):
    """The same for the tasks of an event loop. Cancelling the task cancels the call."""

    def unary(self, method: str, known: Known = ...) -> Callable[[bytes], Awaitable[Buffer]]:
        """One request, one reply."""

    def server_streaming(
        self, method: str, known: Known = ...
    ) -> Callable[[bytes], AsyncGenerator[Buffer, None]]:
        """One request, any number of replies; closing the iterator cancels the call."""

    def client_streaming(
        self, method: str, known: Known = ...
    ) -> Callable[[AsyncIterable[bytes]], Awaitable[Buffer]]:
        """Any number of requests, one reply."""

    def bidirectional(
        self, method: str, known: Known = ...
    ) -> Callable[[AsyncIterable[bytes]], AsyncGenerator[Buffer, None]]:
        """Any number of requests and of replies, independent of each other."""


class Handler(Protocol):
    """One method of a served object, made by `unary` and its siblings in `gencode`."""

    client_streams: bool
    server_streams: bool
    function: Callable[..., object]


class Requests(Protocol):
    """The requests of a call that is being answered, as an iterator for threads and for tasks."""

    def __iter__(self) -> Self:
        """Itself."""

    def __next__(self) -> Buffer:
        """Wait in this thread for the next one."""

    async def arrive(self) -> None:
        """Wait in this task until there is a next one, or there will be none."""


class ServerAdapter(Protocol):
    """What a generated server is: a service's full name and a handler for each of its methods.

    One whose interface declares exceptions has them as `exceptions`, a `Known`.
    """

    service: str

    def handlers(self) -> Mapping[str, Handler]:
        """The service's handlers by method name, without the service: ``Buy``."""


class Broker(Protocol):
    """Sets up further connections, in either direction, each known by a number.

    Attributes:
        transport: What carries its connections, and the one it came with.
    """

    transport: ClassVar[Literal["grpc"]]

    def next_id(self) -> int:
        """A number that this side has not used yet, and never 0."""

    def accept_and_serve(self, service_id: int, /, *adapters: ServerAdapter) -> object:
        """Serve objects to whoever dials this number on the other side, in the background."""

    def dial(self, service_id: int, /) -> Connection:
        """Connect to what the other side serves under this number.

        The connection is closed when nobody holds it any more.

        Raises:
            ConnectionLost: It serves nothing there, or cannot be reached.
        """
