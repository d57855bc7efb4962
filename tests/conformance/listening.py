"""A TCP listener on loopback: each connection is served in a thread of its own."""

from __future__ import annotations

import socket
import threading

from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from gen_plugin_runtime.transport import ByteStream

LOOPBACK = "127.0.0.1"
PATIENCE = 30.0
"""Seconds after which a test gives up on what should happen at once."""


class Listener:
    """Accepts connections until it is left; by then they must have ended.

    Args:
        serve: Serves one connection until it ends, and closes it.

    Attributes:
        port: Chosen by the system.
        failures: What `serve` raised. A judge sees no more of it than a closed connection, which is
            often a right answer.
    """

    def __init__(self, serve: Callable[[ByteStream], None]) -> None:
        self.failures: list[BaseException] = []
        self._serve = serve
        self._listening = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept)
        self._serving: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join(PATIENCE)
        self._listening.close()
        for thread in self._serving:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self._serving)

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return  # the listener was left
            stream = SocketStream(connected)
            thread = threading.Thread(target=self._serve_guarded, args=(stream,))
            thread.start()
            self._serving.append(thread)

    def _serve_guarded(self, stream: ByteStream) -> None:
        try:
            self._serve(stream)
        except BaseException as error:  # noqa: BLE001 - whatever it is, a test shows it
            self.failures.append(error)
