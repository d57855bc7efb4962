"""An interface with hand-written adapters, as host and plugin programs of these tests share it.

A request is one line of JSON, a list of arguments; a reply is the JSON of the result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from gen_plugin_runtime import HandshakeConfig, Plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gen_plugin_runtime.transport import Broker, Buffer, Connection, Handler

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

    def run(self, source: str) -> object:
        return json.loads(self._run(json.dumps([source]).encode()))

    def echo(self, value: object) -> object:
        return json.loads(self._echo(json.dumps([value]).encode()))


class ProbeServer:
    """Answers calls with an implementation."""

    service = "tests.Probe"

    def __init__(self, impl: Probe, broker: Broker | None = None) -> None:
        self._impl = impl
        self._broker = broker

    def run(self, source: str) -> object:
        """As the implementation, whose code sees the plugin's broker as `broker`."""
        import builtins

        vars(builtins)["broker"] = self._broker
        return self._impl.run(source)

    def handlers(self) -> Mapping[str, Handler]:
        from gen_plugin_runtime.handler import unary

        methods = {"run": self.run, "echo": self._impl.echo}
        return {name: unary(self._answering(method)) for name, method in methods.items()}

    def _answering(self, method: Callable[..., object]) -> Callable[[Buffer], bytes]:
        return lambda request: json.dumps(method(*json.loads(bytes(request)))).encode()


class ProbePlugin(Plugin[Probe]):
    """Connects the two."""

    def server(self, broker: Broker) -> ProbeServer:
        assert self.impl is not None
        return ProbeServer(self.impl, broker)

    def client(self, broker: Broker, connection: Connection) -> Probe:
        return ProbeClient(connection, broker)
