"""`DialledChannel`: a brokered connection to an object of the other side."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock, Thread

from gen_plugin_runtime.grpc.channel import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.grpc.client_connection import ClientConnection
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.transport import ByteStream

_LAST_WORDS = 0.5  # seconds for the goodbye


class Dialled:
    """The connections that one side has dialled, and the thread that closes those nobody holds.

    The garbage collector may find one in a thread that holds the connection's own lock: so it does
    no more than to put it in a queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._connections: set[ClientConnection] = set()
        self._dropped: SimpleQueue[ClientConnection | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._close_dropped, name="gen-plugin releases", daemon=True)
        self._thread.start()

    def add(self, connection: ClientConnection) -> bool:
        """Note a connection; False if all is closed already."""
        with self._lock:
            if not self._closed:
                self._connections.add(connection)
            return not self._closed

    def drop(self, connection: ClientConnection) -> None:
        """Have a connection closed soon. Safe in `__del__`."""
        self._dropped.put(connection)

    def close(self, connection: ClientConnection) -> None:
        """Close a connection. May be called again."""
        with self._lock:
            self._connections.discard(connection)
        connection.close(_LAST_WORDS)

    def close_all(self) -> None:
        """Close every connection, and end the thread."""
        with self._lock:
            self._closed = True
            connections, self._connections = self._connections, set()
        self._dropped.put(None)
        for connection in connections:
            connection.close(_LAST_WORDS)

    def _close_dropped(self) -> None:
        while (connection := self._dropped.get()) is not None:
            self.close(connection)


class DialledChannel(Channel):
    """A channel that is closed by `release`, or when nobody holds it or what it gave.

    Args:
        stream: Connected to what is dialled; it belongs to the channel from now on.
        dialled: Closes the channel.
        call_timeout: As for `Channel`; so is `peer`.

    Attributes:
        accepted: Whether there is a connection still for which it was dialled.
    """

    def __init__(
        self, stream: ByteStream, dialled: Dialled, call_timeout: float | None, peer: Peer
    ) -> None:
        super().__init__(stream, call_timeout=call_timeout, peer=peer, name="gen-plugin callback")
        self._dialled = dialled
        self.accepted = dialled.add(self.connection)

    def release(self) -> None:
        """End the connection: the other side may let go of its object. May be called again."""
        self._dialled.close(self.connection)

    def __del__(self) -> None:
        # It may be half made: the system had no thread for it.
        if hasattr(self, "accepted") and self.connection.driver.ended is None:
            self._dialled.drop(self.connection)
