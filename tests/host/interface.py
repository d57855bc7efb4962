"""An interface with hand-written adapters, as host and plugin programs of these tests share it.

A request is one line of JSON, a list of arguments; a reply is the JSON of the result.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from gen_plugin_runtime import HandshakeConfig, Plugin
from gen_plugin_runtime.netrpc.gob.basics import STRING
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from gen_plugin_runtime.netrpc.transport import NetRpcBroker, NetRpcConnection
    from gen_plugin_runtime.transport import Broker, Buffer, Connection, Handler, Transport

HANDSHAKE = HandshakeConfig(
    protocol_version=1, magic_cookie_key="PROBE_PLUGIN", magic_cookie_value="probe"
)


class Probe(Protocol):
    """What the tests make a plugin do."""

    def run(self, source: str) -> object:
        """Evaluate Python source in the plugin."""
        ...

    def echo(self, value: object) -> object:
        """Return the value."""
        ...


class ProbeClient:
    """Calls a `Probe` in another process.

    Attributes:
        broker: This side's, for tests of brokered connections.
    """

    def __init__(self, connection: Connection, broker: Broker | None = None) -> None:
        self.broker = broker
        self._run = connection.unary("/tests.Probe/run")
        self._echo = connection.unary("/tests.Probe/echo")
        self._count = connection.server_streaming("/tests.Probe/count")
        self._total = connection.client_streaming("/tests.Probe/total")
        self._chat = connection.bidirectional("/tests.Probe/chat")

    def run(self, source: str) -> object:
        return json.loads(self._run(json.dumps([source]).encode()))

    def echo(self, value: object) -> object:
        return json.loads(self._echo(json.dumps([value]).encode()))

    def count(self) -> Iterator[int]:
        """Numbers without end, as fast as they are taken."""
        return map(int, self._count(b""))

    def total(self, numbers: Iterable[int]) -> int:
        """The sum of all numbers."""
        return int(self._total(str(number).encode() for number in numbers))

    def chat(self, values: Iterable[bytes]) -> Iterator[bytes]:
        """Each value comes back at once."""
        return map(bytes, self._chat(values))


class ProbeServer:
    """Answers calls with an implementation."""

    service = "tests.Probe"

    def __init__(self, impl: Probe, broker: Broker | NetRpcBroker | None = None) -> None:
        self._impl = impl
        self._broker = broker

    def run(self, source: str) -> object:
        """As the implementation, whose code sees the plugin's broker as `broker`."""
        import builtins

        vars(builtins)["broker"] = self._broker
        return self._impl.run(source)

    def handlers(self) -> Mapping[str, Handler]:
        from gen_plugin_runtime.handler import (
            bidirectional,
            client_streaming,
            server_streaming,
            unary,
        )

        return {
            "run": unary(self._answering(self.run)),
            "echo": unary(self._answering(self._impl.echo)),
            "count": server_streaming(lambda _: (str(n).encode() for n in itertools.count())),
            "total": client_streaming(lambda numbers: str(sum(map(int, numbers))).encode()),
            "chat": bidirectional(lambda values: map(bytes, values)),
        }

    def _answering(self, method: Callable[..., object]) -> Callable[[Buffer], bytes]:
        return lambda request: json.dumps(method(*json.loads(bytes(request)))).encode()


RUN = Method("Plugin.Run", STRING, STRING)
ECHO = Method("Plugin.Echo", STRING, STRING)


class NetRpcProbeClient:
    """Calls a `Probe` in another process over net/rpc.

    Attributes:
        broker: As for `ProbeClient`.
    """

    def __init__(self, connection: NetRpcConnection, broker: NetRpcBroker) -> None:
        self.broker = broker
        self._run = connection.method(RUN)
        self._echo = connection.method(ECHO)

    def run(self, source: str) -> object:
        return json.loads(self._run(json.dumps([source])))

    def echo(self, value: object) -> object:
        return json.loads(self._echo(json.dumps([value])))


class NetRpcProbeServer(ProbeServer):
    """Answers calls over net/rpc."""

    def methods(self) -> Mapping[str, NetRpcHandler]:
        return {
            "Run": NetRpcHandler(RUN, self._answering_texts(self.run)),
            "Echo": NetRpcHandler(ECHO, self._answering_texts(self._impl.echo)),
        }

    def _answering_texts(self, method: Callable[..., object]) -> Callable[[str], str]:
        return lambda request: json.dumps(method(*json.loads(request)))


class ProbePlugin(Plugin[Probe]):
    """Connects the two."""

    transports: ClassVar[tuple[Transport, ...]] = ("grpc", "netrpc")

    def server(self, broker: Broker | NetRpcBroker) -> ProbeServer:
        assert self.impl is not None
        if broker.transport == "netrpc":
            return NetRpcProbeServer(self.impl, broker)
        return ProbeServer(self.impl, broker)

    def client(self, broker: Broker | NetRpcBroker, connection: Any) -> Probe:
        if broker.transport == "netrpc":
            return NetRpcProbeClient(connection, broker)
        return ProbeClient(connection, broker)


class GrpcProbePlugin(ProbePlugin):
    """One that has no form for net/rpc."""

    transports = ("grpc",)


def serve_probe(broker: Any, number: int, impl: Probe) -> None:
    """Serve an object under a number, over whatever the broker speaks."""
    broker.accept_and_serve(number, ProbePlugin(impl).server(broker))


def dial_probe(broker: Any, number: int) -> Probe:
    """The object that the other side serves under a number."""
    return ProbePlugin().client(broker, broker.dial(number))
