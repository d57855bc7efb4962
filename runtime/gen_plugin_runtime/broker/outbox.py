"""`Outbox`: this side's messages on the broker's stream, whether or not it is open yet."""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.errors import ConnectionLost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Send = Callable[[bytes], None]


class Outbox:
    """Sends messages one after the other; those that come before the stream wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._send: Send | None = None
        self._waiting: list[bytes] = []
        self._closed = False

    def put(self, message: bytes) -> None:
        """Send a message, now or when there is a stream.

        Raises:
            ConnectionLost: There will be none any more.
        """
        with self._lock:
            if self._closed:
                raise ConnectionLost("the connection whose broker this is has ended")
            if self._send is None:
                self._waiting.append(message)
            else:
                self._send(message)

    def attach(self, send: Send) -> None:
        """The stream is open: `send` puts one message on it."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._send = send
            for message in waiting:
                send(message)

    def detach(self, send: Send) -> None:
        """That stream is over. Another one may follow, from a host that attaches again."""
        with self._lock:
            if self._send == send:
                self._send = None

    def close(self) -> None:
        """Nothing can be sent any more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
