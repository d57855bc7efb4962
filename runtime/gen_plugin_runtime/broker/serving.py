"""The plugin's side of a multiplexed connection: all that a host opens on its one connection."""

from __future__ import annotations

from threading import Lock, Thread

from gen_plugin_runtime.broker.multiplexed import MultiplexedLinks
from gen_plugin_runtime.errors import ConnectionLost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.broker.links import Answer
    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.session import Session


class MultiplexedServing:
    """Serves one connection in the life of a plugin, as a host expects of one that multiplexes.

    Args:
        on_end: Called when the connection has ended: nobody can come any more.

    Attributes:
        links: Make the broker's connections, once the host's is there.
    """

    def __init__(self, on_end: Callable[[], None]) -> None:
        self.links = MultiplexedLinks(is_host=False)
        self._on_end = on_end
        self._first = Lock()  # held for ever by the one connection

    def serve_connection(self, answer: Answer, stream: ByteStream) -> None:
        """Have the streams of the connection answered until it ends; a second one is closed."""
        if not self._first.acquire(blocking=False):
            stream.close()
            return
        session = self.links.start(stream)
        try:
            _serve_streams(answer, session)
        finally:
            session.close()
            self._on_end()


def _serve_streams(answer: Answer, session: Session) -> None:
    """Serve the streams for which nobody knocked: the host's own gRPC connections, mostly one."""
    while True:
        try:
            stream = session.accept()
        except ConnectionLost:
            return  # the session has ended
        if stream is None:
            continue
        serving = Thread(target=answer, args=(stream,), name="gen-plugin host", daemon=True)
        try:
            serving.start()
        except RuntimeError:  # the system has no thread to give
            stream.close()
