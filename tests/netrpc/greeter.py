"""The Greeter of the recorded sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.netrpc.methods import GREET

from gen_plugin_runtime import Plugin
from gen_plugin_runtime.netrpc.handler import NetRpcHandler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.transport import NetRpcBroker, NetRpcConnection
    from gen_plugin_runtime.transport import Transport


class Hello:
    """Greets."""

    def greet(self) -> str:
        return "Hello!"


class GreeterClient:
    """Calls it in another process."""

    def __init__(self, connection: NetRpcConnection) -> None:
        self._connection = connection
        self._greet = connection.method(GREET)

    def greet(self) -> str:
        result: str = self._greet(None)
        return result


class GreeterServer:
    """Answers for it."""

    def __init__(self, impl: Any) -> None:
        self._impl = impl

    def methods(self) -> dict[str, NetRpcHandler]:
        return {"Greet": NetRpcHandler(GREET, lambda _nothing: self._impl.greet())}


class GreeterPlugin(Plugin[Any]):
    """Connects the two.

    Attributes:
        servers: How many have been made.
    """

    transports: ClassVar[tuple[Transport, ...]] = ("netrpc",)
    servers = 0

    def server(self, broker: NetRpcBroker) -> GreeterServer:
        assert broker.transport == "netrpc"
        self.servers += 1
        return GreeterServer(self.impl)

    def client(self, broker: NetRpcBroker, connection: NetRpcConnection) -> GreeterClient:
        assert broker.transport == "netrpc"
        return GreeterClient(connection)
