"""Waits for hosts and for the end: the loop in which a plugin's main thread spends its life."""

from __future__ import annotations

import socket
import threading
import time

from gen_plugin_runtime.grpc.streams import SocketStream
from gen_plugin_runtime.serving.host_watch import wait_readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.grpc.server import Server
    from gen_plugin_runtime.serving.host_watch import HostWatch
    from gen_plugin_runtime.serving.listener import Listener

_CONNECT_TIMEOUT_WITHOUT_HOST = 5.0
_PARENT_CHECK_INTERVAL = 1.0


class Supervisor:
    """Accepts connections until somebody calls `stop` or the host is gone.

    Args:
        listener: Where hosts connect.
        server: Answers their calls.
        host: The launching host's signs of life; None for a plugin that outlives it.
        connect_timeout: Seconds in which the first connection has to come, if `host` is given.

    Attributes:
        host_is_gone: Whether the plugin ends because its host did.
    """

    def __init__(
        self, listener: Listener, server: Server, host: HostWatch | None, connect_timeout: float
    ) -> None:
        self.host_is_gone = False
        self._listener = listener
        self._server = server
        self._host = host
        self._connect_until = time.monotonic() + connect_timeout
        self._ever_connected = False
        self._open_connections: set[threading.Thread] = set()
        self._stopping = threading.Event()
        self._wake_receiver, self._wake_sender = socket.socketpair()
        self._wake_receiver.setblocking(False)
        self._wake_sender.setblocking(False)

    def run(self) -> None:
        """Serve until the end. Connections that are still open stay so."""
        while not self._stopping.is_set():
            pipe = None if self._host is None else self._host.pipe
            sockets = (self._listener.socket, self._wake_receiver)
            if wait_readable(sockets, pipe, self._patience()) and self._host is not None:
                self._host.pipe = None
                self._connect_until = min(
                    self._connect_until, time.monotonic() + _CONNECT_TIMEOUT_WITHOUT_HOST
                )
            self._clear_wake()
            self._accept()
            if self._host is not None and self._is_abandoned(self._host):
                self.host_is_gone = True
                return

    def stop(self) -> None:
        """Make `run` return. From any thread, any number of times."""
        self._stopping.set()
        self._wake()

    def _patience(self) -> float | None:
        """Seconds until there is something to look after that does not announce itself."""
        if self._host is None or self._open_connections:
            return None
        if self._ever_connected:
            return _PARENT_CHECK_INTERVAL
        return max(0.0, self._connect_until - time.monotonic())

    def _is_abandoned(self, host: HostWatch) -> bool:
        if self._open_connections:
            return False  # whoever it is, somebody is there
        if self._ever_connected:
            return host.is_gone()
        return time.monotonic() >= self._connect_until

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.socket.accept()
            except OSError:
                return  # nobody waits, or whoever did has gone
            self._ever_connected = True
            thread = threading.Thread(
                target=self._serve, args=(connection,), name="gen-plugin host", daemon=True
            )
            self._open_connections.add(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._server.serve_connection(SocketStream(connection))
        finally:
            self._open_connections.discard(threading.current_thread())
            self._wake()

    def _wake(self) -> None:
        try:
            self._wake_sender.send(b"\0")
        except OSError:
            return  # it is full of wakes already, or the loop has ended

    def _clear_wake(self) -> None:
        try:
            self._wake_receiver.recv(4096)
        except BlockingIOError:
            return
