"""A channel and a server with a socket pair between them."""

from __future__ import annotations

import socket
import threading

from tests.grpc.services import PATIENCE, Echo

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from gen_plugin_runtime.transport import ByteStream


class PlainStream:
    """A stream without the methods that know time: what every byte stream has, and no more."""

    def __init__(self, connected: socket.socket) -> None:
        self._stream = SocketStream(connected)
        self.receive = self._stream.receive
        self.receive_into = self._stream.receive_into
        self.send = self._stream.send
        self.close = self._stream.close


class Pair:
    """Serves an `Echo` to a channel.

    Args:
        stream: The kind of stream on both sides.
        server_options, channel_options: For `Server` and `Channel`.
    """

    def __init__(
        self,
        stream: type[SocketStream | PlainStream] = SocketStream,
        *,
        server_options: dict[str, Any] | None = None,
        **channel_options: Any,
    ) -> None:
        self.echo = Echo()
        self.errors: list[tuple[str, BaseException]] = []
        options = {"on_error": lambda method, error: self.errors.append((method, error))}
        self.server = Server([self.echo], **(options | (server_options or {})))
        ours, theirs = self.connect(stream)
        self.served = threading.Thread(target=self._serve, args=(theirs,))
        self.served.start()
        self.channel = Channel(ours, **channel_options)

    def connect(self, stream: type[SocketStream | PlainStream]) -> tuple[ByteStream, ByteStream]:
        """Two ends of a connection."""
        ours, theirs = socket.socketpair()
        return stream(ours), stream(theirs)

    def _serve(self, stream: ByteStream) -> None:
        self.server.serve_connection(stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.echo.leave.set()
        self.channel.close()
        self.server.stop(0)
        self.served.join(PATIENCE)
        assert not self.served.is_alive()
