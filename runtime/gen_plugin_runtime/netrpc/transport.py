"""The seams of net/rpc between the layers, as `gen_plugin_runtime.transport` has those of gRPC.

Only type checkers import this module.

A plugin learns which transport it is asked for from its broker::

    transports = ("grpc", "netrpc")

    def server(self, broker):
        if broker.transport == "netrpc":
            from .netrpc import GreeterNetRpcServer

            return GreeterNetRpcServer(implementation(self), broker)
        return GreeterServer(implementation(self))

    def client(self, broker, connection):
        if broker.transport == "netrpc":
            from .netrpc import GreeterNetRpcClient

            return GreeterNetRpcClient(connection, broker)
        return GreeterClient(connection)

where the one module has the methods, the clients and the servers::

    GREET = Method("Plugin.Greet", STRING, STRING)

    class GreeterNetRpcClient:
        def __init__(self, connection):
            self._greet = connection.method(GREET)

        def greet(self, name):
            return self._greet(name)

    class GreeterNetRpcServer:
        def __init__(self, impl):
            self._impl = impl

        def methods(self):
            return {"Greet": NetRpcHandler(GREET, self._impl.greet)}

with `NetRpcHandler` of `gen_plugin_runtime.netrpc.handler`. Hosts call `server` for each object
that they dispense, each over a stream of its own; whatever it raises is their error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.netrpc.rpc.method import Method


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
    function: Callable[..., object]


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
