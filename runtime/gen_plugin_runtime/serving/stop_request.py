"""`StopRequest`: how other threads get the attention of the one that waits for sockets."""

from __future__ import annotations

import socket
import threading


class StopRequest:
    """A socket that becomes readable when somebody wants the plugin's end, or just a look around.

    Attributes:
        socket: To be waited for.
    """

    def __init__(self) -> None:
        self._requested = threading.Event()
        self.socket, self._bell = socket.socketpair()
        self.socket.settimeout(0.0)
        self._bell.settimeout(0.0)

    @property
    def made(self) -> bool:
        """Whether the end was asked for."""
        return self._requested.is_set()

    def make(self) -> None:
        """Ask for the end. From any thread, any number of times."""
        self._requested.set()
        self.wake()

    @property
    def bell(self) -> int:
        """The descriptor that rings it when something is written there; it does not block."""
        return self._bell.fileno()

    def wake(self) -> None:
        """Make who waits look around."""
        try:
            self._bell.send(b"\0")
        except OSError:
            return  # it has rung often enough, or nobody waits any more

    def clear(self) -> None:
        """Make the socket wait for the next ring."""
        try:
            self.socket.recv(4096)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Nobody waits any more."""
        self.socket.close()
        self._bell.close()
