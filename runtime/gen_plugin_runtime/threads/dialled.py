"""Connections that a side has dialled: closed when nobody holds them any more."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Connection(Protocol):
        """What a channel calls through; it does not hold the channel."""

        def close(self, timeout: float) -> None:
            """End it. May be called again."""


_LAST_WORDS = 0.5  # seconds for the goodbye


class Dialled:
    """The connections that one side has dialled, and the thread that closes those nobody holds.

    The garbage collector may find one in a thread that holds the connection's own lock: so it does
    no more than to put it in a queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._connections: set[Connection] = set()
        self._dropped: SimpleQueue[Connection | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._close_dropped, name="gen-plugin releases", daemon=True)
        self._thread.start()

    def add(self, connection: Connection) -> bool:
        """Note a connection; False if all is closed already."""
        with self._lock:
            if not self._closed:
                self._connections.add(connection)
            return not self._closed

    def drop(self, connection: Connection) -> None:
        """Have a connection closed soon, if that was not done already. Safe in `__del__`."""
        if connection in self._connections:  # without the lock, which its thread may hold
            self._dropped.put(connection)

    def close(self, connection: Connection) -> None:
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


class Releasable:
    """What a channel is that is closed by `release`, or when nobody holds it or what it gave.

    Attributes:
        accepted: Whether there is a main connection still for which it was dialled.
    """

    def hold(self, connection: Connection, dialled: Dialled) -> None:
        """Have the channel's connection closed by `dialled`. To be called when both are made."""
        self._held = connection
        self._dialled = dialled
        self.accepted = dialled.add(connection)

    def release(self) -> None:
        """End the connection: the other side may let go of its object. May be called again."""
        self._dialled.close(self._held)

    def __del__(self) -> None:
        # It may be half made: the system had no thread for it.
        if hasattr(self, "accepted"):
            self._dialled.drop(self._held)
