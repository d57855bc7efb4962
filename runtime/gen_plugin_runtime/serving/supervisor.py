"""Waits for hosts and for the end: the loop in which a plugin's main thread spends its life."""

from __future__ import annotations

import socket
import threading
import time

from gen_plugin_runtime.serving.host_watch import wait_readable
from gen_plugin_runtime.streams import socket_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.addresses import Listener
    from gen_plugin_runtime.serving.host_process import HostProcess
    from gen_plugin_runtime.serving.host_watch import HostWatch
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import TimedByteStream

_CONNECT_TIMEOUT_WITHOUT_HOST = 5.0
_PARENT_CHECK_INTERVAL = 1.0
_PAUSE_WITHOUT_DESCRIPTOR = 0.05


class Supervisor:
    """Accepts connections until the end is asked for, or the host is gone.

    Args:
        listener: Where hosts connect.
        serve: Serves a connection until it ends.
        stop: The request to end.
        host: The launching host's signs of life; None for a plugin that outlives it.
        connect_timeout: Seconds in which the first connection has to come, if `host` is given, and
            another one after the last has ended.
    """

    def __init__(
        self,
        listener: Listener,
        serve: Callable[[TimedByteStream], None],
        stop: StopRequest,
        host: HostWatch | None,
        connect_timeout: float,
    ) -> None:
        self._listener = listener
        self._serve_stream = serve
        self._stop = stop
        self._host = host
        self._process = None if host is None else host.process
        self._connect_timeout = connect_timeout
        self._connect_until = time.monotonic() + connect_timeout
        self._ever_connected = False
        self._open_connections: dict[threading.Thread, socket.socket] = {}

    def run(self) -> bool:
        """Serve until the end. Connections that are still open stay so.

        Returns:
            Whether the host is gone: nobody asked for the end.
        """
        while not self._stop.made:
            self._wait()
            self._stop.clear()
            self._accept()
            if self._process is not None and self._process.has_ended():
                self._part_from(self._process)
            if self._host is not None and self._is_abandoned(self._host):
                return True
        return False

    def _wait(self) -> None:
        pipe = None if self._host is None else self._host.pipe
        sockets: list[socket.socket | int] = [self._listener.socket, self._stop.socket]
        if self._process is not None and self._process.descriptor is not None:
            sockets.append(self._process.descriptor)
        if wait_readable(sockets, pipe, self._patience()) and self._host is not None:
            self._host.pipe = None
            # Not at once: some hosts close the pipe when they have read the handshake line.
            soon = time.monotonic() + _CONNECT_TIMEOUT_WITHOUT_HOST
            self._connect_until = min(self._connect_until, soon)

    def _patience(self) -> float | None:
        """Seconds until there is something to look after that does not announce itself."""
        if self._host is None or self._open_connections:
            return None
        if self._ever_connected:
            return _PARENT_CHECK_INTERVAL
        return max(0.0, self._connect_until - time.monotonic())

    def _part_from(self, process: HostProcess) -> None:
        """End the connections of a host that has ended: a child of it may hold them still."""
        for connection in list(self._open_connections.values()):
            if process.has_made(connection):
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it has ended by itself

    def _is_abandoned(self, host: HostWatch) -> bool:
        if self._open_connections:
            return False  # whoever it is, somebody is there
        if self._ever_connected and not host.is_blind and host.is_gone():
            return True
        return time.monotonic() >= self._connect_until

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.socket.accept()
            except BlockingIOError:
                return  # nobody waits
            except OSError:
                # Who waited has gone, or, until some connection ends, there is no descriptor for
                # it: without a pause that would be asked again and again.
                time.sleep(_PAUSE_WITHOUT_DESCRIPTOR)
                return
            self._ever_connected = True
            thread = threading.Thread(
                target=self._serve, args=(connection,), name="gen-plugin host", daemon=True
            )
            self._open_connections[thread] = connection
            thread.start()
            if self._process is not None:
                self._process.meet(connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._serve_stream(socket_stream(connection))
        except OSError:
            connection.close()  # it was gone before it could be asked who it is, or is a stranger
        finally:
            self._connect_until = time.monotonic() + self._connect_timeout
            del self._open_connections[threading.current_thread()]
            self._stop.wake()
