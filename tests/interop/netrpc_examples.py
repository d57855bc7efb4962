"""go-plugin's Greeter and KV as its examples have them over net/rpc, written by hand.

``python netrpc_examples.py`` is the plugin of both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gen_plugin_runtime import HandshakeConfig, Plugin, ServeConfig, get_logger, serve
from gen_plugin_runtime.netrpc.gob.basics import BYTES, STRING
from gen_plugin_runtime.netrpc.gob.containers import Map
from gen_plugin_runtime.netrpc.gob.interface import ANY
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gen_plugin_runtime.netrpc.transport import NetRpcBroker, NetRpcConnection

GREETER_HANDSHAKE = HandshakeConfig(1, "BASIC_PLUGIN", "hello")
KV_HANDSHAKE = HandshakeConfig(1, "BASIC_PLUGIN", "hello")

GREET = Method("Plugin.Greet", ANY, STRING)
PUT = Method("Plugin.Put", Map(STRING, ANY), ANY)
GET = Method("Plugin.Get", STRING, BYTES)


class Greeter(Protocol):
    """Greets."""

    def greet(self) -> str: ...


class KV(Protocol):
    """Keeps values."""

    def put(self, key: str, value: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...


class Hello:
    """The Greeter of the example, in Python."""

    def greet(self) -> str:
        get_logger("greeter").debug("message from GreeterHello.Greet")
        return "Hello!"


class Files:
    """The KV of the example, in Python."""

    def put(self, key: str, value: bytes) -> None:
        Path(f"kv_{key}").write_bytes(value + b"\n\nWritten from Python")

    def get(self, key: str) -> bytes:
        return Path(f"kv_{key}").read_bytes()


class GreeterSides:
    """Both sides of the wire."""

    def __init__(self, impl: Greeter | None, connection: NetRpcConnection | None = None) -> None:
        self._impl = impl
        if connection is not None:
            self._greet = connection.method(GREET)

    def greet(self) -> str:
        result: str = self._greet(None)
        return result

    def methods(self) -> Mapping[str, NetRpcHandler]:
        impl = self._impl
        assert impl is not None
        return {"Greet": NetRpcHandler(GREET, lambda _nothing: impl.greet())}


class KVSides:
    """Both sides of the wire."""

    def __init__(self, impl: KV | None, connection: NetRpcConnection | None = None) -> None:
        self._impl = impl
        if connection is not None:
            self._put = connection.method(PUT)
            self._get = connection.method(GET)

    def put(self, key: str, value: bytes) -> None:
        self._put({"key": key, "value": value})

    def get(self, key: str) -> bytes:
        result: bytes = self._get(key)
        return result

    def methods(self) -> Mapping[str, NetRpcHandler]:
        impl = self._impl
        assert impl is not None

        def put(arguments: Mapping[str, Any]) -> None:
            impl.put(arguments["key"], arguments["value"])

        return {"Put": NetRpcHandler(PUT, put), "Get": NetRpcHandler(GET, impl.get)}


class GreeterPlugin(Plugin[Greeter]):
    """Connects the two."""

    transports = ("netrpc",)

    def server(self, broker: NetRpcBroker) -> GreeterSides:
        return GreeterSides(self.impl)

    def client(self, broker: NetRpcBroker, connection: NetRpcConnection) -> Greeter:
        return GreeterSides(None, connection)


class KVPlugin(Plugin[KV]):
    """Connects the two."""

    transports = ("netrpc",)

    def server(self, broker: NetRpcBroker) -> KVSides:
        return KVSides(self.impl)

    def client(self, broker: NetRpcBroker, connection: NetRpcConnection) -> KV:
        return KVSides(None, connection)


def main() -> None:
    plugins: dict[str, Plugin[Any]] = {"greeter": GreeterPlugin(Hello()), "kv": KVPlugin(Files())}
    serve(ServeConfig(KV_HANDSHAKE, plugins))


if __name__ == "__main__":
    main()
