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
    protocol_version=1, magic_cookie_key="TESTER_PLUGIN", magic_cookie_value="tester"
)

METHODS = ("run", "echo")


class Tester(Protocol):
    """What the tests make a plugin do."""

    def run(self, source: str) -> object:
        """Evaluate Python source in the plugin."""
        ...

    def echo(self, value: object) -> object:
        """Return the value."""
        ...


class TesterClient:
    """Calls a `Tester` in another process."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection.unary("/tests.Tester/run")
        self._echo = connection.unary("/tests.Tester/echo")

    def run(self, source: str) -> object:
        return json.loads(self._run(json.dumps([source]).encode()))

    def echo(self, value: object) -> object:
        return json.loads(self._echo(json.dumps([value]).encode()))


class TesterServer:
    """Answers calls with an implementation."""

    service = "tests.Tester"

    def __init__(self, impl: Tester) -> None:
        self._impl = impl

    def handlers(self) -> Mapping[str, Handler]:
        from gen_plugin_runtime.handler import unary

        return {name: unary(self._answering(getattr(self._impl, name))) for name in METHODS}

    def _answering(self, method: Callable[..., object]) -> Callable[[Buffer], bytes]:
        return lambda request: json.dumps(method(*json.loads(bytes(request)))).encode()


class TesterPlugin(Plugin[Tester]):
    """Connects the two."""

    def server(self, broker: Broker) -> TesterServer:
        assert self.impl is not None
        return TesterServer(self.impl)

    def client(self, broker: Broker, connection: Connection) -> Tester:
        return TesterClient(connection)
