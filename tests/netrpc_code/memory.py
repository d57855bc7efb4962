"""net/rpc in memory: what leaves one side as bytes arrives at the other one, and nothing waits."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, ClassVar, Literal

from gen_plugin_runtime.known import NO_MORE, Known
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.events import Called, Event, Failed, Refused, Returned
from gen_plugin_runtime.netrpc.rpc.method import Method, services
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide
from gen_plugin_runtime.netrpc.transport import NetRpcServerAdapter


class Connection:
    """Both ends of one stream, at the far one of which an object is served."""

    def __init__(self, adapter: NetRpcServerAdapter) -> None:
        self._handlers = adapter.methods()
        kinds = ((name, each.method) for name, each in self._handlers.items())
        served = [Method(f"Plugin.{name}", each.argument, each.result) for name, each in kinds]
        self._client, self._server = ClientSide(), ServerSide(services(*served))

    def method(self, method: Method, known: Known = NO_MORE) -> Callable[[object], Any]:
        """The function that calls a method."""

        def call(argument: object) -> object:
            _, data = self._client.call(method, argument)
            [event] = self._server.receive(data)
            [answer] = self._client.receive(self._answered(event))
            if isinstance(answer, Failed):
                raise answer.error
            assert isinstance(answer, Returned)
            return answer.result

        return call

    def _answered(self, event: Event) -> bytes:
        if isinstance(event, Refused):
            return self._server.refuse(event.call, event.reason)
        assert isinstance(event, Called)
        result = self._handlers[event.method.name].function(event.argument)
        return self._server.answer(event, result)

    @property
    def asynchronous(self) -> AsyncConnection:
        """The same for tasks."""
        return AsyncConnection(self)


class AsyncConnection:
    """Calls in other threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def method(self, method: Method, known: Known = NO_MORE) -> Callable[[object], Awaitable[Any]]:
        """The function that calls a method."""
        call = self._connection.method(method, known)

        async def later(argument: object) -> Any:
            return await to_thread(call, argument)

        return later


class Broker:
    """Objects of both sides, by their numbers."""

    transport: ClassVar[Literal["netrpc"]] = "netrpc"

    def __init__(self) -> None:
        self._numbers = count(1)
        self._served: dict[int, NetRpcServerAdapter] = {}

    def next_id(self) -> int:
        """A number that is new."""
        return next(self._numbers)

    def accept_and_serve(self, service_id: int, adapter: NetRpcServerAdapter, /) -> None:
        """Serve an object once."""
        self._served[service_id] = adapter

    def dial(self, service_id: int, /) -> Connection:
        """Connect to it."""
        return Connection(self._served.pop(service_id))


def connect(plugin: Any) -> Any:
    """What calls the implementation of a generated plugin over net/rpc."""
    broker = Broker()
    return plugin.client(broker, Connection(plugin.server(broker)))
