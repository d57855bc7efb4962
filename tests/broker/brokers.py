"""Two brokers with the connection between them, and an object to pass around."""

from __future__ import annotations

import socket
import threading

from tests.grpc.services import PATIENCE

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer, BrokerStream
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.handler import bidirectional, unary
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.handler import Handler
    from gen_plugin_runtime.transport import Buffer, Connection


class Function:
    """A service with one method, which is a function; and the same as a stream."""

    service = "test.Function"

    def __init__(self, function: Callable[[Buffer], Buffer]) -> None:
        self._function = function

    def handlers(self) -> dict[str, Handler]:
        return {
            "Call": unary(self._function),
            "Map": bidirectional(lambda requests: map(self._function, requests)),
        }


def function_at(connection: Connection) -> Callable[[bytes], Buffer]:
    return connection.unary("/test.Function/Call")


def map_at(connection: Connection, requests: Iterator[bytes]) -> Iterator[Buffer]:
    return connection.bidirectional("/test.Function/Map")(requests)


def number(service_id: int) -> bytes:
    return service_id.to_bytes(4, "big")


def number_of(message: Buffer) -> int:
    return int.from_bytes(message, "big")


class Brokers:
    """A plugin that serves a function and the broker's stream, and its host.

    Args:
        function: The plugin's, given its broker.
        workers: The plugin's.
        links: What the host makes brokered connections with, and what the plugin.
    """

    def __init__(
        self,
        function: Callable[[Broker, Buffer], Buffer] | None = None,
        workers: int = 8,
        links: tuple[Links, Links] = (SocketLinks(), SocketLinks()),
    ) -> None:
        host_end, plugin_end = socket.socketpair()
        plugin = self.plugin = Broker(links[1])
        main = Function(lambda request: function(plugin, request) if function else request)
        self._server = Server([BrokerServer(plugin), main], workers=workers)
        self._serving = threading.Thread(
            target=self._server.serve_connection, args=(SocketStream(plugin_end),)
        )
        self._serving.start()
        self.channel = Channel(SocketStream(host_end), call_timeout=PATIENCE)
        self.host = Broker(links[0], open_stream=BrokerStream(self.channel).open)
        self.call = function_at(self.channel)

    def sides(self, offering: str) -> tuple[Broker, Broker]:
        """Who offers and who dials."""
        return (self.host, self.plugin) if offering == "host" else (self.plugin, self.host)

    def close(self) -> None:
        self.channel.close()
        self.host.close()
        self._server.stop(0.0)
        self._serving.join(PATIENCE)
        self.plugin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def offer(broker: Broker, function: Callable[[Buffer], Buffer]) -> int:
    """Serve a function; the number to dial."""
    service_id = broker.next_id()
    broker.accept_and_serve(service_id, Function(function))
    return service_id
