"""`Offer`: an object that is served to the one who dials its number."""

from __future__ import annotations

from threading import Thread
from time import monotonic

from gen_plugin_runtime.grpc.server import JOIN_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.broker.links import AcceptingEnd
    from gen_plugin_runtime.grpc.server import Server
    from gen_plugin_runtime.grpc.server_connection import ServerConnection

EXPIRES = 10.0
"""Seconds after which nobody is expected to dial any more: the other side forgets after five."""


class Offer:
    """A server for one connection, which may still have to come.

    Args:
        end: Where it comes; closed with the first connection, or when nobody came.
        server: Answers its calls.
        on_end: Called when the connection has ended, or there was none.
        origin: See `Server.serve_connection`.
        name: Of the thread.
    """

    def __init__(
        self,
        end: AcceptingEnd,
        server: Server,
        on_end: Callable[[Offer], None],
        origin: object,
        name: str,
    ) -> None:
        self._origin = origin
        self._end = end
        self._server = server
        self._on_end = on_end
        self._ending: list[ServerConnection] = []
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to wait for the connection."""
        self._thread.start()

    def close(self) -> None:
        """End the connection, with its calls, or the wait for it."""
        self.end()
        self.join(monotonic() + JOIN_TIMEOUT)

    def end(self) -> None:
        """As `close`, without waiting for implementations that do not return."""
        self._end.close()
        self._ending += self._server.end()

    def join(self, until: float) -> None:
        """Wait for them, after `end`, until that moment on the clock of `time.monotonic`."""
        for connection in self._ending:
            connection.join(until)

    def _run(self) -> None:
        try:
            stream = self._end.accept(EXPIRES)
            self._end.close()
            if stream is not None:
                self._server.serve_connection(stream, self._origin)
        finally:
            self._on_end(self)
