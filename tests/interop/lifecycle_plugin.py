"""The plugin of `tests/interop/go/lifecycle`: ``python lifecycle_plugin.py [OPTION=VALUE ...]``.

The one method of the service takes a text that says what to do, and gives a text back.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

from gen_plugin_runtime import HandshakeConfig, Plugin, ServeConfig, get_logger, serve
from gen_plugin_runtime.protobuf.wire import length_delimited_field, read_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class LifePlugin(Plugin[Life]):
    """Connects the two."""

    def server(self, broker: Broker) -> LifeAdapter:
        return LifeAdapter(self.impl)

    def client(self, broker: Broker, connection: Connection) -> Life:
        return LifeAdapter(None, connection)


def versioned() -> dict[int, dict[str, LifePlugin]]:
    """The versions of LIFE_VERSIONS, or 1; as in the Go program."""
    versions = map(int, os.environ.get("LIFE_VERSIONS", "1").split(","))
    return {version: {"life": LifePlugin(LifeImpl(version))} for version in versions}


def main() -> None:
    options = dict(argument.split("=", 1) for argument in sys.argv[1:])
    values = {name: ast.literal_eval(value) for name, value in options.items()}
    serve(ServeConfig(HANDSHAKE, versioned_plugins=versioned(), **values))


if __name__ == "__main__":
    main()
