"""Two ends of a connection with TLS, or of an attempt at one."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.host.support import PATIENCE
from tests.tls.certificates import der, identity, mutual_tls

from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.tls.config import TlsConfig
from gen_plugin_runtime.tls.handshake import accept_tls, connect_tls

if TYPE_CHECKING:
    from gen_plugin_runtime.tls.stream import TlsStream

GREETING = b"first"


def configs(curve: str = "P-256") -> tuple[TlsConfig, TlsConfig]:
    """Two sides that trust each other."""
    one, other = identity(curve), identity(curve)
    return mutual_tls(one, der(other)), mutual_tls(other, der(one))


class Attempt:
    """A handshake over a socket pair; the server speaks first, as a gRPC server does.

    Attributes:
        client: The client's stream, or what it raised.
        server: The server's.
        ends: The sockets below.
    """

    def __init__(
        self, client: TlsConfig, server: TlsConfig, *, timeout: float = PATIENCE, hear: bool = True
    ) -> None:
        self.ends = socket.socketpair()
        self.server: TlsStream | OSError
        self.client: TlsStream | OSError
        below = SocketStream(self.ends[1])

        def serve() -> None:
            try:
                self.server = accept_tls(below, server, timeout)
            except OSError as error:
                self.server = error
                return
            if hear:
                with suppress(OSError):  # the client may not trust this side, and have left
                    self.server.send(GREETING)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            self.client = connect_tls(SocketStream(self.ends[0]), client, timeout)
            if hear:
                self._hear(self.client)
        except OSError as error:
            self.client = error
        thread.join(PATIENCE)

    def _hear(self, stream: TlsStream) -> None:
        """In TLS 1.3 only what comes then tells a client whether it is trusted."""
        try:
            if stream.receive(len(GREETING)) != GREETING:
                raise ConnectionError("the other side has left")
        except OSError:
            stream.close()
            raise

    def streams(self) -> tuple[TlsStream, TlsStream]:
        """Both ends of an attempt that has succeeded."""
        assert not isinstance(self.client, OSError), self.client
        assert not isinstance(self.server, OSError), self.server
        return self.client, self.server

    def failures(self) -> tuple[str, str]:
        """What both sides say of one that has failed on one side at least; all is closed."""
        assert isinstance(self.client, OSError) or isinstance(self.server, OSError)
        for side, end in zip((self.client, self.server), self.ends, strict=True):
            if not isinstance(side, OSError):
                side.close()
            assert end.fileno() == -1
        return str(self.client), str(self.server)
