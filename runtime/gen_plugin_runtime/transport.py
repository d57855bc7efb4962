"""The seams between the layers: what carries bytes, what carries calls, what serves them.

Only type checkers import this module: at run time the parts fit by their shape, and a plugin's
start does not pay for `typing`.
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
    from typing import Any

    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.netrpc.rpc.method import Method

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


# net/rpc. A plugin learns which transport it is asked for from its broker::
#
#     transports = ("grpc", "netrpc")
#
#     def server(self, broker):
#         if broker.transport == "netrpc":
#             from .netrpc import GreeterNetRpcServer
#
#             return GreeterNetRpcServer(implementation(self), broker)
#         return GreeterServer(implementation(self))
#
#     def client(self, broker, connection):
#         if broker.transport == "netrpc":
#             from .netrpc import GreeterNetRpcClient
#
#             return GreeterNetRpcClient(connection, broker)
#         return GreeterClient(connection)
#
# where the one module has the methods, the clients and the servers::
#
#     GREET = Method("Plugin.Greet", STRING, STRING)
#
#     class GreeterNetRpcClient:
#         def __init__(self, connection):
#             self._greet = connection.method(GREET)
#
#         def greet(self, name):
#             return self._greet(name)
#
#     class GreeterNetRpcServer:
#         def __init__(self, impl):
#             self._impl = impl
#
#         def methods(self):
#             return {"Greet": NetRpcHandler(GREET, self._impl.greet)}
#
# with `NetRpcHandler` of `gen_plugin_runtime.netrpc.handler`. Hosts call `server` for each object
# that they dispense, each over a stream of its own; whatever it raises is their error.


class NetRpcConnection(Protocol):
    """What a generated client calls through over net/rpc: one served object, on its own stream.

    Safe to call from several threads at once; the answers come in any order.
    """

    def method(self, method: Method, known: Known = ...) -> Callable[[object], Any]:
        """The function that calls a method: argument in, result out, as the types have them.

        It blocks until the result is there, at most as long as `call_options` and the
        configuration's ``call_timeout`` say; past that the answer is dropped, and the other side
        is not told. Metadata cannot be sent.

        Raises: (the function)
            EncodeError: The argument is none of the method's. Nothing was sent.
            DecodeError: The result is none.
            Exception: What the implementation raised, as far as a text tells that: one of Python's
                own of ``ValueError: text``, one that `known` declares and that is made of a text
                alone; all else is a `PluginError`.
            CallError: Its other subclasses: `NotImplementedByPlugin`, `CallTimeout`,
                `CallCancelled` if this side has closed the connection, `ConnectionLost`.
        """

    @property
    def asynchronous(self) -> AsyncNetRpcConnection:
        """The same calls for the tasks of an event loop."""


class AsyncNetRpcConnection(Protocol):
    """The same for the tasks of an event loop. A cancelled task drops its answer."""

    def method(self, method: Method, known: Known = ...) -> Callable[[object], Awaitable[Any]]:
        """As `NetRpcConnection.method`."""


class NetRpcHandler(Protocol):
    """One method of an object that is served over net/rpc.

    Attributes:
        method: Its wire form. The service in its full name counts for nothing here.
        function: Takes the argument, gives the result, as the method's types have them. What it
            raises is sent as the text ``TypeName: text``; a `PluginError` without a type's name, as
            its message alone.
    """

    method: Method
    function: Callable[[Any], object]


class NetRpcServerAdapter(Protocol):
    """What a generated server is over net/rpc. It is served as the service ``Plugin``."""

    def methods(self) -> Mapping[str, NetRpcHandler]:
        """The methods by their names in Go, without the service: ``Greet``. One at least."""


class NetRpcBroker(Protocol):
    """As `Broker`, over net/rpc (go-plugin: `MuxBroker`): a number stands for one stream.

    Attributes:
        transport: What carries its connections, and the one it came with.
    """

    transport: ClassVar[Literal["netrpc"]]

    def next_id(self) -> int:
        """A number that this side has not used yet, and never 0."""

    def accept_and_serve(self, service_id: int, adapter: NetRpcServerAdapter, /) -> object:
        """Serve an object to who dials this number within 5 seconds, in the background."""

    def dial(self, service_id: int, /) -> NetRpcConnection:
        """Connect to the object that the other side serves under this number, within 5 seconds.

        The connection is closed when nobody holds it any more.

        Raises:
            ConnectionLost: It serves nothing there, or cannot be reached.
        """
