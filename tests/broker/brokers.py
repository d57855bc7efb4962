"""Two brokers with the connection between them, and an object to pass around."""

from __future__ import annotations

import socket
import threading

from tests.grpc.services import PATIENCE

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer, BrokerStream
from gen_plugin_runtime.broker.wiring import wire_host, wire_plugin
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.handler import bidirectional, unary
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from gen_plugin_runtime.broker.links import Links

    Wrap = Callable[[Links], Links]
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


def bare(links: Links) -> Links:
    return links


class Brokers:
    """A plugin that serves a function and the broker's stream, and its host.

    Attributes:
        multiplex: Whether brokered connections share the one there is.

    Args:
        function: The plugin's, given its broker.
        workers: The plugin's.
        wraps: What the host puts around the broker's links, and what the plugin.
        max_receive: What the objects of both sides take, and what is taken from them.
    """

    multiplex = False

    def __init__(
        self,
        function: Callable[[Broker, Buffer], Buffer] | None = None,
        workers: int = 8,
        wraps: tuple[Wrap, Wrap] = (bare, bare),
        max_receive: int | None = None,
    ) -> None:
        host_end, plugin_end = map(SocketStream, socket.socketpair())
        run, links = wire_plugin(SocketLinks(), lambda: None, multiplex=self.multiplex)
        plugin = self.plugin = Broker(wraps[1](links), max_receive=max_receive)
        served = Function(lambda request: function(plugin, request) if function else request)
        self._server = Server([BrokerServer(plugin), served], workers=workers)
        self._serving = threading.Thread(
            target=run, args=(self._server.serve_connection, plugin_end)
        )
        self._serving.start()
        main, links = wire_host(host_end, SocketLinks(), multiplex=self.multiplex)
        self.channel = Channel(main, call_timeout=PATIENCE)
        self.host = Broker(
            wraps[0](links), open_stream=BrokerStream(self.channel).open, max_receive=max_receive
        )
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
