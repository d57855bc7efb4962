"""Two sessions with a socket pair between them."""

from __future__ import annotations

import socket

from tests.grpc.pairs import PlainStream

from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Never, Self

    from gen_plugin_runtime.yamux.settings import Settings
    from gen_plugin_runtime.yamux.stream import YamuxStream


class Pair:
    """A client's session and a server's.

    Args:
        client, server: Their settings.
        stream: The kind of stream on both sides.
    """

    def __init__(
        self,
        client: Settings | None = None,
        server: Settings | None = None,
        stream: type[SocketStream | PlainStream] = SocketStream,
    ) -> None:
        ours, theirs = socket.socketpair()
        self.client = Session(stream(ours), is_client=True, settings=client)
        self.server = Session(stream(theirs), is_client=False, settings=server)

    def stream(self) -> tuple[YamuxStream, YamuxStream]:
        """A stream, as the client opened it and as the server accepted it."""
        opened = self.client.open()
        accepted = self.server.accept(30)
        assert accepted is not None
        assert accepted.stream_id == opened.stream_id
        return opened, accepted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.server.close()


class Raw:
    """A session with a peer of bare bytes."""

    def __init__(self, *, is_client: bool = False, settings: Settings | None = None) -> None:
        ours, self.peer = socket.socketpair()
        self.peer.settimeout(30)
        self.session = Session(SocketStream(ours), is_client=is_client, settings=settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.peer.close()


def receive_exactly(stream: YamuxStream, count: int) -> bytes:
    """So many bytes, or fewer at the stream's end."""
    found = bytearray()
    while len(found) < count:
        data = stream.receive(count - len(found))
        if not data:
            break
        found += data
    return bytes(found)


def send_on(*streams: YamuxStream, data: bytes = b"x") -> Never:
    """Send on streams in turn until one refuses."""
    while True:
        for stream in streams:
            stream.send(data)
