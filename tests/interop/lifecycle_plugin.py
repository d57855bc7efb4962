"""The plugin of `tests/interop/go/lifecycle`: ``python lifecycle_plugin.py [OPTION=VALUE ...]``.

The one method of the service takes a text that says what to do, and gives a text back. Over net/rpc
there are objects, too: see `objects.go` there. The environment is read as by the Go program.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.tls.folders import own_tls

from gen_plugin_runtime import (
    HandshakeConfig,
    Plugin,
    PluginError,
    ServeConfig,
    get_logger,
    serve,
)
from gen_plugin_runtime.netrpc.gob.basics import STRING, UINT32
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.protobuf.wire import length_delimited_field, read_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gen_plugin_runtime.netrpc.transport import NetRpcBroker, NetRpcConnection
    from gen_plugin_runtime.transport import Broker, Buffer, Connection, Handler

HANDSHAKE = HandshakeConfig(1, "LIFE_PLUGIN", "life")


class Life(Protocol):
    """Does what a text says."""

    def do(self, text: str) -> str: ...


class LifeImpl:
    """What the plugin does.

    Args:
        version: The protocol version that it is served for.
    """

    def __init__(self, version: int) -> None:
        self._version = version

    def do(self, text: str) -> str:
        logger = get_logger("life")
        if text == "pid":
            return str(os.getpid())
        if text == "version":
            return str(self._version)
        if text == "print":
            print("hello\nworld!", end="")
            sys.stderr.write("and some error\n messages!")
        if text == "print otherwise":
            os.write(1, b"hello\n")
            subprocess.run(["printf", "world!"], check=True)
        if text == "log":
            for level in ("trace", "debug", "info", "warn", "error"):
                getattr(logger, level)(f"at {level}", foo=12)
        if text == "fail":
            raise PluginError("", "it failed")
        if text == "die":
            os._exit(3)
        return ""


class LifeAdapter:
    """Both sides of the wire: a StringValue each way."""

    service = "tests.Life"

    def __init__(self, life: Life | None, connection: Connection | None = None) -> None:
        self._life = life
        self._do = connection.unary("/tests.Life/Do") if connection is not None else None

    def do(self, text: str) -> str:
        assert self._do is not None
        return _text(self._do(length_delimited_field(1, text.encode())))

    def handlers(self) -> Mapping[str, Handler]:
        from gen_plugin_runtime.handler import unary

        return {"Do": unary(self._answer)}

    def _answer(self, request: Buffer) -> bytes:
        assert self._life is not None
        return length_delimited_field(1, self._life.do(_text(request)).encode())


def _text(message: Buffer) -> str:
    for _, _, value in read_fields(message):
        assert not isinstance(value, int)
        return bytes(value).decode()
    return ""


VISIT_ARGUMENT = Struct("main.Visit", (("Friend", UINT32), ("Word", STRING)))

DO = Method("Plugin.Do", STRING, STRING)
VISIT = Method("Plugin.Visit", VISIT_ARGUMENT, UINT32)
HEAR = Method("Plugin.Hear", STRING, STRING)


class Friend:
    """An object of either side, by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def methods(self) -> dict[str, NetRpcHandler]:
        return {"Hear": NetRpcHandler(HEAR, lambda word: f"{self._name}: {word}")}


class NetRpcLife:
    """Both sides of the wire over net/rpc."""

    def __init__(
        self, broker: NetRpcBroker, life: Life | None, connection: NetRpcConnection | None = None
    ) -> None:
        self._broker = broker
        self._life = life
        self.connection = connection

    def do(self, text: str) -> str:
        assert self.connection is not None
        result: str = self.connection.method(DO)(text)
        return result

    def visit(self, word: str) -> str:
        assert self.connection is not None
        number = self._broker.next_id()
        self._broker.accept_and_serve(number, Friend("host"))
        theirs = self.connection.method(VISIT)((number, word))
        heard: str = self._broker.dial(theirs).method(HEAR)(word)
        return heard

    def methods(self) -> dict[str, NetRpcHandler]:
        assert self._life is not None
        return {
            "Do": NetRpcHandler(DO, self._life.do),
            "Visit": NetRpcHandler(VISIT, self._answer_visit),
        }

    def _answer_visit(self, visit: tuple[int, str]) -> int:
        number, word = visit
        heard = self._broker.dial(number).method(HEAR)(word)
        mine = self._broker.next_id()
        self._broker.accept_and_serve(mine, Friend(f"plugin heard {heard}"))
        return mine


class LifePlugin(Plugin[Life]):
    """Connects the two."""

    transports = ("grpc", "netrpc")

    def server(self, broker: Broker | NetRpcBroker) -> LifeAdapter | NetRpcLife:
        if broker.transport == "netrpc":
            return NetRpcLife(broker, self.impl)
        return LifeAdapter(self.impl)

    def client(self, broker: Broker | NetRpcBroker, connection: Any) -> Life:
        if broker.transport == "netrpc":
            return NetRpcLife(broker, None, connection)
        return LifeAdapter(None, connection)


def versioned() -> dict[int, dict[str, LifePlugin]]:
    """The versions of LIFE_VERSIONS, or 1; as in the Go program."""
    versions = map(int, os.environ.get("LIFE_VERSIONS", "1").split(","))
    return {version: {"life": LifePlugin(LifeImpl(version))} for version in versions}


def serve_config(**values: Any) -> ServeConfig:
    """What is served; over what, LIFE_PROTOCOL and LIFE_PLUGIN_TLS say."""
    values.setdefault("protocol", os.environ.get("LIFE_PROTOCOL", "grpc"))
    folder = os.environ.get("LIFE_PLUGIN_TLS")
    if folder:
        values["tls_provider"] = lambda: own_tls(folder)
    return ServeConfig(HANDSHAKE, versioned_plugins=versioned(), **values)


def main() -> None:
    options = dict(argument.split("=", 1) for argument in sys.argv[1:])
    serve(serve_config(**{name: ast.literal_eval(value) for name, value in options.items()}))


if __name__ == "__main__":
    main()
