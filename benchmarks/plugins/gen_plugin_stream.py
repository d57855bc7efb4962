"""A stream of greetings on gen-plugin's runtime, with adapters by hand.

Generated interfaces have no streaming methods yet. The messages are encoded and decoded by the
generated functions.
"""

from __future__ import annotations

from echo_plugin import HANDSHAKE, codec

from gen_plugin_runtime.gencode import Plugin, launch_plugin, serve_plugins
from gen_plugin_runtime.handler import server_streaming
from gen_plugin_runtime.protobuf.wire import read_fields, varint_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.gencode import Broker, Buffer, Connection, Handler, Launch

_METHOD = "/echo.v1.Greetings/Greetings"


class Greetings:
    """The client."""

    def __init__(self, connection: Connection) -> None:
        self._greetings = connection.server_streaming(_METHOD)

    def greetings(self, count: int) -> Iterator[str]:
        """This many greetings."""
        return map(codec.decode_echo_greet_response, self._greetings(varint_field(1, count)))


class GreetingsServer:
    """The server."""

    service = "echo.v1.Greetings"

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"Greetings": server_streaming(self._greetings)}

    def _greetings(self, request: Buffer) -> Iterator[bytes]:
        fields = {number: value for number, _, value in read_fields(request)}
        count = fields[1]
        assert isinstance(count, int)
        for index in range(count):
            yield codec.encode_echo_greet_response(f"hello, {index}")


class GreetingsPlugin(Plugin["Greetings"]):
    """Both sides."""

    def server(self, broker: Broker) -> GreetingsServer:
        """What answers calls."""
        return GreetingsServer()

    def client(self, broker: Broker, connection: Connection) -> Greetings:
        """What makes calls."""
        return Greetings(connection)

    @classmethod
    def launch(cls, command: list[str], *, call_timeout: float) -> Launch[Greetings]:
        """Prepare the launch of this program."""
        return launch_plugin(cls(), "greetings", HANDSHAKE, command, call_timeout=call_timeout)


if __name__ == "__main__":
    serve_plugins({"greetings": GreetingsPlugin()}, HANDSHAKE)
